using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Netshoot.Testing.Lab;

/// <summary>A program that runs while a test goes on. Its lines can be waited for; disposing ends it.</summary>
public sealed class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Channel<(bool IsError, string Text)> _lines = Channel.CreateUnbounded<(bool IsError, string Text)>();
    private readonly List<(bool IsError, string Text)> _unmatched = [];
    private readonly Task _reading;

    internal RunningCommand(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output, isError: false), ReadAsync(process.StandardError, _error, isError: true));
    }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>What it has printed so far.</summary>
    public string Output { get { lock (_output) return _output.ToString(); } }

    public string Error { get { lock (_error) return _error.ToString(); } }

    /// <summary>
    /// Waits for a line, of either stream, that contains the text; the lines before it on its stream are passed over. Nobody knows which of two
    /// lines on different streams came first, so those of the other stream stay for the next wait.
    /// </summary>
    public async Task<string> LineAsync(string text, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Command.Patience);
        try
        {
            while (true)
            {
                int found = _unmatched.FindIndex(line => line.Text.Contains(text, StringComparison.Ordinal));
                if (found < 0)
                {
                    _unmatched.Add(await _lines.Reader.ReadAsync(limit.Token));
                    continue;
                }
                var (isError, match) = _unmatched[found];
                for (int i = found; i >= 0; i--)
                    if (_unmatched[i].IsError == isError) _unmatched.RemoveAt(i);
                return match;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"no line with '{text}' came from {_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}\n{Output}{Error}");
        }
    }

    /// <summary>Sends a signal to it.</summary>
    public Task SignalAsync(string signal) => Command.MustAsync($"kill -{signal} {ProcessId}");

    /// <summary>Gives it its input, closes that, and waits for its end.</summary>
    public async Task<Outcome> EndAsync(string? input = null, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Command.Patience);
        try
        {
            if (input is not null) await Input.WriteAsync(input.AsMemory(), limit.Token);
            Input.Close();
        }
        catch (IOException)
        {
            // It ended without reading: what it left behind is what the test looks at.
        }
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"still running: {_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}\n{Output}{Error}");
        }
        return new(_process.ExitCode, Output, Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader from, StringBuilder to, bool isError)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            lock (to) to.Append(buffer, 0, count);
            foreach (char c in buffer.AsSpan(0, count))
            {
                if (c != '\n') line.Append(c);
                if (c is not '\n') continue;
                _lines.Writer.TryWrite((isError, line.ToString()));
                line.Clear();
            }
        }
        if (line.Length > 0) _lines.Writer.TryWrite((isError, line.ToString()));
    }
}
