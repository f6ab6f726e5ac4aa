using System.Globalization;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;

namespace Netshoot.Applets.Nmap;

/// <summary>nmap's words for what a scan finds (nmap(1), observed).</summary>
internal static class NmapWords
{
    public static string Of(PortState state) => state switch
    {
        PortState.Open => "open",
        PortState.Closed => "closed",
        PortState.Filtered => "filtered",
        PortState.Unfiltered => "unfiltered",
        PortState.OpenOrFiltered => "open|filtered",
        PortState.ClosedOrFiltered => "closed|filtered",
        _ => "unknown",
    };

    public static string Of(ScanReason reason) => reason switch
    {
        ScanReason.NoResponse => "no-response",
        ScanReason.SynAck => "syn-ack",
        ScanReason.Reset => "reset",
        ScanReason.Refused => "conn-refused",
        ScanReason.UdpResponse => "udp-response",
        ScanReason.ProtocolResponse => "proto-response",
        ScanReason.ArpResponse => "arp-response",
        ScanReason.EchoReply => "echo-reply",
        ScanReason.TimestampReply => "timestamp-reply",
        ScanReason.MaskReply => "addressmask-reply",
        ScanReason.InitAck => "init-ack",
        ScanReason.Abort => "abort",
        ScanReason.Localhost => "localhost-response",
        ScanReason.UserSet => "user-set",
        ScanReason.NetworkUnreachable => "net-unreach",
        ScanReason.HostUnreachable => "host-unreach",
        ScanReason.ProtocolUnreachable => "proto-unreach",
        ScanReason.PortUnreachable => "port-unreach",
        ScanReason.NetworkProhibited => "net-prohibited",
        ScanReason.HostProhibited => "host-prohibited",
        ScanReason.AdministrativelyProhibited => "admin-prohibited",
        ScanReason.TimeExceeded => "time-exceeded",
        ScanReason.ParameterProblem => "param-problem",
        _ => "dest-unreach",
    };

    public static string Of(ScanMethod method) => method switch
    {
        ScanMethod.Syn => "SYN Stealth Scan",
        ScanMethod.Connect => "Connect Scan",
        ScanMethod.Udp => "UDP Scan",
        ScanMethod.Ack => "ACK Scan",
        ScanMethod.Window => "Window Scan",
        ScanMethod.Maimon => "Maimon Scan",
        ScanMethod.Fin => "FIN Scan",
        ScanMethod.Null => "NULL Scan",
        ScanMethod.Xmas => "XMAS Scan",
        ScanMethod.SctpInit => "SCTP INIT Scan",
        ScanMethod.SctpCookie => "SCTP COOKIE-ECHO Scan",
        _ => "IPProto Scan",
    };

    /// <summary>The word of a scan in XML.</summary>
    public static string Type(ScanMethod method) => method switch { ScanMethod.Null => "null", ScanMethod.Protocol => "ipproto", ScanMethod.SctpInit => "sctpinit", ScanMethod.SctpCookie => "sctpcookieecho", _ => method.ToString().ToLowerInvariant() };

    public static string Protocol(byte protocol) => protocol switch { IpProtocols.Tcp => "tcp", IpProtocols.Udp => "udp", IpProtocols.Sctp => "sctp", _ => "ip" };

    /// <summary>Seconds with two digits that count.</summary>
    public static string Latency(double seconds)
    {
        int decimals = seconds <= 0 ? 6 : Math.Clamp(1 - (int)Math.Floor(Math.Log10(seconds)), 1, 7);
        return seconds.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static string Hosts(long count) => count == 1 ? "host" : "hosts";

    public static string Addresses(long count) => count == 1 ? "IP address" : "IP addresses";

    /// <summary>A host as most lines name it: its name with the address, or the address.</summary>
    public static string Label(ScanHost host) => (host.GivenName ?? host.Name) is { } name ? $"{name} ({host.Address})" : $"{host.Address}";
}
