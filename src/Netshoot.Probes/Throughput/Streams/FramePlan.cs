namespace Netshoot.Probes.Throughput.Streams;

/// <summary>Bursts in the manner of video: so many a second, each of a size that varies about a mean.</summary>
/// <param name="PerSecond">Frames.</param>
/// <param name="Mean">Bits per second.</param>
/// <param name="Deviation">Bits per second.</param>
public sealed record FramePlan(double PerSecond, double Mean, double Deviation)
{
    public TimeSpan Period => TimeSpan.FromSeconds(1 / PerSecond);

    /// <summary>Bytes of the next frame: as the logarithm of a normal distribution has it, with that mean and deviation.</summary>
    /// <param name="least">No less.</param>
    public int NextSize(int least)
    {
        const int Largest = 16 << 20;
        double mean = Mean / 8 / PerSecond;
        if (Deviation > 0)
        {
            double deviation = Deviation / 8 / PerSecond;
            double variance = Math.Log(1 + deviation * deviation / (mean * mean));
            double normal = Math.Sqrt(-2 * Math.Log(1 - Random.Shared.NextDouble())) * Math.Cos(2 * Math.PI * Random.Shared.NextDouble());
            mean = Math.Exp(Math.Log(mean) - variance / 2 + Math.Sqrt(variance) * normal);
        }
        return (int)Math.Clamp(mean, least, Largest);
    }
}

/// <summary>What became of frames: sent or received, never sent, sent late; lost. Its thread counts, the event loop reads.</summary>
public sealed class FrameMeter
{
    private long _frames, _missed, _late;

    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Frames whose time had passed before they could be sent; of a receiver, those that did not come.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Frames that began after their time.</summary>
    public long Late => Volatile.Read(ref _late);

    public void Add(long missed = 0, bool isLate = false)
    {
        Volatile.Write(ref _frames, _frames + 1);
        Volatile.Write(ref _missed, _missed + missed);
        if (isLate) Volatile.Write(ref _late, _late + 1);
    }
}
