using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>The head of an iperf 2 datagram: its number from 1 on, less than zero in the last one; seconds and microseconds of the day; the number's upper half.</summary>
public sealed class Iperf2Datagram(Iperf2Frames? frames = null) : IDatagramFormat
{
    public const int Size = 16;

    private const int Period = 76, Start = 80, Previous = 88, Frame = 92, FrameSize = 96, Left = 100, FramesEnd = 104;

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

    public void StampFrame(Span<byte> datagram, in FrameMark mark)
    {
        if (datagram.Length < FramesEnd) return;
        BinaryPrimitives.WriteUInt32BigEndian(datagram[Period..], (uint)mark.Period.TotalMicroseconds);
        Iperf2Header.Stamp(datagram[Start..], mark.Start);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[Previous..], (uint)mark.Previous);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[Frame..], (uint)mark.Number);
        BinaryPrimitives.WriteInt32BigEndian(datagram[FrameSize..], mark.Size);
        BinaryPrimitives.WriteInt32BigEndian(datagram[Left..], mark.Left);
    }

    public void Heed(ReadOnlySpan<byte> datagram, double now)
    {
        if (frames is null || datagram.Length < FramesEnd) return;
        frames.Add(BinaryPrimitives.ReadUInt32BigEndian(datagram[Frame..]), isEnd: BinaryPrimitives.ReadInt32BigEndian(datagram[Left..]) <= datagram.Length,
            now - Iperf2Header.Seconds(datagram[Start..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[Period..]) / 1e6, now);
    }
}

/// <summary>Frames as they arrive in datagrams: how many, how many are missing, and how long after its time each was whole.</summary>
public sealed class Iperf2Frames(LatencyBins? bins)
{
    private uint _last;

    public FrameMeter Meter { get; } = new();

    /// <summary>Seconds.</summary>
    public LatencyMeter Latency { get; } = new(bins);

    internal void Add(uint frame, bool isEnd, double sinceStart, double period, double now)
    {
        // Numbers are the other end's claim: a leap beyond reason is none.
        const uint MostMissing = 1 << 20;
        if (frame > _last)
        {
            Meter.Add(missed: frame - _last - 1 is var gap && gap < MostMissing ? gap : 0);
            _last = frame;
        }
        if (isEnd && frame > 0 && frame == _last) Latency.Add(sinceStart - (frame - 1) * period, now);
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
    private const uint Version1 = 0x8000_0000, Extended = 0x4000_0000, WideNumbers = 0x0800_0000;

    /// <summary>How long datagrams were under way; count zero when the server does not say.</summary>
    public LatencyFigures Latency { get; init; }

    /// <summary>Datagrams per second.</summary>
    public long Rate { get; init; }
    private const int Size = 128, At = Iperf2Datagram.Size, Needed = At + 40, More = 40, MoreEnd = At + More + 52;

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
        if (Latency.Count == 0) return bytes;
        BinaryPrimitives.WriteUInt32BigEndian(to, Version1 | WideNumbers | Extended);
        var more = to[More..];
        Write(more, Latency.Least);
        Write(more[8..], Latency.Most);
        Write(more[16..], Latency.Mean * Latency.Count);
        Write(more[24..], Latency.Mean);
        // The sum of squares is in square microseconds.
        Write(more[32..], Latency.Squares * 1e12);
        Write(more[40..], Latency.Deviation);
        BinaryPrimitives.WriteUInt32BigEndian(more[48..], (uint)Latency.Count);
        BinaryPrimitives.WriteUInt32BigEndian(more[52..], (uint)Rate);
        BinaryPrimitives.WriteUInt32BigEndian(more[56..], 1);
        return bytes;
    }

    // Whole units and millionths, both with the sign.
    private static void Write(Span<byte> to, double value)
    {
        value = Math.Round(Math.Clamp(value, int.MinValue, int.MaxValue), 6);
        BinaryPrimitives.WriteInt32BigEndian(to, (int)value);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], (int)Math.Round(value % 1 * 1e6));
    }

    private static double Signed(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadInt32BigEndian(at) + BinaryPrimitives.ReadInt32BigEndian(at[4..]) / 1e6;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out Iperf2Report report)
    {
        report = default;
        if (bytes.Length < Needed) return false;
        var from = bytes[At..];
        if ((BinaryPrimitives.ReadUInt32BigEndian(from) & Version1) == 0) return false;
        double Time(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32BigEndian(at) + BinaryPrimitives.ReadUInt32BigEndian(at[4..]) / 1e6;
        report = new((long)BinaryPrimitives.ReadUInt32BigEndian(from[4..]) << 32 | BinaryPrimitives.ReadUInt32BigEndian(from[8..]), Time(from[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[20..]), BinaryPrimitives.ReadUInt32BigEndian(from[24..]), BinaryPrimitives.ReadUInt32BigEndian(from[28..]), Time(from[32..]));
        if (bytes.Length < MoreEnd + 8 || (BinaryPrimitives.ReadUInt32BigEndian(from) & Extended) == 0) return true;
        var more = from[More..];
        report = report with
        {
            Latency = LatencyFigures.Of(BinaryPrimitives.ReadUInt32BigEndian(more[48..]), Signed(more[24..]), Signed(more), Signed(more[8..]), Signed(more[32..]) / 1e12),
            Rate = BinaryPrimitives.ReadUInt32BigEndian(more[52..]) / Math.Max(1, BinaryPrimitives.ReadUInt32BigEndian(more[56..])),
        };
        return true;
    }
}
