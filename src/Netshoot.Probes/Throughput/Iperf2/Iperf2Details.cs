using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>What is special about a connection, and what the enhanced reports tell of its beginning.</summary>
public sealed record Iperf2Traits
{
    /// <summary>Its reports are the enhanced ones.</summary>
    public bool IsEnhanced { get; init; }

    public bool IsReverse { get; init; }

    public bool IsFullDuplex { get; init; }

    public bool NoFin { get; init; }

    /// <summary>As the client's packets bear it; 0 for nothing special.</summary>
    public int TypeOfService { get; init; }

    public bool TripTimes { get; init; }

    public bool Isochronous { get; init; }

    public BouncePlan? Bounce { get; init; }

    /// <summary>Bytes of a message that bounces.</summary>
    public int BounceSize { get; init; }

    /// <summary>The client's version; empty when it did not say.</summary>
    public string Peer { get; init; } = "";

    /// <summary>Seconds that connecting took; null at a server.</summary>
    public double? ConnectTime { get; init; }

    /// <summary>The number of the socket's descriptor.</summary>
    public int SocketNumber { get; init; }

    public DateTimeOffset Date { get; init; }

    /// <summary>What stands in its lines beside its number; null for nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of TCP_WINDOW_CLAMP and TCP_NOTSENT_LOWAT; 0 for none.</summary>
    public int WindowClamp { get; init; }

    public int Prefetch { get; init; }

    public bool QuickAcknowledgements { get; init; }

    /// <summary>It begins to send at a time of day.</summary>
    public bool HasStart { get; init; }

    /// <summary>It is closed as soon as it stands.</summary>
    public bool IsConnectOnly { get; init; }

    /// <summary>Null where the two clocks were not compared.</summary>
    public Iperf2ClockCheck? ClockCheck { get; init; }
}

/// <summary>How the clocks of both ends stand, in seconds: the round trip, the way there, and the way back.</summary>
public sealed class Iperf2ClockCheck(double roundTrip, double to, double from)
{
    public double RoundTrip => roundTrip;

    public double To => to;

    public double From => from;
}

/// <summary>What the enhanced reports tell of an interval, or of the whole.</summary>
public sealed record Iperf2Details
{
    public long Writes { get; init; }

    public long Errors { get; init; }

    public long Retransmits { get; init; }

    /// <summary>Kilobytes that TCP may have under way.</summary>
    public long Window { get; init; }

    /// <summary>Microseconds.</summary>
    public long RoundTrip { get; init; }

    /// <summary>Microseconds.</summary>
    public long RoundTripVariation { get; init; }

    /// <summary>How many reads there were of each size.</summary>
    public long[] Reads { get; init; } = new long[StreamMeter.Bins];

    /// <summary>How long datagrams, blocks or answers were under way; null where nobody measures.</summary>
    public LatencyReading? Latency { get; init; }

    public long Frames { get; init; }

    public long FramesMissed { get; init; }

    public long FramesLate { get; init; }

    /// <summary>How long after its time each frame was whole; null where there are none.</summary>
    public LatencyReading? FrameLatency { get; init; }

    internal static Iperf2Details Of(ThroughputStream stream)
    {
        var tcp = stream.Plan.Datagrams is null ? stream.ReadTcp() : default;
        var meter = stream.Meter;
        var frames = stream.Plan.FrameMeter;
        return new()
        {
            Writes = meter.Calls,
            Errors = meter.Errors,
            Retransmits = tcp.TotalRetransmissions,
            Window = tcp.CongestionWindow * (long)tcp.SendSegment / 1024,
            RoundTrip = tcp.RoundTrip,
            RoundTripVariation = tcp.RoundTripVariation,
            Reads = meter.Reads(),
            Frames = frames?.Frames ?? 0,
            FramesMissed = frames?.Missed ?? 0,
            FramesLate = frames?.Late ?? 0,
        };
    }

    internal Iperf2Details Less(Iperf2Details before) => this with
    {
        Writes = Writes - before.Writes,
        Errors = Errors - before.Errors,
        Retransmits = Retransmits - before.Retransmits,
        Reads = Combine(Reads, before.Reads, -1),
        Frames = Frames - before.Frames,
        FramesMissed = FramesMissed - before.FramesMissed,
        FramesLate = FramesLate - before.FramesLate,
    };

    internal Iperf2Details Plus(Iperf2Details other) => this with
    {
        Writes = Writes + other.Writes,
        Errors = Errors + other.Errors,
        Retransmits = Retransmits + other.Retransmits,
        Reads = Combine(Reads, other.Reads, 1),
        Latency = null,
    };

    private static long[] Combine(long[] left, long[] right, int sign)
    {
        var result = new long[left.Length];
        for (int i = 0; i < result.Length; i++) result[i] = left[i] + sign * right[i];
        return result;
    }
}
