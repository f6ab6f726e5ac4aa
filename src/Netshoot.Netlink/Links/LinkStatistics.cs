namespace Netshoot.Netlink.Links;

/// <summary><c>struct rtnl_link_stats64</c> (include/uapi/linux/if_link.h). Counters a kernel does not have yet are zero.</summary>
public readonly record struct LinkStatistics(
    ulong ReceivedPackets, ulong SentPackets, ulong ReceivedBytes, ulong SentBytes, ulong ReceiveErrors, ulong SendErrors,
    ulong ReceiveDropped, ulong SendDropped, ulong Multicast, ulong Collisions,
    ulong ReceiveLengthErrors, ulong ReceiveOverErrors, ulong ReceiveCrcErrors, ulong ReceiveFrameErrors, ulong ReceiveFifoErrors, ulong ReceiveMissed,
    ulong SendAborted, ulong SendCarrierErrors, ulong SendFifoErrors, ulong SendHeartbeatErrors, ulong SendWindowErrors,
    ulong ReceivedCompressed, ulong SentCompressed, ulong ReceiveNoHandler, ulong ReceiveOtherHost)
{
    public static LinkStatistics Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new NetlinkReader(bytes);
        return new(
            reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(),
            reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(),
            reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64());
    }
}
