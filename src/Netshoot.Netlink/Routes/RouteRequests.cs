using Netshoot.Wire;

namespace Netshoot.Netlink.Routes;

/// <summary>Requests about routes and rules (rtnetlink(7)).</summary>
public static class RouteRequests
{
    /// <summary>The tables that the kernel has by itself, <c>RT_TABLE_*</c>.</summary>
    public const uint MainTable = 254, LocalTable = 255, DefaultTable = 253;

    private const byte FromBoot = 3; // RTPROT_BOOT: made by hand

    /// <summary>All routes; the kernel leaves out those that differ in what is not zero here.</summary>
    public static NetlinkRequest List(byte family, uint table = 0, byte protocol = 0, RouteType type = RouteType.Unspecified, int outputInterface = 0, bool cloned = false)
    {
        var request = Header(new NetlinkRequest(RouteMessageType.GetRoute, NetlinkFlags.None), family, 0, 0, 0, table < 256 ? (byte)table : (byte)0, protocol, 0, type, cloned ? RouteFlags.Cloned : RouteFlags.None);
        if (table != 0) request.Attribute((ushort)RouteAttribute.Table, table);
        if (outputInterface != 0) request.Attribute((ushort)RouteAttribute.OutputInterface, outputInterface);
        return request;
    }

    /// <summary>Which route a packet to that address takes; attributes that say more about the packet may be added.</summary>
    public static NetlinkRequest Lookup(InternetAddress destination, RouteFlags flags = RouteFlags.LookupTable, InternetAddress? source = null, byte typeOfService = 0)
    {
        var request = Header(new NetlinkRequest(RouteMessageType.GetRoute, NetlinkFlags.None), Family(destination), (byte)destination.Bits, (byte)(source?.Bits ?? 0), typeOfService, 0, 0, 0, RouteType.Unspecified, flags)
            .Attribute((ushort)RouteAttribute.Destination, destination);
        return source is { } from ? request.Attribute((ushort)RouteAttribute.Source, from) : request;
    }

    /// <summary>A route through a gateway, over an interface, or both.</summary>
    public static NetlinkRequest Add(InternetPrefix destination, InternetAddress? gateway = null, int outputInterface = 0, uint table = MainTable, RouteType type = RouteType.Unicast)
        => Body(RouteMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Exclusive, destination, gateway, outputInterface, table, FromBoot, type);

    public static NetlinkRequest Delete(InternetPrefix destination, InternetAddress? gateway = null, int outputInterface = 0, uint table = MainTable)
        => Body(RouteMessageType.DeleteRoute, NetlinkFlags.None, destination, gateway, outputInterface, table, 0, RouteType.Unspecified);

    /// <summary>All rules of a family.</summary>
    public static NetlinkRequest ListRules(byte family) => new NetlinkRequest(RouteMessageType.GetRule, NetlinkFlags.None).U8(family).Zero(11);

    private static NetlinkRequest Body(ushort message, NetlinkFlags flags, InternetPrefix destination, InternetAddress? gateway, int outputInterface, uint table, byte protocol, RouteType type)
    {
        const byte Nowhere = 255, Universe = 0, OnLink = 253; // RT_SCOPE_*
        byte scope = message == RouteMessageType.DeleteRoute ? Nowhere : gateway is null && type == RouteType.Unicast && !destination.Address.Is6 ? OnLink : Universe;
        var request = Header(new NetlinkRequest(message, flags), Family(destination.Address), (byte)destination.Length, 0, 0, table < 256 ? (byte)table : (byte)0, protocol, scope, type, RouteFlags.None)
            .Attribute((ushort)RouteAttribute.Destination, destination.Address);
        if (table > 255) request.Attribute((ushort)RouteAttribute.Table, table);
        if (gateway is { } via) request.Attribute((ushort)RouteAttribute.Gateway, via);
        if (outputInterface != 0) request.Attribute((ushort)RouteAttribute.OutputInterface, outputInterface);
        return request;
    }

    private static byte Family(InternetAddress address) => address.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet;

    private static NetlinkRequest Header(NetlinkRequest request, byte family, byte destinationLength, byte sourceLength, byte typeOfService, byte table, byte protocol, byte scope, RouteType type, RouteFlags flags)
        => request.U8(family).U8(destinationLength).U8(sourceLength).U8(typeOfService).U8(table).U8(protocol).U8(scope).U8((byte)type).U32((uint)flags);
}
