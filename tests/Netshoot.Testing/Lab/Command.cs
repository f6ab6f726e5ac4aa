using System.Diagnostics;

namespace Netshoot.Testing.Lab;

/// <summary>Runs programs to their end, each with a limit in time: what hangs fails its test instead of the whole run.</summary>
public static class Command
{
    /// <summary>How long a program may take unless its test says otherwise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program and waits for its end.</summary>
    public static async Task<Outcome> RunAsync(string program, IEnumerable<string> arguments, string? input = null, TimeSpan? patience = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var running = Start(program, arguments, environment);
        return await running.EndAsync(input, patience);
    }

    /// <summary>Runs a line of words split at spaces; for words with spaces use the other form.</summary>
    public static Task<Outcome> RunAsync(string line, string? input = null, TimeSpan? patience = null)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return RunAsync(words[0], words[1..], input, patience);
    }

    /// <summary>Runs a program that must succeed, for building a lab.</summary>
    public static async Task<string> MustAsync(string line, string? input = null)
    {
        var outcome = await RunAsync(line, input);
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"'{line}' ended with {outcome.ExitCode}: {outcome.Error}{outcome.Output}");
    }

    /// <summary>Starts a program and leaves it running; dispose it to end it.</summary>
    public static RunningCommand Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // The tests' own surroundings must not change what a tool prints.
        foreach (string name in new[] { "COLUMNS", "NO_COLOR", "LS_COLORS", "TZ" }) start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
    }
}
