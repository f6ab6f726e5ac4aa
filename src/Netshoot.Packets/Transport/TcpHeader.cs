using Netshoot.Wire;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Netshoot.Packets.Transport;

/// <summary>Transmission Control Protocol header without options (RFC 9293 section 3.1).</summary>
/// <remarks><c>HeaderLength</c>: in bytes, options included. <c>Flags</c>: the lower eight flags are those of <see cref="TcpFlags"/>; four bits more are reserved or AccECN's.</remarks>
public readonly record struct TcpHeader(ushort Source, ushort Destination, uint Sequence, uint Acknowledgment, byte HeaderLength, TcpFlags Flags, ushort Window, ushort Checksum, ushort Urgent)
    : IWireFormat<TcpHeader>
{
    public const int Size = 20;

    public static TcpHeader Read(ref WireReader wire)
    {
        var bytes = wire.Take(Size);
        if (bytes.Length < Size) return default;
        ushort offset = ReadUInt16BigEndian(bytes[12..]);
        return new(ReadUInt16BigEndian(bytes), ReadUInt16BigEndian(bytes[2..]), ReadUInt32BigEndian(bytes[4..]), ReadUInt32BigEndian(bytes[8..]), (byte)(offset >> 12 << 2), (TcpFlags)(offset & 0xfff),
            ReadUInt16BigEndian(bytes[14..]), ReadUInt16BigEndian(bytes[16..]), ReadUInt16BigEndian(bytes[18..]));
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
