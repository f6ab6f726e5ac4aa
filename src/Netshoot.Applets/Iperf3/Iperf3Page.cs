using System.Globalization;
using System.Text;
using Netshoot.Applets.Measures;
using Netshoot.Cli;

namespace Netshoot.Applets.Iperf3;

/// <summary>Where the lines of iperf3 go: to the output or a log file, with title and time before each; and what was said of a test, for a client that asks for it.</summary>
internal sealed class Iperf3Page(Shell shell, Iperf3Options options, Output output) : IDisposable
{
    private readonly StringBuilder _said = new();

    public Output Output => output;

    public ProgressLine Progress { get; } = new(shell);

    /// <summary>What was said since <see cref="Forget"/>.</summary>
    public string Said => _said.ToString();

    public void Forget() => _said.Clear();

    public void Line(string text)
    {
        _said.Append(text).Append('\n');
        if (options.Json) return;
        Prefix();
        output.Line($"{text}");
    }

    /// <summary>What the other end said: many lines, each made safe; nothing stands before them.</summary>
    public void Foreign(string text)
    {
        foreach (string line in text.TrimEnd('\n').Split('\n')) output.Line($"{line}");
        output.Line($"");
    }

    public void Error(string text)
    {
        output.Flush();
        // With a log file the complaint belongs there, too.
        if (options.LogFile is null) shell.Error.Line($"iperf3: {text}");
        else output.Line($"iperf3: {text}");
    }

    public void Dispose()
    {
        if (options.LogFile is null) return;
        output.Flush();
        output.Dispose();
    }

    private void Prefix()
    {
        if (options.Timestamps is { } format) output.Text($"{StrfTime.Format(format == "%c " ? "%a %b %e %H:%M:%S %Y " : format, shell.Clock.GetLocalNow())}");
        if (options.Title is { } title) output.Text($"{title}:  ");
    }
}
