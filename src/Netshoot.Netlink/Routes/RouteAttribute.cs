namespace Netshoot.Netlink.Routes;

/// <summary><c>RTA_*</c> (include/uapi/linux/rtnetlink.h).</summary>
public enum RouteAttribute : ushort
{
    Destination = 1,
    Source = 2,
    InputInterface = 3,
    OutputInterface = 4,
    Gateway = 5,
    Priority = 6,
    PreferredSource = 7,
    Metrics = 8,
    Multipath = 9,
    Realms = 11,
    CacheInfo = 12,
    Table = 15,
    Mark = 16,
    Via = 18,
    NewDestination = 19,
    Preference = 20,
    EncapsulationType = 21,
    Encapsulation = 22,
    Expires = 23,
    UserId = 25,
    TtlPropagate = 26,
    IpProtocol = 27,
    SourcePort = 28,
    DestinationPort = 29,
    NexthopId = 30,
}

/// <summary><c>RTN_*</c>.</summary>
public enum RouteType : byte
{
    Unspecified = 0,
    Unicast = 1,
    Local = 2,
    Broadcast = 3,
    Anycast = 4,
    Multicast = 5,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
    Throw = 9,
    Nat = 10,
    XResolve = 11,
}

/// <summary><c>RTNH_F_*</c> in the low byte, <c>RTM_F_*</c> above.</summary>
[Flags]
public enum RouteFlags : uint
{
    None = 0,
    Dead = 0x1,
    Pervasive = 0x2,
    OnLink = 0x4,
    Offload = 0x8,
    LinkDown = 0x10,
    Unresolved = 0x20,
    Trap = 0x40,
    Notify = 0x100,
    Cloned = 0x200,
    Equalize = 0x400,
    Prefix = 0x800,
    LookupTable = 0x1000,
    FibMatch = 0x2000,
    RouteOffload = 0x4000,
    RouteTrap = 0x8000,
    OffloadFailed = 0x20000000,
}

/// <summary><c>RTAX_*</c>.</summary>
public enum RouteMetric : ushort
{
    Lock = 1,
    Mtu = 2,
    Window = 3,
    RoundTripTime = 4,
    RoundTripVariance = 5,
    SlowStartThreshold = 6,
    CongestionWindow = 7,
    AdvertisedSegmentSize = 8,
    Reordering = 9,
    HopLimit = 10,
    InitialCongestionWindow = 11,
    Features = 12,
    MinRetransmissionTimeout = 13,
    InitialReceiveWindow = 14,
    QuickAcknowledgement = 15,
    CongestionControl = 16,
    FastOpenNoCookie = 17,
}
