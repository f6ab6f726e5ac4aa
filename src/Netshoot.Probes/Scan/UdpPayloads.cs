namespace Netshoot.Probes.Scan;

/// <summary>What a service that speaks UDP answers to: the smallest question of its protocol. To others nothing is sent.</summary>
public static class UdpPayloads
{
    private static readonly byte[] s_nothing = [];

    /// <summary>A query for the root's name servers (RFC 1035).</summary>
    private static readonly byte[] s_dns = [0x4e, 0x53, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1];

    /// <summary>For all services of the link (RFC 6763 section 9), answered to the port that asks.</summary>
    private static readonly byte[] s_multicastDns = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. "\u0009_services\u0007_dns-sd\u0004_udp\u0005local\u0000"u8, 0, 12, 0x80, 1];

    /// <summary>A client's request, version 4 (RFC 5905).</summary>
    private static readonly byte[] s_ntp = [0x23, .. new byte[47]];

    /// <summary>get-request of sysDescr.0 for the community public (RFC 1157).</summary>
    private static readonly byte[] s_snmp =
    [
        0x30, 0x26, 2, 1, 0, 4, 6, .. "public"u8, 0xa0, 0x19, 2, 1, 1, 2, 1, 0, 2, 1, 0, 0x30, 0x0e, 0x30, 0x0c, 6, 8, 0x2b, 6, 1, 2, 1, 1, 1, 0, 5, 0,
    ];

    /// <summary>A call of the null procedure of rpcbind, version 2 (RFC 5531, RFC 1833).</summary>
    private static readonly byte[] s_rpc = [0x4e, 0x53, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0x86, 0xa0, 0, 0, 0, 2, .. new byte[20]];

    /// <summary>A search for everything (UPnP Device Architecture 1.3.2).</summary>
    private static readonly byte[] s_upnp = [.. "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n"u8];

    /// <summary>The frame of a datagram and a command (memcached's protocol.txt).</summary>
    private static readonly byte[] s_memcached = [0, 1, 0, 0, 0, 1, 0, 0, .. "version\r\n"u8];

    /// <summary>A binding request (RFC 8489).</summary>
    private static readonly byte[] s_stun = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, .. "netshoot-udp"u8];

    /// <summary>A client's hard reset (OpenVPN's wire protocol).</summary>
    private static readonly byte[] s_openVpn = [0x38, 0x4e, 0x53, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];

    /// <summary>A read request for a file that hardly exists (RFC 1350).</summary>
    private static readonly byte[] s_tftp = [0, 1, .. "netshoot\0octet\0"u8];

    public static byte[] Of(ushort port) => port switch
    {
        53 or 8600 => s_dns,
        5353 => s_multicastDns,
        69 => s_tftp,
        111 => s_rpc,
        123 => s_ntp,
        161 => s_snmp,
        1194 => s_openVpn,
        1900 => s_upnp,
        3478 => s_stun,
        11211 => s_memcached,
        _ => s_nothing,
    };
}
