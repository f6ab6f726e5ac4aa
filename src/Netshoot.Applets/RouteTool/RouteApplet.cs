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
        var names = new HostNames(shell, options.Numeric);
        if (options.IsIp6) await ShowIp6Async(options, shell, names);
        else if (options.Cache) ShowCache(shell);
        else await ShowIp4Async(options, shell, names);
        return ExitCode.Ok;
    }

    // IPv4 has had no cache of routes since Linux 3.6: there are headings and nothing else.
    private static void ShowCache(Shell shell)
    {
        if (!shell.Json) shell.Output.Literal("Kernel IP routing cache\nSource          Destination     Gateway         Flags Metric Ref    Use Iface\n");
    }

    private static async ValueTask ShowIp4Async(RouteOptions options, Shell shell, HostNames names)
    {
        if (!shell.Json)
        {
            shell.Output.Literal("Kernel IP routing table\n");
            shell.Output.Literal(options.Extended switch
            {
                0 => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
                1 => "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n",
                _ => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt\n",
            });
        }
        foreach (string[] words in ProcTable.Read(shell, "route", Ip4Route.Columns, headings: 1))
        {
            if (Ip4Route.Parse(words) is not { } route) continue;
            string? destination = names.IsNumeric ? null
                : route.IsDefault ? "default"
                : route.IsHost ? await names.HostAsync(route.Destination)
                : names.Network(route.Destination);
            string? gateway = route.Gateway.IsAny ? null : await names.HostAsync(route.Gateway);
            shell.Report(new Ip4RouteReport(route, destination, gateway, options.Extended));
        }
    }

    private static async ValueTask ShowIp6Async(RouteOptions options, Shell shell, HostNames names)
    {
        if (options.Cache) throw new UsageFailure("the cache of IPv6 routes is not supported") { Exit = ExitCode.Failed };
        if (!shell.Json) shell.Output.Literal("Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n");
        foreach (string[] words in ProcTable.Read(shell, "ipv6_route", Ip6Route.Columns))
        {
            if (Ip6Route.Parse(words) is not { } route) continue;
            // Only whole addresses have names.
            string destination = route.Length is 0 or 128 ? await TextAsync(route.Destination) : route.Destination.ToString(), nextHop = await TextAsync(route.NextHop);
            shell.Report(new Ip6RouteReport(route, destination, nextHop));
        }

        async ValueTask<string> TextAsync(Wire.InternetAddress address)
            => names.IsNumeric ? address.ToString() : address.IsAny ? "[::]" : await names.HostAsync(address) ?? address.ToString();
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
