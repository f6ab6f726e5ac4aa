namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Messages of version 2 (RFC 2328 annex A.3).</summary>
internal static class OspfVersion2
{
    public static Next Print(ref Layer layer, byte type)
    {
        switch (type)
        {
            case 1:
                Hello(ref layer);
                break;
            case 2:
                ushort unit = layer.U16();
                byte options = layer.U8(), flags = layer.U8();
                layer.Text("\n\tOptions ["u8);
                layer.Bits(options, OspfNames.Option);
                layer.Text("], DD Flags ["u8);
                layer.Bits(flags, OspfNames.Description, highestFirst: true);
                uint sequence = layer.U32();
                layer.Text($"], MTU: {unit}, Sequence: 0x{sequence:x8}");
                if (layer.Verbosity <= 1) break;
                while (layer.Left > 0 && !layer.Truncated)
                {
                    if (!Header(ref layer, out _, out _, out _)) return layer.Trunc();
                }
                break;
            case 3:
                while (layer.Left > 0 && !layer.Truncated) Request(ref layer);
                break;
            case 4: return Update(ref layer);
            case 5:
                while (Header(ref layer, out _, out _, out _))
                {
                    if (layer.Truncated) return Next.Done;
                }
                return layer.Trunc();
        }
        return Next.Done;
    }

    private static void Hello(ref Layer layer)
    {
        var mask = layer.Ip4();
        ushort interval = layer.U16();
        byte options = layer.U8(), priority = layer.U8();
        uint dead = layer.U32();
        layer.Text("\n\tOptions ["u8);
        layer.Bits(options, OspfNames.Option);
        layer.Text($"]\n\t  Hello Timer {interval}s, Dead Timer {dead}s, Mask {layer.Host(mask)}, Priority {priority}");
        var designated = layer.Ip4();
        if (!designated.IsAny) layer.Text($"\n\t  Designated Router {layer.Host(designated)}");
        var backup = layer.Ip4();
        if (!backup.IsAny) layer.Text($", Backup Designated Router {layer.Host(backup)}");
        if (layer.Left <= 0) return;
        layer.Text("\n\t  Neighbor List:"u8);
        while (layer.Left > 0 && !layer.Truncated)
        {
            var neighbor = layer.Ip4();
            layer.Text($"\n\t    {layer.Host(neighbor)}");
        }
    }

    private static void Request(ref Layer layer)
    {
        uint type = layer.U32();
        uint id = layer.U32();
        var router = layer.Ip4();
        byte kind = type <= 255 ? (byte)type : (byte)0;
        layer.Text($"\n\t  Advertising Router: {layer.Host(router)}, {OspfNames.Advertisement(kind)} LSA ({type})");
        if (kind is 9 or 10 or 11) layer.Text($", Opaque-Type: {OspfNames.Opaque((byte)(id >> 24))} LSA ({id >> 24}), Opaque-ID: {id & 0xff_ffff}");
        else layer.Text($", LSA-ID: {layer.Host(Wire.InternetAddress.From4(id))}");
    }

    private static Next Update(ref Layer layer)
    {
        uint count = layer.U32();
        layer.Text($", {count} LSA{(count == 1 ? "" : "s")}");
        for (uint i = 1; i <= count && !layer.Truncated; i++)
        {
            layer.Text($"\n\t  LSA #{i}");
            int start = layer.Position;
            if (!Header(ref layer, out byte type, out uint id, out int length)) return layer.Trunc();
            if (layer.Truncated) return Next.Done;
            bool whole = OspfAdvertisement.Print(ref layer, type, id, start + length, out bool valid);
            if (layer.Truncated || !valid) return Next.Done;
            if (!whole) return layer.Trunc();
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes[(start + OspfAdvertisement.HeaderSize)..Math.Min(start + length, layer.Bytes.Length)], "\n\t    "u8);
            layer.Back(layer.Position - start);
            layer.Skip(length);
        }
        return Next.Done;
    }

    /// <returns>False when it is cut off or impossible.</returns>
    private static bool Header(ref Layer layer, out byte type, out uint id, out int length)
    {
        type = 0;
        id = 0;
        length = 0;
        if (!layer.Has(OspfAdvertisement.HeaderSize)) return false;
        ushort age = layer.U16();
        byte options = layer.U8();
        type = layer.U8();
        id = layer.U32();
        var router = layer.Ip4();
        uint sequence = layer.U32();
        layer.Skip(2);
        length = layer.U16();
        if (length < OspfAdvertisement.HeaderSize)
        {
            layer.Text($"\n\t    Bogus length {length} < header ({OspfAdvertisement.HeaderSize})");
            return false;
        }
        layer.Text($"\n\t  Advertising Router {layer.Host(router)}, seq 0x{sequence:x8}, age {age}s, length {length - OspfAdvertisement.HeaderSize}");
        layer.Text($"\n\t    {OspfNames.Advertisement(type)} LSA ({type})");
        if (type is 9 or 10 or 11) layer.Text($", Opaque-Type {OspfNames.Opaque((byte)(id >> 24))} LSA ({id >> 24}), Opaque-ID {id & 0xff_ffff}");
        else layer.Text($", LSA-ID: {layer.Host(Wire.InternetAddress.From4(id))}");
        layer.Text("\n\t    Options: ["u8);
        layer.Bits(options, OspfNames.Option);
        layer.Text("]"u8);
        return true;
    }
}
