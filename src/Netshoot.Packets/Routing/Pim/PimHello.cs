namespace Netshoot.Packets.Routing.Pim;

/// <summary>Options of hello messages (RFC 7761 section 4.9.2, RFC 3973).</summary>
internal static class PimHello
{
    public static Next Print(ref Layer layer, PimAddresses addresses)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 4) return layer.Trunc();
            ushort kind = layer.U16(), size = layer.U16();
            layer.Text($"\n\t  {Name(kind)} Option ({kind}), length {size}, Value: ");
            if (layer.Truncated) return Next.Done;
            if (!layer.Has(size) || layer.Left < size) return layer.Trunc();
            int start = layer.Position;
            if (Size(kind) is var right and > 0 && size != right)
            {
                layer.Text($"[option length {size} != {right}]");
                return layer.Invalid();
            }
            Value(ref layer, kind, size, addresses);
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes.Slice(start, size), "\n\t    "u8);
            if (layer.Truncated) return Next.Done;
            layer.Back(layer.Position - start);
            layer.Skip(size);
        }
        return Next.Done;
    }

    private static void Value(ref Layer layer, ushort kind, int size, PimAddresses addresses)
    {
        switch (kind)
        {
            case 1:
                ushort holding = layer.U16();
                PimVersion2.Time(ref layer, holding);
                break;
            case 2:
                ushort delay = layer.U16(), interval = layer.U16();
                layer.Text($"\n\t    T-bit={delay >> 15}, LAN delay {delay & 0x7fff}ms, Override interval {interval}ms");
                break;
            case 19:
                layer.Text($"{layer.U32()}");
                break;
            case 20:
                layer.Text($"0x{layer.U32():x8}");
                break;
            case 21:
                byte version = layer.U8(), refresh = layer.U8();
                layer.Text($"v{version}");
                if (refresh != 0)
                {
                    layer.Text(", interval "u8);
                    PimVersion2.Time(ref layer, refresh);
                }
                ushort reserved = layer.U16();
                if (reserved != 0) layer.Text($" ?0x{reserved:x4}?");
                break;
            case 22:
                break;
            case 24 or 65001:
                if (layer.Verbosity <= 1) break;
                int end = layer.Position + size;
                while (layer.Position < end && !layer.Truncated)
                {
                    layer.Text("\n\t    "u8);
                    if (addresses.Unicast(ref layer)) continue;
                    layer.EndEarly();
                    return;
                }
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..size], "\n\t    "u8);
                break;
        }
    }

    private static int Size(ushort kind) => kind switch
    {
        1 => 2,
        2 or 19 or 20 or 21 => 4,
        _ => 0,
    };

    private static string Name(ushort kind) => kind switch
    {
        1 => "Hold Time",
        2 => "LAN Prune Delay",
        19 => "DR Priority",
        20 => "Generation ID",
        21 => "State Refresh Capability",
        22 => "Bi-Directional Capability",
        24 => "Address List",
        65001 => "Address List (Old)",
        _ => "Unknown",
    };
}
