using Netshoot.Cli;

namespace Netshoot.Applets.Iftop;

/// <summary>The option table of iftop(8); its refusals are in the original's words.</summary>
internal sealed class IftopCommandLine() : CommandLine<IftopOptions>("[-hnNpPlbBt] [-i INTERFACE] [-f FILTER] [-F NET/MASK] [-G NET6/MASK6] [OPTION]...", ExitCode.Failed)
{
    public static readonly IftopCommandLine Table = new();

    private readonly Getopt<IftopOptions> _options = new("", ExitCode.Failed)
    {
        { 'h', null, "print this help", static o => o.ShowsHelp = true },
        { 'n', null, "print addresses, not names", static o => o.Directives.Add(("dns-resolution", "no")) },
        { 'N', null, "print numbers of ports, not services", static o => o.Directives.Add(("port-resolution", "no")) },
        { 'p', null, "count also what passes between others", static o => o.Directives.Add(("promiscuous", "yes")) },
        { 'P', null, "show ports", static o => o.Directives.Add(("port-display", "on")) },
        { 'l', null, "count link-local IPv6 too", static o => o.Directives.Add(("link-local", "yes")) },
        { 'b', null, "no bars", static o => o.Directives.Add(("show-bars", "no")) },
        { 'B', null, "bytes a second, not bits", static o => o.Directives.Add(("use-bytes", "yes")) },
        { 'm', null, "LIMIT", "the end of the scale, with K, M or G", static (o, v) => o.Directives.Add(("max-bandwidth", v.Text)) },
        { 'i', null, "INTERFACE", "the interface to listen on", static (o, v) => o.Directives.Add(("interface", v.Text)) },
        { 'f', null, "FILTER", "count only what this expression accepts", static (o, v) => o.Directives.Add(("filter-code", v.Text)) },
        { 'F', null, "NET/MASK", "count only what enters or leaves this network", static (o, v) => o.Directives.Add(("net-filter", v.Text)) },
        { 'G', null, "NET6/MASK6", "the same for IPv6", static (o, v) => o.Directives.Add(("net-filter6", v.Text)) },
        { 'o', null, "ORDER", "2s, 10s, 40s, source or destination", static (o, v) => o.Directives.Add(("sort", v.Text)) },
        { 'c', null, "FILE", "read this configuration instead of ~/.iftoprc", static (o, v) => o.ConfigurationFile = v.Text },
        { 't', null, "print text instead of taking the screen", static o => o.IsText = true },
        { 's', null, "SECONDS", "with -t: print once, after so long", static (o, v) => o.Seconds = v.Int(1, 86_400) },
        { 'L', null, "NUMBER", "with -t: how many pairs to print (10)", static (o, v) => o.Lines = v.Int(1, 100_000) },
        { '\0', "names", "names of containers beside addresses", static o => o.ShowsContainers = true },
        { static (_, _) => throw new UsageFailure("found arguments following options") },
    };

    public override IEnumerable<OptionHelp> Describe() => _options.Describe();

    public override Parsed<IftopOptions> Parse(ReadOnlySpan<string> words)
    {
        const string Invalid = "invalid option -- '", Missing = "option requires an argument -- '";
        try
        {
            return _options.Parse(words);
        }
        catch (UsageFailure e) when (e.Message.StartsWith(Invalid, StringComparison.Ordinal) || e.Message.StartsWith(Missing, StringComparison.Ordinal))
        {
            // One of its own whose value is missing is unknown to the original too.
            throw new UsageFailure($"unknown option -{e.Message[^2]}", e.Hint);
        }
    }
}
