namespace Netshoot.Probes.Scan;

/// <summary>How fast a scan may be, and how patient it is. Limits of the user's are never passed.</summary>
public sealed class ScanTiming
{
    /// <summary>How long to wait for an answer before any round trip was measured.</summary>
    public TimeSpan InitialTimeout { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LeastTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MostTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a probe is repeated at most.</summary>
    public int Retries { get; set; } = 10;

    /// <summary>Between two probes to one host.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How far that may grow where answers are lost.</summary>
    public TimeSpan MostDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one host may take; zero for ever.</summary>
    public TimeSpan HostTimeout { get; set; }

    /// <summary>Probes that wait for an answer at a time; 0 leaves it to what is measured.</summary>
    public int LeastParallel { get; set; }

    public int MostParallel { get; set; }

    /// <summary>Probes a second; 0 sets no bound.</summary>
    public double LeastRate { get; set; }

    public double MostRate { get; set; }

    /// <summary>How many probes wait at the beginning, before anything is known of the way.</summary>
    public int InitialWindow { get; set; } = 64;

    /// <summary>How many may wait when everything is answered: what a switch and a host of today bear.</summary>
    public int LargestWindow { get; set; } = 768;

    /// <summary>One of the six templates of nmap(1), <c>-T0</c> to <c>-T5</c>.</summary>
    public static ScanTiming OfTemplate(int template)
    {
        var timing = new ScanTiming();
        switch (template)
        {
            case 0: (timing.Delay, timing.MostParallel, timing.InitialTimeout) = (TimeSpan.FromMinutes(5), 1, TimeSpan.FromMinutes(5)); break;
            case 1: (timing.Delay, timing.MostParallel, timing.InitialTimeout) = (TimeSpan.FromSeconds(15), 1, TimeSpan.FromSeconds(15)); break;
            case 2: (timing.Delay, timing.MostParallel) = (TimeSpan.FromMilliseconds(400), 1); break;
            case 4:
                (timing.InitialTimeout, timing.MostTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1250));
                (timing.Retries, timing.MostDelay) = (6, TimeSpan.FromMilliseconds(10));
                (timing.InitialWindow, timing.LargestWindow) = (128, 1024);
                break;
            case 5:
                (timing.InitialTimeout, timing.LeastTimeout, timing.MostTimeout) = (TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300));
                (timing.Retries, timing.MostDelay, timing.HostTimeout) = (2, TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(15));
                (timing.InitialWindow, timing.LargestWindow) = (256, 2048);
                break;
        }
        if (timing.Delay > timing.MostDelay) timing.MostDelay = timing.Delay;
        if (timing.InitialTimeout > timing.MostTimeout) timing.MostTimeout = timing.InitialTimeout;
        return timing;
    }
}

/// <summary>Round trips to a host, and how long an answer may take (RFC 6298). In microseconds.</summary>
public struct RoundTrips
{
    private const double LeastVariation = 5_000;

    /// <summary>How finely arrivals are told apart: a timeout of just the usual round trip would fire before the answer is read.</summary>
    private const double Granularity = 10_000;

    /// <summary>Smoothed; negative before the first.</summary>
    public double Smoothed { get; private set; }

    public double Variation { get; private set; }

    public bool IsKnown { get; private set; }

    public void Add(double microseconds)
    {
        if (!IsKnown)
        {
            (IsKnown, Smoothed, Variation) = (true, microseconds, Math.Clamp(microseconds, LeastVariation, 2_000_000));
            return;
        }
        double difference = microseconds - Smoothed;
        Smoothed += difference / 8;
        Variation += (Math.Abs(difference) - Variation) / 4;
    }

    /// <summary>How long to wait.</summary>
    public readonly TimeSpan Timeout(ScanTiming timing)
    {
        if (!IsKnown) return timing.InitialTimeout;
        double wanted = Smoothed + Math.Max(Granularity, 4 * Variation);
        return TimeSpan.FromMicroseconds(Math.Clamp(wanted, timing.LeastTimeout.TotalMicroseconds, timing.MostTimeout.TotalMicroseconds));
    }
}
