using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>User Datagram Protocol header (RFC 768).</summary>
/// <remarks><c>Length</c>: bytes, this header included.</remarks>
public readonly record struct UdpHeader(ushort Source, ushort Destination, ushort Length, ushort Checksum) : IWireFormat<UdpHeader>
{
    public const int Size = 8;

    public static UdpHeader Read(ref WireReader wire) => new(wire.U16(), wire.U16(), wire.U16(), wire.U16());

    public void Write(ref WireWriter wire)
    {
        wire.U16(Source);
        wire.U16(Destination);
        wire.U16(Length);
        wire.U16(Checksum);
    }
}
