using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>ICMP and ICMPv6 errors in the words of ping(8); types and codes are those of RFC 792, RFC 1122, RFC 1812 and RFC 4443.</summary>
internal static class IcmpErrorText
{
    private static readonly string[] s_unreachable4 =
    [
        "Destination Net Unreachable",
        "Destination Host Unreachable",
        "Destination Protocol Unreachable",
        "Destination Port Unreachable",
        "Frag needed and DF set",
        "Source Route Failed",
        "Destination Net Unknown",
        "Destination Host Unknown",
        "Source Host Isolated",
        "Destination Net Prohibited",
        "Destination Host Prohibited",
        "Destination Net Unreachable for Type of Service",
        "Destination Host Unreachable for Type of Service",
        "Packet filtered",
        "Precedence Violation",
        "Precedence Cutoff",
    ];

    private static readonly string[] s_redirect4 =
    [
        "Redirect Network",
        "Redirect Host",
        "Redirect Type of Service and Network",
        "Redirect Type of Service and Host",
    ];

    private static readonly string[] s_unreachable6 =
    [
        "No route",
        "Administratively prohibited",
        "Beyond scope of source address",
        "Address unreachable",
        "Port unreachable",
    ];

    /// <summary>Writes what the error says: <c>message</c>, and <c>mtu</c>, <c>pointer</c> or <c>next_hop</c> where it carries one.</summary>
    public static void Write(ReportWriter to, in QueuedError error)
    {
        if (error.Origin == QueuedErrorOrigin.Icmp6) Write6(to, in error);
        else Write4(to, in error);
    }

    private static void Write4(ReportWriter to, in QueuedError error)
    {
        switch (error.Type)
        {
            case 3 when error.Code == 4:
                Message(to, s_unreachable4[4]);
                to.Field("mtu", error.Info, $" (mtu = {error.Info})");
                break;
            case 3:
                Coded(to, s_unreachable4, error.Code, "Dest Unreachable, Bad Code: ");
                break;
            case 4:
                Message(to, "Source Quench");
                break;
            case 5:
                Coded(to, s_redirect4, error.Code, "Redirect, Bad Code: ");
                to.Field("next_hop", InternetAddress.From4(error.Info), $"(New nexthop: {InternetAddress.From4(error.Info)})");
                break;
            case 11:
                Coded(to, ["Time to live exceeded", "Frag reassembly time exceeded"], error.Code, "Time exceeded, Bad Code: ");
                break;
            case 12:
                Message(to, "Parameter problem");
                // The pointer is the first byte of the word behind the checksum (RFC 792).
                to.Field("pointer", Pointer(error.Info), $": pointer = {Pointer(error.Info)}");
                break;
            default:
                Message(to, $"Bad ICMP type: {error.Type}");
                break;
        }
    }

    private static void Write6(ReportWriter to, in QueuedError error)
    {
        switch (error.Type)
        {
            case 1:
                to.Text($"Destination unreachable: ");
                Coded(to, s_unreachable6, error.Code, "Unknown code ");
                break;
            case 2:
                Message(to, "Packet too big");
                to.Field("mtu", error.Info, $": mtu={error.Info}");
                break;
            case 3:
                to.Text($"Time exceeded: ");
                Coded(to, ["Hop limit", "Defragmentation failure"], error.Code, "code ");
                break;
            case 4:
                to.Text($"Parameter problem: ");
                Coded(to, ["Wrong header field", "Unknown header", "Unknown option"], error.Code, "code ");
                to.Field("pointer", error.Info, $" at {error.Info}");
                break;
            default:
                Message(to, $"unknown icmp type: {error.Type}");
                break;
        }
    }

    private static uint Pointer(uint info) => info > 0xff ? info >> 24 : info;

    private static void Message(ReportWriter to, string message) => to.Field("message", message, $"{message}");

    private static void Coded(ReportWriter to, ReadOnlySpan<string> messages, byte code, string otherwise)
        => Message(to, code < messages.Length ? messages[code] : $"{otherwise}{code}");
}
