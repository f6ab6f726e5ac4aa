namespace Netshoot.Packets.Security;

/// <summary>Payloads of version 1 (RFC 2407, RFC 2408, RFC 2409).</summary>
internal static class KeyPayloads1
{
    private const byte Ike = 1;

    public static bool Print(ref Layer layer, byte kind, int after, int size, int depth)
    {
        int data = size - 4;
        switch (kind)
        {
            case 1: return Association(ref layer, after, depth);
            case 2: return Proposal(ref layer, after, depth);
            case 3:
                Transform(ref layer, after, 0);
                return true;
            case 4:
                layer.Text($" key len={data}");
                return Data(ref layer, data);
            case 5: return Identity(ref layer, data);
            case 6 or 7:
                byte encoding = layer.U8();
                layer.Text($" len={data} type={CertificateName(encoding)}");
                return Data(ref layer, data - 1);
            case 8 or 9 or 13:
                layer.Text($" len={data}");
                return Data(ref layer, data);
            case 10:
                layer.Text($" n len={data}");
                return Data(ref layer, data);
            case 11: return Notification(ref layer, after);
            case 12:
                uint domain = layer.U32();
                byte protocol = layer.U8(), index = layer.U8();
                ushort count = layer.U16();
                layer.Text($" doi={(domain == 1 ? "ipsec" : "")}");
                if (domain != 1) layer.Text($"{domain}");
                layer.Text($" proto={ProtocolName(protocol)} spilen={index} nspi={count} spi=");
                for (int i = 0; i < count && !layer.Truncated; i++)
                {
                    if (i > 0) layer.Text(","u8);
                    if (!KeyPayloads.Raw(ref layer, index)) return false;
                    if (index == 0) break;
                }
                return true;
        }
        return true;
    }

    private static bool Data(ref Layer layer, int size)
    {
        if (size <= 0 || layer.Verbosity <= 2) return true;
        layer.Text(" "u8);
        return KeyPayloads.Raw(ref layer, size);
    }

    private static bool Association(ref Layer layer, int after, int depth)
    {
        uint domain = layer.U32(), situation = layer.U32();
        if (domain != 1)
        {
            layer.Text($" doi={domain} situation={situation:x8}");
            return false;
        }
        layer.Text(" doi=ipsec situation="u8);
        bool more = false;
        if ((situation & 1) != 0)
        {
            layer.Text("identity"u8);
            more = true;
        }
        if ((situation & 2) != 0)
        {
            layer.Text(more ? "+secrecy"u8 : "secrecy"u8);
            more = true;
        }
        if ((situation & 4) != 0) layer.Text(more ? "+integrity"u8 : "integrity"u8);
        return KeyPayloads.Print(ref layer, 2, after, depth + 1, second: false);
    }

    private static bool Proposal(ref Layer layer, int after, int depth)
    {
        byte number = layer.U8(), protocol = layer.U8(), index = layer.U8(), transforms = layer.U8();
        layer.Text($" #{number} protoid={ProtocolName(protocol)} transform={transforms}");
        if (index > 0)
        {
            layer.Text(" spi="u8);
            if (!KeyPayloads.Raw(ref layer, index)) return false;
        }
        int indent = depth + 1;
        for (int at = 0; layer.Position < after && !layer.Truncated; at++)
        {
            if (after - layer.Position < 8) return false;
            int start = layer.Position;
            ushort size = layer.PeekU16(2);
            if (size < 8 || start + size > after) return false;
            layer.Text("\n"u8);
            for (int i = 0; i < indent; i++) layer.Text("    "u8);
            layer.Text("(t:"u8);
            layer.Skip(4);
            Transform(ref layer, start + size, protocol);
            if (layer.Truncated) return false;
            layer.Text(")"u8);
            layer.Back(Math.Max(0, layer.Position - start - size));
            if (layer.Position < start + size) layer.Skip(start + size - layer.Position);
        }
        return true;
    }

    private static void Transform(ref Layer layer, int after, byte protocol)
    {
        byte number = layer.U8(), id = layer.U8();
        layer.Skip(2);
        layer.Text($" #{number} id=");
        if (TransformName(protocol, id) is { } name) layer.Text($"{name} ");
        else layer.Text($"{id} ");
        while (layer.Position < after && layer.Left > 0 && !layer.Truncated)
        {
            if (protocol == Ike) KeyPayloads.Attribute(ref layer, KeyAttributes.Name, KeyAttributes.Value);
            else KeyPayloads.Attribute(ref layer, KeyAttributes.SecurityName, KeyAttributes.SecurityValue);
        }
    }

