using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Vendor extensions of BOOTP and options of DHCP (RFC 2132 and the IANA registry).</summary>
internal static class DhcpOptions
{
    private const byte Pad = 0;
    private const byte End = 255;

    public static void Print(ref Layer layer)
    {
        while (layer.Has(1))
        {
            byte code = layer.U8();
            if (code == Pad)
            {
                int pads = 1;
                while (layer.PeekU8() == Pad && layer.Has(1))
                {
                    layer.Skip(1);
                    pads++;
                }
                if (layer.Verbosity > 2) layer.Text($"\n\t    PAD (0), length 0");
                if (layer.Verbosity > 2 && pads > 1) layer.Text($", occurs {pads}");
                continue;
            }
            if (code == End)
            {
                if (layer.Verbosity <= 2) return;
                layer.Text("\n\t    END (255), length 0"u8);
                continue;
            }
            if (!layer.Has(1))
            {
                layer.EndEarly();
                return;
            }
            byte size = layer.U8();
            var (name, kind) = Known(code);
            layer.Text($"\n\t    {name} ({code}), length {size}{(size > 0 ? ": " : "")}");
            if (!layer.Has(size))
            {
                layer.EndEarly();
                return;
            }
            Value(ref layer, code, kind, layer.Take(size));
        }
    }

    private static void Value(ref Layer layer, byte code, char kind, ReadOnlySpan<byte> value)
    {
        switch (code)
        {
            case 53 when value.Length >= 1:
                layer.Field("message", value[0]);
                if (MessageName(value[0]) is { } message) layer.Text($"{message}");
                else layer.Text($"Unknown ({value[0]})");
                return;
            case 55:
                for (int i = 0; i < value.Length; i++)
                {
                    layer.Text($"{(i % 4 == 0 ? "\n\t      " : ", ")}{Known(value[i]).Name} ({value[i]})");
                }
                return;
        }
        if (kind == '?') kind = (value.Length & 3) switch { 0 => 'l', 2 => 's', _ => 'b' };
        switch (kind)
        {
            case 'a':
                layer.Text("\""u8);
                layer.Printable(value);
                layer.Text("\""u8);
                return;
            case 'i' or 'l' or 'L' or 'p':
                Words(ref layer, kind, ref value);
                break;
            case 's':
                string separator = "";
                while (value.Length >= 2)
                {
                    layer.Text($"{separator}{BinaryPrimitives.ReadUInt16BigEndian(value)}");
                    separator = ",";
                    value = value[2..];
                }
                break;
            case 'B':
                separator = "";
                foreach (byte b in value)
                {
                    layer.Text($"{separator}{(b == 0 ? "N" : b == 1 ? "Y" : "")}");
                    if (b > 1) layer.Text($"{b}?");
                    separator = ",";
                }
                return;
            case 'b':
                separator = "";
                foreach (byte b in value)
                {
                    layer.Text($"{separator}{b}");
                    separator = ".";
                }
                return;
            case '$':
                Special(ref layer, code, ref value);
                break;
        }
        if (!value.IsEmpty) layer.Text($"\n\t  trailing data length {value.Length}");
    }

    private static void Words(ref Layer layer, char kind, ref ReadOnlySpan<byte> value)
    {
        string separator = "";
        int size = kind == 'p' ? 8 : 4;
        while (value.Length >= size)
        {
            layer.Text($"{separator}");
            uint word = BinaryPrimitives.ReadUInt32BigEndian(value);
            switch (kind)
            {
                case 'i': layer.Text($"{layer.Host(InternetAddress.From4(word))}"); break;
                case 'p': layer.Text($"({layer.Host(InternetAddress.From4(word))}:{layer.Host(InternetAddress.FromBytes(value.Slice(4, 4)))})"); break;
                case 'L': layer.Text($"{(int)word}"); break;
                default: layer.Text($"{word}"); break;
            }
            separator = ",";
            value = value[size..];
        }
    }

    private static void Special(ref Layer layer, byte code, ref ReadOnlySpan<byte> value)
    {
        switch (code)
        {
            case 46 when value.Length >= 1:
                byte node = value[0];
                value = value[1..];
                layer.Bits(node, static bit => bit switch { 1 => "b-node", 2 => "p-node", 4 => "m-node", 8 => "h-node", _ => null });
                break;
            case 52 when value.Length >= 1:
                layer.Text(value[0] switch { 1 => "file"u8, 2 => "sname"u8, 3 => "file+sname"u8, _ => default });
                if (value[0] is < 1 or > 3) layer.Text($"#{value[0]}");
                value = value[1..];
                break;
            case 61 when value.Length >= 1:
                ClientId(ref layer, ref value);
                break;
            case 77:
                UserClass(ref layer, ref value);
                break;
            case 81 when value.Length >= 3:
                byte flags = value[0];
                if (flags != 0) layer.Text($"[{((flags & 1) != 0 ? "S" : "")}{((flags & 2) != 0 ? "O" : "")}{((flags & 4) != 0 ? "E" : "")}{((flags & 8) != 0 ? "N" : "")}] ");
                if (value[1] != 0 || value[2] != 0) layer.Text($"{value[1]}/{value[2]} ");
                layer.Text("\""u8);
                layer.Printable(value[3..]);
                layer.Text("\""u8);
                value = default;
                break;
            case 82:
                AgentInformation(ref layer, ref value);
                break;
            case 121 or 249:
                ClasslessRoutes(ref layer, ref value);
                break;
        }
    }

