namespace Netshoot.Capture.Files;

/// <summary>One packet of a capture file, in place: its bytes are valid until the next one is read.</summary>
/// <param name="bytes">What was captured.</param>
/// <param name="length">Bytes on the wire.</param>
/// <param name="seconds">When, since 1970-01-01 UTC.</param>
/// <param name="fraction">Micro- or nanoseconds, as the reader was asked to give.</param>
public readonly ref struct CaptureRecord(ReadOnlySpan<byte> bytes, int length, long seconds, uint fraction)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Length { get; } = length;

    public long Seconds { get; } = seconds;

    public uint Fraction { get; } = fraction;
}
