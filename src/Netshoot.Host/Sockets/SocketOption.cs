namespace Netshoot.Host.Sockets;

/// <summary>What a socket speaks.</summary>
public enum SocketFamily
{
    Ip4,
    Ip6,
    Unix,
}

/// <summary>How a socket speaks (<c>SOCK_*</c>).</summary>
public enum SocketKind
{
    Stream = 1,
    Datagram = 2,
    Raw = 3,
    SequencedPacket = 5,

    /// <summary>SOCK_DCCP (RFC 4340).</summary>
    CongestionControlled = 6,
}

/// <summary>What to wait for.</summary>
public enum SocketReadiness
{
    Readable,
    Writable,

    /// <summary>In error, or hung up by the other end; nothing else wakes this wait.</summary>
    Broken,
}

/// <summary>
/// Options of sockets in words; the socket finds the level and number for its family (socket(7), ip(7), ipv6(7), tcp(7), raw(7)).
/// Their values are numbers; switches are 0 and 1, buffers bytes, times of the kernel in their own units.
/// </summary>
public enum SocketOption
{
    /// <summary>IP_TTL, IPV6_UNICAST_HOPS.</summary>
    HopLimit,

    /// <summary>IP_MINTTL, IPV6_MINHOPCOUNT: packets that arrive with less are dropped.</summary>
    MinimumHopLimit,

    /// <summary>IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS.</summary>
    MulticastHopLimit,

    /// <summary>IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP.</summary>
    MulticastLoop,

    /// <summary>IP_TOS, IPV6_TCLASS.</summary>
    TrafficClass,

    /// <summary>IP_MTU_DISCOVER, IPV6_MTU_DISCOVER; see <see cref="PathMtuDiscovery"/>.</summary>
    PathMtuDiscovery,

    /// <summary>IP_MTU, IPV6_MTU; read only, of a connected socket.</summary>
    PathMtu,

    /// <summary>IP_RECVERR, IPV6_RECVERR: errors wait in the error queue.</summary>
    ReceiveErrors,

    /// <summary>IP_RECVTTL, IPV6_RECVHOPLIMIT.</summary>
    ReceiveHopLimit,

    /// <summary>IP_RECVTOS, IPV6_RECVTCLASS.</summary>
    ReceiveTrafficClass,

    /// <summary>IP_PKTINFO, IPV6_RECVPKTINFO.</summary>
    ReceivePacketInfo,

    /// <summary>IP_RETOPTS.</summary>
    ReceiveIpOptions,

    /// <summary>SO_TIMESTAMPNS.</summary>
    ReceiveTimestamps,

    /// <summary>SO_MARK; needs CAP_NET_ADMIN or CAP_NET_RAW.</summary>
    Mark,

    /// <summary>SO_PRIORITY.</summary>
    Priority,

    /// <summary>SO_BROADCAST.</summary>
    Broadcast,

    /// <summary>SO_DONTROUTE.</summary>
    DontRoute,

    /// <summary>SO_DEBUG.</summary>
    Debug,

    /// <summary>SO_REUSEADDR.</summary>
    ReuseAddress,

    /// <summary>SO_REUSEPORT.</summary>
    ReusePort,

    /// <summary>SO_KEEPALIVE.</summary>
    KeepAlive,

    /// <summary>SO_SNDBUF.</summary>
    SendBuffer,

    /// <summary>SO_RCVBUF.</summary>
    ReceiveBuffer,

    /// <summary>SO_ERROR; reading it clears it.</summary>
    PendingError,

    /// <summary>IPV6_V6ONLY.</summary>
    Ip6Only,

    /// <summary>IPV6_FLOWINFO_SEND.</summary>
    SendFlowLabel,

    /// <summary>TCP_NODELAY.</summary>
    NoDelay,

    /// <summary>TCP_MAXSEG.</summary>
    MaximumSegment,

    /// <summary>SO_BINDTODEVICE takes a name: see <see cref="ISocket.BindToInterface"/>. IP_MULTICAST_IF, IPV6_MULTICAST_IF: the interface's index.</summary>
    MulticastInterface,

    /// <summary>IP_UNICAST_IF, IPV6_UNICAST_IF: the interface's index.</summary>
    UnicastInterface,

    /// <summary>IP_FREEBIND, IPV6_FREEBIND.</summary>
    FreeBind,
}

/// <summary><c>IP_PMTUDISC_*</c> (include/uapi/linux/in.h); the numbers are the same for IPv6.</summary>
public enum PathMtuDiscovery
{
    /// <summary>Never set the don't-fragment bit.</summary>
    Dont = 0,

    /// <summary>Use what the route says.</summary>
    Want = 1,

    /// <summary>Always set it; larger datagrams fail with EMSGSIZE.</summary>
    Do = 2,

    /// <summary>Set it and ignore what is known of the path.</summary>
    Probe = 3,
}
