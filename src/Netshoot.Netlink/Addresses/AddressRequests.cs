using Netshoot.Wire;

namespace Netshoot.Netlink.Addresses;

/// <summary>Requests about the addresses of interfaces (rtnetlink(7)).</summary>
public static class AddressRequests
{
    /// <summary>All addresses; the kernel leaves out those of other families and interfaces.</summary>
    public static NetlinkRequest List(byte family = 0, int interfaceIndex = 0)
        => Header(new NetlinkRequest(RouteMessageType.GetAddress, NetlinkFlags.None), family, 0, 0, 0, interfaceIndex);

    /// <param name="interfaceIndex">Of which interface.</param>
    /// <param name="address">The address with the length of its prefix.</param>
    /// <param name="peer">The other end, or null.</param>
    /// <param name="noDuplicateDetection">Whether an IPv6 address is usable at once.</param>
    public static NetlinkRequest Add(int interfaceIndex, InternetPrefix address, InternetAddress? peer = null, bool noDuplicateDetection = false)
        => Body(RouteMessageType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Exclusive, interfaceIndex, address, peer,
            noDuplicateDetection ? InterfaceAddressFlags.NoDuplicateDetection : InterfaceAddressFlags.None);

    public static NetlinkRequest Delete(int interfaceIndex, InternetPrefix address, InternetAddress? peer = null)
        => Body(RouteMessageType.DeleteAddress, NetlinkFlags.None, interfaceIndex, address, peer, InterfaceAddressFlags.None);

    private static NetlinkRequest Body(ushort type, NetlinkFlags flags, int interfaceIndex, InternetPrefix address, InternetAddress? peer, InterfaceAddressFlags state)
    {
        var request = Header(new NetlinkRequest(type, flags), address.Address.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet, (byte)address.Length, (byte)state, 0, interfaceIndex)
            .Attribute((ushort)InterfaceAddressAttribute.Local, address.Address);
        request.Attribute((ushort)InterfaceAddressAttribute.Address, peer ?? address.Address);
        return request;
    }

    private static NetlinkRequest Header(NetlinkRequest request, byte family, byte length, byte flags, byte scope, int interfaceIndex)
        => request.U8(family).U8(length).U8(flags).U8(scope).I32(interfaceIndex);
}
