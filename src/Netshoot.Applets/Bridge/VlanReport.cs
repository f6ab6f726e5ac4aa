using Netshoot.Cli;
using Netshoot.Netlink.Bridges;

namespace Netshoot.Applets.Bridge;

/// <summary>The VLANs of one port as bridge(8) prints them.</summary>
public static class VlanReport
{
    public static void Write(ReportWriter to, string port, IReadOnlyList<BridgeVlan> vlans)
    {
        to.OpenObject();
        to.Field(Paint.Interface, "ifname", port, $"{port,-16}  ");
        to.OpenArray("vlans");
        bool first = true;
        foreach (var vlan in vlans)
        {
            to.OpenObject();
            if (!first) to.Text($"{"",-18}");
            first = false;
            to.Field("vlan", vlan.First, $"{vlan.First}");
            if (vlan.Last != vlan.First) to.Field("vlanEnd", vlan.Last, $"-{vlan.Last}");
            if ((vlan.Flags & (BridgeVlanFlags.PortVlan | BridgeVlanFlags.Untagged)) != 0)
            {
                to.OpenArray("flags");
                if (vlan.Flags.HasFlag(BridgeVlanFlags.PortVlan)) to.Field(null, "PVID", $" PVID");
                if (vlan.Flags.HasFlag(BridgeVlanFlags.Untagged)) to.Field(null, "Egress Untagged", $" Egress Untagged");
                to.CloseArray();
            }
            to.Text($"\n");
            to.CloseObject();
        }
        to.CloseArray();
        to.CloseObject();
    }
}
