using Netshoot.Applets.Links;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.NetStat;

/// <summary>netstat: sockets, routes, interfaces and groups as netstat(8) of net-tools shows them.</summary>
[Applet("netstat", "show connections, listening sockets, routes, interfaces and multicast groups")]
public sealed class NetStatApplet : IApplet<NetStatOptions>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    public static CommandLine<NetStatOptions> CommandLine => new Getopt<NetStatOptions>("[-vWnNcaeol] [-t] [-u] [-w] [-x] [-4|-6]", usage: new ExitCode(3))
    {
        { 't', "tcp", "TCP", static o => o.Tcp = true },
        { 'u', "udp", "UDP", static o => o.Udp = true },
        { 'w', "raw", "raw IP", static o => o.Raw = true },
        { 'x', "unix", "sockets of AF_UNIX", static o => o.Unix = true },
        { '4', "inet", "IPv4 only", static o => o.Wants4 = true },
        { '6', "inet6", "IPv6 only", static o => o.Wants6 = true },
        { 'A', "protocol", "FAMILY", "inet, inet6 or unix, several between commas", static (o, v) => Family(o, v.Text) },
        { 'l', "listening", "listening sockets only", static o => o.IsListening = true },
        { 'a', "all", "all sockets", static o => o.IsAll = true },
        { 'n', "numeric", "numbers instead of names", static o => o.NumericHosts = o.NumericPorts = o.NumericUsers = true },
        { '\0', "numeric-hosts", "addresses instead of names of hosts", static o => o.NumericHosts = true },
        { '\0', "numeric-ports", "numbers instead of names of services", static o => o.NumericPorts = true },
        { '\0', "numeric-users", "numbers instead of names of users", static o => o.NumericUsers = true },
        { 'e', "extend", "user and inode", static o => o.Extended++ },
        { 'p', "programs", "the program that has it open", static o => o.ShowsPrograms = true },
        { 'o', "timers", "timers", static o => o.ShowsTimers = true },
        { 'r', "route", "the routing tables", static o => o.Table = NetStatTable.Routes },
        { 'i', "interfaces", "the interfaces", static o => o.Table = NetStatTable.Interfaces },
        { 'g', "groups", "the multicast groups that interfaces listen to", static o => o.Table = NetStatTable.Groups },
        { 's', "statistics", "the kernel's counters of protocols", static o => o.Table = NetStatTable.Statistics },
        { 'M', "masquerade", "connections that masquerading changes", static o => o.Table = NetStatTable.Masquerade },
        { 'F', "fib", "of routes the table, which is the default", static o => o.WantsTable = true },
        { 'C', "cache", "of routes the cache", static o => o.WantsCache = true },
        { 'N', "symbolic", "names of hardware, of which there are none", static _ => { } },
        { 'U', "udplite", "UDP-Lite, of which there are counters only", static o => o.UdpLite = true },
        { 'S', "sctp", "SCTP, of which there are counters only", static o => o.Sctp = true },
        { 'c', "continuous", "again every second", static o => o.IsContinuous = true },
        { 'W', "wide", "whole addresses", static o => o.IsWide = true },
        { 'v', "verbose", "also say what cannot be shown", static _ => { } },
        { 'V', "version", "print the version", static o => o.ShowsVersion = true },
    }
        .Refuse('Z', "context", false, "SELinux contexts are not read");

    public static async ValueTask<ExitCode> RunAsync(NetStatOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"netstat, netshoot {ProductVersion.Text}, compatible with net-tools 2.10\n");
            return ExitCode.Ok;
        }
        // It has been connection tracking that masquerades since Linux 2.4.
        if (options.Table == NetStatTable.Masquerade)
        {
            shell.Complain("no support for `ip_masquerade' on this system.", "'conntrack -L -n' lists such connections");
            return ExitCode.Failed;
        }
        if (options.Table == NetStatTable.Statistics && (options.Unix || options.Wants4 && options.Wants6))
        {
            shell.Output.Line($"netstat: No statistics support for specified address family: {(options.Unix ? "unix" : "inet,inet6")}");
            return ExitCode.Failed;
        }
        if (options.Table == NetStatTable.Sockets && (options.UdpLite || options.Sctp)) throw new UsageFailure($"option '{(options.Sctp ? "-S" : "-U")}' is not supported but with -s: such sockets are not read");
        if (options.Table != NetStatTable.Sockets) return await ShowTableAsync(options, shell);
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.SocketDiagnosis, out var channel);
        if (channel is null) throw new Failure("Cannot open netlink socket", shell.Machine.Text(errno), errno: (int)errno);
        using (channel)
        {
            while (true)
            {
                await new NetStatSockets(options, shell, channel).WriteAsync();
                if (!options.IsContinuous) return ExitCode.Ok;
                shell.Output.Flush();
                await Task.Delay(s_interval, shell.Clock, shell.Stop);
            }
        }
    }

    private static async ValueTask<ExitCode> ShowTableAsync(NetStatOptions options, Shell shell)
    {
        while (true)
        {
            switch (options.Table)
            {
                // Of routes it shows first what route(8) shows only when more is asked for.
                case NetStatTable.Routes:
                    int extended = options.Extended switch { 0 => 1, 1 => 0, var more => more };
                    var routes = new RouteListing(shell, options.NumericHosts, extended);
                    bool wants4 = options.Wants4 || !options.Wants6, wantsTable = options.WantsTable || !options.WantsCache;
                    if (wants4 && wantsTable) await routes.ShowAsync(isIp6: false);
                    if (wants4 && options.WantsCache) await routes.ShowAsync(isIp6: false, cache: true);
                    if (options.Wants6 && wantsTable) await routes.ShowAsync(isIp6: true);
                    if (options.Wants6 && options.WantsCache) await routes.ShowAsync(isIp6: true, cache: true);
                    break;
                case NetStatTable.Statistics:
                    new NetStatStatistics(options, shell).Write();
                    break;
                case NetStatTable.Interfaces:
                    if (!shell.Json) shell.Output.Literal("Kernel Interface table\n");
                    using (var links = new LinkTable(shell))
                        InterfaceListing.Show(shell, InterfaceListing.Read(shell, links).Where(one => options.IsAll || one.Has(LinkFlags.Up)), options.Extended == 0, wideHeading: true);
                    break;
                default:
                    NetStatGroups.Write(options, shell);
                    break;
            }
            if (!options.IsContinuous) return ExitCode.Ok;
            shell.Output.Flush();
            await Task.Delay(s_interval, shell.Clock, shell.Stop);
        }
    }

    private static void Family(NetStatOptions options, string names)
    {
        foreach (string name in names.Split(','))
        {
            switch (name)
            {
                case "inet": options.Wants4 = true; break;
                case "inet6": options.Wants6 = true; break;
                case "unix": options.Unix = true; break;
                default: throw new UsageFailure("") { Usage = $"Unknown address family `{name}'.\n", Exit = ExitCode.Failed };
            }
        }
    }
}
