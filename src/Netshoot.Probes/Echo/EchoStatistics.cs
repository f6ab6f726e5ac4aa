namespace Netshoot.Probes.Echo;

/// <summary>What a run of echo requests came to. Times are in microseconds, as the original tool counts them.</summary>
public sealed class EchoStatistics
{
    private double _sum;
    private double _sumOfSquares;
    private long _smoothed8;

    /// <summary>Requests that were sent, or that this machine refused to send.</summary>
    public long Sent { get; internal set; }

    /// <summary>Requests that were answered.</summary>
    public long Received { get; internal set; }

    /// <summary>Answers beyond the first to the same request.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Answers whose checksum was wrong.</summary>
    public long Corrupted { get; internal set; }

    /// <summary>Requests that a node on the way, or this machine, said would not arrive.</summary>
    public long Errors { get; internal set; }

    /// <summary>The most requests that were under way at once when an answer came.</summary>
    public int Pipe { get; internal set; }

    /// <summary>Time between the first and the last request.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>How many round trips were timed.</summary>
    public long Timed { get; private set; }

    public long Minimum { get; private set; } = long.MaxValue;

    public long Maximum { get; private set; }

    public long Average => Timed == 0 ? 0 : (long)(_sum / Timed);

    /// <summary>The population standard deviation (ping(8): mdev).</summary>
    public long Deviation
    {
        get
        {
            if (Timed == 0) return 0;
            double mean = _sum / Timed;
            return (long)Math.Sqrt(Math.Max(0, _sumOfSquares / Timed - mean * mean));
        }
    }

    /// <summary>The exponentially weighted moving average, each new one counting an eighth.</summary>
    public long Smoothed => _smoothed8 / 8;

    /// <summary>Requests that were not answered, in hundredths of those sent.</summary>
    public double LossPercent => Sent == 0 ? 0 : (Sent - Received) * 100.0 / Sent;

    internal void Time(long microseconds)
    {
        Timed++;
        Minimum = Math.Min(Minimum, microseconds);
        Maximum = Math.Max(Maximum, microseconds);
        _sum += microseconds;
        _sumOfSquares += (double)microseconds * microseconds;
        _smoothed8 = _smoothed8 == 0 ? microseconds * 8 : _smoothed8 + microseconds - _smoothed8 / 8;
    }
}
