namespace Netshoot.Packets.Link.Cisco;

/// <summary>Cisco's dynamic trunking protocol.</summary>
[Dissects(Select.Snap, 0x000c_2004)]
public readonly struct DynamicTrunking : IDissector
{
    public static string Name => "dtp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 1) return layer.Invalid();
        byte version = layer.U8();
        layer.Text($"DTPv{version}, length {length}");
        layer.Field("version", version);
        if (layer.Verbosity == 0) return Next.Done;
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 4) return layer.Invalid();
            ushort kind = layer.U16(), size = layer.U16();
            if (layer.Truncated) return Next.Done;
            layer.Text($"\n\t{KindName(kind)} (0x{kind:x4}) TLV, length {size}");
            int value = size - 4;
            if (size < 4 || value > layer.Left) return layer.Invalid();
            if (!layer.Has(value))
            {
                layer.EndEarly();
                return Next.Done;
            }
            var bytes = layer.Take(value);
            switch (kind)
            {
                case 1:
                    layer.Text(", "u8);
                    layer.PrintableToZero(bytes);
                    break;
                case 2 or 3:
                    if (value != 1) return layer.Invalid();
                    layer.Text($", 0x{bytes[0]:x}");
                    break;
                case 4:
                    if (value != 6) return layer.Invalid();
                    layer.Text(", "u8);
                    layer.MacBytes(bytes);
                    break;
            }
        }
        return Next.Done;
    }

    private static string KindName(ushort kind) => kind switch
    {
        1 => "Domain",
        2 => "Status",
        3 => "DTP type",
        4 => "Neighbor",
        _ => "Unknown",
    };
}
