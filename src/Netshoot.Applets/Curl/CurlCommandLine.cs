using Netshoot.Cli;

namespace Netshoot.Applets.Curl;

/// <summary>The words of a curl command line; what they mean depends on files, which only the running tool reads.</summary>
public sealed class CurlOptions
{
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>curl's own dialect: letters are joined, long names may be cut short, <c>--no-</c> turns switches off, <c>--next</c> begins anew.</summary>
internal sealed class CurlCommandLine() : CommandLine<CurlOptions>("[OPTION...] URL...",
    notes: "Options may stand behind the URLs. A body goes to standard output unless -o or -O says otherwise.")
{
    public override Parsed<CurlOptions> Parse(ReadOnlySpan<string> words) => new(new CurlOptions { Words = words.ToArray() });

    public override IEnumerable<OptionHelp> Describe() => CurlOptionTable.Describe();
}
