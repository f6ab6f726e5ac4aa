using System.Runtime.InteropServices;

namespace Netshoot.Netlink.Sockets;

/// <summary><c>struct tcp_info</c> (include/uapi/linux/tcp.h): times in microseconds unless they say otherwise, rates in bytes per second.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TcpInformation
{
    private const int ScaleBits = 4;

    public readonly byte State;
    public readonly byte CongestionState;
    public readonly byte Retransmits;
    public readonly byte Probes;
    public readonly byte Backoff;
    public readonly TcpOptions Options;
    private readonly byte _scales;
    private readonly byte _delivery;
    public readonly uint RetransmissionTimeout;
    public readonly uint AcknowledgementTimeout;
    public readonly uint SendSegment;
    public readonly uint ReceiveSegment;
    public readonly uint Unacknowledged;
    public readonly uint Sacked;
    public readonly uint Lost;
    public readonly uint Retransmitted;
    public readonly uint Fackets;

    /// <summary>Milliseconds.</summary>
    public readonly uint LastDataSent, LastAcknowledgementSent, LastDataReceived, LastAcknowledgementReceived;
    public readonly uint PathMtu;
    public readonly uint ReceiveThreshold;
    public readonly uint RoundTrip;
    public readonly uint RoundTripVariation;
    public readonly uint SendThreshold;
    public readonly uint CongestionWindow;
    public readonly uint AdvertisedSegment;
    public readonly uint Reordering;
    public readonly uint ReceiveRoundTrip;
    public readonly uint ReceiveSpace;
    public readonly uint TotalRetransmissions;
    public readonly ulong PacingRate;
    public readonly ulong LargestPacingRate;
    public readonly ulong BytesAcknowledged;
    public readonly ulong BytesReceived;
    public readonly uint SegmentsSent;
    public readonly uint SegmentsReceived;
    public readonly uint NotSentBytes;
    public readonly uint SmallestRoundTrip;
    public readonly uint DataSegmentsReceived;
    public readonly uint DataSegmentsSent;
    public readonly ulong DeliveryRate;
    public readonly ulong BusyTime;
    public readonly ulong ReceiveWindowLimited;
    public readonly ulong SendBufferLimited;
    public readonly uint Delivered;
    public readonly uint DeliveredMarked;
    public readonly ulong BytesSent;
    public readonly ulong BytesRetransmitted;
    public readonly uint DuplicateSacks;
    public readonly uint ReorderingSeen;
    public readonly uint OutOfOrder;
    public readonly uint SendWindow;

    public int SendScale => _scales & ((1 << ScaleBits) - 1);

    public int ReceiveScale => _scales >> ScaleBits;

    public bool IsDeliveryLimited => (_delivery & 1) != 0;

    /// <summary>Reads as much as this kernel has of it; the rest is zero.</summary>
    public static TcpInformation Read(ReadOnlySpan<byte> bytes)
    {
        TcpInformation information = default;
        var place = MemoryMarshal.AsBytes(new Span<TcpInformation>(ref information));
        bytes[..Math.Min(bytes.Length, place.Length)].CopyTo(place);
        return information;
    }
}

/// <summary><c>TCPI_OPT_*</c>.</summary>
[Flags]
public enum TcpOptions : byte
{
    None = 0,
    Timestamps = 1,
    Sack = 2,
    WindowScale = 4,
    Ecn = 8,
    EcnSeen = 16,
    SynData = 32,
}
