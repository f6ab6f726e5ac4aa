using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Statistics;

namespace Netshoot.Applets.Ip;

/// <summary>Counters that kinds of links and families of protocols keep: <c>ip link xstats</c> and <c>ip link afstats</c>.</summary>
internal static class LinkCounters
{
    private const ushort BridgeType = 1; // LINK_XSTATS_TYPE_BRIDGE

    public static ExitCode ShowKind(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("xstats: missing argument\n", IpFailure.Missing);
        if (!words.Is("type")) throw new IpFailure($"Unknown argument \"{words.Current}\"\n", IpFailure.Missing);
        string kind = words.Next();
        if (kind is not ("bridge" or "bridge_slave"))
            throw kind is "bond" or "bond_slave" ? new IpFailure($"ip: counters of type \"{kind}\" are not supported\n") : IpFailure.Invalid(kind, "invalid type");
        words.Advance();
        string? device = null, suite = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("igmp") || words.Is("mcast")) suite = "mcast";
            else if (words.Is("stp")) suite = "stp";
            else if (words.Is("dev")) device = words.Next();
            else if (words.Is("help")) throw new IpFailure($"Usage: ... {kind} [ igmp ] [ dev DEVICE ]\n", 0) { IsOutput = true };
            else throw new IpFailure($"Unknown argument \"{words.Current}\"\n", IpFailure.Missing);
        }
        int index = device is null ? 0 : context.RequireLink(device);
        var group = kind == "bridge" ? StatisticsGroup.Extended : StatisticsGroup.ExtendedPort;
        context.OpenList();
        ForEach(context, index, group, entry =>
        {
            var counters = entry.Groups.Attributes.Find((ushort)group).Nested.Find(BridgeType);
            if (!counters.Exists) return;
            string name = context.Links.NameOf(entry.InterfaceIndex);
            context.To.OpenObject();
            context.To.Field(Paint.Interface, "ifname", name, $"{name,-16}\n");
            BridgeCountersReport.Write(context, counters.Nested, suite);
            context.To.CloseObject();
        });
        context.CloseList();
        return ExitCode.Ok;
    }

    public static ExitCode ShowFamilies(IpContext context, IpWords words)
    {
        const ushort Mpls = 28;
        string? device = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Matches("help")) throw new IpFailure(IpUsage.Link);
            else throw IpFailure.UnknownCommand(words.Current, "ip link help");
        }
        int index = device is null ? 0 : context.RequireLink(device);
        context.OpenList();
        ForEach(context, index, StatisticsGroup.Family, entry =>
        {
            if (entry.Groups.Attributes.Find((ushort)StatisticsGroup.Family).Nested.Find(Mpls).Exists) throw new IpFailure("ip: counters of MPLS are not supported\n");
        });
        context.CloseList();
        return ExitCode.Ok;
    }

    private static void ForEach(IpContext context, int index, StatisticsGroup group, Action<InterfaceStatistics> take)
    {
        var request = InterfaceStatistics.List(index, 1u << (int)group - 1);
        if (index != 0)
        {
            var error = context.Channel.TryGet<InterfaceStatistics>(request, out var found);
            if (error.Failed) throw context.Refused(error);
            if (found is not null) take(found);
            return;
        }
        var dump = context.Channel.Dump(request);
        var entry = new InterfaceStatistics();
        foreach (var message in dump)
            if (entry.Read(message)) take(entry);
        context.RequireDump(dump);
    }
}
