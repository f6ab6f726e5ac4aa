namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Messages of version 3 (RFC 5340 annex A.3, RFC 7166).</summary>
internal static class OspfVersion3
{
    private const uint Trailer = 0x400;

    public static Next Print(ref Layer layer, byte type, int claimed)
    {
        byte instance = layer.U8();
        if (instance != 0) layer.Text($", Instance {instance}");
        layer.Skip(1);
        int end = claimed;
        switch (type)
        {
            case 1:
                uint options = Hello(ref layer, end);
                if ((options & Trailer) != 0) Authentication(ref layer, end);
                break;
            case 2:
                layer.Skip(1);
                options = layer.U24();
                layer.Text("\n\tOptions ["u8);
                layer.Bits(options, OspfNames.Option3);
                ushort unit = layer.U16();
                layer.Skip(1);
                byte flags = layer.U8();
                layer.Text("], DD Flags ["u8);
                layer.Bits(flags, OspfNames.Description, highestFirst: true);
                uint sequence = layer.U32();
                layer.Text($"], MTU {unit}, DD-Sequence 0x{sequence:x8}");
                if (layer.Verbosity > 1)
                {
                    while (layer.Position < end && !layer.Truncated) OspfAdvertisement3.Header(ref layer, out _, out _);
                }
                if ((options & Trailer) != 0) Authentication(ref layer, end);
                break;
            case 3:
                if (layer.Verbosity <= 1) break;
                while (layer.Position < end && !layer.Truncated)
                {
                    layer.Skip(2);
                    ushort kind = layer.U16();
                    var id = layer.Ip4();
                    var router = layer.Ip4();
                    layer.Text($"\n\t  Advertising Router {layer.Host(router)}");
                    OspfAdvertisement3.Kind(ref layer, kind, id);
                }
                break;
            case 4:
                if (layer.Verbosity <= 1) break;
                uint count = layer.U32();
                for (; count > 0 && !layer.Truncated; count--)
                {
                    if (!OspfAdvertisement3.Print(ref layer, end)) return layer.Trunc();
                }
                break;
            case 5:
                if (layer.Verbosity <= 1) break;
                while (layer.Position < end && !layer.Truncated) OspfAdvertisement3.Header(ref layer, out _, out _);
                break;
        }
        return Next.Done;
    }

    private static uint Hello(ref Layer layer, int end)
    {
        var link = layer.Ip4();
        byte priority = layer.U8();
        uint options = layer.U24();
        ushort interval = layer.U16(), dead = layer.U16();
        layer.Text("\n\tOptions ["u8);
        layer.Bits(options, OspfNames.Option3);
        layer.Text($"]\n\t  Hello Timer {interval}s, Dead Timer {dead}s, Interface-ID {layer.Host(link)}, Priority {priority}");
        var designated = layer.Ip4();
        if (!designated.IsAny) layer.Text($"\n\t  Designated Router {layer.Host(designated)}");
        var backup = layer.Ip4();
        if (!backup.IsAny) layer.Text($", Backup Designated Router {layer.Host(backup)}");
        if (layer.Verbosity <= 1) return options;
        layer.Text("\n\t  Neighbor List:"u8);
        while (layer.Position < end && !layer.Truncated)
        {
            var neighbor = layer.Ip4();
            layer.Text($"\n\t    {layer.Host(neighbor)}");
        }
        return options;
    }

    private static void Authentication(ref Layer layer, int end)
    {
        if (layer.Truncated || layer.Left <= 0) return;
        layer.Back(Math.Max(0, layer.Position - end));
        if (layer.Position < end) layer.Skip(end - layer.Position);
        if (layer.Left < 16)
        {
            layer.Trunc();
            return;
        }
        ushort type = layer.U16(), size = layer.U16();
        layer.Skip(2);
        ushort association = layer.U16();
        uint high = layer.U32(), low = layer.U32();
        layer.Text($"\n\tAuthentication Type {(type == 1 ? "HMAC" : "unknown")}, Length {size}, SAID {association}, CSN 0x{high:x8}:{low:x8}");
        if (size > 16) layer.Dump(layer.Rest[..Math.Min(size - 16, layer.Captured)], "\n\tAuthentication Data "u8);
    }
}
