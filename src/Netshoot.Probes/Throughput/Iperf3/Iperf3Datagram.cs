using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>The header of iperf3's datagrams: seconds and microseconds of the sender's clock, then a number from 1 on, of 32 or 64 bits; all in network order.</summary>
public sealed class Iperf3Datagram(bool wide) : IDatagramFormat
{
    /// <summary>What a client says to a server's UDP port, and the answer.</summary>
    public static ReadOnlySpan<byte> Hello => "9876"u8;

    public static ReadOnlySpan<byte> Answer => "6789"u8;

    public long FirstNumber => 1;

    public int HeaderSize => wide ? 16 : 12;

    public void Stamp(Span<byte> datagram, long number, long nanoseconds)
    {
        BinaryPrimitives.WriteUInt32BigEndian(datagram, (uint)(nanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(nanoseconds % 1_000_000_000 / 1000));
        if (wide) BinaryPrimitives.WriteInt64BigEndian(datagram[8..], number);
        else BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], (uint)number);
    }

    public bool TryRead(ReadOnlySpan<byte> datagram, out long number, out double sentSeconds, out bool isLast)
    {
        isLast = false;
        number = 0;
        sentSeconds = 0;
        if (datagram.Length < HeaderSize) return false;
        sentSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram) + BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) / 1e6;
        number = wide ? BinaryPrimitives.ReadInt64BigEndian(datagram[8..]) : BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);
        return number > 0;
    }
}
