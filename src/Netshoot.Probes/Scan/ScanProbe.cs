using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;

namespace Netshoot.Probes.Scan;

/// <summary>What is asked of a host's port, and what its answers mean (nmap(1)).</summary>
public enum ScanMethod
{
    /// <summary>Half a handshake.</summary>
    Syn,

    /// <summary>Whole handshakes of the kernel's.</summary>
    Connect,
    Udp,
    Ack,

    /// <summary>Like ACK, and looks at the window of the reset.</summary>
    Window,

    /// <summary>FIN with ACK.</summary>
    Maimon,
    Fin,
    Null,
    Xmas,

    /// <summary>Which IP protocols a host has.</summary>
    Protocol,

    /// <summary>The first packet of an association of SCTP (RFC 9260 section 5.1).</summary>
    SctpInit,

    /// <summary>The third, which an open port ignores where no second was sent.</summary>
    SctpCookie,
}

/// <summary>What a probe is made of.</summary>
public enum ProbeKind : byte
{
    Tcp,
    Udp,
    Echo,
    Timestamp,
    Mask,
    Protocol,
    SctpInit,
    SctpCookie,
}

/// <summary>One thing that hosts are asked.</summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Port">The port, or the IP protocol.</param>
/// <param name="Flags">For TCP.</param>
public readonly record struct ScanProbe(ProbeKind Kind, ushort Port, TcpFlags Flags = TcpFlags.None);

/// <summary>What answers to probes mean.</summary>
public static class ScanMethods
{
    /// <summary>The flags that a method sends.</summary>
    public static TcpFlags Flags(ScanMethod method) => method switch
    {
        ScanMethod.Syn => TcpFlags.Syn,
        ScanMethod.Ack or ScanMethod.Window => TcpFlags.Ack,
        ScanMethod.Maimon => TcpFlags.Fin | TcpFlags.Ack,
        ScanMethod.Fin => TcpFlags.Fin,
        ScanMethod.Xmas => TcpFlags.Fin | TcpFlags.Push | TcpFlags.Urgent,
        _ => TcpFlags.None,
    };

    /// <summary>The IP protocol whose ports a method looks at; 0 for protocols themselves.</summary>
    public static byte ProtocolOf(ScanMethod method) => method switch { ScanMethod.Udp => IpProtocols.Udp, ScanMethod.Protocol => 0, ScanMethod.SctpInit or ScanMethod.SctpCookie => IpProtocols.Sctp, _ => IpProtocols.Tcp };

    /// <summary>What it means that nobody answers.</summary>
    public static PortState Silence(ScanMethod method) => method switch
    {
        ScanMethod.Syn or ScanMethod.Connect or ScanMethod.Ack or ScanMethod.Window or ScanMethod.SctpInit => PortState.Filtered,
        _ => PortState.OpenOrFiltered,
    };

    /// <summary>What a segment of TCP means; null when it is no answer.</summary>
    public static PortResult? OfSegment(ScanMethod method, TcpFlags flags, ushort window, byte hopLimit)
    {
        if ((flags & TcpFlags.Reset) != 0)
        {
            var state = method switch
            {
                ScanMethod.Ack => PortState.Unfiltered,
                ScanMethod.Window => window > 0 ? PortState.Open : PortState.Closed,
                _ => PortState.Closed,
            };
            return new(state, ScanReason.Reset, hopLimit);
        }
        return (flags & TcpFlags.Syn) != 0 && method is ScanMethod.Syn ? new(PortState.Open, ScanReason.SynAck, hopLimit) : null;
    }

    /// <summary>What the first chunk of a packet of SCTP means; null when it is no answer.</summary>
    public static PortResult? OfChunk(ScanMethod method, byte type, byte hopLimit) => type switch
    {
        SctpProbe.InitAck when method == ScanMethod.SctpInit => new(PortState.Open, ScanReason.InitAck, hopLimit),
        SctpProbe.Abort => new(PortState.Closed, ScanReason.Abort, hopLimit),
        _ => null,
    };

    /// <summary>What an ICMP error about the probe means (RFC 792, RFC 4443); null when it says nothing about the port.</summary>
    public static PortResult? OfError(ScanMethod method, bool is6, byte type, byte code, bool isFromHost, byte hopLimit)
    {
        if (ReasonOf(is6, type, code) is not { } reason) return null;
        if (reason == ScanReason.TimeExceeded) return null;
        var state = PortState.Filtered;
        if (method == ScanMethod.Udp && reason == ScanReason.PortUnreachable && isFromHost) state = PortState.Closed;
        if (method == ScanMethod.Protocol && isFromHost)
            state = reason switch { ScanReason.ProtocolUnreachable => PortState.Closed, ScanReason.PortUnreachable => PortState.Open, _ => state };
        return new(state, reason, hopLimit);
    }

    /// <summary>What an ICMP error says.</summary>
    public static ScanReason? ReasonOf(bool is6, byte type, byte code)
    {
        if (is6)
        {
            return type switch
            {
                1 => code switch { 0 => ScanReason.NetworkUnreachable, 1 => ScanReason.AdministrativelyProhibited, 3 => ScanReason.HostUnreachable, 4 => ScanReason.PortUnreachable, _ => ScanReason.DestinationUnreachable },
                3 => ScanReason.TimeExceeded,
                4 => code == 1 ? ScanReason.ProtocolUnreachable : ScanReason.ParameterProblem,
                _ => null,
            };
        }
        return type switch
        {
            3 => code switch
            {
                0 => ScanReason.NetworkUnreachable,
                1 => ScanReason.HostUnreachable,
                2 => ScanReason.ProtocolUnreachable,
                3 => ScanReason.PortUnreachable,
                9 => ScanReason.NetworkProhibited,
                10 => ScanReason.HostProhibited,
                13 => ScanReason.AdministrativelyProhibited,
                _ => ScanReason.DestinationUnreachable,
            },
            11 => ScanReason.TimeExceeded,
            12 => ScanReason.ParameterProblem,
            _ => null,
        };
    }
}
