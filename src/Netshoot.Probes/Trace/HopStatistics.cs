using System.Collections.Immutable;

namespace Netshoot.Probes.Trace;

/// <summary>What is known of a hop; times are microseconds.</summary>
public sealed class HopStatistics
{
    /// <summary>Addresses beyond these are not kept: a path that changes that often has no end.</summary>
    private const int MostAddresses = 8;

    private readonly List<Wire.InternetEndpoint> _addresses = [];
    private double _squares;
    private double _logarithms;

    /// <summary>Who answered last; null as long as nobody has.</summary>
    public Wire.InternetEndpoint? Address { get; private set; }

    /// <summary>All who answered, in the order in which they were first seen.</summary>
    public IReadOnlyList<Wire.InternetEndpoint> Addresses => _addresses;

    /// <summary>The label stack that the last answer told of.</summary>
    public ImmutableArray<MplsLabel> Labels { get; private set; } = [];

    public int Sent { get; internal set; }

    public int Received { get; private set; }

    /// <summary>Probes whose time is not over yet.</summary>
    public int UnderWay { get; internal set; }

    public int Dropped => Math.Max(0, Sent - UnderWay - Received);

    /// <summary>Of the probes whose time is over.</summary>
    public double LossPercent => Sent - UnderWay is var over and > 0 ? 100.0 * Dropped / over : 0;

    public long Last { get; private set; }

    public long Best { get; private set; }

    public long Worst { get; private set; }

    public double Average { get; private set; }

    public double GeometricMean => Received == 0 ? 0 : Math.Exp(_logarithms / Received);

    /// <summary>The standard deviation of a sample.</summary>
    public double Deviation => Received < 2 ? 0 : Math.Sqrt(_squares / (Received - 1));

    /// <summary>The difference between the last two.</summary>
    public long Jitter { get; private set; }

    public double AverageJitter { get; private set; }

    public long WorstJitter { get; private set; }

    /// <summary>The interarrival jitter in sixteenths, as RFC 3550 keeps it (appendix A.8).</summary>
    public long InterarrivalJitter { get; private set; }

    /// <returns>Whether this address had not answered before.</returns>
    internal bool Answer(in TraceAnswer answer, long roundTrip)
    {
        Address = answer.From;
        Labels = answer.Objects.Labels();
        Received++;
        Jitter = Received == 1 ? 0 : Math.Abs(roundTrip - Last);
        AverageJitter += (Jitter - AverageJitter) / Received;
        WorstJitter = Math.Max(WorstJitter, Jitter);
        InterarrivalJitter += Jitter - (InterarrivalJitter + 8) / 16;
        Last = roundTrip;
        Best = Received == 1 ? roundTrip : Math.Min(Best, roundTrip);
        Worst = Math.Max(Worst, roundTrip);
        double before = Average;
        Average += (roundTrip - Average) / Received;
        _squares += (roundTrip - before) * (roundTrip - Average);
        _logarithms += Math.Log(Math.Max(1, roundTrip));
        if (_addresses.Contains(answer.From)) return false;
        if (_addresses.Count < MostAddresses) _addresses.Add(answer.From);
        return true;
    }
}
