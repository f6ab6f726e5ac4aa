namespace Netshoot.Probes.Throughput.Streams;

/// <summary>Times that a stream's thread measures, one after the other; the event loop reads what they come to.</summary>
/// <param name="bins">What to count them into; null for none.</param>
public sealed class LatencyMeter(LatencyBins? bins = null)
{
    private readonly Lock _gate = new();
    private readonly long[]? _whole = bins is null ? null : new long[bins.Count], _since = bins is null ? null : new long[bins.Count];
    private LatencyFigures _all, _recent;

    public LatencyBins? Bins => bins;

    /// <param name="seconds">One time; less than zero when two clocks disagree.</param>
    /// <param name="at">When, in seconds since 1970; 0 where nobody asks.</param>
    public void Add(double seconds, double at = 0)
    {
        lock (_gate)
        {
            _all.Add(seconds, at);
            _recent.Add(seconds, at);
            if (bins is null) return;
            int bin = (int)Math.Clamp(seconds / bins.Width, 0, bins.Count - 1);
            _whole![bin]++;
            _since![bin]++;
        }
    }

    /// <summary>All of them.</summary>
    public LatencyReading Whole()
    {
        lock (_gate) return new(_all, bins, (long[]?)_whole?.Clone());
    }

    /// <summary>Those since the last call.</summary>
    public LatencyReading Since()
    {
        lock (_gate)
        {
            var reading = new LatencyReading(_recent, bins, (long[]?)_since?.Clone());
            _recent = default;
            if (_since is not null) Array.Clear(_since);
            return reading;
        }
    }
}

/// <summary>How times are counted.</summary>
/// <param name="width">Seconds of one bin.</param>
/// <param name="count">How many; the last one has all that is longer.</param>
/// <param name="lower">The share of times, in percent, whose longest is told first.</param>
/// <param name="upper">And second.</param>
public sealed class LatencyBins(double width, int count, double lower, double upper)
{
    public double Width => width;

    public int Count => count;

    public double Lower => lower;

    public double Upper => upper;
}

/// <summary>What a meter of times shows.</summary>
/// <param name="figures">Their count, mean and ends.</param>
/// <param name="bins">How they are counted; null when they are not.</param>
/// <param name="counts">How many are in each bin.</param>
public sealed class LatencyReading(LatencyFigures figures, LatencyBins? bins, long[]? counts)
{
    public LatencyFigures Figures => figures;

    public LatencyBins? Bins => bins;

    public long[]? Counts => counts;

    /// <summary>The bin, from 1 on, below whose end so many percent of the times lie.</summary>
    public int Percentile(double percent)
    {
        double wanted = Figures.Count * percent / 100;
        long seen = 0;
        for (int i = 0; i < Counts!.Length; i++)
        {
            seen += Counts[i];
            if (seen > 0 && seen >= wanted) return i + 1;
        }
        return Counts.Length;
    }

    /// <summary>Times whose bin lies beyond three standard deviations from their mean.</summary>
    public long Outliers()
    {
        double fence = Figures.Mean + 3 * Figures.Deviation;
        long outliers = 0;
        for (int i = 0; i < Counts!.Length; i++)
            if (i * Bins!.Width > fence) outliers += Counts[i];
        return outliers;
    }
}

/// <summary>Count, mean, ends and deviation of times in seconds, in one pass (Welford's way).</summary>
public struct LatencyFigures
{
    public long Count { get; private set; }

    public double Mean { get; private set; }

    public double Least { get; private set; }

    public double Most { get; private set; }

    /// <summary>When the longest one ended.</summary>
    public double MostAt { get; private set; }

    /// <summary>The sum of the squares of what each is off the mean.</summary>
    public double Squares { get; private set; }

    public readonly double Deviation => Count > 1 ? Math.Sqrt(Squares / (Count - 1)) : 0;

    public static LatencyFigures Of(long count, double mean, double least, double most, double squares) => new() { Count = count, Mean = mean, Least = least, Most = most, Squares = squares };

    internal void Add(double seconds, double at)
    {
        Count++;
        double off = seconds - Mean;
        Mean += off / Count;
        Squares += off * (seconds - Mean);
        if (Count == 1 || seconds < Least) Least = seconds;
        if (Count > 1 && seconds <= Most) return;
        Most = seconds;
        MostAt = at;
    }
}
