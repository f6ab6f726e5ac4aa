using Netshoot.Applets.Lookups;
using Netshoot.Cli;

namespace Netshoot.Applets.Dig;

/// <summary>dig's command line in its plus dialect (dig(1)).</summary>
internal static class DigCommandLine
{
    private static readonly (string Names, string Help)[] s_dashes =
    [
        ("-4", "ask over IPv4 only"), ("-6", "ask over IPv6 only"), ("-b ADDRESS[#PORT]", "ask from this address"), ("-c CLASS", "the class"),
        ("-f FILE", "read queries from a file, a line each"), ("-h", "print this help"), ("-i", "does nothing any more"), ("-k FILE", "sign with the key in this file"),
        ("-m", "does nothing here"), ("-p PORT", "ask at this port"), ("-q NAME", "the name"), ("-r", "do not read ~/.digrc"), ("-t TYPE", "the type"),
        ("-u", "times in microseconds"), ("-v", "print the version"), ("-x ADDRESS", "the name of an address"), ("-y [HMAC:]NAME:KEY", "sign with this key (TSIG)"),
    ];

    public static CommandLine<LookupWords> Instance { get; } = new WordsCommandLine(
        "[@SERVER] [NAME] [TYPE] [CLASS] [-OPTION...] [+OPTION...] ...",
        "Options before the first name hold for every query, those behind a name for it alone. Each plus option takes back with +no.",
        Options());

    private static IEnumerable<OptionHelp> Options()
    {
        foreach (var (names, help) in s_dashes) yield return new(names, help, [names[..2]]);
        foreach (var option in DigPlusOption.All)
        {
            string value = option.ValueName is null ? "" : option.NeedsValue ? $"={option.ValueName}" : $"[={option.ValueName}]";
            yield return new($"+{(option.IsPositive ? "" : "[no]")}{option.Name}{value}", option.Help, option.IsPositive ? [$"+{option.Name}"] : [$"+{option.Name}", $"+no{option.Name}"]);
        }
    }
}
