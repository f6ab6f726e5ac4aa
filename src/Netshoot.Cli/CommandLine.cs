using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>
/// A tool's command line, declared once: it parses, and it is the help and the completions. The dialects derive from it: getopt(3),
/// keywords (<c>ip</c>), plus (<c>dig</c>), scan (<c>nmap</c>).
/// </summary>
/// <param name="synopsis">How the tool is called, without its name: <c>[-c COUNT] DESTINATION</c>.</param>
/// <param name="usage">The exit code for a command line that the tool does not take; 2 unless the original has another.</param>
/// <param name="failure">The exit code for a failure while running; 1 unless the original has another.</param>
/// <param name="notes">What a reader should know beyond the options; whole lines.</param>
/// <param name="usageText">Where the original prints its usage behind what is wrong with a command line: those lines.</param>
public abstract class CommandLine(string synopsis, ExitCode? usage = null, ExitCode? failure = null, string? notes = null, string? usageText = null)
{
    public string Synopsis => synopsis;

    public ExitCode UsageExit => usage ?? ExitCode.Usage;

    public string? UsageText => usageText;

    /// <summary>Whether the original prints its usage where results go.</summary>
    public virtual bool UsageToOutput => false;

    public ExitCode FailureExit => failure ?? ExitCode.Failed;

    /// <summary>The options, for help and completion.</summary>
    public abstract IEnumerable<OptionHelp> Describe();

    /// <summary>The words that may stand where <paramref name="words"/>[^1] is being typed, other than options and files.</summary>
    public virtual IEnumerable<string> Complete(IReadOnlyList<string> words) => [];

    /// <summary>Writes the help: usage line, options in two columns, notes.</summary>
    public void WriteHelp(string tool, string summary, TextBuffer to)
    {
        const int Column = 30;
        to.Append($"Usage: {tool} ");
        to.Append(Synopsis);
        to.Append("\n\n");
        to.Append(summary);
        to.Append("\n");
        bool any = false;
        foreach (var option in Describe())
        {
            if (!any) to.Append("\nOptions:\n"u8);
            any = true;
            int start = to.Length;
            to.Append("  "u8);
            to.Append(option.Names);
            if (to.Length - start >= Column) to.Append("\n"u8);
            else to.Align(start, -Column);
            if (to.Bytes[^1] == '\n') to.Append(new string(' ', Column));
            to.Append(option.Help);
            to.Append("\n"u8);
        }
        if (notes is not null)
        {
            to.Append("\n"u8);
            to.Append(notes);
            to.Append("\n"u8);
        }
    }
}

/// <summary>A command line that fills in an options object.</summary>
public abstract class CommandLine<T>(string synopsis, ExitCode? usage = null, ExitCode? failure = null, string? notes = null, string? usageText = null)
    : CommandLine(synopsis, usage, failure, notes, usageText) where T : class, new()
{
    /// <summary>Reads the words behind the tool's name; throws <see cref="UsageFailure"/>.</summary>
    public abstract Parsed<T> Parse(ReadOnlySpan<string> words);
}

/// <summary>What came of a command line.</summary>
/// <param name="Options">What the tool was asked to do.</param>
/// <param name="Json">Whether <c>--json</c> was given.</param>
/// <param name="Help">Whether help was asked for.</param>
public readonly record struct Parsed<T>(T Options, bool Json = false, bool Help = false) where T : class;

/// <summary>One option as help shows it: <c>-c, --count COUNT</c> and what it does.</summary>
/// <param name="Names">All its forms with the name of its value.</param>
/// <param name="Help">What it does.</param>
/// <param name="Words">The words to complete: <c>-c</c>, <c>--count</c>.</param>
public readonly record struct OptionHelp(string Names, string Help, IReadOnlyList<string> Words);
