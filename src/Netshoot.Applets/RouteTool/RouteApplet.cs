using Netshoot.Applets.NetTools;
using Netshoot.Cli;

namespace Netshoot.Applets.RouteTool;

/// <summary>route: the routing tables, as route(8) of net-tools shows and changes them.</summary>
[Applet("route", "show and change the routing tables")]
public sealed class RouteApplet : IApplet<RouteOptions>
{
    public static CommandLine<RouteOptions> CommandLine => new TargetWords(new Getopt<RouteOptions>("[-nNee] [-FC] [-4|-6|-A AF] [add|del …]", usage: ExitCode.Ok)
    {
        { 'n', "numeric", "do not resolve names", static o => o.Numeric = true },
        { 'e', "extend", "the columns of netstat; twice for all columns", static o => o.Extended++ },
        { 'F', "fib", "the routing table, which is the default", static o => o.Cache = false },
        { 'C', "cache", "the routing cache", static o => o.Cache = true },
        { '4', "inet", "IPv4, which is the default", static o => o.IsIp6 = false },
        { '6', "inet6", "IPv6", static o => o.IsIp6 = true },
        { 'A', null, "AF", "the family: inet or inet6", static (o, v) => o.IsIp6 = v.Text switch
            {
                "inet6" => true,
                "inet" => false,
                _ => throw new UsageFailure($"address family '{v.Text}' is not supported"),
            }
        },
        { 'v', "verbose", "say more about errors", static _ => { } },
        { 'V', "version", "print the version", static o => o.Version = true },
        static (o, v) => o.Words.Add(v.Text),
    });

    public static async ValueTask<ExitCode> RunAsync(RouteOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"net-tools, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        if (options.Words.Count > 0) return await new RouteChange(shell).RunAsync(options.Words, options.IsIp6);
        await new RouteListing(shell, options.Numeric, options.Extended).ShowAsync(options.IsIp6, options.Cache);
        return ExitCode.Ok;
    }

    /// <summary>Its options, but for two words that look like options and say what a target is.</summary>
    private sealed class TargetWords(CommandLine<RouteOptions> options) : CommandLine<RouteOptions>(options.Synopsis, options.UsageExit)
    {
        public override Parsed<RouteOptions> Parse(ReadOnlySpan<string> words)
        {
            string[] marked = words.ToArray();
            for (int i = 0; i < marked.Length; i++)
                if (marked[i] is "-net" or "-host") marked[i] = $"#{marked[i][1..]}";
            return options.Parse(marked);
        }

        public override IEnumerable<OptionHelp> Describe() => options.Describe();
    }
}
