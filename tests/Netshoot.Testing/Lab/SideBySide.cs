using System.Text.RegularExpressions;

namespace Netshoot.Testing.Lab;

/// <summary>Runs an original tool and ours with the same words in the same place, and compares what they print and how they end.</summary>
public static class SideBySide
{
    /// <param name="lab">The network.</param>
    /// <param name="node">Where both run.</param>
    /// <param name="original">The original's path.</param>
    /// <param name="tool">The name of ours.</param>
    /// <param name="line">The words for both, split at spaces.</param>
    /// <param name="alike">What differs from run to run and is made alike in both before they are compared; none when they must be the same byte for byte.</param>
    /// <returns>Null when they agree, else what differs, for a test to show.</returns>
    public static async Task<string?> CompareAsync(LabNetwork lab, string node, string original, string tool, string line, params Normalization[] alike)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var theirs = await lab.RunAsync(node, original, words);
        var ours = await lab.RunAsync(node, Repository.Executable, [tool, .. words]);
        return Differences($"{tool} {line}", theirs, ours, alike);
    }

    /// <summary>Compares two outcomes; null when they agree.</summary>
    public static string? Differences(string what, Outcome theirs, Outcome ours, params Normalization[] alike)
    {
        if (theirs.ExitCode == ours.ExitCode && Apply(theirs.Output) == Apply(ours.Output) && Apply(theirs.Error) == Apply(ours.Error)) return null;
        return $"""
            {what}
            --- original: exit {theirs.ExitCode}
            {Apply(theirs.Output)}{Apply(theirs.Error)}
            --- ours: exit {ours.ExitCode}
            {Apply(ours.Output)}{Apply(ours.Error)}
            """;

        string Apply(string text) => alike.Aggregate(text, static (t, n) => Regex.Replace(t, n.Pattern, n.Replacement, RegexOptions.Multiline));
    }
}

/// <summary>Makes alike what differs from run to run, by a regular expression.</summary>
/// <param name="Name">What it is, for a reader: "round-trip times".</param>
/// <param name="Pattern">What to replace.</param>
/// <param name="Replacement">With what.</param>
public sealed record Normalization(string Name, string Pattern, string Replacement);
