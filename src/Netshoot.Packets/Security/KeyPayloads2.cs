namespace Netshoot.Packets.Security;

/// <summary>Payloads of version 2 (RFC 7296 section 3).</summary>
internal static class KeyPayloads2
{
    public static bool Print(ref Layer layer, byte kind, int after, int size, int depth)
    {
        int data = size - 4;
        switch (kind)
        {
            case 33:
                layer.Text($" len={data}");
                return KeyPayloads.Print(ref layer, 2, after, depth + 1, second: true);
            case 2: return Proposal(ref layer, after, size, depth);
            case 34:
                if (!layer.Has(4)) return false;
                ushort group = layer.U16();
                layer.Skip(2);
                layer.Text($" len={data - 4} group=");
                if (KeyAttributes.Group(group) is { } name) layer.Text($"{name}");
                else layer.Text($"#{group}");
                return Data(ref layer, data - 4);
            case 35 or 36: return Identity(ref layer, data);
            case 39: return Authentication(ref layer, data);
            case 40:
                layer.Text($" len={data}");
                if (layer.Verbosity > 2)
                {
                    layer.Text(" nonce=("u8);
                    if (!KeyPayloads.Raw(ref layer, data)) return false;
                    layer.Text(") "u8);
                }
                else
                {
                    layer.Text(" data=("u8);
                    KeyPayloads.Quick(ref layer);
                    layer.Text(")"u8);
                }
                return true;
            case 41: return Notification(ref layer, after);
            case 43:
                layer.Text($" len={data} vid=");
                layer.Printable(layer.Take(Math.Min(Math.Min(14, data), layer.Captured)));
                if (data > 14) layer.Text("..."u8);
                return true;
            case 46 or 44 or 45 or 37 or 38 or 42 or 47 or 48:
                layer.Text($" len={data}");
                return Data(ref layer, data);
        }
        layer.Text($" len={data}");
        return true;
    }

    private static bool Data(ref Layer layer, int size)
    {
        if (size <= 0 || layer.Verbosity <= 2) return true;
        layer.Text(" "u8);
        return KeyPayloads.Raw(ref layer, size);
    }

    private static bool Proposal(ref Layer layer, int after, int size, int depth)
    {
        byte number = layer.U8(), protocol = layer.U8(), index = layer.U8(), transforms = layer.U8();
        layer.Text($" #{number} protoid={protocol switch { 1 => "isakmp", 2 => "ipsec-ah", 3 => "ipsec-esp", 4 => "ipcomp", _ => "unknown" }} transform={transforms} len={size}");
        if (index > 0)
        {
            layer.Text(" spi="u8);
            if (!KeyPayloads.Raw(ref layer, index)) return false;
        }
        for (int at = 1; layer.Position < after && !layer.Truncated; at++)
        {
            if (after - layer.Position < 8 || !layer.Has(8)) return false;
            int start = layer.Position;
            ushort length = layer.PeekU16(2);
            if (length < 8 || start + length > after) return false;
            layer.Text("\n"u8);
            for (int i = 0; i <= depth; i++) layer.Text("    "u8);
            layer.Skip(4);
            byte type = layer.U8();
            layer.Skip(1);
            ushort id = layer.U16();
            layer.Text($"(t: #{at} type={TypeName(type)} id=");
            if (TransformName(type, id) is { } name) layer.Text($"{name} ");
            else layer.Text($"#{id} ");
            while (layer.Position < start + length && !layer.Truncated) KeyPayloads.Attribute(ref layer, static type => type == 14 ? "keylen" : null, static (_, _) => null);
            layer.Text(")"u8);
            layer.Back(Math.Max(0, layer.Position - start - length));
        }
        return true;
    }

    private static bool Identity(ref Layer layer, int data)
    {
        layer.Text($" len={data}");
        if (data < 1 || layer.Verbosity <= 2) return true;
        layer.Text(" "u8);
        if (!layer.Has(data)) return false;
        layer.HexBytes(layer.Rest[..data]);
        byte type = layer.PeekU8();
        layer.Text($" {type switch { 1 => "ipv4:", 2 => "fqdn:", 3 => "rfc822:", 5 => "ipv6:", 9 => "der_dn:", 10 => "der_gn:", 11 => "keyid:", _ => "unknown:" }}");
        if (data < 4) return false;
        layer.Skip(4);
        var id = layer.Take(data - 4);
        if (type is 2 or 3) layer.Printable(id);
        else layer.HexBytes(id);
        return true;
    }

