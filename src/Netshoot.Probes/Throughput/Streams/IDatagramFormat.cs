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
}
