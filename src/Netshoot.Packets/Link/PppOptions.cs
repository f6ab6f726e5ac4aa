namespace Netshoot.Packets.Link;

/// <summary>Configuration options of PPP's control protocols (RFC 1661 section 6, RFC 1332, RFC 1877, RFC 1990, RFC 1962).</summary>
internal static class PppOptions
{
    private const int Link = 0xc021;
    private const int Ip = 0x8021;
    private const int Ip6 = 0x8057;
    private const int Compression = 0x80fd;

    /// <returns>The bytes of the option, or 0 when it is broken.</returns>
    public static int Print(ref Layer layer, ushort protocol, int left)
    {
        byte kind = layer.U8(), size = layer.U8();
        if (layer.Truncated) return 0;
        string? name = protocol switch { Link => LinkName(kind), Ip => IpName(kind), Ip6 => kind == 1 ? "Interface-ID" : null, Compression => CompressionName(kind), _ => null };
        layer.Text($"\n\t  {name ?? "unknown"} Option (0x{kind:x2}), length {size}");
        if (size < 2)
        {
            layer.Text(" (length bogus, should be >= 2)"u8);
            return 0;
        }
        if (size > left)
        {
            layer.Text($" (length > {left})");
            return 0;
        }
        var body = layer.Take(size - 2);
        if (layer.Truncated) return 0;
        Body(ref layer, protocol, kind, body, name is not null);
        return size;
    }

    private static void Body(ref Layer layer, ushort protocol, byte kind, ReadOnlySpan<byte> body, bool known)
    {
        var wire = new Wire.WireReader(body);
        bool described = true;
        switch (protocol, kind)
        {
            case (Link, 1 or 17) when body.Length >= 2:
                layer.Text($": {wire.U16()}");
                break;
            case (Link, 2) when body.Length >= 4:
                layer.Text($": 0x{wire.U32():x8}");
                break;
            case (Link, 3) when body.Length >= 2:
                ushort authentication = wire.U16();
                layer.Text($": {PppProtocols.Name(authentication) ?? "unknown"}");
                if (authentication == 0xc223 && body.Length >= 3) layer.Text($", {DigestName(wire.U8())}");
                break;
            case (Link, 4) when body.Length >= 2:
                layer.Text(wire.U16() == 0xc025 ? ": LQR"u8 : ": unknown"u8);
                break;
            case (Link, 5) when body.Length >= 4:
                layer.Text($": 0x{wire.U32():x8}");
                break;
            case (Link, 7 or 8 or 18):
                break;
            case (Link, 13) when body.Length >= 1:
                byte operation = wire.U8();
                layer.Text($": : Callback Operation {CallbackName(operation)} ({operation})");
                break;
            case (Link, 19) when body.Length >= 1:
                layer.Text($": {EndpointName(wire.U8())}");
                break;
            case (Ip, 1) when body.Length >= 8:
                layer.Text($": src {wire.Ip4()}, dst {wire.Ip4()}");
                break;
            case (Ip, 2) when body.Length >= 2:
                ushort compression = wire.U16();
                layer.Text($": {(compression == 0x0061 ? "IP Header Compression" : compression == 0x002d ? "Van Jacobsen Header Compression" : "unknown")} (0x{compression:x2}):");
                if (compression == 0x0061 && body.Length >= 12) layer.Text($"\n\t    TCP Space {wire.U16()}, non-TCP Space {wire.U16()}, maxPeriod {wire.U16()}, maxTime {wire.U16()}, maxHdr {wire.U16()}");
                break;
            case (Ip, 3 or 4 or 129 or 130 or 131 or 132) when body.Length >= 4:
                layer.Text($": {wire.Ip4()}");
                break;
            case (Ip6, 1) when body.Length >= 8:
                layer.Text($": {wire.U16():x4}:{wire.U16():x4}:{wire.U16():x4}:{wire.U16():x4}");
                break;
            default:
                described = false;
                break;
        }
        if (!described || layer.Verbosity > 1 || !known) layer.Dump(body, "\n\t    "u8);
    }

    private static string? LinkName(byte kind) => kind switch
    {
        0 => "Vend-Ext",
        1 => "MRU",
        2 => "ACCM",
        3 => "Auth-Prot",
        4 => "Qual-Prot",
        5 => "Magic-Num",
        6 => "deprecated(6)",
        7 => "PFC",
        8 => "ACFC",
        9 => "FCS-Alt",
        10 => "SDP",
        11 => "Numbered-Mode",
        12 => "deprecated(12)",
        13 => "Call-Back",
        14 => "deprecated(14)",
        15 => "deprecated(15)",
        16 => "deprecated(16)",
        17 => "MRRU",
        18 => "12-Bit seq #",
        19 => "End-Disc",
        20 => "Proprietary",
        21 => "DCE-Id",
        22 => "MP+",
        23 => "Link-Disc",
        24 => "LCP-Auth-Opt",
        _ => null,
    };

    private static string? IpName(byte kind) => kind switch
    {
        1 => "IP-Addrs",
        2 => "IP-Comp",
        3 => "IP-Addr",
        4 => "Home-Addr",
        129 => "Pri-DNS",
        130 => "Pri-NBNS",
        131 => "Sec-DNS",
        132 => "Sec-NBNS",
        _ => null,
    };

    private static string? CompressionName(byte kind) => kind switch
    {
        0 => "OUI",
        1 => "Pred-1",
        2 => "Pred-2",
        3 => "Puddle",
        16 => "HP-PPC",
        17 => "Stac",
        18 => "MPPC",
        19 => "Gand-FZA",
        20 => "V.42bis",
        21 => "LZW-DCP",
        24 => "MVRCA",
        26 => "Deflate",
        27 => "V.44/X3.229",
        255 => "Reserved",
        _ => null,
    };

    private static string DigestName(byte digest) => digest switch
    {
        5 => "MD5",
        6 => "SHA-1",
        128 => "MS-CHAPv1",
        129 => "MS-CHAPv2",
        _ => "unknown",
    };

    private static string CallbackName(byte operation) => operation switch
    {
        0 => "User Authentication",
        1 => "Dialing string",
        2 => "Location identifier",
        3 => "E.164 number",
        4 => "X.500 distinguished name",
        6 => "CBCP",
        _ => "unknown",
    };

    private static string EndpointName(byte kind) => kind switch
    {
        0 => "Null",
        1 => "Local",
        2 => "IPv4",
        3 => "MAC",
        4 => "Magic-Num",
        5 => "PSNDN",
        _ => "unknown",
    };
}
