using Netshoot.Cli;
using Netshoot.Host;

namespace Netshoot.Applets;

/// <summary>Everything a tool may touch: its output, its input, the time, the machine, and the word to stop.</summary>
public sealed class Shell(Output output, Output error, IMachine machine)
{
    /// <summary>The name the tool was called by.</summary>
    public string Name { get; init; } = "netshoot";

    public Output Output => output;

    public Output Error => error;

    public IMachine Machine => machine;

    public TimeProvider Clock => machine.Clock;

    /// <summary>What the tool reads; empty unless it is given one.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The environment of the process.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Where <see cref="Stop"/> comes from; asked only by tools that have something to say or to clean up at their end.</summary>
    public Func<CancellationToken> StopSource { get; init; } = static () => CancellationToken.None;

    /// <summary>Cancelled when the user wants the tool to end (SIGINT, SIGTERM). A tool that never asks for it dies of the signal.</summary>
    public CancellationToken Stop => StopSource();

    /// <summary>Says what to do each time the user asks how things stand (SIGQUIT in ping).</summary>
    public Action<Action> OnQuit { get; init; } = static _ => { };

    /// <summary>Says what to do each time one of the two signals comes that mean what a tool makes of them (SIGUSR1, SIGUSR2).</summary>
    public Action<UserSignal, Action> OnUserSignal { get; init; } = static (_, _) => { };

    /// <summary>Whether results go to programs.</summary>
    public bool Json { get; init; }

    /// <summary>Whether colors are wanted: a terminal, and not NO_COLOR.</summary>
    public bool HasColor => output.IsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") is not "dumb";

    /// <summary>Prints one result: as a line of text, or as one JSON object on a line.</summary>
    public void Report<T>(T report) where T : IReport
    {
        if (Json)
        {
            var json = new JsonText(output.Buffer);
            json.OpenObject();
            report.Write(new ReportWriter(json));
            json.CloseObject();
        }
        else
        {
            report.Write(new ReportWriter(output.Buffer) { HasColor = HasColor });
        }
        output.Buffer.Append((byte)'\n');
        output.Written();
    }

    /// <summary>Says what went wrong, as <c>tool: subject: reason</c>, and what can be done about it.</summary>
    public void Complain(string message, string? hint = null)
    {
        // What was said before it must stand before it.
        output.Flush();
        error.Line($"{Name}: {message}");
        if (hint is not null) Hint(hint);
    }

    /// <summary>Says what can be done about something that went wrong, as <c>tool: hint: …</c>.</summary>
    public void Hint(string hint) => error.Line($"{Name}: hint: {hint}");

    /// <summary>The shell for the same tool with other settings.</summary>
    public Shell With(bool json) => json == Json ? this : new(output, error, machine)
    {
        Name = Name,
        Input = Input,
        Environment = Environment,
        StopSource = StopSource,
        OnQuit = OnQuit,
        OnUserSignal = OnUserSignal,
        Json = json,
    };
}
