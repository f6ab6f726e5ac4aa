using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip monitor</c> (ip-monitor(8)): what changes, as it changes. It ends when it is interrupted.</summary>
internal static class MonitorCommands
{
    // RTNLGRP_* (include/uapi/linux/rtnetlink.h)
    private const int LinkGroup = 1, NeighborGroup = 3, Address4Group = 5, Multicast4Group = 6, Route4Group = 7, Rule4Group = 8, Address6Group = 9, Multicast6Group = 10, Route6Group = 11,
        Prefix6Group = 18, Rule6Group = 19, Configuration4Group = 24, Configuration6Group = 25, MplsRouteGroup = 27, NamespaceIdGroup = 28, MplsConfigurationGroup = 29, NexthopGroup = 32, StatisticsGroup = 36;

    private const string Usage = """
        Usage: ip monitor [ all | OBJECTS ] [ FILE ] [ label ] [ all-nsid ]
                          [ dev DEVICE ]
        OBJECTS :=  address | link | mroute | neigh | netconf |
                    nexthop | nsid | prefix | route | rule | stats
        FILE := file FILENAME

        """;

    [Flags]
    private enum Objects
    {
        None = 0,
        Link = 1,
        Address = 2,
        Route = 4,
        MulticastRoute = 8,
        Prefix = 16,
        Neighbor = 32,
        Configuration = 64,
        Rule = 128,
        NamespaceId = 256,
        Nexthop = 512,
        Statistics = 1024,
        All = 2047,
    }

    // In the order in which beginnings are tried; the last must be whole.
    private static readonly (string Name, Objects Objects)[] s_objects =
    [
        ("link", Objects.Link),
        ("address", Objects.Address),
        ("route", Objects.Route),
        ("mroute", Objects.MulticastRoute),
        ("prefix", Objects.Prefix),
        ("neigh", Objects.Neighbor),
        ("netconf", Objects.Configuration),
        ("rule", Objects.Rule),
        ("nsid", Objects.NamespaceId),
        ("nexthop", Objects.Nexthop),
    ];

    public static async ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        var wanted = Objects.None;
        string? file = null, device = null;
        bool labels = false, allNamespaces = false;
        for (; words.More; words.Advance())
        {
            if (words.Matches("file")) file = words.Next();
            else if (words.Matches("label")) labels = true;
            else if (words.Is("all")) (wanted, labels) = (Objects.All, true);
            else if (Array.Find(s_objects, o => words.Matches(o.Name)) is { Name: not null } found) wanted |= found.Objects;
            else if (words.Is("stats")) wanted |= Objects.Statistics;
            else if (words.Matches("all-nsid")) allNamespaces = true;
            else if (words.Matches("help")) throw new IpFailure(Usage);
            else if (words.Is("dev")) device = words.Next();
            else throw new IpFailure($"Argument \"{words.Current}\" is unknown, try \"ip monitor help\".\n");
        }
        if (wanted == Objects.None) wanted = Objects.All;
        using var lines = new IpContext(context.Options, context.Shell, isText: true);
        int index = device is null ? 0 : lines.Links.IndexOf(device) is > 0 and var known ? known : throw IpFailure.Invalid(device, "Device does not exist\n");
        var report = new MonitorReport(lines, index, labels, allNamespaces);
        if (file is not null)
        {
            MonitorFile.Show(lines, file, report.Write);
            return ExitCode.Ok;
        }
        return await MonitorLoop.RunAsync(lines, Groups(wanted, context.Options.Family), allNamespaces, report.Write);
    }

    private static List<int> Groups(Objects wanted, byte family)
    {
        var groups = new List<int>();
        Join(Objects.Link, LinkGroup);
        Join(Objects.Address, 0, Address4Group, Address6Group);
        Join(Objects.Route, 0, Route4Group, Route6Group, MplsRouteGroup);
        Join(Objects.MulticastRoute, 0, Multicast4Group, Multicast6Group);
        Join(Objects.Prefix, 0, 0, Prefix6Group);
        Join(Objects.Neighbor, NeighborGroup);
        Join(Objects.Configuration, 0, Configuration4Group, Configuration6Group, MplsConfigurationGroup);
        Join(Objects.Rule, 0, Rule4Group, Rule6Group);
        Join(Objects.NamespaceId, NamespaceIdGroup);
        Join(Objects.Nexthop, NexthopGroup);
        Join(Objects.Statistics, StatisticsGroup);
        return groups;

        void Join(Objects objects, int any, int inet = 0, int inet6 = 0, int mpls = 0)
        {
            if (!wanted.HasFlag(objects)) return;
            if (any != 0) groups.Add(any);
            if (inet != 0 && family is 0 or AddressFamilyNumber.Inet) groups.Add(inet);
            if (inet6 != 0 && family is 0 or AddressFamilyNumber.Inet6) groups.Add(inet6);
            if (mpls != 0 && family is 0 or AddressFamilyNumber.Mpls) groups.Add(mpls);
        }
    }
}
