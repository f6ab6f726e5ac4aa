namespace Netshoot.Probes.Throughput.Streams;

/// <summary>A test of answers instead of amounts: short messages that the other end sends back.</summary>
/// <param name="writes">Messages of a burst.</param>
/// <param name="period">Between the beginnings of two bursts; zero for no pause.</param>
/// <param name="hold">How long the other end keeps each.</param>
/// <param name="quickAcknowledgements">Whether TCP acknowledges at once.</param>
/// <param name="format">The protocol's.</param>
/// <param name="oneWay">Where each way is measured by itself.</param>
public sealed class BouncePlan(int writes, TimeSpan period, TimeSpan hold, bool quickAcknowledgements, IBounceFormat format, OneWayMeters? oneWay = null)
{
    public int Writes => writes;

    public TimeSpan Period => period;

    public TimeSpan Hold => hold;

    public bool QuickAcknowledgements => quickAcknowledgements;

    /// <summary>How a message says what it is.</summary>
    public IBounceFormat Format => format;

    /// <summary>Null unless both ends' clocks agree.</summary>
    public OneWayMeters? OneWay => oneWay;
}

/// <summary>Times from here to there, back, and the difference of the two.</summary>
public sealed class OneWayMeters
{
    public LatencyMeter To { get; } = new();

    public LatencyMeter From { get; } = new();

    public LatencyMeter Asymmetry { get; } = new();
}

/// <summary>How a protocol writes the times of a message and of its answer.</summary>
public interface IBounceFormat
{
    int HeaderSize { get; }

    /// <summary>Writes a message's head.</summary>
    void Stamp(Span<byte> message, long nanoseconds, BouncePlan plan, bool clocksAgree);

    /// <summary>Reads how long a message is, and how long it is to be kept; false when it is none.</summary>
    bool TryRead(ReadOnlySpan<byte> header, out int size, out TimeSpan hold, out bool quickAcknowledgements);

    /// <summary>Writes when a message came and when its answer goes.</summary>
    void Answer(Span<byte> message, long received, long sent);

    /// <summary>Reads those two, in seconds.</summary>
    (double Received, double Sent) Times(ReadOnlySpan<byte> message);
}