    private static void ClientId(ref Layer layer, ref ReadOnlySpan<byte> value)
    {
        byte type = value[0];
        var id = value[1..];
        value = default;
        if (type == 0)
        {
            layer.Text("\""u8);
            layer.Printable(id);
            layer.Text("\""u8);
            return;
        }
        if (HardwareName(type) is { } name) layer.Text($"{name} ");
        else layer.Text($"hardware-type {type}, ");
        layer.MacBytes(id);
    }

    private static void UserClass(ref Layer layer, ref ReadOnlySpan<byte> value)
    {
        for (int i = 1; !value.IsEmpty; i++)
        {
            int size = value[0];
            layer.Text($"\n\t      instance#{i}: ");
            if (size == 0 || size + 1 > value.Length)
            {
                layer.Text($"{(size == 0 ? "ERROR: invalid option" : "ERROR: malformed option")}");
                value = default;
                return;
            }
            layer.Text("\""u8);
            layer.Printable(value.Slice(1, size));
            layer.Text($"\", length {size}");
            value = value[(size + 1)..];
        }
    }

    private static void AgentInformation(ref Layer layer, ref ReadOnlySpan<byte> value)
    {
        while (value.Length >= 2)
        {
            byte code = value[0];
            int size = Math.Min(value[1], value.Length - 2);
            if (AgentName(code) is { } name) layer.Text($"\n\t      {name} SubOption {code}, length {value[1]}: ");
            else layer.Text($"\n\t      Unknown SubOption {code}, length {value[1]}: ");
            var body = value.Slice(2, size);
            switch (code)
            {
                case 1 or 2 or 6:
                    layer.Printable(body);
                    break;
                default:
                    layer.Dump(body, "\n\t\t"u8);
                    break;
            }
            value = value[(size + 2)..];
        }
    }

    private static void ClasslessRoutes(ref Layer layer, ref ReadOnlySpan<byte> value)
    {
        string separator = "";
        while (!value.IsEmpty)
        {
            int width = value[0], bytes = (width + 7) / 8;
            layer.Text($"{separator}");
            separator = ",";
            if (width > 32)
            {
                layer.Text(" bad width "u8);
                layer.Text($"{width}");
                value = default;
                return;
            }
            if (value.Length < 1 + bytes + 4)
            {
                layer.Text($"[ERROR: Remaining length ({value.Length - 1}) < {bytes + 4} bytes]");
                value = default;
                return;
            }
            layer.Text("("u8);
            if (width == 0)
            {
                layer.Text("default"u8);
            }
            else
            {
                for (int i = 0; i < bytes; i++) layer.Text($"{(i > 0 ? "." : "")}{value[1 + i]}");
                for (int i = bytes; i < 4; i++) layer.Text(".0"u8);
                layer.Text($"/{width}");
            }
            layer.Text($":{layer.Host(InternetAddress.FromBytes(value.Slice(1 + bytes, 4)))})");
            value = value[(bytes + 5)..];
        }
    }

    private static string? MessageName(byte type) => type switch
    {
        1 => "Discover",
        2 => "Offer",
        3 => "Request",
        4 => "Decline",
        5 => "ACK",
        6 => "NACK",
        7 => "Release",
        8 => "Inform",
        10 => "LeaseQuery",
        11 => "LeaseUnassigned",
        12 => "LeaseUnknown",
        13 => "LeaseActive",
        _ => null,
    };

    private static string? AgentName(byte code) => code switch
    {
        1 => "Circuit-ID",
        2 => "Remote-ID",
        6 => "Subscriber-ID",
        _ => null,
    };

    private static string? HardwareName(byte type) => type switch
    {
        1 => "ether",
        6 => "ieee802",
        7 => "arcnet",
        15 => "frelay",
        23 => "strip",
        24 => "ieee1394",
        _ => null,
    };

