using Netshoot.Wire;

namespace Netshoot.Applets.NetStat;

/// <summary>How <c>netstat -s</c> words the kernel's counters (/proc/net/snmp, netstat, snmp6). What is not here is shown by the kernel's own name.</summary>
internal static class CounterNames
{
    /// <summary>Finds the words for a counter of a section.</summary>
    public static bool TryFind(ReadOnlySpan<byte> section, ReadOnlySpan<byte> name, out CounterText text)
    {
        for (var rest = Lines; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.StartsWith(section) || line[section.Length] != ' ') continue;
            line = line[(section.Length + 1)..];
            if (!line.StartsWith(name) || line[name.Length] != ' ') continue;
            line = line[(name.Length + 1)..];
            text = new((CounterKind)line[0], line.Length > 2 ? line[2..] : default);
            return true;
        }
        text = default;
        return false;
    }

    // Section, counter, kind and words, in which a # stands for the number. One text instead of many objects: it costs nothing until it is read.
    private static ReadOnlySpan<byte> Lines => """
        Ip DefaultTTL -
        Ip InReceives = # total packets received
        Ip InHdrErrors ? # with invalid headers
        Ip InAddrErrors ? # with invalid addresses
        Ip ForwDatagrams = # forwarded
        Ip InUnknownProtos ? # with unknown protocol
        Ip InDiscards = # incoming packets discarded
        Ip InDelivers = # incoming packets delivered
        Ip OutRequests = # requests sent out
        Ip OutDiscards ? # outgoing packets dropped
        Ip OutNoRoutes ? # dropped because of missing route
        Ip ReasmTimeout ? # fragments dropped after timeout
        Ip ReasmReqds ? # reassemblies required
        Ip ReasmOKs ? # packets reassembled ok
        Ip ReasmFails ? # packet reassemblies failed
        Ip FragOKs ? # outgoing packets fragmented ok
        Ip FragFails ? # outgoing packets failed fragmentation
        Ip FragCreates ? # fragments created
        Icmp InMsgs = # ICMP messages received
        Icmp InErrors = # input ICMP message failed
        Icmp InDestUnreachs < destination unreachable: #
        Icmp InTimeExcds < timeout in transit: #
        Icmp InParmProbs < wrong parameters: #
        Icmp InSrcQuenchs < source quenches: #
        Icmp InRedirects < redirects: #
        Icmp InEchos < echo requests: #
        Icmp InEchoReps < echo replies: #
        Icmp InTimestamps < timestamp request: #
        Icmp InTimestampReps < timestamp reply: #
        Icmp InAddrMasks < address mask request: #
        Icmp InAddrMaskReps < address mask replies: #
        Icmp OutMsgs = # ICMP messages sent
        Icmp OutErrors = # ICMP messages failed
        Icmp OutDestUnreachs > destination unreachable: #
        Icmp OutTimeExcds > time exceeded: #
        Icmp OutParmProbs > wrong parameters: #
        Icmp OutSrcQuenchs > source quench: #
        Icmp OutRedirects > redirect: #
        Icmp OutEchos > echo requests: #
        Icmp OutEchoReps > echo replies: #
        Icmp OutTimestamps > timestamp requests: #
        Icmp OutTimestampReps > timestamp replies: #
        Icmp OutAddrMasks > address mask requests: #
        Icmp OutAddrMaskReps > address mask replies: #
        Tcp RtoAlgorithm -
        Tcp RtoMin -
        Tcp RtoMax -
        Tcp MaxConn -
        Tcp ActiveOpens = # active connection openings
        Tcp PassiveOpens = # passive connection openings
        Tcp AttemptFails = # failed connection attempts
        Tcp EstabResets = # connection resets received
        Tcp CurrEstab = # connections established
        Tcp InSegs = # segments received
        Tcp OutSegs = # segments sent out
        Tcp RetransSegs = # segments retransmitted
        Tcp InErrs = # bad segments received
        Tcp OutRsts = # resets sent
        Udp InDatagrams = # packets received
        Udp NoPorts = # packets to unknown port received
        Udp InErrors = # packet receive errors
        Udp OutDatagrams = # packets sent
        Udp RcvbufErrors = # receive buffer errors
        Udp SndbufErrors = # send buffer errors
        TcpExt SyncookiesSent ? # SYN cookies sent
        TcpExt SyncookiesRecv ? # SYN cookies received
        TcpExt SyncookiesFailed ? # invalid SYN cookies received
        TcpExt EmbryonicRsts ? # resets received for embryonic SYN_RECV sockets
        TcpExt PruneCalled ? # packets pruned from receive queue because of socket buffer overrun
        TcpExt RcvPruned ? # packets pruned from receive queue
        TcpExt OfoPruned ? # packets dropped from out-of-order queue because of socket buffer overrun
        TcpExt OutOfWindowIcmps ? # ICMP packets dropped because they were out-of-window
        TcpExt LockDroppedIcmps ? # ICMP packets dropped because socket was locked
        TcpExt TW ? # TCP sockets finished time wait in fast timer
        TcpExt TWRecycled ? # time wait sockets recycled by time stamp
        TcpExt PAWSPassive ? # passive connections rejected because of time stamp
        TcpExt PAWSActive ? # active connections rejected because of time stamp
        TcpExt PAWSEstab ? # packets rejected in established connections because of timestamp
        TcpExt DelayedACKs ? # delayed acks sent
        TcpExt DelayedACKLocked ? # delayed acks further delayed because of locked socket
        TcpExt DelayedACKLost ? Quick ack mode was activated # times
        TcpExt ListenOverflows ? # times the listen queue of a socket overflowed
        TcpExt ListenDrops ? # SYNs to LISTEN sockets dropped
        TcpExt TCPPrequeued ? # packets directly queued to recvmsg prequeue
        TcpExt TCPDirectCopyFromBacklog ? # bytes directly in process context from backlog
        TcpExt TCPHPHits = # packet headers predicted
        TcpExt TCPHPHitsToUser ? # packet headers predicted and directly queued to user
        TcpExt TCPPureAcks ? # acknowledgments not containing data payload received
        TcpExt TCPHPAcks ? # predicted acknowledgments
        TcpExt TCPRenoRecovery ? # times recovered from packet loss due to fast retransmit
        TcpExt TCPSACKReorder ? Detected reordering # times using SACK
        TcpExt TCPFACKReorder ? Detected reordering # times using FACK
        TcpExt TCPRenoReorder ? Detected reordering # times using reno fast retransmit
        TcpExt TCPTSReorder ? Detected reordering # times using time stamp
        TcpExt TCPFullUndo ? # congestion windows fully recovered without slow start
        TcpExt TCPPartialUndo ? # congestion windows partially recovered using Hoe heuristic
        TcpExt TCPLossUndo ? # congestion windows recovered without slow start after partial ack
        TcpExt TCPRenoFailures ? # timeouts after reno fast retransmit
        TcpExt TCPLossFailures ? # timeouts in loss state
        TcpExt TCPFastRetrans ? # fast retransmits
        TcpExt TCPForwardRetrans ? # forward retransmits
        TcpExt TCPSlowStartRetrans ? # retransmits in slow start
        TcpExt TCPSchedulerFailed ? # times receiver scheduled too late for direct processing
        TcpExt TCPRcvCollapsed ? # packets collapsed in receive queue due to low socket buffer
        TcpExt TCPAbortOnSyn ? # connections reset due to unexpected SYN
        TcpExt TCPAbortOnData ? # connections reset due to unexpected data
        TcpExt TCPAbortOnClose ? # connections reset due to early user close
        TcpExt TCPAbortOnMemory ? # connections aborted due to memory pressure
        TcpExt TCPAbortOnTimeout ? # connections aborted due to timeout
        TcpExt TCPAbortOnLinger ? # connections aborted after user close in linger timeout
        TcpExt TCPAbortFailed ? # times unable to send RST due to no memory
        TcpExt TCPMemoryPressures ? TCP ran low on memory # times
        Ip6 InReceives = # total packets received
        Ip6 InHdrErrors ? # with invalid headers
        Ip6 InTooBigErrors ? # with packets too big
        Ip6 InNoRoutes ? # incoming packets with no route
        Ip6 InAddrErrors ? # with invalid addresses
        Ip6 InUnknownProtos ? # with unknown protocol
        Ip6 InTruncatedPkts ? # with truncated packets
        Ip6 InDiscards = # incoming packets discarded
        Ip6 InDelivers = # incoming packets delivered
        Ip6 OutForwDatagrams = # forwarded
        Ip6 OutRequests = # requests sent out
        Ip6 OutDiscards ? # outgoing packets dropped
        Ip6 OutNoRoutes ? # dropped because of missing route
        Ip6 ReasmTimeout ? # fragments dropped after timeout
        Ip6 ReasmReqds ? # reassemblies required
        Ip6 ReasmOKs ? # packets reassembled ok
        Ip6 ReasmFails ? # packet reassemblies failed
        Ip6 FragOKs ? # outgoing packets fragmented ok
        Ip6 FragFails ? # outgoing packets failed fragmentation
        Ip6 FragCreates ? # fragments created
        Ip6 InMcastPkts ? # incoming multicast packets
        Ip6 OutMcastPkts ? # outgoing multicast packets
        Icmp6 InMsgs = # ICMP messages received
        Icmp6 InErrors = # input ICMP message failed
        Icmp6 OutMsgs = # ICMP messages sent
        Icmp6 InDestUnreachs < destination unreachable: #
        Icmp6 InPktTooBigs < packets too big: #
        Icmp6 InTimeExcds < received ICMPv6 time exceeded: #
        Icmp6 InParmProblems < parameter problem: #
        Icmp6 InEchos < echo requests: #
        Icmp6 InEchoReplies < echo replies: #
        Icmp6 InGroupMembQueries < group member queries: #
        Icmp6 InGroupMembResponses < group member responses: #
        Icmp6 InGroupMembReductions < group member reductions: #
        Icmp6 InRouterSolicits < router solicits: #
        Icmp6 InRouterAdvertisements < router advertisement: #
        Icmp6 InNeighborSolicits < neighbour solicits: #
        Icmp6 InNeighborAdvertisements < neighbour advertisement: #
        Icmp6 InRedirects < redirects: #
        Icmp6 OutDestUnreachs > destination unreachable: #
        Icmp6 OutPktTooBigs > packets too big: #
        Icmp6 OutTimeExcds > sent ICMPv6 time exceeded: #
        Icmp6 OutParmProblems > parameter problem: #
        Icmp6 OutEchos > echo requests: #
        Icmp6 OutEchoReplies > echo replies: #
        Icmp6 OutGroupMembQueries > group member queries: #
        Icmp6 OutGroupMembResponses > group member responses: #
        Icmp6 OutGroupMembReductions > group member reductions: #
        Icmp6 OutRouterSolicits > router solicits: #
        Icmp6 OutNeighborSolicits > neighbor solicits: #
        Icmp6 OutNeighborAdvertisements > neighbor advertisements: #
        Icmp6 OutRedirects > redirects: #
        Udp6 InDatagrams = # packets received
        Udp6 NoPorts = # packets to unknown port received
        Udp6 InErrors = # packet receive errors
        Udp6 OutDatagrams = # packets sent
        """u8;
}

/// <summary>When a counter is shown, and where.</summary>
internal enum CounterKind : byte
{
    Hidden = (byte)'-',

    /// <summary>Even when it is zero.</summary>
    Always = (byte)'=',

    /// <summary>When it is not zero.</summary>
    Some = (byte)'?',

    /// <summary>Below a heading for what came in, when it is not zero.</summary>
    Input = (byte)'<',

    /// <summary>Below a heading for what went out, when it is not zero.</summary>
    Output = (byte)'>',
}

/// <summary>The words for a counter.</summary>
internal readonly ref struct CounterText(CounterKind kind, ReadOnlySpan<byte> text)
{
    public CounterKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Text { get; } = text;
}
