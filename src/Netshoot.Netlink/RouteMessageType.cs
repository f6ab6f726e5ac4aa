namespace Netshoot.Netlink;

/// <summary>Messages of NETLINK_ROUTE, <c>RTM_*</c> (include/uapi/linux/rtnetlink.h).</summary>
public static class RouteMessageType
{
    public const ushort
        NewLink = 16, DeleteLink = 17, GetLink = 18, SetLink = 19,
        NewAddress = 20, DeleteAddress = 21, GetAddress = 22,
        NewRoute = 24, DeleteRoute = 25, GetRoute = 26,
        NewNeighbor = 28, DeleteNeighbor = 29, GetNeighbor = 30,
        NewRule = 32, DeleteRule = 33, GetRule = 34,
        NewQdisc = 36, DeleteQdisc = 37, GetQdisc = 38,
        NewTrafficClass = 40, DeleteTrafficClass = 41, GetTrafficClass = 42,
        NewTrafficFilter = 44, DeleteTrafficFilter = 45, GetTrafficFilter = 46,
        NewTrafficAction = 48, DeleteTrafficAction = 49, GetTrafficAction = 50,
        NewPrefix = 52, GetMulticastAddress = 58,
        NewNeighborTable = 64, GetNeighborTable = 66, SetNeighborTable = 67,
        NewAddressLabel = 72, DeleteAddressLabel = 73, GetAddressLabel = 74,
        NewConfiguration = 80, DeleteConfiguration = 81, GetConfiguration = 82,
        NewMulticast = 84, DeleteMulticast = 85, GetMulticast = 86,
        NewNamespaceId = 88, DeleteNamespaceId = 89, GetNamespaceId = 90,
        NewStatistics = 92, GetStatistics = 94, SetStatistics = 95,
        NewNexthop = 104, DeleteNexthop = 105, GetNexthop = 106,
        NewTrafficChain = 100, DeleteTrafficChain = 101, GetTrafficChain = 102,
        NewLinkProperty = 108, DeleteLinkProperty = 109,
        NewVlan = 112, DeleteVlan = 113, GetVlan = 114,
        NewNexthopBucket = 116, DeleteNexthopBucket = 117, GetNexthopBucket = 118;
}

/// <summary>Address families as rtnetlink takes them, <c>AF_*</c> (include/linux/socket.h).</summary>
public static class AddressFamilyNumber
{
    public const byte Unspecified = 0, Inet = 2, Bridge = 7, Inet6 = 10, Packet = 17, Mpls = 28, IpMultiRoute = 128, Ip6MultiRoute = 129;
}
