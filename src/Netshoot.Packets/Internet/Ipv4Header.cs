using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>IPv4 header without options (RFC 791 section 3.1).</summary>
/// <remarks><c>HeaderLength</c>: in bytes, options included. <c>TypeOfService</c>: dSCP and ECN (RFC 2474, RFC 3168). <c>TotalLength</c>: in bytes, this header included. <c>Fragment</c>: flags and the offset in units of eight bytes.</remarks>
public readonly record struct Ipv4Header(byte HeaderLength, byte TypeOfService, ushort TotalLength, ushort Id, ushort Fragment, byte Ttl, byte Protocol, ushort Checksum, InternetAddress Source, InternetAddress Destination)
    : IWireFormat<Ipv4Header>
{
    public const int Size = 20;
    public const ushort DontFragment = 0x4000;
    public const ushort MoreFragments = 0x2000;
    public const ushort OffsetMask = 0x1fff;

    public static Ipv4Header Read(ref WireReader wire)
        => new((byte)((wire.U8() & 15) * 4), wire.U8(), wire.U16(), wire.U16(), wire.U16(), wire.U8(), wire.U8(), wire.U16(), wire.Ip4(), wire.Ip4());

    public void Write(ref WireWriter wire)
    {
        wire.U8((byte)(0x40 | HeaderLength / 4));
        wire.U8(TypeOfService);
        wire.U16(TotalLength);
        wire.U16(Id);
        wire.U16(Fragment);
        wire.U8(Ttl);
        wire.U8(Protocol);
        wire.U16(Checksum);
        wire.Ip(Source);
        wire.Ip(Destination);
    }

    /// <summary>The same with the checksum of the header as it stands, without options.</summary>
    public Ipv4Header WithChecksum()
    {
        Span<byte> bytes = stackalloc byte[Size];
        var wire = new WireWriter(bytes);
        (this with { Checksum = 0 }).Write(ref wire);
        return this with { Checksum = InternetChecksum.Of(bytes) };
    }
}
