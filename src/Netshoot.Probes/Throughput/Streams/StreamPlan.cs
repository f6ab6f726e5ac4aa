namespace Netshoot.Probes.Throughput.Streams;

/// <summary>What one stream does.</summary>
public sealed record StreamPlan
{
    public required bool Sends { get; init; }

    /// <summary>Null for a stream of bytes.</summary>
    public IDatagramFormat? Datagrams { get; init; }

    /// <summary>Bytes of a block or datagram.</summary>
    public required int BlockSize { get; init; }

    public Pace Pace { get; init; } = Pace.Free;

    public SendBudget Budget { get; init; } = new(SendBudget.Unlimited);

    /// <summary>Whether the payload is the digits in turn instead of random bytes.</summary>
    public bool Digits { get; init; }

    /// <summary>Bytes that stand at the beginning of the stream, or of each datagram behind its header.</summary>
    public ReadOnlyMemory<byte> Preamble { get; init; }

    /// <summary>What to send instead, or where to put what comes; null for any bytes and nowhere.</summary>
    public Stream? File { get; init; }

    /// <summary>Whether many datagrams may go to a message (GSO, GRO).</summary>
    public bool Joins { get; init; }

    /// <summary>Whether datagrams bear the time of day instead of the time since start.</summary>
    public bool HasWallClock { get; init; }

    /// <summary>How long a receiver waits for anything before it gives up; null for ever.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Whether each call moves one block at most, so that calls can be told by their sizes.</summary>
    public bool IsByBlock { get; init; }

    /// <summary>How blocks of a stream of bytes are marked; null when they are not.</summary>
    public IBurstFormat? Bursts { get; init; }

    /// <summary>Where a receiver puts how long each datagram or block was under way.</summary>
    public LatencyMeter? Latency { get; init; }

    /// <summary>Bursts at fixed times instead of a pace; null for none.</summary>
    public FramePlan? Frames { get; init; }

    public FrameMeter? FrameMeter { get; init; }

    /// <summary>Bytes that go at the beginning of each <see cref="BurstPeriod"/>; 0 for a steady stream.</summary>
    public long BurstSize { get; init; }

    public TimeSpan BurstPeriod { get; init; }

    /// <summary>Messages that come back instead of bytes that go; null for none.</summary>
    public BouncePlan? Bounce { get; init; }

    /// <summary>How many round trips to wait after each block; 0 for none.</summary>
    public double CongestionWeight { get; init; }
}
