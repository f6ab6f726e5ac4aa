namespace Netshoot.Packets.Link;

/// <summary>Signaling of frame relay: calls and the status of permanent circuits (ITU-T Q.933 with annex A, ANSI T1.617 annex D).</summary>
[Dissects(Select.Nlpid, 0x08)]
public readonly struct FrameRelaySignaling : IDissector
{
    private const byte LockingShift = 0x90;

    public static string Name => "q.933";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Options.LinkHeader) layer.Text("Q.933, "u8);
        if (!layer.Has(1)) layer.EndEarly();
        int reference = layer.U8() & 0x0f;
        var call = layer.Take(reference);
        byte type = layer.U8();
        if (layer.Truncated) return Next.Done;
        byte codeset = 0;
        if (layer.PeekU8() is var shift && (shift & 0xf0) == LockingShift && layer.Left > 0)
        {
            codeset = (byte)(shift & 0x0f);
            layer.Skip(1);
        }
        layer.Text($"{(codeset == 5 ? "ANSI" : "CCITT")}, codeset {codeset}, ");
        if (!call.IsEmpty)
        {
            layer.Text("Call Ref: 0x"u8);
            layer.HexBytes(call);
            layer.Text(", "u8);
        }
        if (layer.Verbosity > 0)
        {
            if (TypeName(type) is { } name) layer.Text($"{name}");
            else layer.Text("unknown message"u8);
            layer.Text($" (0x{type:x2}), length {length}");
        }
        else if (TypeName(type) is { } name)
        {
            layer.Text($"{name}");
        }
        else
        {
            layer.Text($"unknown message 0x{type:x2}");
        }
        bool elements = Elements(ref layer, codeset);
        if (layer.Verbosity == 0 && elements) layer.Text($", length {length}");
        return Next.Done;
    }

    private static bool Elements(ref Layer layer, byte codeset)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            byte kind = layer.U8();
            if (layer.Left < 1)
            {
                if (layer.Verbosity > 0) layer.Trunc();
                return true;
            }
            byte size = layer.U8();
            if (layer.Truncated) return false;
            string? name = codeset is 0 or 5 ? ElementName(kind) : null;
            if (layer.Verbosity > 0)
            {
                layer.Text($"\n\t{name ?? "unknown"} IE (0x{kind:x2}), length {size}: ");
                if (!layer.Has(size) || layer.Left < size)
                {
                    layer.EndEarly();
                    return false;
                }
            }
            else if (!layer.Has(size) || layer.Left < size)
            {
                return true;
            }
            var value = layer.Take(size);
            Element(ref layer, kind, value);
            if (layer.Verbosity > 1 && name is not null) layer.Dump(value, "\n\t  "u8);
        }
        return !layer.Truncated;
    }

    private static void Element(ref Layer layer, byte kind, ReadOnlySpan<byte> value)
    {
        bool verbose = layer.Verbosity > 0;
        string separator = verbose ? "" : ", ";
        switch (kind)
        {
            case 0x01 or 0x51:
                if (value.Length < 1) break;
                if (verbose) layer.Text($"{value[0] switch { 0 => "Full Status", 1 => "Link verify", 2 => "Async PVC Status", _ => "unknown" }} ({value[0]})");
                break;
            case 0x03 or 0x53:
                if (value.Length < 2) break;
                layer.Text($"{separator}TX Seq: {value[0],3}, RX Seq: {value[1],3}");
                break;
            case 0x07 or 0x57:
                layer.Text($"{separator}");
                Circuit(ref layer, value);
                break;
            default:
                if (layer.Verbosity == 1) layer.Dump(value, "\n\t"u8);
                break;
        }
    }

    private static void Circuit(ref Layer layer, ReadOnlySpan<byte> value)
    {
        bool valid = value.Length switch
        {
            3 => (value[0] & 0x80) == 0 && (value[1] & 0x80) != 0,
            4 => (value[0] & 0x80) == 0 && (value[1] & 0x80) == 0 && (value[2] & 0x80) != 0,
            5 => (value[0] & 0x80) == 0 && (value[1] & 0x80) == 0 && (value[2] & 0x80) == 0 && (value[3] & 0x80) != 0,
            _ => false,
        };
        if (!valid)
        {
            layer.Text("Invalid DLCI in PVC STATUS IE"u8);
            return;
        }
        uint connection = (uint)(value[0] & 0x3f) << 4 | (uint)(value[1] & 0x78) >> 3;
        if (value.Length == 4) connection = connection << 6 | (uint)(value[2] & 0x7e) >> 1;
        else if (value.Length == 5) connection = connection << 13 | (uint)(value[2] & 0x7f) << 6 | (uint)(value[3] & 0x7e) >> 1;
        byte status = value[^1];
        layer.Text($"DLCI {connection}: status {((status & 0x08) != 0 ? "New, " : "")}{((status & 0x02) != 0 ? "Active" : "Inactive")}");
    }

    private static string? ElementName(byte kind) => kind switch
    {
        0x01 => "ANSI Report Type",
        0x03 => "ANSI Link Verify",
        0x07 => "ANSI PVC Status",
        0x51 => "CCITT Report Type",
        0x53 => "CCITT Link Verify",
        0x57 => "CCITT PVC Status",
        _ => null,
    };

    private static string? TypeName(byte type) => type switch
    {
        0x00 => "ESC to National",
        0x01 => "Alert",
        0x02 => "Call proceeding",
        0x03 => "Progress",
        0x05 => "Setup",
        0x07 => "Connect",
        0x0f => "Connect ACK",
        0x45 => "Disconnect",
        0x4d => "Release",
        0x5a => "Release Complete",
        0x60 => "Segment",
        0x6e => "Notify",
        0x75 => "Status Enquiry",
        0x7d => "Status Reply",
        _ => null,
    };
}
