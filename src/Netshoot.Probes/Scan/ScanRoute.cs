using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>The way that probes to a host take, as the kernel's routes have it (rtnetlink(7), RTM_GETROUTE).</summary>
/// <param name="Device">The interface.</param>
/// <param name="Source">The address that they leave from.</param>
/// <param name="Gateway">The next router; null for a host on the link, or this one.</param>
/// <param name="IsLocal">The host is this one.</param>
/// <param name="SpeaksArp">The link finds its neighbors by ARP or neighbor discovery.</param>
public sealed record ScanRoute(string Device, InternetAddress Source, InternetAddress? Gateway, bool IsLocal, bool SpeaksArp)
{
    /// <summary>Whether the host is a neighbor that answers for itself below IP.</summary>
    public bool IsNeighbor => !IsLocal && Gateway is null && SpeaksArp;

    /// <summary>Finds the way to one address; null where there is none.</summary>
    public static ScanRoute? Find(IMachine machine, NetlinkChannel routes, InternetAddress destination, string? device, InternetAddress? source)
    {
        var request = RouteRequests.Lookup(destination, RouteFlags.None);
        if (device is not null && machine.InterfaceIndex(device) is > 0 and var wanted) request.Attribute((ushort)RouteAttribute.OutputInterface, wanted);
        if (routes.TryGet<Route>(request, out var route).Failed || route?.OutputInterface is not { } index || machine.InterfaceName(index) is not { } name) return null;
        bool isLocal = route.Type == RouteType.Local;
        if (isLocal) name = "lo";
        bool speaksArp = machine.Links.TryGetState(name, out var state) == Errno.None && state.SpeaksArp;
        return new(name, source ?? route.PreferredSource ?? (isLocal ? destination : destination.Is6 ? InternetAddress.Any6 : InternetAddress.Any4), route.Gateway ?? route.Via, isLocal, speaksArp);
    }
}
