namespace Netshoot.Packets.Link;

/// <summary>Frame relay over a bundle of links (FRF.16, LINKTYPE_MFR).</summary>
[Dissects(Select.LinkType, 182)]
public readonly struct MultilinkFrameRelay : IDissector
{
    private const int ControlMask = 0xe2;

    public static string Name => "mfr";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4)
        {
            layer.Text($"[length {length} < 4]");
            return layer.Invalid();
        }
        byte first = layer.PeekU8(), second = layer.PeekU8(1);
        if (!layer.Has(4)) layer.EndEarly();
        if ((first & ControlMask) == ControlMask && second == 0) return Control(ref layer, first, length);
        // The top bits of the sequence stand between the flags and the first byte's last bit.
        int sequence = (first & 0x1e) << 7 | second;
        layer.Text("FRF.16 Frag, seq "u8);
        layer.Text($"{sequence}, Flags [");
        Flags(ref layer, first);
        layer.Text("]"u8);
        if ((first & 0x20) != 0)
        {
            layer.Dump(layer.Rest, "\n\t"u8);
            return Next.Done;
        }
        layer.Text(", "u8);
        layer.Skip(2);
        return Next.LinkType(107);
    }

    private static void Flags(ref Layer layer, byte flags) =>
        layer.Bits((uint)flags & 0xe0, static bit => bit switch { 0x80 => "Begin", 0x40 => "End", _ => "Control" }, highestFirst: true);

    private static Next Control(ref Layer layer, byte flags, int length)
    {
        layer.Skip(2);
        byte type = layer.U8();
        layer.Text("FRF.16 Control, Flags ["u8);
        Flags(ref layer, flags);
        layer.Text("], "u8);
        if (TypeName(type) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown Message (0x{type:x2})");
        layer.Text($", length {length}");
        if (layer.Verbosity == 0) return Next.Done;
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 2) return layer.Trunc();
            byte kind = layer.U8(), size = layer.U8();
            layer.Text($"\n\tIE {ElementName(kind)} ({kind}), length {size}: ");
            if (layer.Truncated) return Next.Done;
            if (size < 2)
            {
                layer.Text("[IE data length < 2]"u8);
                return layer.Invalid();
            }
            int data = size - 2;
            if (layer.Left < data || !layer.Has(data))
            {
                if (layer.Left < data) return layer.Trunc();
                layer.EndEarly();
                return Next.Done;
            }
            var value = layer.Take(data);
            if (!Element(ref layer, kind, value)) continue;
            layer.Dump(value, "\n\t  "u8);
        }
        return Next.Done;
    }

    /// <returns>Whether the bytes are dumped too.</returns>
    private static bool Element(ref Layer layer, byte kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case 1 or 2:
                layer.PrintableToZero(value);
                return layer.Verbosity > 1;
            case 3:
                if (value.Length != 4)
                {
                    layer.Text($"[IE data length {value.Length} != 4]");
                    layer.Invalid();
                    return layer.Verbosity > 1;
                }
                layer.Text($"0x{new Wire.WireReader(value).U32():x8}");
                return layer.Verbosity > 1;
            case 5 when value.Length == 8:
                var wire = new Wire.WireReader(value);
                layer.Text($"{wire.U32()}.{wire.U32():D6}");
                return layer.Verbosity > 1;
            default:
                return true;
        }
    }

    private static string? TypeName(byte type) => type switch
    {
        1 => "Add Link",
        2 => "Add Link ACK",
        3 => "Add Link Reject",
        4 => "Hello",
        5 => "Hello ACK",
        6 => "Remove Link",
        7 => "Remove Link ACK",
        _ => null,
    };

    private static string ElementName(byte kind) => kind switch
    {
        1 => "Bundle ID",
        2 => "Link ID",
        3 => "Magic Number",
        5 => "Timestamp",
        6 => "Vendor Extension",
        7 => "Cause",
        _ => "Unknown",
    };
}
