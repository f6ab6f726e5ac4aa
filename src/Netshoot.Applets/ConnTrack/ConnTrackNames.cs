using System.Globalization;
using Netshoot.Netlink.Netfilter;

namespace Netshoot.Applets.ConnTrack;

/// <summary>The names of conntrack(8).</summary>
internal static class ConnTrackNames
{
    // enum tcp_conntrack (include/uapi/linux/netfilter/nf_conntrack_tcp.h)
    public static readonly string[] TcpStates = ["NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE", "SYN_SENT2"];

    // enum sctp_conntrack (include/uapi/linux/netfilter/nf_conntrack_sctp.h)
    public static readonly string[] SctpStates = ["NONE", "CLOSED", "COOKIE_WAIT", "COOKIE_ECHOED", "ESTABLISHED", "SHUTDOWN_SENT", "SHUTDOWN_RECD", "SHUTDOWN_ACK_SENT", "HEARTBEAT_SENT", "HEARTBEAT_ACKED"];

    public static readonly string[] DccpStates = ["NONE", "REQUEST", "RESPOND", "PARTOPEN", "OPEN", "CLOSEREQ", "CLOSING", "TIMEWAIT", "IGNORE", "INVALID"];

    private static readonly (string Name, byte Number)[] s_protocols =
    [
        ("tcp", IpProtocol.Tcp), ("udp", IpProtocol.Udp), ("udplite", IpProtocol.UdpLite), ("sctp", IpProtocol.Sctp), ("dccp", IpProtocol.Dccp),
        ("gre", IpProtocol.Gre), ("icmp", IpProtocol.Icmp), ("icmpv6", IpProtocol.Icmp6),
    ];

    /// <summary>The name of a protocol, <c>unknown</c> when it has none here.</summary>
    public static string ProtocolOf(byte number)
    {
        // Called for each connection of a table: a lambda over the number would be made each time.
        foreach (var (name, known) in s_protocols)
            if (known == number) return name;
        return "unknown";
    }

    public static byte? ProtocolOf(string name)
    {
        int at = Array.FindIndex(s_protocols, protocol => protocol.Name == name);
        if (at >= 0) return s_protocols[at].Number;
        return byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : null;
    }

    public static string[]? StatesOf(byte protocol) => protocol switch
    {
        IpProtocol.Tcp => TcpStates,
        IpProtocol.Sctp => SctpStates,
        IpProtocol.Dccp => DccpStates,
        _ => null,
    };

    /// <summary>The name of a connection's state; null when its protocol has none.</summary>
    public static string? StateOf(Connection connection)
        => connection.State is { } state && StatesOf(connection.Original.Protocol) is { } names ? state < names.Length ? names[state] : "UNKNOWN" : null;

    public static string FamilyOf(byte family) => family switch { 2 => "ipv4", 10 => "ipv6", _ => "unknown" };
}
