namespace Netshoot.Probes.Throughput.Streams;

/// <summary>How a protocol stamps its datagrams with their number and time.</summary>
public interface IDatagramFormat
{
    /// <summary>The number of the first datagram.</summary>
    long FirstNumber { get; }

    /// <summary>Bytes of the header; shorter datagrams are not the protocol's.</summary>
    int HeaderSize { get; }

    /// <summary>Whether the datagram that ends a stream counts as one of it.</summary>
    bool CountsLast => false;

    /// <summary>Writes the header.</summary>
    /// <param name="datagram">The whole datagram.</param>
    /// <param name="number">From <see cref="FirstNumber"/> on.</param>
    /// <param name="nanoseconds">Now.</param>
    void Stamp(Span<byte> datagram, long number, long nanoseconds);

    /// <summary>Reads the header; <paramref name="isLast"/> when the sender says that it has ended.</summary>
    /// <returns>False when it is none.</returns>
    bool TryRead(ReadOnlySpan<byte> datagram, out long number, out double sentSeconds, out bool isLast);

    /// <summary>Writes, behind the header, to which frame a datagram belongs.</summary>
    void StampFrame(Span<byte> datagram, in FrameMark mark)
    {
        // Most protocols have no frames.
    }

    /// <summary>Looks at what else stands in a datagram that came.</summary>
    void Heed(ReadOnlySpan<byte> datagram, double now)
    {
        // Most say nothing more.
    }
}

/// <summary>Where a datagram stands in its frame.</summary>
public readonly struct FrameMark
{
    /// <summary>The frame's, from 1 on.</summary>
    public long Number { get; init; }

    /// <summary>The one before it; 0 for none.</summary>
    public long Previous { get; init; }

    /// <summary>Bytes of the frame.</summary>
    public int Size { get; init; }

    /// <summary>Bytes of it from this datagram on.</summary>
    public int Left { get; init; }

    /// <summary>When the first frame was due: nanoseconds of the time of day.</summary>
    public long Start { get; init; }

    /// <summary>Between two frames.</summary>
    public TimeSpan Period { get; init; }
}
