using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>
/// The head of a block of TCP that bears its time, as observed between two of 2.1.8: the connection's header with, instead of amounts, when the
/// stream began and when the block was sent; and behind the switches the period of frames, the block's number, its bytes, and those so far.
/// </summary>
/// <param name="asked">The connection's header.</param>
public sealed class Iperf2Burst(Iperf2Header asked) : IBurstFormat
{
    private const int Began = 12, Sent = 20, Period = 40, Number = 44, Length = 48, Total = 52, CountedBefore = 2;

    private readonly byte[] _header = asked.ToBytes();
    private long _began;

    public int HeaderSize => Iperf2Header.TimedSize;

    public int PreambleSize => Iperf2Header.TimedSize;

    /// <summary>Microseconds between two frames; 0 for the version's second half, which stands there otherwise.</summary>
    public int FramePeriod { get; init; }

    public void Stamp(Span<byte> header, long number, int size, long total, long nanoseconds)
    {
        if (_began == 0) _began = nanoseconds;
        _header.CopyTo(header);
        Iperf2Header.Stamp(header[Began..], _began);
        Iperf2Header.Stamp(header[Sent..], nanoseconds);
        header[28..32].Clear();
        if (FramePeriod > 0) BinaryPrimitives.WriteInt32BigEndian(header[Period..], FramePeriod);
        BinaryPrimitives.WriteUInt32BigEndian(header[Number..], (uint)number);
        BinaryPrimitives.WriteInt32BigEndian(header[Length..], size);
        BinaryPrimitives.WriteUInt32BigEndian(header[Total..], (uint)(total + CountedBefore));
        BinaryPrimitives.WriteUInt32BigEndian(header[(Total + 4)..], (uint)((total + CountedBefore) >> 32));
    }

    public bool TryRead(ReadOnlySpan<byte> header, out int size, out double sentSeconds)
    {
        const int Largest = 64 << 20;
        size = BinaryPrimitives.ReadInt32BigEndian(header[Length..]);
        sentSeconds = Iperf2Header.Seconds(header[Sent..]);
        return size >= HeaderSize && size <= Largest;
    }
}
