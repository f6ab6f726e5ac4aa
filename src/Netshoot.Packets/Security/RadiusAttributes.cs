using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>Attributes of RADIUS (IANA registry).</summary>
internal static class RadiusAttributes
{
    public static void Print(ref Layer layer, byte kind, ReadOnlySpan<byte> value)
    {
        switch (Kind(kind))
        {
            case 's':
                Text(ref layer, value);
                break;
            case 'n':
                if (value.Length != 4)
                {
                    layer.Text("ERROR: length "u8);
                    layer.Text($"{value.Length} != 4");
                    break;
                }
                uint number = BinaryPrimitives.ReadUInt32BigEndian(value);
                if (kind == 101)
                {
                    layer.Text($"Error cause {number}: ");
                    if (ValueName(kind, number) is { } cause) layer.Text($"{cause}");
                    else layer.Text($"Error-Cause {number} not known");
                    break;
                }
                if (ValueName(kind, number) is { } name) layer.Text($"{name}");
                else if (kind is 6 or 7 or 10 or 13 or 29 or 40 or 45 or 49 or 61 or 64 or 65) layer.Text($"#{number}");
                else if (kind is 27 or 28 or 46) Duration(ref layer, number);
                else layer.Text($"{number}");
                break;
            case 'a':
                if (value.Length != 4)
                {
                    layer.Text($"ERROR: length {value.Length} != 4");
                    break;
                }
                layer.Text($"{layer.Host(InternetAddress.FromBytes(value))}");
                break;
            case 't':
                layer.Text($"{BinaryPrimitives.ReadUInt32BigEndian(value)}");
                break;
            case 'v':
                Vendor(ref layer, value);
                break;
            case '6':
                if (value.Length is < 2 or > 18)
                {
                    layer.Text($"ERROR: length {value.Length} not in range (2..18)");
                    break;
                }
                if (value[1] > 128)
                {
                    layer.Text($"ERROR: netmask {value[1]} not in range (0..128)");
                    break;
                }
                Span<byte> prefix = stackalloc byte[16];
                prefix.Clear();
                value[2..Math.Min(18, value.Length)].CopyTo(prefix);
                layer.Text($"{InternetAddress.FromBytes(prefix)}/{value[1]}");
                break;
            case 'i':
                if (value.Length == 8)
                {
                    for (int i = 0; i < 8; i += 2) layer.Text($"{(i > 0 ? ":" : "")}{BinaryPrimitives.ReadUInt16BigEndian(value[i..]):x}");
                }
                break;
            case 'x':
                if (value.Length == 16) layer.Text($"{InternetAddress.FromBytes(value)}");
                break;
        }
    }

    /// <summary>Text in which bytes that are not printable are dots.</summary>
    private static void Text(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (layer.Line is not { } line) return;
        foreach (byte b in value) line.Append(b is >= 0x20 and < 0x7f ? b : (byte)'.');
    }

    private static void Duration(ref Layer layer, uint seconds)
    {
        uint minutes = seconds / 60, hours = minutes / 60;
        if (hours > 0) layer.Text($"{hours:d2}:{minutes % 60:d2}:{seconds % 60:d2} hours");
        else if (minutes > 0) layer.Text($"{minutes:d2}:{seconds % 60:d2} min");
        else layer.Text($"{seconds:d2} secs");
    }

