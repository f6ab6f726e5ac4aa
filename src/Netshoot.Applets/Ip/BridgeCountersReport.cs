using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>What a bridge or its port counts: <c>struct br_mcast_stats</c> and <c>struct bridge_stp_xstats</c> (include/uapi/linux/if_bridge.h).</summary>
internal static class BridgeCountersReport
{
    // BRIDGE_XSTATS_*
    public const ushort Multicast = 2, SpanningTree = 4;

    /// <param name="context">The command.</param>
    /// <param name="counters">The attributes of the bridge.</param>
    /// <param name="suite">The only part that is wanted; null for all.</param>
    public static void Write(IpContext context, NetlinkAttributes counters, string? suite)
    {
        if (suite is null or "mcast" && counters.Find(Multicast) is { Exists: true } multicast) WriteMulticast(context, multicast.Reader);
        if (suite is null or "stp" && counters.Find(SpanningTree) is { Exists: true } tree) WriteSpanningTree(context, tree.Reader);
    }

    private static void WriteMulticast(IpContext context, NetlinkReader reader)
    {
        var to = context.To;
        to.OpenObject("multicast");
        // Each counter in both directions, of the three versions of IGMP and the two of MLD.
        var query1 = Pair(ref reader);
        var query2 = Pair(ref reader);
        var query3 = Pair(ref reader);
        var leaves = Pair(ref reader);
        var report1 = Pair(ref reader);
        var report2 = Pair(ref reader);
        var report3 = Pair(ref reader);
        ulong errors = reader.U64();
        WriteVersions(context, "IGMP queries", "igmp_queries", query1, query2, query3);
        WriteVersions(context, "IGMP reports", "igmp_reports", report1, report2, report3);
        WriteLeaves(context, "IGMP leaves", "igmp_leaves", leaves);
        to.Field("igmp_parse_errors", errors, $"{"",20}IGMP parse errors: {errors}\n");
        query1 = Pair(ref reader);
        query2 = Pair(ref reader);
        leaves = Pair(ref reader);
        report1 = Pair(ref reader);
        report2 = Pair(ref reader);
        errors = reader.U64();
        WriteVersions(context, "MLD queries", "mld_queries", query1, query2, null);
        WriteVersions(context, "MLD reports", "mld_reports", report1, report2, null);
        WriteLeaves(context, "MLD leaves", "mld_leaves", leaves);
        to.Field("mld_parse_errors", errors, $"{"",20}MLD parse errors: {errors}\n");
        to.CloseObject();
    }

    private static (ulong Received, ulong Sent) Pair(ref NetlinkReader reader) => (reader.U64(), reader.U64());

    private static void WriteVersions(IpContext context, string title, string key, (ulong Received, ulong Sent) one, (ulong Received, ulong Sent) two, (ulong Received, ulong Sent)? three)
    {
        var to = context.To;
        to.OpenObject(key);
        to.Text($"{"",20}{title}:\n");
        to.Field("rx_v1", one.Received, $"{"",22}RX: v1 {one.Received} ");
        to.Field("rx_v2", two.Received, $"v2 {two.Received}");
        if (three is { } received) to.Field("rx_v3", received.Received, $" v3 {received.Received}");
        to.Text($"\n");
        to.Field("tx_v1", one.Sent, $"{"",22}TX: v1 {one.Sent} ");
        to.Field("tx_v2", two.Sent, $"v2 {two.Sent}");
        if (three is { } sent) to.Field("tx_v3", sent.Sent, $" v3 {sent.Sent}");
        to.Text($"\n");
        to.CloseObject();
    }

    private static void WriteLeaves(IpContext context, string title, string key, (ulong Received, ulong Sent) leaves)
    {
        var to = context.To;
        to.OpenObject(key);
        to.Field("rx", leaves.Received, $"{"",20}{title}: RX: {leaves.Received} ");
        to.Field("tx", leaves.Sent, $"TX: {leaves.Sent}\n");
        to.CloseObject();
    }

    private static void WriteSpanningTree(IpContext context, NetlinkReader reader)
    {
        var to = context.To;
        ulong blocked = reader.U64(), forwarding = reader.U64(), receivedUnits = reader.U64(), sentUnits = reader.U64(), receivedChanges = reader.U64(), sentChanges = reader.U64();
        to.OpenObject("stp");
        to.Field("rx_bpdu", receivedUnits, $"{"",20}STP BPDU:  RX: {receivedUnits}");
        to.Field("tx_bpdu", sentUnits, $" TX: {sentUnits}\n");
        to.Field("rx_tcn", receivedChanges, $"{"",20}STP TCN:   RX: {receivedChanges}");
        to.Field("tx_tcn", sentChanges, $" TX: {sentChanges}\n");
        to.Field("transition_blk", blocked, $"{"",20}STP Transitions: Blocked: {blocked}");
        to.Field("transition_fwd", forwarding, $" Forwarding: {forwarding}\n");
        to.CloseObject();
    }
}
