namespace Netshoot.Applets.Iproute;

/// <summary>Ends a command of ip(8): lines for standard error, and the exit code that goes with them.</summary>
/// <param name="text">The lines, as the original has them.</param>
/// <param name="exitCode">1 for what does not exist, 2 for what the kernel refused, 255 for what was not understood.</param>
internal sealed class IpFailure(string text, byte exitCode = IpFailure.NotUnderstood) : Exception(text)
{
    public const byte Missing = 1, Refused = 2, NotUnderstood = 255;

    public byte ExitCode => exitCode;

    /// <summary>Whether it was not understood, which ends a batch even where errors do not.</summary>
    public bool EndsBatch { get; init; }

    /// <summary>Whether the original says it on standard output.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Says it where the original does.</summary>
    public void Say(Shell shell)
    {
        if (IsOutput)
        {
            shell.Output.Literal(Message);
            return;
        }
        // What was said before it must stand before it.
        shell.Output.Flush();
        // The words of a command line and of the kernel are not ours; the line ends and tabs between them are.
        var rest = Message.AsSpan();
        while (rest.IndexOfAny('\n', '\t') is >= 0 and var at)
        {
            shell.Error.Buffer.Foreign(rest[..at]);
            shell.Error.Buffer.Append((byte)rest[at]);
            rest = rest[(at + 1)..];
        }
        shell.Error.Buffer.Foreign(rest);
        shell.Error.Written();
    }

    public static IpFailure Incomplete() => new("Command line is not complete. Try option \"help\"\n") { EndsBatch = true };

    public static IpFailure Invalid(string word, string reason) => new($"Error: argument \"{word}\" is wrong: {reason}\n") { EndsBatch = true };

    public static IpFailure Duplicate(string keyword, string word) => new($"Error: duplicate \"{keyword}\": \"{word}\" is the second value.\n") { EndsBatch = true };

    public static IpFailure DuplicateOrGarbage(string keyword, string word) => new($"Error: either \"{keyword}\" is duplicate, or \"{word}\" is a garbage.\n") { EndsBatch = true };

    public static IpFailure UnknownCommand(string word, string help) => new($"Command \"{word}\" is unknown, try \"{help}\".\n") { EndsBatch = true };
}
