using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>Transmission Control Protocol header without options (RFC 9293 section 3.1).</summary>
/// <remarks><c>HeaderLength</c>: in bytes, options included. <c>Flags</c>: the lower eight flags are those of <see cref="TcpFlags"/>; four bits more are reserved or AccECN's.</remarks>
public readonly record struct TcpHeader(ushort Source, ushort Destination, uint Sequence, uint Acknowledgment, byte HeaderLength, TcpFlags Flags, ushort Window, ushort Checksum, ushort Urgent)
    : IWireFormat<TcpHeader>
{
    public const int Size = 20;

    public static TcpHeader Read(ref WireReader wire)
    {
        ushort source = wire.U16(), destination = wire.U16();
        uint sequence = wire.U32(), acknowledgment = wire.U32();
        ushort offset = wire.U16();
        return new(source, destination, sequence, acknowledgment, (byte)(offset >> 12 << 2), (TcpFlags)(offset & 0xfff), wire.U16(), wire.U16(), wire.U16());
    }

    public void Write(ref WireWriter wire)
    {
        wire.U16(Source);
        wire.U16(Destination);
        wire.U32(Sequence);
        wire.U32(Acknowledgment);
        wire.U16((ushort)(HeaderLength >> 2 << 12 | (ushort)Flags & 0xfff));
        wire.U16(Window);
        wire.U16(Checksum);
        wire.U16(Urgent);
    }
}
