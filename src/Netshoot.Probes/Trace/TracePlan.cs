namespace Netshoot.Probes.Trace;

/// <summary>What a <see cref="HopTracer"/> is to do.</summary>
public sealed record TracePlan
{
    public int FirstHop { get; init; } = 1;

    public int MostHops { get; init; } = 30;

    /// <summary>Probes for each hop.</summary>
    public int Queries { get; init; } = 3;

    /// <summary>Probes under way at once.</summary>
    public int Simultaneous { get; init; } = 16;

    /// <summary>How long to wait for an answer in any case.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many times the round trip of an answer from the same hop is enough to wait; 0 does not look at it.</summary>
    public double SameHopFactor { get; init; } = 3;

    /// <summary>How many times the round trip of an answer from a later hop is enough to wait; 0 does not look at it.</summary>
    public double LaterHopFactor { get; init; } = 10;

    /// <summary>The least time between two probes.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Probes that are too long for a link on the way are sent again as long as it takes.</summary>
    public bool FindsMtu { get; init; }
}

/// <summary>One probe of a path and what became of it.</summary>
/// <param name="Hop">How far it went at most.</param>
/// <param name="Query">Its number among those of the hop, from 0.</param>
public sealed record TracedProbe(int Hop, int Query)
{
    /// <summary>What came back; null when nothing did.</summary>
    public TraceAnswer? Answer { get; set; }

    public TimeSpan RoundTrip { get; set; }

    /// <summary>The length that it had to be cut to, when it was; 0 otherwise.</summary>
    public int Mtu { get; set; }

    internal Echo.SendingTime Sent { get; set; }

    internal bool IsUnderWay { get; set; }

    internal bool IsDone { get; set; }

    internal bool IsRepeated { get; set; }
}
