namespace Netshoot.Packets.Internet;

/// <summary>Names of protocol numbers in IP headers, as tcpdump prints them.</summary>
public static class IpProtocols
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Dccp = 33;
    public const byte Icmp6 = 58;
    public const byte NoNext = 59;
    public const byte Sctp = 132;

    /// <summary>Whether the protocol has ports, so that addresses are printed together with them.</summary>
    public static bool HasPorts(int protocol) => protocol is Tcp or Udp or Dccp or Sctp;

    public static string? Name(uint protocol) => protocol switch
    {
        0 => "Options",
        1 => "ICMP",
        2 => "IGMP",
        4 => "IPIP",
        6 => "TCP",
        8 => "EGP",
        9 => "IGRP",
        17 => "UDP",
        33 => "DCCP",
        41 => "IPv6",
        43 => "Routing",
        44 => "Fragment",
        46 => "RSVP",
        47 => "GRE",
        50 => "ESP",
        51 => "AH",
        55 => "Mobile IP",
        62 => "Mobile IP (old)",
        58 => "ICMPv6",
        88 => "EIGRP",
        89 => "OSPF",
        103 => "PIM",
        108 => "Compressed IP",
        112 => "VRRP",
        113 => "PGM",
        132 => "SCTP",
        135 => "Mobility",
        143 => "Ethernet",
        _ => null,
    };

    /// <summary>What stands where nobody knows the protocol.</summary>
    public static void Unknown(ref Layer layer, int protocol, long length)
    {
        if (protocol == 77) layer.Text($" nd {length}");
        else layer.Text($" ip-proto-{protocol} {length}");
    }

    /// <summary>
    /// The payload is not what it needs below itself: <c>[ICMPv6 requires IPv6] (invalid)</c>.
    /// </summary>
    public static Next Requires(ref Layer layer, string protocol, int version)
    {
        layer.Text($"[{protocol} requires IPv{version}]");
        return layer.Invalid();
    }
}
