using Microsoft.Extensions.Time.Testing;
using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Testing.Fakes;

namespace Netshoot.Tests.Applets;

/// <summary>Runs a tool on a simulated machine in virtual time, on the test's own thread.</summary>
internal sealed class ToolBench : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly CancellationTokenSource _stop = new();
    private Output? _outputText, _errorText;

    public ToolBench()
    {
        // What a change wakes runs before the change returns.
        SynchronizationContext.SetSynchronizationContext(null);
        Machine = new(Clock);
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeMachine Machine { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public string Output { get { _outputText?.Flush(); return System.Text.Encoding.UTF8.GetString(_output.ToArray()); } }

    /// <summary>What was written, byte for byte.</summary>
    public byte[] OutputBytes { get { _outputText?.Flush(); return _output.ToArray(); } }

    public string Error { get { _errorText?.Flush(); return System.Text.Encoding.UTF8.GetString(_error.ToArray()); } }

    /// <summary>Starts a tool with words split at spaces; an empty pair of quotes is an empty word.</summary>
    public Task<ExitCode> StartAsync(string line) => StartAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static w => w == "''" ? "" : w)]);

    /// <summary>Starts a tool: its name and its words.</summary>
    public Task<ExitCode> StartAsync(string[] words)
    {
        _outputText = new(_output);
        _errorText = new(_error);
        var shell = new Shell(_outputText, _errorText, Machine) { Name = words[0], Environment = name => Environment.GetValueOrDefault(name), StopSource = () => _stop.Token };
        return AppletTable.Find(words[0])!.RunAsync(words[1..], shell).AsTask();
    }

    /// <summary>Runs a tool that needs no time; what it says and its exit code.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        var code = await StartAsync(line).WaitAsync(TimeSpan.FromSeconds(10));
        return (code.Value, Output, Error);
    }

    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _outputText?.Dispose();
        _errorText?.Dispose();
        _stop.Dispose();
    }
}
