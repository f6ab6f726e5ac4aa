using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>ICMP and ICMPv6 header with the four bytes that depend on the type (RFC 792, RFC 4443 section 2.1).</summary>
/// <remarks><c>Rest</c>: for an echo: the identifier, then the sequence number.</remarks>
public readonly record struct IcmpHeader(byte Type, byte Code, ushort Checksum, uint Rest) : IWireFormat<IcmpHeader>
{
    public const int Size = 8;

    public static IcmpHeader Read(ref WireReader wire) => new(wire.U8(), wire.U8(), wire.U16(), wire.U32());

    public void Write(ref WireWriter wire)
    {
        wire.U8(Type);
        wire.U8(Code);
        wire.U16(Checksum);
        wire.U32(Rest);
    }
}
