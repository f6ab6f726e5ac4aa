using Netshoot.Applets.Ip.Tunnels;
using Netshoot.Applets.Ip.Xfrm;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;

namespace Netshoot.Applets.Ip;

/// <summary>The objects of ip(8) and the commands of each; a word may be any beginning, and the first that fits is meant.</summary>
internal static class IpObjects
{
    // In the order in which beginnings are tried; objects that this tool lacks stand here so that a beginning means what it means in the original.
    private static readonly (string Name, Func<IpContext, IpWords, ValueTask<ExitCode>>? Run)[] s_objects =
    [
        ("address", AddressCommands.RunAsync),
        ("addrlabel", AddressLabelCommands.RunAsync),
        ("maddress", MulticastAddressCommands.RunAsync),
        ("route", RouteCommands.RunAsync),
        ("rule", RuleCommands.RunAsync),
        ("neighbor", NeighborCommands.RunAsync),
        ("neighbour", NeighborCommands.RunAsync),
        ("ntable", NeighborTableCommands.RunAsync),
        ("ntbl", NeighborTableCommands.RunAsync),
        ("link", LinkCommands.RunAsync),
        ("l2tp", null),
        ("fou", null),
        ("ila", null),
        ("macsec", null),
        ("tunnel", TunnelCommands.RunAsync),
        ("tunl", TunnelCommands.RunAsync),
        ("tuntap", TunTapCommands.RunAsync),
        ("tap", TunTapCommands.RunAsync),
        ("token", TokenCommands.RunAsync),
        ("tcpmetrics", null),
        ("tcp_metrics", null),
        ("monitor", MonitorCommands.RunAsync),
        ("xfrm", XfrmCommands.RunAsync),
        ("mroute", MulticastRouteCommands.RunAsync),
        ("mrule", null),
        ("netns", NamespaceCommands.RunAsync),
        ("netconf", ConfigurationCommands.RunAsync),
        ("vrf", VrfCommands.RunAsync),
        ("sr", null),
        ("nexthop", NexthopCommands.RunAsync),
        ("mptcp", null),
        ("ioam", null),
        ("help", static (_, _) => throw new IpFailure(IpUsage.Whole)),
        ("stats", StatisticsCommands.RunAsync),
    ];

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        foreach (var (name, run) in s_objects)
        {
            if (!words.Matches(name)) continue;
            if (run is null) throw new IpFailure($"ip: object \"{name}\" is not supported\n");
            words.Advance();
            return run(context, words);
        }
        throw new IpFailure($"Object \"{words.Current}\" is unknown, try \"ip help\".\n", IpFailure.Missing);
    }

    public static IEnumerable<string> Complete(IReadOnlyList<string> words)
    {
        string? chosen = words.Take(words.Count - 1).Skip(1).FirstOrDefault(static word => !word.StartsWith('-'));
        return chosen is null ? s_objects.Where(static o => o.Run is not null).Select(static o => o.Name) : ["show", "help"];
    }
}