    private static void Vendor(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.Length < 4) return;
        uint vendor = BinaryPrimitives.ReadUInt32BigEndian(value);
        layer.Text($"Vendor: {VendorName(vendor)} ({vendor})");
        value = value[4..];
        while (value.Length >= 2)
        {
            byte kind = value[0], size = value[1];
            int body = Math.Min(Math.Max(0, size - 2), value.Length - 2);
            layer.Text($"\n\t    Vendor Attribute: {kind}, Length: {body}, Value: ");
            Text(ref layer, value.Slice(2, body));
            if (size < 2 || size > value.Length) return;
            value = value[size..];
        }
    }

    private static string VendorName(uint vendor) => vendor switch
    {
        9 => "Cisco",
        311 => "Microsoft",
        529 => "Ascend",
        2636 => "Juniper",
        8164 => "Starent",
        10415 => "3GPP",
        _ => "Unknown",
    };

    private static char Kind(byte kind) => kind switch
    {
        1 or 11 or 18 or 19 or 20 or 22 or 24 or 25 or 30 or 31 or 32 or 34 or 35 or 36 or 39 or 44 or 50 or 60 or 63 or 74 or 79 or 80 or 77 or 78 or 84 or 87 or 88 or 100 => 's',
        4 or 8 or 9 or 14 => 'a',
        5 or 6 or 7 or 10 or 12 or 13 or 15 or 16 or 23 or 27 or 28 or 29 or 37 or 38 or 40 or 41 or 42 or 43 or 45 or 46 or 47 or 48 or 49 or 51 or 52 or 53 or 55 or 61 or 62 or 64 or 65 or 85 or 101 => 'n',
        26 => 'v',
        97 or 123 => '6',
        96 => 'i',
        95 or 98 or 168 => 'x',
        _ => '?',
    };

    private static string? ValueName(byte kind, uint value) => (kind, value) switch
    {
        (6, 1) => "Login",
        (6, 2) => "Framed",
        (6, 3) => "Callback Login",
        (6, 4) => "Callback Framed",
        (6, 5) => "Outbound",
        (6, 6) => "Administrative",
        (6, 7) => "NAS Prompt",
        (6, 8) => "Authenticate Only",
        (6, 9) => "Callback NAS Prompt",
        (6, 10) => "Call Check",
        (6, 11) => "Callback Administrative",
        (7, 1) => "PPP",
        (7, 2) => "SLIP",
        (7, 3) => "ARAP",
        (10, 0) => "None",
        (10, 1) => "Send",
        (10, 2) => "Listen",
        (10, 3) => "Send&Listen",
        (13, 0) => "None",
        (13, 1) => "VJ TCP/IP",
        (13, 2) => "IPX",
        (13, 3) => "Stac-LZS",
        (29, 0) => "Default",
        (29, 1) => "RADIUS-Request",
        (40, 1) => "Start",
        (40, 2) => "Stop",
        (40, 3) => "Interim-Update",
        (40, 7) => "Accounting-On",
        (40, 8) => "Accounting-Off",
        (45, 1) => "RADIUS",
        (45, 2) => "Local",
        (45, 3) => "Remote",
        (49, 1) => "User Request",
        (49, 2) => "Lost Carrier",
        (49, 3) => "Lost Service",
        (49, 4) => "Idle Timeout",
        (49, 5) => "Session Timeout",
        (49, 6) => "Admin Reset",
        (61, 0) => "Async",
        (61, 1) => "Sync",
        (61, 2) => "ISDN Sync",
        (61, 5) => "Virtual",
        (61, 15) => "Ethernet",
        (61, 19) => "Wireless - IEEE 802.11",
        (64, 1) => "PPTP",
        (64, 3) => "L2TP",
        (64, 13) => "VLAN",
        (65, 1) => "IPv4",
        (65, 2) => "IPv6",
        (65, 6) => "802",
        (101, 201) => "Residual Session Context Removed",
        (101, 401) => "Unsupported Attribute",
        (101, 402) => "Missing Attribute",
        (101, 403) => "NAS Identification Mismatch",
        (101, 503) => "Session Context Not Found",
        _ => null,
    };

    public static string? Name(byte kind) => kind switch
    {
        1 => "User-Name",
        2 => "User-Password",
        3 => "CHAP-Password",
        4 => "NAS-IP-Address",
        5 => "NAS-Port",
        6 => "Service-Type",
        7 => "Framed-Protocol",
        8 => "Framed-IP-Address",
        9 => "Framed-IP-Netmask",
        10 => "Framed-Routing",
        11 => "Filter-Id",
        12 => "Framed-MTU",
        13 => "Framed-Compression",
        14 => "Login-IP-Host",
        15 => "Login-Service",
        16 => "Login-TCP-Port",
        18 => "Reply-Message",
        19 => "Callback-Number",
        20 => "Callback-Id",
        22 => "Framed-Route",
        23 => "Framed-IPX-Network",
        24 => "State",
        25 => "Class",
        26 => "Vendor-Specific",
        27 => "Session-Timeout",
        28 => "Idle-Timeout",
        29 => "Termination-Action",
        30 => "Called-Station-Id",
        31 => "Calling-Station-Id",
        32 => "NAS-Identifier",
        33 => "Proxy-State",
        34 => "Login-LAT-Service",
        35 => "Login-LAT-Node",
        36 => "Login-LAT-Group",
        37 => "Framed-AppleTalk-Link",
        38 => "Framed-AppleTalk-Network",
        39 => "Framed-AppleTalk-Zone",
        40 => "Acct-Status-Type",
        41 => "Acct-Delay-Time",
        42 => "Acct-Input-Octets",
        43 => "Acct-Output-Octets",
        44 => "Acct-Session-Id",
        45 => "Acct-Authentic",
        46 => "Acct-Session-Time",
        47 => "Acct-Input-Packets",
        48 => "Acct-Output-Packets",
        49 => "Acct-Terminate-Cause",
        50 => "Acct-Multi-Session-Id",
        51 => "Acct-Link-Count",
        52 => "Acct-Input-Gigawords",
        53 => "Acct-Output-Gigawords",
        55 => "Event-Timestamp",
        60 => "CHAP-Challenge",
        61 => "NAS-Port-Type",
        62 => "Port-Limit",
        63 => "Login-LAT-Port",
        64 => "Tunnel-Type",
        65 => "Tunnel-Medium-Type",
        66 => "Tunnel-Client-Endpoint",
        67 => "Tunnel-Server-Endpoint",
        77 => "Connect-Info",
        78 => "Configuration-Token",
        79 => "EAP-Message",
        80 => "Message-Authenticator",
        81 => "Tunnel-Private-Group-ID",
        85 => "Acct-Interim-Interval",
        87 => "NAS-Port-Id",
        88 => "Framed-Pool",
        89 => "Chargeable-User-Identity",
        95 => "NAS-IPv6-Address",
        96 => "Framed-Interface-ID",
        97 => "Framed-IPv6-Prefix",
        98 => "Login-IPv6-Host",
        99 => "Framed-IPv6-Route",
        100 => "Framed-IPv6-Pool",
        101 => "Error-Cause",
        123 => "Delegated-IPv6-Prefix",
        168 => "Framed-IPv6-Address",
        _ => null,
    };
}
