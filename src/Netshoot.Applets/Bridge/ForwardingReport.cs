using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Bridge;

/// <summary>One entry of a forwarding database as bridge(8) prints it.</summary>
/// <param name="context">The command.</param>
/// <param name="hidesDevice">Whether the device goes without saying.</param>
internal sealed class ForwardingReport(IpContext context, bool hidesDevice)
{
    private const uint HundredthsPerSecond = 100;

    private static readonly (NeighborFlags Flag, string Name)[] s_flags =
    [
        (NeighborFlags.Self, "self"),
        (NeighborFlags.Router, "router"),
        (NeighborFlags.ExternallyLearned, "extern_learn"),
        (NeighborFlags.Offloaded, "offload"),
        (NeighborFlags.Master, "master"),
        (NeighborFlags.Sticky, "sticky"),
    ];

    public void Write(Neighbor entry)
    {
        var to = context.To;
        to.OpenObject();
        if (entry.IsDeleted) to.Field("deleted", true, $"Deleted ");
        if (entry.HardwareAddress.Length > 0) to.Field(Paint.Mac, "mac", entry.HardwareAddress, $"{entry.HardwareAddress} ");
        if (!hidesDevice && entry.InterfaceIndex != 0)
        {
            string device = context.Links.NameOf(entry.InterfaceIndex);
            to.Text($"dev ");
            to.Field(Paint.Interface, "ifname", device, $"{device} ");
        }
        if (entry.Address is { } end)
        {
            to.Text($"dst ");
            to.Field(AddressPaint.PaintOf(end), "dst", end, $"{end} ");
        }
        if (entry.Vlan is { } vlan) to.Field("vlan", vlan, $"vlan {vlan} ");
        if (entry.Port is { } port) to.Field("port", port, $"port {port} ");
        if (entry.NetworkIdentifier is { } identifier) to.Field("vni", identifier, $"vni {identifier} ");
        if (entry.SourceNetworkIdentifier is { } source) to.Field("src_vni", source, $"src_vni {source} ");
        if (entry.RemoteInterfaceIndex is { } via)
        {
            string name = context.Links.NameOf(via);
            to.Field("viaIf", name, $"via {name} ");
        }
        if (entry.NexthopId is { } nexthop) to.Field("nhid", nexthop, $"nhid {nexthop} ");
        if (entry.LinkNamespaceId is { } id) to.Field("linkNetNsId", id, $"link-netnsid {id} ");
        if (context.Options.Statistics > 0 && entry.Use is { } use)
        {
            to.Field("used", use.Used / HundredthsPerSecond, $"used {use.Used / HundredthsPerSecond}/");
            to.Field("updated", use.Updated / HundredthsPerSecond, $"{use.Updated / HundredthsPerSecond} ");
        }
        to.OpenArray("flags");
        foreach (var (flag, name) in s_flags)
            if (entry.Flags.HasFlag(flag)) to.Field(null, name, $"{name} ");
        to.CloseArray();
        if (entry.MasterIndex is { } master) to.Field("master", context.Links.NameOf(master), $"master {context.Links.NameOf(master)} ");
        string state = StateName(entry.State);
        to.Field("state", state, $"{state}\n");
        to.CloseObject();
    }

    private static string StateName(NeighborStates state)
        => state.HasFlag(NeighborStates.Permanent) ? "permanent"
            : state.HasFlag(NeighborStates.NoArp) ? "static"
            : state.HasFlag(NeighborStates.Stale) ? "stale"
            : state.HasFlag(NeighborStates.Reachable) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"state={LinkRow.Hexadecimal((ushort)state)}");
}
