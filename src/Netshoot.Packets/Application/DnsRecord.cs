using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Resource records as one-line text (RFC 1035 section 3.2).</summary>
internal static class DnsRecord
{
    private const int Opt = 41;

    public static bool Print(ref Layer layer, ReadOnlySpan<byte> message, bool multicast)
    {
        if (layer.Verbosity > 0)
        {
            if (!DnsName.Print(ref layer, message)) return false;
        }
        else if (!SkipName(ref layer, message))
        {
            return false;
        }
        if (!layer.Has(10))
        {
            layer.EndEarly();
            return false;
        }
        ushort type = layer.U16(), kind = layer.U16();
        bool flush = multicast && (kind & 0x8000) != 0;
        if (multicast) kind &= 0x7fff;
        uint ttl = layer.U32();
        ushort length = layer.U16();
        // The class of OPT is a size.
        bool named = kind != 1 && type != Opt;
        if (named) PrintClass(ref layer, kind, layer.Verbosity > 0 ? " " : "");
        if (layer.Verbosity > 2 && type != Opt)
        {
            layer.Text(" ["u8);
            if (layer.Line is { } line) RelativeTime.Append(line, ttl);
            layer.Text("]"u8);
        }
        if (flush) layer.Text(" (Cache flush)"u8);
        if (layer.Verbosity > 0 || named || flush) layer.Text(" "u8);
        PrintType(ref layer, type);
        int start = layer.Position;
        if (type == Opt)
        {
            layer.Text($" UDPsize={kind}{((ttl & 0x8000) != 0 ? " DO" : "")}");
            if (length > 0 && layer.Verbosity > 0) DnsOptions.Print(ref layer, length);
        }
        else if (!Data(ref layer, message, type, length))
        {
            return false;
        }
        if (layer.Truncated) return false;
        if (layer.Bytes.Length < start + length)
        {
            layer.EndEarly();
            return false;
        }
        int over = start + length - layer.Position;
        if (over >= 0) layer.Skip(over);
        else layer.Back(-over);
        return true;
    }

    private static bool SkipName(ref Layer layer, ReadOnlySpan<byte> message)
    {
        int at = layer.Position;
        int end = DnsName.Skip(message, at);
        if (end < 0)
        {
            layer.EndEarly();
            return false;
        }
        layer.Skip(end - at);
        return true;
    }

    private static bool Data(ref Layer layer, ReadOnlySpan<byte> message, ushort type, ushort length)
    {
        switch (type)
        {
            case 1:
                var address = layer.Ip4();
                layer.Text($" {address}");
                layer.Field("address", address);
                return !layer.Truncated;
            case 2 or 5 or 12 or 39:
                layer.Text(" "u8);
                return DnsName.Print(ref layer, message);
            case 6 when layer.Verbosity == 0:
                return true;
            case 6:
                layer.Text(" "u8);
                if (!DnsName.Print(ref layer, message)) return false;
                layer.Text(" "u8);
                if (!DnsName.Print(ref layer, message)) return false;
                for (int i = 0; i < 5 && !layer.Truncated; i++)
                {
                    uint value = layer.U32();
                    layer.Text($" {value}");
                }
                return !layer.Truncated;
            case 15:
                ushort preference = layer.U16();
                layer.Text(" "u8);
                if (!DnsName.Print(ref layer, message)) return false;
                layer.Text($" {preference}");
                return true;
            case 16 or 99:
                int end = layer.Position + length;
                while (layer.Position < end && !layer.Truncated)
                {
                    byte size = layer.U8();
                    var text = layer.Take(size);
                    layer.Text(" \""u8);
                    layer.Printable(text);
                    layer.Text("\""u8);
                }
                return !layer.Truncated;
            case 28:
                var six = layer.Ip6();
                layer.Text($" {six}");
                return !layer.Truncated;
            case 33 when !layer.Has(length):
                layer.EndEarly();
                return false;
            case 33:
                ushort priority = layer.U16(), weight = layer.U16(), port = layer.U16();
                layer.Text(" "u8);
                if (!DnsName.Print(ref layer, message)) return false;
                layer.Text($":{port} {priority} {weight}");
                return true;
            case 38:
                return PrintA6(ref layer, message);
            case 250:
                return layer.Verbosity == 0 || PrintSignature(ref layer, message);
            case 256:
                priority = layer.U16();
                weight = layer.U16();
                var uri = layer.Take(Math.Max(0, length - 4));
                layer.Text($" {priority} {weight} ");
                layer.Printable(uri);
                return !layer.Truncated;
            default:
                return true;
        }
    }

