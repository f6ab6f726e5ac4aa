using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>What <c>ip -details</c> adds to a link.</summary>
internal static class LinkDetailsReport
{
    public static void Write(IpContext context, Link link, LinkView view)
    {
        var to = context.To;
        if (link.Promiscuity is { } promiscuity) to.Field("promiscuity", promiscuity, $" promiscuity {promiscuity} ");
        if (link.AllMulticast is { } allMulticast) to.Field("allmulti", allMulticast, $" allmulti {allMulticast} ");
        if (link.MinMtu is { } minMtu) to.Field("min_mtu", minMtu, $"minmtu {minMtu} ");
        if (link.MaxMtu is { } maxMtu) to.Field("max_mtu", maxMtu, $"maxmtu {maxMtu} ");
        WriteInfo(context, link);
        if (view == LinkView.Link && link.AddressGenerationMode is { } mode) to.Field("inet6_addr_gen_mode", ModeName(mode), $"addrgenmode {ModeName(mode)} ");
        if (link.TransmitQueues is { } transmitQueues) to.Field("num_tx_queues", transmitQueues, $"numtxqueues {transmitQueues} ");
        if (link.ReceiveQueues is { } receiveQueues) to.Field("num_rx_queues", receiveQueues, $"numrxqueues {receiveQueues} ");
        if (link.GsoMaxSize is { } gsoSize) to.Field("gso_max_size", gsoSize, $"gso_max_size {gsoSize} ");
        if (link.GsoMaxSegments is { } gsoSegments) to.Field("gso_max_segs", gsoSegments, $"gso_max_segs {gsoSegments} ");
        if (link.TsoMaxSize is { } tsoSize) to.Field("tso_max_size", tsoSize, $"tso_max_size {tsoSize} ");
        if (link.TsoMaxSegments is { } tsoSegments) to.Field("tso_max_segs", tsoSegments, $"tso_max_segs {tsoSegments} ");
        if (link.GroMaxSize is { } groSize) to.Field("gro_max_size", groSize, $"gro_max_size {groSize} ");
        if (link.PhysicalPortName is { } portName) to.Field("phys_port_name", portName, $"portname {portName} ");
        if (link.PhysicalPortId.Length > 0) to.Field("phys_port_id", Plain(link.PhysicalPortId), $"portid {Plain(link.PhysicalPortId)} ");
        if (link.PhysicalSwitchId.Length > 0) to.Field("phys_switch_id", Plain(link.PhysicalSwitchId), $"switchid {Plain(link.PhysicalSwitchId)} ");
        if (link.ParentBus is { } bus) to.Field("parentbus", bus, $"parentbus {bus} ");
        if (link.ParentName is { } parent) to.Field("parentdev", parent, $"parentdev {parent} ");
    }

    private static void WriteInfo(IpContext context, Link link)
    {
        if (link.Kind is null && link.PortKind is null) return;
        var to = context.To;
        to.OpenObject("linkinfo");
        if (link.Kind is { } kind)
        {
            to.Field("info_kind", kind, $"{context.LineBreak}    {kind} ");
            if (!link.KindData.IsEmpty && LinkKindReport.Find(kind) is { } write)
            {
                to.OpenObject("info_data");
                write(context, link.KindData.Attributes);
                to.CloseObject();
            }
        }
        if (link.PortKind is { } portKind)
        {
            to.Field("info_slave_kind", portKind, $"{context.LineBreak}    {portKind}_slave ");
            if (!link.PortData.IsEmpty && LinkKindReport.FindPort(portKind) is { } write)
            {
                to.OpenObject("info_slave_data");
                write(context, link.PortData.Attributes);
                to.CloseObject();
            }
        }
        to.CloseObject();
    }

    private static string Plain(Netlink.HardwareAddress id) => id.ToString().Replace(":", "", StringComparison.Ordinal);

    // IN6_ADDR_GEN_MODE_* (include/uapi/linux/if_link.h)
    private static string ModeName(byte mode) => mode switch
    {
        0 => "eui64",
        1 => "none",
        2 => "stable_secret",
        3 => "random",
        _ => $"0x{mode:x2}",
    };
}
