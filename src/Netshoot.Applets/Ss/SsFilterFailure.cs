namespace Netshoot.Applets.Ss;

/// <summary>A filter that is not understood; its message is whole lines.</summary>
internal sealed class SsFilterFailure(string lines, byte exitCode = 1) : Exception(lines)
{
    /// <summary>What ss(8) returns for words that it cannot even take apart.</summary>
    private const byte Usage = 255;

    public byte ExitCode => exitCode;

    private const string SecondLine = "Cannot parse dst/src address.\n";

    public static SsFilterFailure WrongAddress(string word) => new($"Error: an inet prefix is expected rather than \"{word}\".\n{SecondLine}");

    public static SsFilterFailure WrongPort(string word) => new($"Error: \"{word}\" does not look like a port.\n{SecondLine}");

    public static SsFilterFailure WrongEnd() => new(SecondLine);

    public static SsFilterFailure WrongMark(string word) => new($"Cannot parse mark {word}.\n");

    /// <param name="path">The group.</param>
    /// <param name="reason">Why it has no number; null where there are no groups.</param>
    public static SsFilterFailure WrongControlGroup(string path, string? reason)
        => new($"{(reason is null ? "Failed to find cgroup2 mount" : $"Failed to get cgroup2 ID: {reason}")}\nCannot parse cgroup {path}.\n");

    public static SsFilterFailure Incomplete() => new("Command line is not complete. Try option \"help\"\n", Usage);

    public static SsFilterFailure WrongDevice() => new("Cannot parse device.\n");

    public static SsFilterFailure WrongState(string word) => new($"ss: wrong state name: {word}\n", Usage);

    public static SsFilterFailure Syntax() => new("ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n", Usage);
}
