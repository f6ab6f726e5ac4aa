using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Link state advertisements of version 3 (RFC 5340 annex A.4).</summary>
internal static class OspfAdvertisement3
{
    private const int HeaderSize = 20;

    public static void Header(ref Layer layer, out ushort kind, out int length)
    {
        ushort age = layer.U16();
        kind = layer.U16();
        var id = layer.Ip4();
        var router = layer.Ip4();
        uint sequence = layer.U32();
        layer.Skip(2);
        length = layer.U16();
        if (layer.Truncated) return;
        layer.Text($"\n\t  Advertising Router {layer.Host(router)}, seq 0x{sequence:x8}, age {age}s, length {length - HeaderSize}");
        Kind(ref layer, kind, id);
    }

    public static void Kind(ref Layer layer, ushort kind, InternetAddress id)
    {
        string scope = (kind & 0x6000) switch { 0 => "Link Local", 0x2000 => "Area Local", 0x4000 => "Domain Wide", _ => "Unknown" };
        layer.Text($"\n\t    {KindName(kind)} LSA ({kind & 0x1fff}), {scope} Scope, LSA-ID {layer.Host(id)}");
    }

    /// <returns>False when it is cut off or contradicts itself.</returns>
    public static bool Print(ref Layer layer, int packet)
    {
        int start = layer.Position;
        if (start >= packet) return false;
        Header(ref layer, out ushort kind, out int length);
        if (layer.Truncated) return true;
        if (length <= HeaderSize) return false;
        int end = start + length;
        if (end > packet) return false;
        bool good = Body(ref layer, kind, end);
        if (layer.Truncated || !good) return good;
        layer.Back(Math.Max(0, layer.Position - end));
        if (layer.Position < end) layer.Skip(end - layer.Position);
        return true;
    }

    private static bool Body(ref Layer layer, ushort kind, int end)
    {
        switch (kind)
        {
            case 0x2001: return Router(ref layer, end);
            case 0x2002:
                Options(ref layer, layer.U32() & 0xff_ffff);
                layer.Text("\n\t      Connected Routers:"u8);
                while (layer.Position < end && !layer.Truncated)
                {
                    var router = layer.Ip4();
                    layer.Text($"\n\t\t{layer.Host(router)}");
                }
                return true;
            case 0x2003:
                uint metric = layer.U32();
                layer.Text($", metric {metric & 0xff_ffff}");
                while (layer.Position < end && !layer.Truncated)
                {
                    if (!Prefix(ref layer)) return false;
                }
                return true;
            case 0x4005: return External(ref layer, end);
            case 0x0008:
                uint word = layer.U32();
                Options(ref layer, word & 0xff_ffff);
                var local = layer.Ip6();
                uint count = layer.U32();
                layer.Text($"\n\t      Priority {word >> 24}, Link-local address {layer.Host(local)}, Prefixes {count}:");
                for (; count > 0 && layer.Position < end && !layer.Truncated; count--)
                {
                    if (!Prefix(ref layer)) return false;
                }
                return count == 0 || layer.Truncated;
            case 0x2009:
                ushort prefixes = layer.U16(), referenced = layer.U16();
                var id = layer.Ip4();
                layer.Skip(4);
                Kind(ref layer, referenced, id);
                layer.Text($"\n\t      Prefixes {prefixes}:");
                for (; prefixes > 0 && layer.Position < end && !layer.Truncated; prefixes--)
                {
                    if (!Prefix(ref layer)) return false;
                }
                return prefixes == 0 || layer.Truncated;
        }
        layer.Dump(layer.Rest[..Math.Min(end - layer.Position, layer.Captured)], "\n\t      "u8);
        return true;
    }

    private static void Options(ref Layer layer, uint options)
    {
        layer.Text("\n\t      Options ["u8);
        layer.Bits(options, OspfNames.Option3);
        layer.Text("]"u8);
    }

    private static bool Router(ref Layer layer, int end)
    {
        uint word = layer.U32();
        Options(ref layer, word & 0xff_ffff);
        layer.Text(", RLA-Flags ["u8);
        layer.Bits(word >> 24, OspfNames.RouterFlag);
        layer.Text("]"u8);
        while (layer.Position < end && !layer.Truncated)
        {
            byte type = layer.U8();
            layer.Skip(1);
            ushort metric = layer.U16();
            var link = layer.Ip4();
            var neighborLink = layer.Ip4();
            var router = layer.Ip4();
            switch (type)
            {
                case 1:
                    layer.Text($"\n\t      Neighbor Router-ID {layer.Host(router)}");
                    break;
                case 2:
                    layer.Text($"\n\t      Neighbor Network-ID {layer.Host(router)}");
                    break;
                case 4:
                    layer.Text($"\n\t      Virtual Link: Neighbor Router-ID {layer.Host(router)}");
                    break;
                default:
                    layer.Text($"\n\t      Unknown Router Links Type 0x{type:x2}");
                    return true;
            }
            layer.Text($"\n\t      Neighbor Interface-ID {layer.Host(neighborLink)}, Interface {layer.Host(link)}, metric {metric}");
        }
        return true;
    }

    private static bool External(ref Layer layer, int end)
    {
        uint word = layer.U32();
        byte flags = (byte)(word >> 24);
        layer.Text("\n\t     Flags ["u8);
        layer.Bits((uint)flags & 7, static bit => bit switch { 4 => "External", 2 => "Forwarding", _ => "Tag" }, highestFirst: true);
        layer.Text($"] metric {word & 0xff_ffff}");
        ushort referenced = layer.PeekU16(2);
        if (!Prefix(ref layer)) return false;
        if ((flags & 2) != 0)
        {
            var forward = layer.Ip6();
            layer.Text($" forward {layer.Host(forward)}");
        }
        if ((flags & 1) != 0)
        {
            var tag = layer.Ip4();
            layer.Text($" tag {layer.Host(tag)}");
        }
        if (referenced == 0 || layer.Position >= end) return true;
        var id = layer.Ip4();
        switch (referenced)
        {
            case 0x2001:
                layer.Text($" Router: {layer.Host(id)}");
                break;
            case 0x2002:
                layer.Text($" Network: {layer.Host(id)}");
                break;
            default:
                layer.Text($" RefLSID: {layer.Host(id)}");
                break;
        }
        return true;
    }

    private static bool Prefix(ref Layer layer)
    {
        byte bits = layer.U8(), options = layer.U8();
        ushort metric = layer.U16();
        if (bits > 128) return false;
        int bytes = (bits + 31) / 32 * 4;
        Span<byte> full = stackalloc byte[16];
        full.Clear();
        layer.Take(bytes).CopyTo(full);
        layer.Text($"\n\t\t{layer.Host(InternetAddress.FromBytes(full))}/{bits}");
        if (options != 0)
        {
            layer.Text(", Options ["u8);
            layer.Bits(options, OptionName);
            layer.Text("]"u8);
        }
        layer.Text($", metric {metric}");
        return true;
    }

    private static string? OptionName(uint bit) => bit switch
    {
        0x01 => "No Unicast",
        0x02 => "Local address",
        0x04 => "Deprecated",
        0x08 => "Propagate",
        0x10 => "Down",
        _ => null,
    };

    private static string KindName(ushort kind) => (kind & 0x1fff) switch
    {
        1 => "Router",
        2 => "Network",
        3 => "Inter-Area Prefix",
        4 => "Inter-Area Router",
        5 => "External",
        6 => "Deprecated",
        7 => "NSSA",
        8 => "Link",
        9 => "Intra-Area Prefix",
        _ => "unknown",
    };
}