    private static bool Authentication(ref Layer layer, int data)
    {
        if (!layer.Has(4)) return false;
        byte method = layer.U8();
        layer.Skip(3);
        layer.Text($" len={data - 4} method=");
        if (method is >= 1 and <= 3) layer.Text($"{method switch { 1 => "rsasig", 2 => "shared-secret", _ => "dsssig" }}");
        else layer.Text($"{method}");
        if (data <= 4) return true;
        layer.Text(" authdata=("u8);
        if (!KeyPayloads.Raw(ref layer, data - 4)) return false;
        layer.Text(")"u8);
        return true;
    }

    private static bool Notification(ref Layer layer, int after)
    {
        if (!layer.Has(4)) return false;
        byte protocol = layer.U8(), index = layer.U8();
        ushort type = layer.U16();
        layer.Text($" prot_id={protocol switch { 1 => "isakmp", 2 => "ipsec-ah", 3 => "ipsec-esp", 4 => "ipcomp", _ => "#" }}");
        if (protocol is < 1 or > 4) layer.Text($"{protocol}");
        layer.Text($" type={type}({NotificationName(type)})");
        if (index > 0)
        {
            layer.Text(" spi="u8);
            if (!KeyPayloads.Raw(ref layer, index)) return false;
        }
        bool detection = type is 16388 or 16389;
        if (layer.Position >= after || detection && layer.Verbosity <= 3) return true;
        layer.Text(" data=("u8);
        if (layer.Verbosity > 3) layer.HexBytes(layer.Rest);
        else KeyPayloads.Quick(ref layer);
        layer.Text(")"u8);
        return true;
    }

    private static string TypeName(byte type) => type switch
    {
        1 => "encr",
        2 => "prf",
        3 => "integ",
        4 => "dh",
        5 => "esn",
        _ => "unknown",
    };

    private static string? TransformName(byte type, ushort id) => (type, id) switch
    {
        (1, 1) => "des-iv64",
        (1, 2) => "1des",
        (1, 3) => "3des",
        (1, 4) => "rc5",
        (1, 5) => "idea",
        (1, 6) => "cast128",
        (1, 7) => "blowfish",
        (1, 8) => "3idea",
        (1, 9) => "des-iv32",
        (1, 11) => "null",
        (1, 12) => "aes",
        (2, 1) => "hmac-md5",
        (2, 2) => "hmac-sha",
        (2, 3) => "hmac-tiger",
        (2, 4) => "aes128_xcbc",
        (3, 1) => "hmac-md5",
        (3, 2) => "hmac-sha",
        (3, 3) => "dec-mac",
        (3, 4) => "kpdk-md5",
        (3, 5) => "aes-xcbc",
        (4, 1) => "dh1",
        (4, _) => KeyAttributes.Group(id),
        (5, 0) => "no",
        (5, 1) => "yes",
        _ => null,
    };

    private static string NotificationName(ushort type) => type switch
    {
        1 => "unsupported_critical_payload",
        4 => "invalid_ike_spi",
        5 => "invalid_major_version",
        7 => "invalid_syntax",
        9 => "invalid_message_id",
        11 => "invalid_spi",
        14 => "no_protocol_chosen",
        17 => "invalid_ke_payload",
        24 => "authentication_failed",
        34 => "single_pair_required",
        35 => "no_additional_sas",
        36 => "internal_address_failure",
        37 => "failed:cp_required",
        39 => "invalid_selectors",
        16384 => "initial_contact",
        16385 => "set_window_size",
        16386 => "additional_ts_possible",
        16387 => "ipcomp_supported",
        16388 => "nat_detection_source_ip",
        16389 => "nat_detection_destination_ip",
        16390 => "cookie",
        16391 => "use_transport_mode",
        16392 => "http_cert_lookup_supported",
        16393 => "rekey_sa",
        16394 => "tfc_padding_not_supported",
        16395 => "non_first_fragment_also",
        _ => "unknown",
    };
}
