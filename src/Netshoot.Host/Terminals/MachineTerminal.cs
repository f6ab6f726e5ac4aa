using System.Runtime.InteropServices;
using Netshoot.Host.Loop;
using Netshoot.Host.Streams;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Terminals;

/// <summary>The terminal of this process. Whatever ends or stops the process, the terminal gets its own screen and modes back first.</summary>
internal sealed class MachineTerminal : ITerminal
{
    private const int UsualColumns = 80, UsualRows = 24;

    private readonly FileDescriptor _output = new(1, ownsHandle: false);
    private readonly MachineChannel _channel;
    private readonly TerminalMode _mode;
    private readonly EventLoop _loop;
    private readonly bool _hasScreen;
    private readonly KeyReader _keys;
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _signals;
    private bool _isTaken;
    private bool _isClosed;
    private int _endings;

    private MachineTerminal(MachineChannel channel, TerminalMode mode, EventLoop loop, bool hasScreen)
    {
        _channel = channel;
        _mode = mode;
        _loop = loop;
        _hasScreen = hasScreen;
        _keys = new(channel);
        Take();
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Tell()),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Resume()),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => GiveBack()),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => GiveBack()),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, EndIfMeant),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndIfMeant),
        ];
    }

    public int Columns => Terminal.Size(_output)?.Columns ?? UsualColumns;

    public int Rows => Terminal.Size(_output) is { Rows: > 0 and var rows } ? rows : UsualRows;

    public Action Changed { get; set; } = static () => { };

    /// <returns>Null when input or output is no terminal.</returns>
    public static MachineTerminal? TryOpen(EventLoop loop, bool hasScreen)
    {
        var channel = MachineChannel.Open(0, FileAccess.Read, loop);
        var output = new FileDescriptor(1, ownsHandle: false);
        if (channel.IsTerminal && Terminal.IsTerminal(output) && TerminalMode.TryFind(channel.Descriptor, out var mode) == Errno.None && (hasScreen || mode!.IsForeground)) return new(channel, mode!, loop, hasScreen);
        channel.Dispose();
        return null;
    }

    public ValueTask<int> KeyAsync(CancellationToken stop) => _keys.KeyAsync(stop);

    public void Dispose()
    {
        GiveBack();
        _isClosed = true;
        foreach (var signal in _signals) signal.Dispose();
        _channel.Dispose();
    }

    /// <summary>Takes the keys, and the other screen (xterm's private mode 1049), without a cursor.</summary>
    private void Take()
    {
        lock (_lock)
        {
            // Who goes on in the background leaves the terminal to the one before it, or would be stopped.
            if (_isTaken || _isClosed || !_hasScreen && !_mode.IsForeground) return;
            _isTaken = true;
            _mode.HandOverKeys();
            if (_hasScreen) _output.Write("\e[?1049h\e[?25l\e[H\e[2J"u8, out _);
        }
    }

    private void GiveBack()
    {
        lock (_lock)
        {
            if (!_isTaken) return;
            _isTaken = false;
            if (_hasScreen) _output.Write("\e[0m\e[?25h\e[?1049l"u8, out _);
            _mode.Restore();
        }
    }

    private void Tell() => _loop.Post(static state => ((MachineTerminal)state!).Changed(), this);

    /// <summary>On the loop's thread, so that nothing is drawn meanwhile on a screen that is not ours.</summary>
    private void Suspend(PosixSignalContext context)
    {
        context.Cancel = true;
        _loop.Post(static state =>
        {
            ((MachineTerminal)state!).GiveBack();
            Signals.StopHere();
        }, this);
    }

    private void Resume() => _loop.Post(static state =>
    {
        var self = (MachineTerminal)state!;
        self.Take();
        self.Changed();
    }, this);

    /// <summary>The first time the tool is told and ends in order; the second time the process dies.</summary>
    private void EndIfMeant(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _endings) > 1) GiveBack();
    }
}
