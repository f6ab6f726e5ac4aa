using Netshoot.Wire;
using static System.Buffers.Binary.BinaryPrimitives;

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
    {
        var bytes = wire.Take(Size);
        if (bytes.Length < Size) return default;
        return new((byte)((bytes[0] & 15) * 4), bytes[1], ReadUInt16BigEndian(bytes[2..]), ReadUInt16BigEndian(bytes[4..]), ReadUInt16BigEndian(bytes[6..]), bytes[8], bytes[9],
            ReadUInt16BigEndian(bytes[10..]), InternetAddress.From4(ReadUInt32BigEndian(bytes[12..])), InternetAddress.From4(ReadUInt32BigEndian(bytes[16..])));
    }

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
