namespace Netshoot.Packets.Routing;

/// <summary>Validated routes and router keys on their way to routers (RFC 6810, RFC 8210).</summary>
[Dissects(Select.TcpPort, 323)]
public readonly struct RouterKeys : IDissector
{
    private const int HeaderSize = 8;

    public static string Name => "rpki_rtr";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Verbosity == 0)
        {
            layer.Text(": RPKI-RTR"u8);
            return Next.Done;
        }
        for (bool more = true; more && layer.Left > 0 && !layer.Truncated;) more = Unit(ref layer, 0, layer.Length);
        return Next.Done;
    }

    private static bool Unit(ref Layer layer, int depth, int end)
    {
        byte version = layer.PeekU8();
        if (!layer.Has(1)) layer.EndEarly();
        if (layer.Truncated) return false;
        string indent = depth == 0 ? "\n\t" : "\n\t  ";
        if (version != 0)
        {
            layer.Text($"{indent}RPKI-RTRv{version} (unknown)");
            return false;
        }
        if (end - layer.Position < HeaderSize)
        {
            layer.Invalid();
            return false;
        }
        int start = layer.Position;
        layer.Skip(1);
        byte type = layer.U8();
        ushort word = layer.U16();
        uint length = layer.U32();
        if (layer.Truncated) return false;
        if (length < HeaderSize || length > end - start)
        {
            layer.Invalid();
            return false;
        }
        layer.Text($"{indent}RPKI-RTRv{version}, {TypeName(type)} PDU ({type}), length: {length}");
        string inner = depth == 0 ? "\n\t  " : "\n\t    ";
        switch (type)
        {
            case 0 or 1 or 7:
                if (length != 12) return Bad(ref layer);
                uint serial = layer.U32();
                layer.Text($"{inner}Session ID: 0x{word:x4}, Serial: {serial}");
                break;
            case 2 or 8:
                if (length != 8) return Bad(ref layer);
                break;
            case 3:
                if (length != 8) return Bad(ref layer);
                layer.Text($"{inner}Session ID: 0x{word:x4}");
                break;
            case 4 or 6:
                if (length != (type == 4 ? 20 : 32)) return Bad(ref layer);
                byte flags = layer.U8(), bits = layer.U8(), most = layer.U8();
                layer.Skip(1);
                var prefix = type == 4 ? layer.Ip4() : layer.Ip6();
                uint origin = layer.U32();
                layer.Text($"{inner}IPv{type} Prefix {prefix}/{bits}-{most}, origin-as {origin}, flags 0x{flags:x2}");
                break;
            case 10:
                return Error(ref layer, word, start, (int)length, depth, inner);
            default:
                layer.Dump(layer.Bytes.Slice(start, (int)Math.Min(length, (uint)(layer.Bytes.Length - start))), "\n\t"u8);
                break;
        }
        if (layer.Truncated) return false;
        layer.Back(layer.Position - start);
        layer.Skip((int)length);
        return !layer.Truncated;
    }

    private static bool Bad(ref Layer layer)
    {
        layer.Invalid();
        return false;
    }

    private static bool Error(ref Layer layer, ushort code, int start, int length, int depth, string inner)
    {
        int end = start + length;
        uint size = layer.U32();
        if (layer.Truncated) return false;
        layer.Text($"{inner}Error code: {ErrorName(code)} ({code}), Encapsulated PDU length: {size}");
        if (size > end - layer.Position) return Bad(ref layer);
        int text = layer.Position + (int)size;
        if (size > 0)
        {
            // An error about an error could go on for ever.
            if (depth > 0) return Bad(ref layer);
            layer.Text("\n\t-----encapsulated PDU-----"u8);
            Unit(ref layer, depth + 1, text);
            if (layer.Truncated) return false;
            layer.Back(layer.Position - Math.Min(text, layer.Position));
            layer.Skip(text - layer.Position);
        }
        if (end - layer.Position < 4) return Bad(ref layer);
        uint letters = layer.U32();
        if (layer.Truncated) return false;
        if (letters > end - layer.Position) return Bad(ref layer);
        if (letters == 0) return true;
        layer.Text($"{inner}Error text: ");
        layer.PrintableToZero(layer.Take((int)letters));
        return !layer.Truncated;
    }

    private static string TypeName(byte type) => type switch
    {
        0 => "Serial Notify",
        1 => "Serial Query",
        2 => "Reset Query",
        3 => "Cache Response",
        4 => "IPv4 Prefix",
        6 => "IPv6 Prefix",
        7 => "End of Data",
        8 => "Cache Reset",
        10 => "Error Report",
        _ => "Unknown",
    };

    private static string ErrorName(ushort code) => code switch
    {
        0 => "Corrupt Data",
        1 => "Internal Error",
        2 => "No Data Available",
        3 => "Invalid Request",
        4 => "Unsupported Protocol Version",
        5 => "Unsupported PDU Type",
        6 => "Withdrawal of Unknown Record",
        7 => "Duplicate Announcement Received",
        _ => "Unknown",
    };
}