    private static bool PrintA6(ref Layer layer, ReadOnlySpan<byte> message)
    {
        byte bits = layer.U8();
        if (layer.Truncated) return false;
        if (bits > 128)
        {
            layer.Text($" {bits}(bad plen)");
            return true;
        }
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        if (bits < 128)
        {
            int bytes = 16 - bits / 8;
            var given = layer.Take(bytes);
            if (layer.Truncated) return false;
            given.CopyTo(address[(16 - bytes)..]);
            layer.Text($" {bits} {InternetAddress.FromBytes(address)}");
        }
        else
        {
            layer.Text($" {bits}");
        }
        if (bits == 0) return true;
        layer.Text(" "u8);
        return DnsName.Print(ref layer, message);
    }

    private static bool PrintSignature(ref Layer layer, ReadOnlySpan<byte> message)
    {
        layer.Text(" "u8);
        if (!DnsName.Print(ref layer, message)) return false;
        layer.Skip(6);
        ushort fudge = layer.U16(), size = layer.U16();
        layer.Text($" fudge={fudge} maclen={size}");
        layer.Skip(size);
        ushort id = layer.U16(), error = layer.U16(), other = layer.U16();
        layer.Text($" origid={id} error={error} otherlen={other}");
        return !layer.Truncated;
    }

    public static void PrintClass(ref Layer layer, ushort kind, string lead = " ")
    {
        switch (kind)
        {
            case 1: break;
            case 3: layer.Text($"{lead}CHAOS"); break;
            case 4: layer.Text($"{lead}HS"); break;
            case 255: layer.Text($"{lead}ANY"); break;
            default: layer.Text($"{lead}(Class {kind})"); break;
        }
    }

    public static void PrintType(ref Layer layer, ushort type)
    {
        if (TypeName(type) is { } name) layer.Text($"{name}");
        else layer.Text($"Type{type}");
    }

    private static string? TypeName(ushort type) => type switch
    {
        1 => "A",
        2 => "NS",
        3 => "MD",
        4 => "MF",
        5 => "CNAME",
        6 => "SOA",
        7 => "MB",
        8 => "MG",
        9 => "MR",
        10 => "NULL",
        11 => "WKS",
        12 => "PTR",
        13 => "HINFO",
        14 => "MINFO",
        15 => "MX",
        16 => "TXT",
        17 => "RP",
        18 => "AFSDB",
        19 => "X25",
        20 => "ISDN",
        21 => "RT",
        22 => "NSAP",
        23 => "NSAP_PTR",
        24 => "SIG",
        25 => "KEY",
        26 => "PX",
        27 => "GPOS",
        28 => "AAAA",
        29 => "LOC",
        30 => "NXT",
        31 => "EID",
        32 => "NIMLOC",
        33 => "SRV",
        34 => "ATMA",
        35 => "NAPTR",
        36 => "KX",
        37 => "CERT",
        38 => "A6",
        39 => "DNAME",
        40 => "SINK",
        Opt => "OPT",
        42 => "APL",
        43 => "DS",
        44 => "SSHFP",
        45 => "IPSECKEY",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        99 => "SPF",
        100 => "UINFO",
        101 => "UID",
        102 => "GID",
        103 => "UNSPEC",
        104 => "UNSPECA",
        249 => "TKEY",
        250 => "TSIG",
        251 => "IXFR",
        252 => "AXFR",
        253 => "MAILB",
        254 => "MAILA",
        255 => "ANY",
        256 => "URI",
        _ => null,
    };
}
