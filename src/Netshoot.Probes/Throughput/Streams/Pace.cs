namespace Netshoot.Probes.Throughput.Streams;

/// <summary>When the next blocks may be sent so that the average since the start stays at a rate.</summary>
/// <param name="BitsPerSecond">The rate; 0 for as fast as it goes.</param>
/// <param name="Burst">Blocks that are sent without looking at the rate between them; 0 or 1 for none.</param>
/// <param name="Tick">How long to wait before looking again.</param>
public readonly record struct Pace(double BitsPerSecond, int Burst, TimeSpan Tick)
{
    public static Pace Free { get; } = new(0, 0, TimeSpan.FromMilliseconds(1));

    /// <summary>Blocks that are due.</summary>
    /// <param name="elapsed">Time since the start.</param>
    /// <param name="sent">Bytes since the start.</param>
    /// <param name="blockSize">Of one block.</param>
    /// <param name="most">More are not of interest.</param>
    public int Due(TimeSpan elapsed, long sent, int blockSize, int most)
    {
        if (BitsPerSecond <= 0) return most;
        double behind = BitsPerSecond / 8 * elapsed.TotalSeconds - sent;
        // A block is due when the average is below the rate; at the very start it is not above it.
        if (behind < 0 || behind == 0 && sent > 0) return 0;
        double blocks = Math.Floor(behind / blockSize) + 1;
        if (Burst > 1) blocks = Math.Ceiling(blocks / Burst) * Burst;
        return (int)Math.Min(most, blocks);
    }
}
