namespace Netshoot.Probes.Echo;

/// <summary>What a <see cref="HostPinger"/> is to do.</summary>
public sealed record HostPingPlan
{
    /// <summary>How many requests each host gets; null asks each until it answers, and <see cref="IsEndless"/> without end.</summary>
    public int? Count { get; init; }

    public bool IsEndless { get; init; }

    /// <summary>How often a host that does not answer is asked again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The least time between two requests, whoever they go to.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The time between two requests to one host.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the time to wait is multiplied with for each further attempt.</summary>
    public double Backoff { get; init; } = 1.5;

    public bool IsCounting => Count is not null || IsEndless;
}

/// <summary>What happened to a request of a <see cref="HostPinger"/>.</summary>
public enum HostPingKind
{
    /// <summary>It was answered in time.</summary>
    Reply,

    /// <summary>It had been answered before.</summary>
    Duplicate,

    /// <summary>Nobody answered in time.</summary>
    Timeout,

    /// <summary>A node on the way says why it went no further.</summary>
    Report,

    /// <summary>The host stays silent: it was asked for the last time.</summary>
    GivenUp,
}

/// <summary>One thing that happened, with all that is known of it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Host">The number of the host.</param>
/// <param name="Index">The number of the request among those of the host, from 0.</param>
/// <param name="RoundTrip">Of an answer: microseconds.</param>
/// <param name="Arrival">Of an answer or a report: what came in.</param>
public readonly record struct HostPingEvent(HostPingKind Kind, int Host, int Index, long RoundTrip, EchoArrival Arrival);

/// <summary>What is known of a host; times are microseconds.</summary>
public sealed class HostPingStatistics
{
    public int Sent { get; internal set; }

    public int Received { get; private set; }

    /// <summary>Requests that nobody answered in time.</summary>
    public int Lost { get; internal set; }

    public long Minimum { get; private set; }

    public long Maximum { get; private set; }

    public long Total { get; private set; }

    public double Average => Received == 0 ? double.NaN : (double)Total / Received;

    /// <summary>Counts an answer.</summary>
    public void Answer(long roundTrip)
    {
        Minimum = Received == 0 ? roundTrip : Math.Min(Minimum, roundTrip);
        Maximum = Math.Max(Maximum, roundTrip);
        Total += roundTrip;
        Received++;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => (Sent, Received, Lost, Minimum, Maximum, Total) = (0, 0, 0, 0, 0, 0);
}
