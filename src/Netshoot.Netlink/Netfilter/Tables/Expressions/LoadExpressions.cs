namespace Netshoot.Netlink.Netfilter.Tables.Expressions;

/// <summary>Reads or writes bytes of the packet (<c>NFTA_PAYLOAD_*</c>).</summary>
/// <param name="Base"><c>NFT_PAYLOAD_*_HEADER</c>: link, network, transport, inner.</param>
/// <param name="Offset">Bytes from there.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Destination">Where they are read to; none when they are written.</param>
/// <param name="Source">Where they are written from.</param>
public sealed record PayloadExpression(PayloadBase Base, uint Offset, uint Length, int Destination, int Source) : Expression("payload")
{
    internal static PayloadExpression Read(NetlinkAttributes data) => new((PayloadBase)data.Find(2).U32BigEndian, data.Find(3).U32BigEndian, data.Find(4).U32BigEndian,
        Register(data.Find(1)), Register(data.Find(5)));
}

/// <summary><c>NFT_PAYLOAD_*</c>.</summary>
public enum PayloadBase : uint
{
    Link = 0,
    Network = 1,
    Transport = 2,
    Inner = 3,
}

/// <summary>Reads or writes bytes of an extension header or of an option (<c>NFTA_EXTHDR_*</c>).</summary>
/// <param name="Kind"><c>NFT_EXTHDR_OP_*</c>: whose.</param>
/// <param name="Type">The header's or option's number.</param>
/// <param name="Offset">Bytes from its start.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="IsPresence">Whether only its presence is asked for.</param>
/// <param name="Destination">Where they are read to.</param>
/// <param name="Source">Where they are written from.</param>
public sealed record ExtensionHeaderExpression(ExtensionHeaderKind Kind, byte Type, uint Offset, uint Length, bool IsPresence, int Destination, int Source) : Expression("exthdr")
{
    internal static ExtensionHeaderExpression Read(NetlinkAttributes data) => new((ExtensionHeaderKind)data.Find(6).U32BigEndian, data.Find(2).U8, data.Find(3).U32BigEndian,
        data.Find(4).U32BigEndian, (data.Find(5).U32BigEndian & 1) != 0, Register(data.Find(1)), Register(data.Find(7)));
}

/// <summary><c>NFT_EXTHDR_OP_*</c>.</summary>
public enum ExtensionHeaderKind : uint
{
    Ip6 = 0,
    TcpOption = 1,
    Ip4Option = 2,
    SctpChunk = 3,
    DccpOption = 4,
}

/// <summary>Reads or sets what is known about a packet (<c>NFTA_META_*</c>, keys <c>NFT_META_*</c>).</summary>
public sealed record MetaExpression(MetaKey Key, int Destination, int Source) : Expression("meta")
{
    internal static MetaExpression Read(NetlinkAttributes data) => new((MetaKey)data.Find(2).U32BigEndian, Register(data.Find(1)), Register(data.Find(3)));
}

/// <summary><c>NFT_META_*</c>.</summary>
public enum MetaKey : uint
{
    Length = 0,
    Protocol = 1,
    Priority = 2,
    Mark = 3,
    InputIndex = 4,
    OutputIndex = 5,
    InputName = 6,
    OutputName = 7,
    InputType = 8,
    OutputType = 9,
    UserId = 10,
    GroupId = 11,
    Trace = 12,
    RouteClass = 13,
    SecurityMark = 14,
    NetworkFamily = 15,
    TransportProtocol = 16,
    BridgeInputName = 17,
    BridgeOutputName = 18,
    PacketType = 19,
    Processor = 20,
    InputGroup = 21,
    OutputGroup = 22,
    ControlGroup = 23,
    Random = 24,
    SecurityPath = 25,
    InputKind = 26,
    OutputKind = 27,
    BridgeInputVlan = 28,
    BridgeInputVlanProtocol = 29,
    Time = 30,
    Day = 31,
    Hour = 32,
    SubordinateIndex = 33,
    SubordinateName = 34,
    BridgeRoute = 36,
}

/// <summary>Reads or sets what is known about the packet's connection (<c>NFTA_CT_*</c>, keys <c>NFT_CT_*</c>).</summary>
/// <param name="Key">What.</param>
/// <param name="Direction">0 original, 1 reply; null for both.</param>
/// <param name="Destination">Where it is read to.</param>
/// <param name="Source">Where it is set from.</param>
public sealed record ConnectionExpression(ConnectionKey Key, byte? Direction, int Destination, int Source) : Expression("ct")
{
    internal static ConnectionExpression Read(NetlinkAttributes data)
        => new((ConnectionKey)data.Find(2).U32BigEndian, data.Find(3) is { Exists: true } direction ? direction.U8 : null, Register(data.Find(1)), Register(data.Find(4)));
}

