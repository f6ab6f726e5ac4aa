using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>IPv6 header (RFC 8200 section 3).</summary>
/// <remarks><c>PayloadLength</c>: bytes behind this header.</remarks>
public readonly record struct Ipv6Header(byte TrafficClass, uint FlowLabel, ushort PayloadLength, byte NextHeader, byte HopLimit, InternetAddress Source, InternetAddress Destination) : IWireFormat<Ipv6Header>
{
    public const int Size = 40;

    public static Ipv6Header Read(ref WireReader wire)
    {
        uint first = wire.U32();
        return new((byte)(first >> 20), first & 0xf_ffff, wire.U16(), wire.U8(), wire.U8(), wire.Ip6(), wire.Ip6());
    }

    public void Write(ref WireWriter wire)
    {
        wire.U32(6u << 28 | (uint)TrafficClass << 20 | FlowLabel);
        wire.U16(PayloadLength);
        wire.U8(NextHeader);
        wire.U8(HopLimit);
        wire.Ip(Source);
        wire.Ip(Destination);
    }
}
