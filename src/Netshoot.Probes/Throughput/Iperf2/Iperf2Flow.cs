using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>One direction of one connection of iperf 2.</summary>
public sealed class Iperf2Flow(int number, ThroughputStream stream, InternetEndpoint local, InternetEndpoint remote, TimeProvider clock)
{
    private Iperf2Reading _last;
    private Iperf2Details _lastDetails = new();
    private Iperf2Details? _atEnd;
    private double _lastEnd;

    /// <summary>The number of its connection, from 1 on.</summary>
    public int Number => number;

    public ThroughputStream Stream => stream;

    public InternetEndpoint Local => local;

    public InternetEndpoint Remote => remote;

    public bool Sends => stream.Plan.Sends;

    public bool IsUdp => stream.Plan.Datagrams is not null;

    /// <summary>It goes against the usual direction: marked with a star.</summary>
    public bool IsReverse { get; init; }

    /// <summary>What is special about its connection.</summary>
    public Iperf2Traits Traits { get; init; } = new();

    /// <summary>Frames as they arrive; null where there are none, or nobody counts.</summary>
    public Iperf2Frames? Frames { get; init; }

    /// <summary>Of the connection at its start: the congestion window in kilobytes, the segment size, the round trip in microseconds.</summary>
    public (long Window, int Segment, long RoundTrip) Path { get; init; }

    /// <summary>When it began.</summary>
    public long Began { get; private set; } = clock.GetTimestamp();

    /// <summary>Begins it now: what passed since it was made is no part of it.</summary>
    public void Begin() => Began = clock.GetTimestamp();

    /// <summary>Seconds it lasted; null while it runs.</summary>
    public double? Ended { get; private set; }

    /// <summary>What the other end said of it (UDP).</summary>
    public Iperf2Report? Report { get; set; }

    /// <summary>When the last datagram told that it is the last.</summary>
    public bool HasRest(double interval) => interval > 0 && _lastEnd > 0 && (Ended ?? 0) - _lastEnd > interval / 10;

    /// <summary>Ends it at a moment, or when the last byte moved.</summary>
    public void End(long? at = null)
    {
        var (first, last) = stream.Moved;
        // Datagrams are timed from the first to the last of them, streams from their connection on.
        long from = IsUdp && !Sends && first > 0 ? first : Began;
        _atEnd = ReadDetails();
        Ended = clock.GetElapsedTime(from, Math.Max(from, at ?? (last > 0 ? last : clock.GetTimestamp()))).TotalSeconds;
    }

    /// <summary>What happened since the last call.</summary>
    public Iperf2Interval Since()
    {
        var now = Iperf2Reading.Of(stream.Meter, Sends);
        double end = Ended ?? clock.GetElapsedTime(Began).TotalSeconds;
        var details = Details();
        var interval = new Iperf2Interval(this, _lastEnd, end, now.Less(_last), IsFinal: false)
        {
            Details = details is null ? null : details.Less(_lastDetails) with { Latency = stream.Plan.Latency?.Since(), FrameLatency = Frames?.Latency.Since() },
        };
        if (details is not null) _lastDetails = details;
        _last = now;
        _lastEnd = end;
        return interval;
    }

    /// <summary>What happened from its beginning on.</summary>
    public Iperf2Interval Whole() => new(this, 0, Ended ?? 0, Iperf2Reading.Of(stream.Meter, Sends), IsFinal: true)
    {
        Details = Details() is not { } details ? null : details with { Latency = stream.Plan.Latency?.Whole(), FrameLatency = Frames?.Latency.Whole() },
    };

    // A socket that has ended may be closed when it is asked for again.
    private Iperf2Details? Details() => Ended is not null ? _atEnd : ReadDetails();

    private Iperf2Details? ReadDetails() => Traits.IsEnhanced || Traits.Bounce is not null ? Iperf2Details.Of(stream) : null;
}

/// <summary>What a meter shows.</summary>
/// <param name="Bytes">Moved.</param>
/// <param name="Datagrams">Sent, or known to have been sent.</param>
/// <param name="Lost">Datagrams.</param>
/// <param name="OutOfOrder">Datagrams.</param>
/// <param name="Jitter">Seconds.</param>
public readonly record struct Iperf2Reading(long Bytes, long Datagrams, long Lost, long OutOfOrder, double Jitter)
{
    public static Iperf2Reading Of(StreamMeter meter, bool sends) => new(meter.Bytes, sends ? meter.Datagrams : meter.Highest, meter.Lost, meter.OutOfOrder, meter.Jitter);

    public Iperf2Reading Less(Iperf2Reading before) => new(Bytes - before.Bytes, Datagrams - before.Datagrams, Lost - before.Lost, OutOfOrder - before.OutOfOrder, Jitter);

    public Iperf2Reading Plus(Iperf2Reading other) => new(Bytes + other.Bytes, Datagrams + other.Datagrams, Lost + other.Lost, OutOfOrder + other.OutOfOrder, 0);
}

/// <summary>What one flow did in one interval, or in the whole.</summary>
/// <param name="Flow">Of many, the first.</param>
/// <param name="Start">Seconds since its beginning.</param>
/// <param name="End">Seconds since its beginning.</param>
/// <param name="Read">What was moved.</param>
/// <param name="IsFinal">Whether it is the whole.</param>
public sealed record Iperf2Interval(Iperf2Flow Flow, double Start, double End, Iperf2Reading Read, bool IsFinal)
{
    /// <summary>For the enhanced reports; null for the others.</summary>
    public Iperf2Details? Details { get; init; }
}

/// <summary>What happens, told as it happens.</summary>
public interface IIperf2Observer
{
    /// <summary>Before the first connection of a client, and of each that a server makes.</summary>
    /// <param name="remote">Where to.</param>
    /// <param name="buffer">Bytes of the socket's buffer.</param>
    void Connecting(InternetEndpoint remote, int buffer);

    void Connected(Iperf2Flow flow);

    void Interval(Iperf2Interval interval);

    /// <summary>Of all flows that run side by side.</summary>
    void Sum(Iperf2Interval sum, int flows);

    void ServerReport(Iperf2Flow flow);

    /// <summary>A client waits with what it sends.</summary>
    /// <param name="flow">Whose connection stands.</param>
    /// <param name="start">When it will begin; past for at once.</param>
    void Starting(Iperf2Flow flow, DateTimeOffset start);

    /// <summary>A client without the key was not served.</summary>
    void Dropped(Iperf2Flow flow);

    /// <summary>All of a client's connections have ended.</summary>
    /// <param name="seconds">How long each took to stand.</param>
    void ConnectTimes(IReadOnlyList<double> seconds);

    /// <summary>Something went wrong; the rest goes on.</summary>
    void Warn(string text);
}
