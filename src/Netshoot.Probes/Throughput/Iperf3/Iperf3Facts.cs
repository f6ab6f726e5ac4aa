using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>One stream, when it has been made.</summary>
/// <param name="Socket">The number it goes by in reports: the descriptor that it has in the original.</param>
/// <param name="Id">Its number on the wire.</param>
/// <param name="Sends">Whether this end sends.</param>
/// <param name="Local">This end.</param>
/// <param name="Remote">The other.</param>
/// <param name="SendBuffer">Bytes, as the kernel has it.</param>
/// <param name="ReceiveBuffer">Bytes, as the kernel has it.</param>
public sealed record Iperf3Stream(int Socket, int Id, bool Sends, InternetEndpoint Local, InternetEndpoint Remote, int SendBuffer, int ReceiveBuffer);

/// <summary>What one stream did in one interval.</summary>
public sealed record Iperf3Interval
{
    public required Iperf3Stream Stream { get; init; }

    /// <summary>Seconds since the start of the test, or of what is omitted.</summary>
    public required double Start { get; init; }

    public required double End { get; init; }

    public required double Seconds { get; init; }

    public required long Bytes { get; init; }

    public bool Omitted { get; init; }

    /// <summary>-1 where it is not known.</summary>
    public long Retransmits { get; init; } = -1;

    /// <summary>Bytes.</summary>
    public long CongestionWindow { get; init; }

    public long SendWindow { get; init; }

    /// <summary>Microseconds.</summary>
    public long RoundTrip { get; init; }

    public long RoundTripVariation { get; init; }

    public long PathMtu { get; init; }

    /// <summary>Bytes that a segment carries.</summary>
    public long SegmentSize { get; init; }

    public long Packets { get; init; }

    /// <summary>Seconds.</summary>
    public double Jitter { get; init; }

    public long Lost { get; init; }
}

/// <summary>What one stream did in the whole test, as both ends tell it.</summary>
public sealed record Iperf3StreamEnd
{
    public required Iperf3Stream Stream { get; init; }

    /// <summary>Bytes that the sender sent; 0 where that is not known.</summary>
    public required long Sent { get; init; }

    public required long Received { get; init; }

    public required double SenderSeconds { get; init; }

    public required double ReceiverSeconds { get; init; }

    public long Retransmits { get; init; } = -1;

    public long MaximumCongestionWindow { get; init; }

    public long MaximumSendWindow { get; init; }

    public long MaximumRoundTrip { get; init; }

    public long MinimumRoundTrip { get; init; }

    public long MeanRoundTrip { get; init; }

    /// <summary>Datagrams that the sender sent.</summary>
    public long SenderPackets { get; init; }

    /// <summary>Datagrams that the receiver knows were sent.</summary>
    public long ReceiverPackets { get; init; }

    public double Jitter { get; init; }

    public long Lost { get; init; }

    public long OutOfOrder { get; init; }
}

/// <summary>The whole test.</summary>
public sealed record Iperf3End
{
    public required IReadOnlyList<Iperf3StreamEnd> Streams { get; init; }

    /// <summary>Percent of one processor.</summary>
    public required (double Total, double User, double System) Local { get; init; }

    public (double Total, double User, double System) Remote { get; init; }

    public string? SenderCongestion { get; init; }

    public string? ReceiverCongestion { get; init; }

    public string? ServerText { get; init; }

    public string? ServerJson { get; init; }

    /// <summary>False when the test did not come to the exchange of results: what there is was measured here.</summary>
    public bool HasRemote { get; init; }
}

/// <summary>What happens in a test, told as it happens.</summary>
public interface IIperf3Observer
{
    void Connecting(string host, ushort port) { }

    /// <summary>The server has the client's wishes; the client knows its connection.</summary>
    void Agreed(Iperf3Parameters parameters, string cookie, InternetEndpoint peer, int maximumSegment);

    void Connected(IReadOnlyList<Iperf3Stream> streams);

    void Interval(IReadOnlyList<Iperf3Interval> streams);

    void Ended(Iperf3End end);

    /// <summary>What was printed of this test, for a client that wants to see it.</summary>
    (string? Text, string? Json) Output => default;
}
