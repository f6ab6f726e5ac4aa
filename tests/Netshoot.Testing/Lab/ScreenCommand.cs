using System.Globalization;
using Netshoot.Testing.Simulation;

namespace Netshoot.Testing.Lab;

/// <summary>A program on a terminal of its own, with a screen that a test can look at and keys that it can press.</summary>
public sealed class ScreenCommand : IDisposable
{
    // Python's pty module has what the platform lacks: a pseudo-terminal that becomes the child's controlling one.
    private const string Somebody = """
        import fcntl, os, pty, select, struct, sys, termios
        columns, rows, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
        child, terminal = pty.fork()
        if child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.environ["TERM"] = "xterm"
            os.execvp(program[0], program)
        watched = [0, terminal]
        while True:
            ready = select.select(watched, [], [])[0]
            if 0 in ready:
                keys = os.read(0, 4096)
                if keys:
                    os.write(terminal, keys)
                else:
                    watched.remove(0)
            if terminal in ready:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:
                    break
                if not piece:
                    break
                os.write(1, piece)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
        """;

    private readonly RunningCommand _running;
    private readonly int _columns;
    private readonly int _rows;

    private ScreenCommand(RunningCommand running, int columns, int rows)
    {
        _running = running;
        (_columns, _rows) = (columns, rows);
    }

    /// <summary>Starts it on a terminal of that size.</summary>
    public static ScreenCommand Start(int columns, int rows, params IEnumerable<string> words)
        => new(Command.Start("python3", ["-c", Somebody, columns.ToString(CultureInfo.InvariantCulture), rows.ToString(CultureInfo.InvariantCulture), .. words]), columns, rows);

    /// <summary>What stands on the terminal now.</summary>
    public TerminalEmulator Screen => new TerminalEmulator(_columns, _rows).Show(_running.Output);

    /// <summary>Waits until the screen is as wanted.</summary>
    public async Task ScreenAsync(Func<TerminalEmulator, bool> isWanted)
    {
        for (var until = DateTime.UtcNow + Command.Patience; DateTime.UtcNow < until; await Task.Delay(50))
            if (isWanted(Screen)) return;
        throw new TimeoutException($"the screen does not become as wanted:\n{Screen}\n{_running.Error}");
    }

    /// <summary>Waits until two screens, which are both drawn anew all the time, are as wanted and alike.</summary>
    /// <returns>How both look, alike or, in the end, not.</returns>
    public static async Task<(string First, string Second)> AlikeAsync(ScreenCommand first, ScreenCommand second, Func<TerminalEmulator, bool> isWanted, Func<TerminalEmulator, string> look)
    {
        var until = DateTime.UtcNow + Command.Patience;
        while (true)
        {
            var (one, other) = (first.Screen, second.Screen);
            bool isOver = DateTime.UtcNow >= until;
            if (isOver && !(isWanted(one) && isWanted(other))) throw new TimeoutException($"the screens do not become as wanted:\n{one}\n{other}\n{first._running.Error}{second._running.Error}");
            var looks = (look(one), look(other));
            if (isOver || isWanted(one) && isWanted(other) && looks.Item1 == looks.Item2) return looks;
            await Task.Delay(50);
        }
    }

    public async Task PressAsync(string keys)
    {
        await _running.Input.WriteAsync(keys);
        await _running.Input.FlushAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, TerminalEmulator Screen)> EndAsync()
    {
        var outcome = await _running.EndAsync();
        return (outcome.ExitCode, new TerminalEmulator(_columns, _rows).Show(outcome.Output));
    }

    public void Dispose() => _running.Dispose();
}
