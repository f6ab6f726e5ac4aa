namespace Netshoot.Probes.Throughput.Streams;

/// <summary>A test of answers instead of amounts: short messages that the other end sends back.</summary>
/// <param name="Writes">Messages of a burst.</param>
/// <param name="Period">Between the beginnings of two bursts; zero for no pause.</param>
/// <param name="Hold">How long the other end keeps each.</param>
/// <param name="QuickAcknowledgements">Whether TCP acknowledges at once.</param>
public sealed record BouncePlan(int Writes, TimeSpan Period, TimeSpan Hold, bool QuickAcknowledgements)
{
    /// <summary>How a message says what it is.</summary>
    public required IBounceFormat Format { get; init; }

    /// <summary>From here to there, back, and the difference of the two: only when both ends' clocks agree.</summary>
    public (LatencyMeter To, LatencyMeter From, LatencyMeter Asymmetry)? OneWay { get; init; }
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
