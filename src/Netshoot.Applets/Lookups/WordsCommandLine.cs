using Netshoot.Cli;

namespace Netshoot.Applets.Lookups;

/// <summary>The words of a command line, as they came: what they mean depends on those before them, on files and on names that are looked up.</summary>
public sealed class LookupWords
{
    public IReadOnlyList<string> Words { get; set; } = [];
}

/// <summary>A command line that the tool reads word by word while it runs; only what every tool takes is taken out of it.</summary>
/// <param name="synopsis">How the tool is called, without its name.</param>
/// <param name="notes">What a reader should know beyond the options.</param>
/// <param name="options">The options, for help and completion.</param>
public sealed class WordsCommandLine(string synopsis, string notes, IEnumerable<OptionHelp> options) : CommandLine<LookupWords>(synopsis, ExitCode.Failed, notes: notes)
{
    public override Parsed<LookupWords> Parse(ReadOnlySpan<string> words)
    {
        bool json = false;
        var rest = new List<string>();
        foreach (string word in words)
        {
            if (word == "--json") json = true;
            else if (word == "--help") return new(new(), Help: true);
            else rest.Add(word);
        }
        return new(new() { Words = rest }, json);
    }

    public override IEnumerable<OptionHelp> Describe() => [.. options, new("--json", "print JSON", ["--json"]), new("--help", "print this help", ["--help"])];
}
