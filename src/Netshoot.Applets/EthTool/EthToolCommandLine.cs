using Netshoot.Cli;

namespace Netshoot.Applets.EthTool;

/// <summary>ethtool(8)'s dialect: flags stand before the one command, and what stands behind that is the command's own.</summary>
internal sealed class EthToolCommandLine() : CommandLine<EthToolOptions>("[--json] [-I] [COMMAND] DEVICE [WORD...]", usage: ExitCode.Failed, notes: "A device '*' is each device that has what is asked for.")
{
    public const string Bad = "ethtool: bad command line argument(s)\nFor more information run ethtool -h\n";

    public override Parsed<EthToolOptions> Parse(ReadOnlySpan<string> words)
    {
        var options = new EthToolOptions();
        int at = 0;
        for (; at < words.Length; at++)
        {
            if (words[at] is "-h" or "--help") return new(options, Help: true);
            if (words[at] is "-I" or "--include-statistics") options.IncludesStatistics = true;
            else if (words[at] == "--json") options.Json = true;
            else if (words[at] == "--debug" && at + 1 < words.Length && EthToolNumber.TryParse(words[at + 1], uint.MaxValue, out _)) at++;
            else break;
        }
        options.Words.AddRange(words[at..]);
        return options.Words.Count == 0 ? throw new UsageFailure("") { Usage = Bad } : new(options, options.Json);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        yield return new("DEVICE", "how the device stands: link, speed, modes", []);
        foreach (var command in EthToolCommands.All)
            yield return new($"{string.Join('|', command.Names)}{(command.TakesDevice ? " DEVICE" : "")}{(command.Arguments.Length > 0 ? $" {command.Arguments}" : "")}", command.Help, command.Names);
        yield return new("-I, --include-statistics", "with the statistics that belong to it", ["-I", "--include-statistics"]);
        yield return new("--debug MASK", "accepted; there is nothing to tell", ["--debug"]);
        yield return new("--json", "print JSON", ["--json"]);
        yield return new("-h, --help", "print this help", ["-h", "--help"]);
    }
}
