namespace Netshoot.Probes.Throughput.Streams;

/// <summary>How a protocol marks the blocks of a stream of bytes, so that the other end knows when each was sent.</summary>
public interface IBurstFormat
{
    /// <summary>Bytes at the head of each block.</summary>
    int HeaderSize { get; }

    /// <summary>Bytes at the very beginning of a stream, before its first block.</summary>
    int PreambleSize { get; }

    /// <summary>Writes the head of a block.</summary>
    /// <param name="header">Its bytes.</param>
    /// <param name="number">From 1 on.</param>
    /// <param name="size">Bytes of the whole block.</param>
    /// <param name="total">Bytes of all blocks up to the end of this one.</param>
    /// <param name="nanoseconds">The time of day.</param>
    void Stamp(Span<byte> header, long number, int size, long total, long nanoseconds);

    /// <summary>Reads the head of a block.</summary>
    /// <returns>False when it is none.</returns>
    bool TryRead(ReadOnlySpan<byte> header, out int size, out double sentSeconds);
}
