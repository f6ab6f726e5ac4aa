namespace Netshoot.Netlink.Routes;

/// <summary>Requests about nexthops and the buckets of their groups (include/uapi/linux/nexthop.h).</summary>
public static class NexthopRequests
{
    /// <summary>All nexthops, or all buckets; attributes that leave some out may be added.</summary>
    public static NetlinkRequest List(byte family = 0, bool buckets = false)
        => Header(buckets ? RouteMessageType.GetNexthopBucket : RouteMessageType.GetNexthop, NetlinkFlags.None, family);

    /// <summary>One nexthop, or one bucket of a group.</summary>
    public static NetlinkRequest Find(uint id, ushort? bucket = null)
    {
        const ushort Index = 1; // NHA_RES_BUCKET_INDEX
        var request = Header(bucket is null ? RouteMessageType.GetNexthop : RouteMessageType.GetNexthopBucket, NetlinkFlags.None).Attribute((ushort)NexthopAttribute.Id, id);
        if (bucket is not { } number) return request;
        int nest = request.Begin((ushort)NexthopAttribute.ResilientBucket, flagged: true);
        request.Attribute(Index, number);
        request.End(nest);
        return request;
    }

    public static NetlinkRequest Delete(uint id) => Header(RouteMessageType.DeleteNexthop, NetlinkFlags.None).Attribute((ushort)NexthopAttribute.Id, id);

    /// <summary><c>struct nhmsg</c>; attributes follow.</summary>
    public static NetlinkRequest Header(ushort type, NetlinkFlags flags, byte family = 0, byte protocol = 0, RouteFlags nexthopFlags = RouteFlags.None)
        => new NetlinkRequest(type, flags).U8(family).U8(0).U8(protocol).U8(0).U32((uint)nexthopFlags);
}
