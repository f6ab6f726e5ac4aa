namespace Netshoot.Packets.Routing;

/// <summary>Routing information protocol for IPv6 (RFC 2080).</summary>
[Dissects(Select.UdpPort, 521)]
public readonly struct RipNextGeneration : IDissector
{
    private const int HeaderSize = 4;
    private const int EntrySize = 20;
    private const byte Unreachable = 16;

    public static string Name => "ripng";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize) return layer.Invalid();
        byte command = layer.U8(), version = layer.U8();
        layer.Skip(2);
        layer.Field("command", command);
        if (version != 1)
        {
            layer.Text($" [vers {version}]");
            return layer.Invalid();
        }
        int entries = layer.Left / EntrySize;
        switch (command)
        {
            case 1:
                if (entries == 1 && layer.Has(EntrySize) && layer.PeekU8(19) == Unreachable && !layer.Rest[..16].ContainsAnyExcept((byte)0))
                {
                    layer.Text(" ripng-req dump"u8);
                    break;
                }
                layer.Text(" ripng-req "u8);
                layer.Text($"{entries}{(layer.Left % EntrySize == 0 ? "" : "[!]")}:");
                return Entries(ref layer, metrics: false);
            case 2:
                layer.Text($" ripng-resp {entries}{(layer.Left % EntrySize == 0 ? "" : "[!]")}:");
                return Entries(ref layer, metrics: true);
            default:
                layer.Text($" ripng-{command} ?? {length}");
                return layer.Invalid();
        }
        return Next.Done;
    }

    private static Next Entries(ref Layer layer, bool metrics)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < EntrySize) return layer.Invalid();
            var prefix = layer.Ip6();
            ushort tag = layer.U16();
            byte bits = layer.U8(), metric = layer.U8();
            layer.Text(layer.Verbosity > 1 ? "\n\t"u8 : " "u8);
            layer.Text($"{layer.Host(prefix)}/{bits}");
            if (tag != 0) layer.Text($" [{tag}]");
            if (metrics && metric != 0) layer.Text($" ({metric})");
        }
        return Next.Done;
    }
}