    private static bool Identity(ref Layer layer, int data)
    {
        byte type = layer.U8(), protocol = layer.U8();
        ushort port = layer.U16();
        if (layer.Truncated) return false;
        layer.Text($" idtype={IdentityName(type)} protoid={protocol switch { 1 => "icmp", 6 => "tcp", 17 => "udp", _ => "" }}");
        if (protocol is not (1 or 6 or 17)) layer.Text($"{protocol}");
        int size = data - 4;
        layer.Text($" port={port} len={size}");
        if (size <= 0) return true;
        int least = type switch { 1 => 4, 4 or 7 => 8, 5 => 16, 6 or 8 => 32, _ => 0 };
        layer.Text(" "u8);
        if (size < least)
        {
            layer.Text($"[bad: < {least}]");
            return true;
        }
        switch (type)
        {
            case 1:
                var address = layer.Ip4();
                layer.Text($"{layer.Host(address)}");
                break;
            case 2 or 3:
                bool cut = !layer.Has(size);
                layer.Printable(layer.Take(Math.Min(size, layer.Captured)));
                if (cut) layer.EndEarly();
                break;
            case 4:
                address = layer.Ip4();
                var mask = layer.Ip4();
                layer.Text($"len={size} {layer.Host(address)}/{layer.Host(mask)}");
                break;
            case 5:
                address = layer.Ip6();
                layer.Text($"{layer.Host(address)}");
                break;
            case 7:
                address = layer.Ip4();
                mask = layer.Ip4();
                layer.Text($"len={size} {layer.Host(address)}-{layer.Host(mask)}");
                break;
            case 8:
                address = layer.Ip6();
                mask = layer.Ip6();
                layer.Text($"len={size} {layer.Host(address)}-{layer.Host(mask)}");
                break;
        }
        return true;
    }

    private static bool Notification(ref Layer layer, int after)
    {
        uint domain = layer.U32();
        byte protocol = layer.U8(), index = layer.U8();
        ushort type = layer.U16();
        if (domain != 1)
        {
            layer.Text($" doi={domain} proto={protocol} type=");
            if (KeyAttributes.Notification(type) is { } other) layer.Text($"{other}");
            else layer.Text($"#{type}");
        }
        else
        {
            layer.Text($" doi=ipsec proto={ProtocolName(protocol)} type=");
            if (KeyAttributes.Notification(type) is { } name) layer.Text($"{name}");
            else layer.Text($"#{type}");
        }
        if (index > 0)
        {
            layer.Text(" spi="u8);
            if (!KeyPayloads.Raw(ref layer, index)) return false;
        }
        if (layer.Position >= after) return true;
        layer.Text(" orig=("u8);
        KeyPayloads.Quick(ref layer);
        layer.Text(")"u8);
        return true;
    }

    private static string ProtocolName(byte protocol) => protocol switch
    {
        1 => "isakmp",
        2 => "ipsec-ah",
        3 => "ipsec-esp",
        4 => "ipcomp",
        _ => s_numbers[protocol],
    };

    private static readonly string[] s_numbers = [.. Enumerable.Range(0, 256).Select(static i => $"#{i}")];

    private static string IdentityName(byte type) => type switch
    {
        1 => "IPv4",
        2 => "FQDN",
        3 => "user FQDN",
        4 => "IPv4net",
        5 => "IPv6",
        6 => "IPv6net",
        7 => "IPv4range",
        8 => "IPv6range",
        9 => "ASN1 DN",
        10 => "ASN1 GN",
        11 => "keyid",
        _ => s_numbers[type],
    };

    private static string CertificateName(byte type) => type switch
    {
        0 => "none",
        1 => "pkcs#7 wrapped x.509",
        2 => "pgp",
        3 => "dns",
        4 => "x.509 signature",
        5 => "x.509 key",
        6 => "kerberos",
        7 => "crl",
        8 => "arl",
        9 => "spki",
        _ => "x.509 attribute",
    };

    private static string? TransformName(byte protocol, byte id) => (protocol, id) switch
    {
        (1, 1) => "ike",
        (2, 2) => "md5",
        (2, 3) => "sha",
        (2, 4) => "1des",
        (2, 5) => "sha2-256",
        (2, 6) => "sha2-384",
        (2, 7) => "sha2-512",
        (3, 1) => "des-iv64",
        (3, 2) => "des",
        (3, 3) => "3des",
        (3, 4) => "rc5",
        (3, 5) => "idea",
        (3, 6) => "cast",
        (3, 7) => "blowfish",
        (3, 8) => "3idea",
        (3, 9) => "des-iv32",
        (3, 10) => "rc4",
        (3, 11) => "null",
        (3, 12) => "aes",
        (4, 1) => "oui",
        (4, 2) => "deflate",
        (4, 3) => "lzs",
        _ => null,
    };
}