/// <summary><c>NFT_CT_*</c>.</summary>
public enum ConnectionKey : uint
{
    State = 0,
    Direction = 1,
    Status = 2,
    Mark = 3,
    SecurityMark = 4,
    Expiration = 5,
    Helper = 6,
    NetworkProtocol = 7,
    Source = 8,
    Destination = 9,
    Protocol = 10,
    ProtocolSource = 11,
    ProtocolDestination = 12,
    Labels = 13,
    Packets = 14,
    Bytes = 15,
    AveragePacket = 16,
    Zone = 17,
    Events = 18,
    SourceIp = 19,
    DestinationIp = 20,
    SourceIp6 = 21,
    DestinationIp6 = 22,
    Id = 23,
}

/// <summary>Reads what the routing decision says (<c>NFTA_RT_*</c>; keys <c>NFT_RT_*</c>: class, next hop of IPv4, of IPv6, TCP's segment size, IPsec).</summary>
public sealed record RouteExpression(uint Key, int Destination) : Expression("rt")
{
    internal static RouteExpression Read(NetlinkAttributes data) => new(data.Find(2).U32BigEndian, Register(data.Find(1)));
}

/// <summary>Reads what the local socket says (<c>NFTA_SOCKET_*</c>; keys <c>NFT_SOCKET_*</c>: transparent, mark, wildcard, control group).</summary>
public sealed record SocketExpression(uint Key, uint Level, int Destination) : Expression("socket")
{
    internal static SocketExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, data.Find(3).U32BigEndian, Register(data.Find(2)));
}

/// <summary>Asks the routing table (<c>NFTA_FIB_*</c>; results <c>NFT_FIB_RESULT_*</c>, flags <c>NFTA_FIB_F_*</c>).</summary>
public sealed record FibExpression(uint Result, uint Flags, int Destination) : Expression("fib")
{
    internal static FibExpression Read(NetlinkAttributes data) => new(data.Find(2).U32BigEndian, data.Find(3).U32BigEndian, Register(data.Find(1)));
}

/// <summary>Makes numbers, in order or by chance (<c>NFTA_NG_*</c>).</summary>
public sealed record NumberGeneratorExpression(bool IsRandom, uint Modulus, uint Offset, int Destination) : Expression("numgen")
{
    internal static NumberGeneratorExpression Read(NetlinkAttributes data) => new(data.Find(3).U32BigEndian == 1, data.Find(2).U32BigEndian, data.Find(4).U32BigEndian, Register(data.Find(1)));
}

/// <summary>Hashes registers, or the packet's flow where it is symmetric (<c>NFTA_HASH_*</c>).</summary>
public sealed record HashExpression(bool IsSymmetric, int Source, uint Length, uint Modulus, uint? Seed, uint Offset, int Destination) : Expression("hash")
{
    internal static HashExpression Read(NetlinkAttributes data) => new(data.Find(7).U32BigEndian == 1, Register(data.Find(1)), data.Find(3).U32BigEndian, data.Find(4).U32BigEndian,
        data.Find(5) is { Exists: true } seed ? seed.U32BigEndian : null, data.Find(6).U32BigEndian, Register(data.Find(2)));
}

/// <summary>Guesses the operating system (<c>NFTA_OSF_*</c>).</summary>
public sealed record FingerprintExpression(byte TimeToLive, uint Flags, int Destination) : Expression("osf")
{
    internal static FingerprintExpression Read(NetlinkAttributes data) => new(data.Find(2).U8, data.Find(3).U32BigEndian, Register(data.Find(1)));
}

/// <summary>Reads what IPsec did (<c>NFTA_XFRM_*</c>; keys <c>NFT_XFRM_KEY_*</c>).</summary>
public sealed record TransformExpression(uint Key, bool IsOutput, uint Index, int Destination) : Expression("xfrm")
{
    internal static TransformExpression Read(NetlinkAttributes data) => new(data.Find(2).U32BigEndian, data.Find(3).U8 == 1, data.Find(4).U32BigEndian, Register(data.Find(1)));
}

/// <summary>Reads what a tunnel said (<c>NFTA_TUNNEL_*</c>; keys <c>NFT_TUNNEL_*</c>).</summary>
public sealed record TunnelExpression(uint Key, uint Mode, int Destination) : Expression("tunnel")
{
    internal static TunnelExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, data.Find(3).U32BigEndian, Register(data.Find(2)));
}
