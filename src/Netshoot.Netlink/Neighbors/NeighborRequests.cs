using Netshoot.Wire;

namespace Netshoot.Netlink.Neighbors;

/// <summary>Requests about neighbors (rtnetlink(7)).</summary>
public static class NeighborRequests
{
    /// <summary>All neighbors, or with <see cref="NeighborFlags.Proxy"/> all proxies; the kernel leaves out those of other families, interfaces and masters.</summary>
    public static NetlinkRequest List(byte family = 0, int interfaceIndex = 0, int master = 0, NeighborFlags flags = NeighborFlags.None)
    {
        var request = Header(new NetlinkRequest(RouteMessageType.GetNeighbor, NetlinkFlags.None), family, 0, NeighborStates.None, flags);
        if (interfaceIndex != 0) request.Attribute((ushort)NeighborAttribute.RemoteInterface, interfaceIndex);
        if (master != 0) request.Attribute((ushort)NeighborAttribute.Master, master);
        return request;
    }

    /// <summary>One neighbor or proxy.</summary>
    public static NetlinkRequest Find(InternetAddress address, int interfaceIndex, NeighborFlags flags = NeighborFlags.None)
        => Header(new NetlinkRequest(RouteMessageType.GetNeighbor, NetlinkFlags.None), Family(address), interfaceIndex, NeighborStates.None, flags)
            .Attribute((ushort)NeighborAttribute.Destination, address);

    public static NetlinkRequest Add(int interfaceIndex, InternetAddress address, MacAddress hardware, NeighborStates state = NeighborStates.Permanent)
        => Header(new NetlinkRequest(RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Replace), Family(address), interfaceIndex, state, NeighborFlags.None)
            .Attribute((ushort)NeighborAttribute.Destination, address)
            .Attribute((ushort)NeighborAttribute.HardwareAddress, hardware);

    /// <summary>An entry of the forwarding database of a bridge's port or of a VXLAN: the hardware address, and for a VXLAN the other end.</summary>
    public static NetlinkRequest AddForwarding(int interfaceIndex, MacAddress hardware, InternetAddress? remote = null, NeighborFlags flags = NeighborFlags.Self)
    {
        var request = Header(new NetlinkRequest(RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Append), AddressFamilyNumber.Bridge, interfaceIndex, NeighborStates.Permanent | NeighborStates.NoArp, flags)
            .Attribute((ushort)NeighborAttribute.HardwareAddress, hardware);
        return remote is { } end ? request.Attribute((ushort)NeighborAttribute.Destination, end) : request;
    }

    /// <summary>All entries of forwarding databases; the kernel leaves out those of other devices and bridges.</summary>
    public static NetlinkRequest ListForwarding(int interfaceIndex = 0, int bridge = 0) => List(AddressFamilyNumber.Bridge, interfaceIndex, bridge);

    /// <summary>One entry of a bridge's forwarding database, or of the device's own.</summary>
    public static NetlinkRequest FindForwarding(int interfaceIndex, MacAddress hardware, int bridge = 0, NeighborFlags flags = NeighborFlags.None)
    {
        var request = Header(new NetlinkRequest(RouteMessageType.GetNeighbor, NetlinkFlags.None), AddressFamilyNumber.Bridge, interfaceIndex, NeighborStates.None, flags)
            .Attribute((ushort)NeighborAttribute.HardwareAddress, hardware);
        return bridge == 0 ? request : request.Attribute((ushort)NeighborAttribute.Master, bridge);
    }

    /// <summary>A change to a forwarding database; the attributes that say which entries are to be added.</summary>
    public static NetlinkRequest Forwarding(ushort type, NetlinkFlags flags, int interfaceIndex, NeighborStates state, NeighborFlags entry)
        => Header(new NetlinkRequest(type, flags), AddressFamilyNumber.Bridge, interfaceIndex, state, entry);

    public static NetlinkRequest Delete(int interfaceIndex, InternetAddress address)
        => Header(new NetlinkRequest(RouteMessageType.DeleteNeighbor, NetlinkFlags.None), Family(address), interfaceIndex, NeighborStates.None, NeighborFlags.None)
            .Attribute((ushort)NeighborAttribute.Destination, address);

    private static byte Family(InternetAddress address) => address.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet;

    private static NetlinkRequest Header(NetlinkRequest request, byte family, int interfaceIndex, NeighborStates state, NeighborFlags flags)
        => request.U8(family).Zero(3).I32(interfaceIndex).U16((ushort)state).U8((byte)flags).U8(0);
}
