namespace Netshoot.Packets.Security;

/// <summary>Extensible authentication over LANs (IEEE 802.1X section 11, RFC 3748).</summary>
[Dissects(Select.EtherType, 0x888e)]
public readonly struct ExtensibleAuthentication : IDissector
{
    public static string Name => "eap";

    public static Next Dissect(ref Layer layer)
    {
        byte version = layer.U8(), type = layer.U8();
        ushort size = layer.U16();
        if (layer.Truncated) return Next.Done;
        layer.Text($"{TypeName(type)} ({type}) v{version}, len {size}");
        layer.Field("type", type);
        if (type != 0 || layer.Verbosity == 0) return Next.Done;
        byte code = layer.U8(), id = layer.U8();
        ushort length = layer.U16();
        layer.Text($", {CodeName(code) ?? "unknown"} ({code}), id {id}, len {length}");
        if (code is not (1 or 2) || layer.Truncated) return Next.Done;
        byte method = layer.U8();
        layer.Text($"\n\t\t Type {MethodName(method) ?? "unknown"} ({method})");
        switch (method)
        {
            case 1 or 2:
                if (length > 5)
                {
                    var text = layer.Take(Math.Min(length - 5, layer.Captured));
                    layer.Text(method == 1 ? ", Identity: "u8 : ", Notification: "u8);
                    layer.Printable(text);
                }
                break;
            case 18 or 23:
                byte subtype = layer.U8();
                layer.Text($" subtype [{SubtypeName(subtype) ?? "unknown"}] 0x{subtype:x2}");
                break;
            case 3:
                if (length > 5)
                {
                    layer.Text(" types ("u8);
                    for (int i = 5; i < length && layer.Has(1); i++)
                    {
                        byte wanted = layer.U8();
                        layer.Text($"{MethodName(wanted) ?? "unknown"} ({wanted}),");
                    }
                }
                break;
        }
        return Next.Done;
    }

    private static string TypeName(byte type) => type switch
    {
        0 => "EAP packet",
        1 => "EAPOL start",
        2 => "EAPOL logoff",
        3 => "EAPOL key",
        4 => "Encapsulated ASF alert",
        _ => "unknown",
    };

    private static string? CodeName(byte code) => code switch
    {
        1 => "Request",
        2 => "Response",
        3 => "Success",
        4 => "Failure",
        _ => null,
    };

    private static string? SubtypeName(byte subtype) => subtype switch
    {
        1 => "AKA challenge",
        2 => "Authentication Reject",
        4 => "AKA sync failure",
        5 => "AKA identity",
        10 => "Start",
        11 => "Challenge",
        12 => "Notification",
        13 => "Reauthentication",
        14 => "Client Error",
        _ => null,
    };

    private static string? MethodName(byte method) => method switch
    {
        1 => "Identity",
        2 => "Notification",
        3 => "Nak",
        4 => "MD5-challenge",
        5 => "OTP",
        6 => "GTC",
        13 => "TLS",
        17 => "LEAP",
        18 => "SIM",
        21 => "TTLS",
        23 => "AKA",
        25 => "PEAP",
        29 => "MSCHAPv2",
        43 => "FAST",
        254 => "Expanded type",
        255 => "Experimental",
        _ => null,
    };
}
