using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>
/// The head of a block of TCP that bears its time, as observed between two of 2.1.8: the connection's header with, instead of amounts, when the
/// stream began and when the block was sent; and behind the switches the period of frames, the block's number, its bytes, and those so far.
/// </summary>
/// <param name="header">The connection's.</param>
public sealed class Iperf2Burst(Iperf2Header header) : IBurstFormat
{
    private const int Began = 12, Sent = 20, Period = 40, Number = 44, Length = 48, Total = 52, CountedBefore = 2;

    private readonly byte[] _header = header.ToBytes();
    private long _began;

    public int HeaderSize => Iperf2Header.TimedSize;

    public int PreambleSize => Iperf2Header.TimedSize;

    /// <summary>Microseconds between two frames; 0 for the version's second half, which stands there otherwise.</summary>
    public int FramePeriod { get; init; }

    public void Stamp(Span<byte> to, long number, int size, long total, long nanoseconds)
    {
        if (_began == 0) _began = nanoseconds;
        _header.CopyTo(to);
        Iperf2Header.Stamp(to[Began..], _began);
        Iperf2Header.Stamp(to[Sent..], nanoseconds);
        to[28..32].Clear();
        if (FramePeriod > 0) BinaryPrimitives.WriteInt32BigEndian(to[Period..], FramePeriod);
        BinaryPrimitives.WriteUInt32BigEndian(to[Number..], (uint)number);
        BinaryPrimitives.WriteInt32BigEndian(to[Length..], size);
        BinaryPrimitives.WriteUInt32BigEndian(to[Total..], (uint)(total + CountedBefore));
        BinaryPrimitives.WriteUInt32BigEndian(to[(Total + 4)..], (uint)((total + CountedBefore) >> 32));
    }

    public bool TryRead(ReadOnlySpan<byte> from, out int size, out double sentSeconds)
    {
        const int Largest = 64 << 20;
        size = BinaryPrimitives.ReadInt32BigEndian(from[Length..]);
        sentSeconds = Iperf2Header.Seconds(from[Sent..]);
        return size >= HeaderSize && size <= Largest;
    }
}
