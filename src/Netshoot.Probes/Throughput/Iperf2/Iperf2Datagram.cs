using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>The head of an iperf 2 datagram: its number from 1 on, less than zero in the last one; seconds and microseconds of the day; the number's upper half.</summary>
public sealed class Iperf2Datagram : IDatagramFormat
{
    public const int Size = 16;

    public long FirstNumber => 1;

    public int HeaderSize => Size;

    public bool CountsLast => true;

    public void Stamp(Span<byte> datagram, long number, long nanoseconds)
    {
        if (datagram.Length < Size) return;
        BinaryPrimitives.WriteUInt32BigEndian(datagram, (uint)number);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], (uint)(nanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], (uint)(nanoseconds % 1_000_000_000 / 1000));
        BinaryPrimitives.WriteUInt32BigEndian(datagram[12..], (uint)(number >> 32));
    }

    public bool TryRead(ReadOnlySpan<byte> datagram, out long number, out double sentSeconds, out bool isLast)
    {
        number = 0;
        sentSeconds = 0;
        isLast = false;
        if (datagram.Length < Size) return false;
        // The upper half was not there in clients of old; it only means something when it continues the sign.
        int lower = BinaryPrimitives.ReadInt32BigEndian(datagram), upper = BinaryPrimitives.ReadInt32BigEndian(datagram[12..]);
        number = upper > 0 && upper < 0x8000 ? (long)upper << 32 | (uint)lower : lower;
        isLast = number < 0;
        if (isLast) number = -number;
        sentSeconds = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) + BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]) / 1e6;
        return number > 0;
    }
}

/// <summary>What a server tells a UDP client at the end: behind a datagram's head, flags, bytes, time, lost, out of order, datagrams, jitter.</summary>
/// <param name="Bytes">Received.</param>
/// <param name="Seconds">From the first to the last datagram.</param>
/// <param name="Lost">Datagrams that did not come.</param>
/// <param name="OutOfOrder">Datagrams that came late.</param>
/// <param name="Datagrams">Datagrams that were sent.</param>
/// <param name="Jitter">Seconds.</param>
public readonly record struct Iperf2Report(long Bytes, double Seconds, long Lost, long OutOfOrder, long Datagrams, double Jitter)
{
    private const uint Version1 = 0x8000_0000;
    private const int Size = 128, At = Iperf2Datagram.Size, Needed = At + 40;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        var to = bytes.AsSpan(At);
        BinaryPrimitives.WriteUInt32BigEndian(to, Version1);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], (uint)(Bytes >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], (uint)Bytes);
        BinaryPrimitives.WriteUInt32BigEndian(to[12..], (uint)Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(to[16..], (uint)(Seconds % 1 * 1e6));
        BinaryPrimitives.WriteUInt32BigEndian(to[20..], (uint)Lost);
        BinaryPrimitives.WriteUInt32BigEndian(to[24..], (uint)OutOfOrder);
        BinaryPrimitives.WriteUInt32BigEndian(to[28..], (uint)Datagrams);
        BinaryPrimitives.WriteUInt32BigEndian(to[32..], (uint)Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(to[36..], (uint)(Jitter % 1 * 1e6));
        return bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Iperf2Report report)
    {
        report = default;
        if (bytes.Length < Needed) return false;
        var from = bytes[At..];
        if ((BinaryPrimitives.ReadUInt32BigEndian(from) & Version1) == 0) return false;
        double Time(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32BigEndian(at) + BinaryPrimitives.ReadUInt32BigEndian(at[4..]) / 1e6;
        report = new((long)BinaryPrimitives.ReadUInt32BigEndian(from[4..]) << 32 | BinaryPrimitives.ReadUInt32BigEndian(from[8..]), Time(from[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[20..]), BinaryPrimitives.ReadUInt32BigEndian(from[24..]), BinaryPrimitives.ReadUInt32BigEndian(from[28..]), Time(from[32..]));
        return true;
    }
}
