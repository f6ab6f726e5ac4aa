using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Statistics;

namespace Netshoot.Applets.Ip;

/// <summary>A leaf of the tree of counters that ip-stats(8) shows.</summary>
/// <param name="Group">Its group, as ip-stats(8) names it.</param>
/// <param name="Subgroup">Its part; empty when the group has none.</param>
/// <param name="Suite">The part of that; empty when there is none.</param>
/// <param name="Attribute">The attribute that holds the group.</param>
internal sealed record StatisticsLeaf(string Group, string Subgroup, string Suite, StatisticsGroup Attribute)
{
    /// <summary>The bit of a part of the offload group.</summary>
    public uint OffloadBit { get; init; }

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<StatisticsLeaf> All { get; } =
    [
        new("afstats", "mpls", "", StatisticsGroup.Family),
        new("link", "", "", StatisticsGroup.Link),
        new("offload", "l3_stats", "", StatisticsGroup.Offload) { OffloadBit = 1u << 2 },
        new("offload", "hw_stats_info", "", StatisticsGroup.Offload) { OffloadBit = 1u << 1 },
        new("offload", "cpu_hit", "", StatisticsGroup.Offload) { OffloadBit = 1u << 0 },
        new("xstats_slave", "bond", "802.3ad", StatisticsGroup.ExtendedPort),
        new("xstats", "bond", "802.3ad", StatisticsGroup.Extended),
        new("xstats_slave", "bridge", "mcast", StatisticsGroup.ExtendedPort),
        new("xstats_slave", "bridge", "stp", StatisticsGroup.ExtendedPort),
        new("xstats", "bridge", "mcast", StatisticsGroup.Extended),
        new("xstats", "bridge", "stp", StatisticsGroup.Extended),
    ];
}

/// <summary>Counters of an interface as ip-stats(8) prints them.</summary>
internal static class StatisticsReport
{
    // IFLA_OFFLOAD_XSTATS_*, IFLA_OFFLOAD_XSTATS_HW_S_INFO_*, LINK_XSTATS_TYPE_BRIDGE
    private const ushort CpuHit = 1, HardwareInformation = 2, Layer3 = 3, Request = 1, Used = 2, BridgeType = 1;

    public static void Write(IpContext context, InterfaceStatistics entry, StatisticsLeaf leaf)
    {
        var to = context.To;
        to.OpenObject();
        string name = context.Links.NameOf(entry.InterfaceIndex);
        to.Field("ifindex", entry.InterfaceIndex, $"{entry.InterfaceIndex}: ");
        to.Field(Cli.Paint.Interface, "ifname", name, $"{name}");
        to.Text($": ");
        to.Field("group", leaf.Group, $"group {leaf.Group}");
        if (leaf.Subgroup.Length > 0) to.Field("subgroup", leaf.Subgroup, $" subgroup {leaf.Subgroup}");
        if (leaf.Suite.Length > 0) to.Field("suite", leaf.Suite, $" suite {leaf.Suite}");
        var data = entry.Groups.Attributes.Find((ushort)leaf.Attribute);
        switch (leaf)
        {
            case { Group: "link" }:
                if (data.Exists) LinkStatisticsReport.Write(context, LinkStatistics.Read(data.Value), null, context.Options.Statistics > 0);
                break;
            case { Subgroup: "l3_stats" }:
                WriteSwitch(context, "info", data.Nested.Find(HardwareInformation).Nested.Find(Layer3));
                if (data.Nested.Find(Layer3) is { Exists: true } counters) WriteLayer3(context, counters);
                break;
            case { Subgroup: "hw_stats_info" }:
                WriteHardwareInformation(context, data.Nested.Find(HardwareInformation));
                break;
            case { Subgroup: "cpu_hit" }:
                if (data.Nested.Find(CpuHit) is { Exists: true } hits) LinkStatisticsReport.Write(context, LinkStatistics.Read(hits.Value), null, context.Options.Statistics > 0);
                to.Text($"{context.LineBreak}");
                break;
            case { Subgroup: "bridge" }:
                var bridge = data.Nested.Find(BridgeType).Nested;
                if (leaf.Suite == "mcast" ? !bridge.Find(BridgeCountersReport.Multicast).Exists : !bridge.Find(BridgeCountersReport.SpanningTree).Exists) break;
                to.Text($"{context.LineBreak}");
                BridgeCountersReport.Write(context, bridge, leaf.Suite);
                break;
        }
        to.Text($"{context.LineBreak}");
        to.CloseObject();
    }

    /// <summary>What a notification says: which counters the hardware is asked for.</summary>
    public static void WriteChange(IpContext context, InterfaceStatistics entry)
    {
        var information = entry.Groups.Attributes.Find((ushort)StatisticsGroup.Offload).Nested.Find(HardwareInformation);
        context.To.Text($"{entry.InterfaceIndex}: {context.Links.NameOf(entry.InterfaceIndex)}:");
        if (information.Exists) WriteHardwareInformation(context, information);
        context.To.Text($"\n");
    }

    private static void WriteHardwareInformation(IpContext context, NetlinkAttribute information)
    {
        if (!information.Exists) return;
        context.To.OpenObject("info");
        context.To.Text($"{context.LineBreak}    l3_stats");
        WriteSwitch(context, "l3_stats", information.Nested.Find(Layer3));
        context.To.CloseObject();
    }

    private static void WriteSwitch(IpContext context, string key, NetlinkAttribute state)
    {
        if (!state.Exists) return;
        var to = context.To;
        bool request = state.Nested.Find(Request).U8 != 0, used = state.Nested.Find(Used).U8 != 0;
        to.OpenObject(key);
        to.Field("request", request, $" {(request ? "on" : "off")}");
        to.Field("used", used, $" used {(used ? "on" : "off")}");
        to.CloseObject();
    }

    // struct rtnl_hw_stats64
    private static void WriteLayer3(IpContext context, NetlinkAttribute counters)
    {
        var to = context.To;
        var reader = counters.Reader;
        ulong receivedPackets = reader.U64(), sentPackets = reader.U64(), receivedBytes = reader.U64(), sentBytes = reader.U64();
        ulong receiveErrors = reader.U64(), sendErrors = reader.U64(), receiveDropped = reader.U64(), sendDropped = reader.U64(), multicast = reader.U64();
        to.OpenObject("stats64");
        to.OpenObject("rx");
        to.Text($"{context.LineBreak}    RX: {"bytes",5} {"packets",7} {"errors",6} {"dropped",7} {"mcast",7}");
        to.Text($"{context.LineBreak}    ");
        to.Field("bytes", receivedBytes, $"{receivedBytes,9} ");
        to.Field("packets", receivedPackets, $"{receivedPackets,7} ");
        to.Field("errors", receiveErrors, $"{receiveErrors,6} ");
        to.Field("dropped", receiveDropped, $"{receiveDropped,7} ");
        to.Field("multicast", multicast, $"{multicast,7} ");
        to.CloseObject();
        to.OpenObject("tx");
        to.Text($"{context.LineBreak}    TX: {"bytes",5} {"packets",7} {"errors",6} {"dropped",7}");
        to.Text($"{context.LineBreak}    ");
        to.Field("bytes", sentBytes, $"{sentBytes,9} ");
        to.Field("packets", sentPackets, $"{sentPackets,7} ");
        to.Field("errors", sendErrors, $"{sendErrors,6} ");
        to.Field("dropped", sendDropped, $"{sendDropped,7} ");
        to.CloseObject();
        to.CloseObject();
    }
}