    /// <summary>
    /// The name and the kind of an option's value: addresses (i), address pairs (p), text (a), numbers of 16 (s) and 32 bits (l, signed L),
    /// truth values (B), bytes (b), by its length (?), of its own ($).
    /// </summary>
    private static (string Name, char Kind) Known(byte code) => code switch
    {
        1 => ("Subnet-Mask", 'i'),
        2 => ("Time-Zone", 'L'),
        3 => ("Default-Gateway", 'i'),
        4 => ("Time-Server", 'i'),
        5 => ("IEN-Name-Server", 'i'),
        6 => ("Domain-Name-Server", 'i'),
        7 => ("LOG", 'i'),
        8 => ("CS", 'i'),
        9 => ("LPR-Server", 'i'),
        10 => ("IM", 'i'),
        11 => ("RL", 'i'),
        12 => ("Hostname", 'a'),
        13 => ("BS", 's'),
        14 => ("DP", 'a'),
        15 => ("Domain-Name", 'a'),
        16 => ("SS", 'i'),
        17 => ("RP", 'a'),
        18 => ("EP", 'a'),
        19 => ("IPF", 'B'),
        20 => ("SRT", 'B'),
        21 => ("PF", 'p'),
        22 => ("RSZ", 's'),
        23 => ("TTL", 'b'),
        24 => ("MTU-Timeout", 'l'),
        25 => ("MTU-Table", 's'),
        26 => ("MTU", 's'),
        27 => ("LSN", 'B'),
        28 => ("BR", 'i'),
        29 => ("MD", 'B'),
        30 => ("MS", 'B'),
        31 => ("Router-Discovery", 'B'),
        32 => ("RSA", 'i'),
        33 => ("Static-Route", 'p'),
        34 => ("UT", 'B'),
        35 => ("AT", 'l'),
        36 => ("IE", 'B'),
        37 => ("TT", 'b'),
        38 => ("KI", 'l'),
        39 => ("KG", 'B'),
        40 => ("YD", 'a'),
        41 => ("YS", 'i'),
        42 => ("NTP", 'i'),
        43 => ("Vendor-Option", 'b'),
        44 => ("Netbios-Name-Server", 'i'),
        45 => ("WDD", 'i'),
        46 => ("Netbios-Node", '$'),
        47 => ("Netbios-Scope", 'a'),
        48 => ("XFS", 'i'),
        49 => ("XDM", 'i'),
        50 => ("Requested-IP", 'i'),
        51 => ("Lease-Time", 'l'),
        52 => ("OO", '$'),
        53 => ("DHCP-Message", '$'),
        54 => ("Server-ID", 'i'),
        55 => ("Parameter-Request", '$'),
        56 => ("MSG", 'a'),
        57 => ("MSZ", 's'),
        58 => ("RN", 'l'),
        59 => ("RB", 'l'),
        60 => ("Vendor-Class", 'a'),
        61 => ("Client-ID", '$'),
        64 => ("N+D", 's'),
        65 => ("N+S", 'i'),
        66 => ("TFTP", 'a'),
        67 => ("BF", 'a'),
        68 => ("MH", 'i'),
        69 => ("SMTP", 'i'),
        70 => ("POP3", 'i'),
        71 => ("NNTP", 'i'),
        72 => ("WWW", 'i'),
        73 => ("FG", 'i'),
        74 => ("IRC", 'i'),
        75 => ("STS", 'i'),
        76 => ("STDA", 'i'),
        77 => ("User-Class", '$'),
        78 => ("SLP-DA", 'b'),
        79 => ("SLP-SCOPE", 'b'),
        80 => ("SLP-NA", 'a'),
        81 => ("FQDN", '$'),
        82 => ("Agent-Information", '$'),
        83 => ("ARMT", 'i'),
        88 => ("TZSTR", 'a'),
        89 => ("FQDNS", 'b'),
        90 => ("AUTH", 'b'),
        91 => ("Last-Transaction-Time", 'l'),
        92 => ("Associated-IP", 'i'),
        93 => ("ARCH", 's'),
        94 => ("NDI", 'b'),
        95 => ("LDAP", 'a'),
        97 => ("GUID", 'b'),
        98 => ("UAP", 'a'),
        100 => ("POSIX-TZ", 'a'),
        101 => ("TZ-Name", 'a'),
        112 => ("NI", 'i'),
        113 => ("NITAG", 'a'),
        114 => ("URL", 'a'),
        116 => ("NOAUTO", 'B'),
        117 => ("NSSEARCH", 's'),
        118 => ("SUBNET", 'i'),
        121 => ("Classless-Static-Route", '$'),
        150 => ("TFTP-Server-Address", 'i'),
        161 => ("MUD-URL", 'a'),
        249 => ("Classless-Static-Route-Microsoft", '$'),
        _ => ("Unknown", '?'),
    };
}
