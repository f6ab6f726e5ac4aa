namespace Netshoot.Netlink.TrafficControl;

/// <summary>Requests about qdiscs, classes, filters, chains and actions (rtnetlink(7)).</summary>
public static class TrafficRequests
{
    /// <summary>Begins any of them; the attributes are the caller's.</summary>
    public static NetlinkRequest Begin(ushort type, NetlinkFlags flags, int interfaceIndex, uint handle, uint parent, uint information)
        => new NetlinkRequest(type, flags).Zero(4).I32(interfaceIndex).U32(handle).U32(parent).U32(information);

    /// <summary>All qdiscs of all interfaces.</summary>
    /// <param name="invisible">Also those that usually go without saying.</param>
    public static NetlinkRequest ListQdiscs(bool invisible)
    {
        var request = Begin(RouteMessageType.GetQdisc, NetlinkFlags.None, 0, 0, 0, 0);
        return invisible ? request.Flag((ushort)TrafficAttribute.DumpInvisible) : request;
    }

    /// <summary>The classes of an interface.</summary>
    public static NetlinkRequest ListClasses(int interfaceIndex, uint parent = 0) => Begin(RouteMessageType.GetTrafficClass, NetlinkFlags.None, interfaceIndex, 0, parent, 0);

    /// <summary>The actions of one kind, as many in a message as fit.</summary>
    /// <param name="kind">Whose table.</param>
    /// <param name="terse">Without their options.</param>
    public static NetlinkRequest ListActions(string kind, bool terse)
    {
        const uint Large = 1, Terse = 2;
        uint flags = Large | (terse ? Terse : 0);
        var request = new NetlinkRequest(RouteMessageType.GetTrafficAction, NetlinkFlags.None).Zero(TrafficAction.HeaderSize);
        int table = request.Begin(TrafficAction.Table), first = request.Begin(1);
        request.Attribute((ushort)TrafficActionAttribute.Kind, kind).End(first);
        request.End(table);
        Span<byte> bitfield = stackalloc byte[8];
        BitConverter.TryWriteBytes(bitfield, flags);
        BitConverter.TryWriteBytes(bitfield[4..], flags);
        return request.Attribute(TrafficAction.RootFlags, bitfield);
    }
}
