using Netshoot.Cli;
using Netshoot.Netlink.Bridges;

namespace Netshoot.Applets.Bridge;

/// <summary>The VLANs of one port as bridge(8) prints them.</summary>
public static class VlanReport
{
    public static void Write(ReportWriter to, string port, IReadOnlyList<BridgeVlan> vlans)
    {
        bool opened = false;
        foreach (var vlan in vlans)
        {
            Begin(to, port, ref opened);
            WriteVlan(to, vlan);
            to.CloseObject();
        }
        if (opened) End(to);
    }

    /// <summary>Begins the line of a VLAN; that of the first has the port's name.</summary>
    public static void Begin(ReportWriter to, string port, ref bool opened)
    {
        if (opened)
        {
            to.Text($"{"",-18}");
            return;
        }
        opened = true;
        to.OpenObject();
        to.Field(Paint.Interface, "ifname", port, $"{port,-16}  ");
        to.OpenArray("vlans");
    }

    /// <summary>Writes a VLAN, whose object the caller closes.</summary>
    public static void WriteVlan(ReportWriter to, BridgeVlan vlan)
    {
        to.OpenObject();
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
    }

    /// <summary>Ends a port.</summary>
    public static void End(ReportWriter to)
    {
        to.CloseArray();
        to.CloseObject();
    }
}
