using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge vlan tunnelshow</c> (bridge(8)): which VLAN goes into which tunnel, <c>IFLA_BRIDGE_VLAN_TUNNEL_*</c> (include/uapi/linux/if_bridge.h).</summary>
internal static class VlanTunnels
{
    private const ushort Tunnel = 3, TunnelId = 1, TunnelVlan = 2, TunnelFlags = 3, RangeBegin = 8, RangeEnd = 16;

    public static void Show(IpContext context, IpWords words)
    {
        var to = context.To;
        var (device, wanted) = VlanSettings.Selection(words);
        int index = device is null ? 0 : BridgeNames.Device(context, device);
        var dump = context.Channel.Dump(LinkRequests.ListBridging(vlans: true));
        var link = new Link();
        context.OpenList();
        to.Text($"{"port",-16}  {"vlan-id",-9}  tunnel-id\n");
        foreach (var message in dump)
        {
            if (!link.Read(message) || index != 0 && link.Index != index) continue;
            bool opened = false;
            (ushort Vlan, uint Id)? begin = null;
            foreach (var attribute in link.FamilyData.Attributes)
            {
                if (attribute.Type != Tunnel) continue;
                var tunnel = attribute.Nested;
                (ushort Vlan, uint Id) last = (tunnel.Find(TunnelVlan).U16, tunnel.Find(TunnelId).U32);
                ushort flags = tunnel.Find(TunnelFlags).U16;
                if ((flags & RangeBegin) != 0)
                {
                    begin = last;
                    continue;
                }
                var first = (flags & RangeEnd) != 0 && begin is { } known ? known : last;
                begin = null;
                if (wanted != 0 && (wanted < first.Vlan || wanted > last.Vlan)) continue;
                if (!opened)
                {
                    to.OpenObject();
                    to.Field(Paint.Interface, "ifname", link.Name, $"{link.Name,-16}  ");
                    to.OpenArray("tunnels");
                }
                else
                {
                    to.Text($"{"",-18}");
                }
                opened = true;
                Write(to, first, last);
            }
            if (opened) VlanReport.End(to);
        }
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }

    private static void Write(ReportWriter to, (ushort Vlan, uint Id) first, (ushort Vlan, uint Id) last)
    {
        bool range = first.Vlan != last.Vlan;
        to.OpenObject();
        string vlans = range ? $"{LinkRow.Decimal(first.Vlan)}-{LinkRow.Decimal(last.Vlan)}" : LinkRow.Decimal(first.Vlan);
        to.Text($"{vlans,-9}  ");
        to.Field("vlan", first.Vlan);
        if (range) to.Field("vlanEnd", last.Vlan);
        to.Field("tunid", first.Id, $"{first.Id}");
        if (range) to.Field("tunidEnd", last.Id, $"-{last.Id}");
        to.Text($"\n");
        to.CloseObject();
    }
}
