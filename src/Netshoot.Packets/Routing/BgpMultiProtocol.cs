namespace Netshoot.Packets.Routing;

/// <summary>Reachable and unreachable routes of other address families (RFC 4760).</summary>
internal static class BgpMultiProtocol
{
    private const byte MulticastVpn = 5;

    public static bool Reach(ref Layer layer, int size)
    {
        int end = layer.Position + size;
        if (size < 3) return false;
        ushort family = layer.U16();
        byte subsequent = layer.U8();
        layer.Text($"\n\t    AFI: {BgpNames.Family(family)} ({family}), {(layer.Verbosity > 1 && subsequent > 128 ? "vendor specific " : "")}SAFI: {BgpNames.Subsequent(subsequent)} ({subsequent})");
        if (!Known(family, subsequent))
        {
            layer.Text($"\n\t    no AFI {family} / SAFI {subsequent} decoder");
            if (layer.Verbosity <= 1) layer.Dump(layer.Bytes.Slice(end - size, size), "\n\t    "u8);
            layer.Skip(end - layer.Position);
            return true;
        }
        if (layer.Position >= end) return false;
        int hopLength = layer.U8();
        int left = hopLength;
        if (layer.Position + hopLength > end) return false;
        if (left > 0)
        {
            layer.Text("\n\t    nexthop: "u8);
            bool first = true;
            while (left > 0)
            {
                if (!first) layer.Text(", "u8);
                first = false;
                bool six = family == 2;
                bool vpn = subsequent is 128 or 129 or 130;
                int width = six ? 16 : 4;
                if (vpn)
                {
                    if (left < width + 8)
                    {
                        layer.Text("invalid len"u8);
                        break;
                    }
                    layer.Text("RD: "u8);
                    BgpRoutes.Distinguisher(ref layer);
                    layer.Text($", {(six ? layer.Ip6() : layer.Ip4())}");
                    left -= width + 8;
                }
                else
                {
                    if (left < width)
                    {
                        layer.Text("invalid len"u8);
                        break;
                    }
                    layer.Text($"{(six ? layer.Ip6() : layer.Ip4())}");
                    left -= width;
                }
            }
        }
        layer.Text($", nh-length: {hopLength}");
        layer.Skip(Math.Max(0, left));
        if (layer.Position >= end) return false;
        byte points = layer.U8();
        if (points > 0)
        {
            layer.Text($"\n\t    {points} SNPA");
            for (int i = 0; i < points && layer.Position < end; i++)
            {
                byte bytes = layer.U8();
                layer.Text($"\n\t      {bytes} bytes");
                layer.Skip(bytes);
            }
        }
        else
        {
            layer.Text(", no SNPA"u8);
        }
        return Routes(ref layer, family, subsequent, end);
    }

    public static bool Unreach(ref Layer layer, int size)
    {
        int end = layer.Position + size;
        if (size < 3) return false;
        ushort family = layer.U16();
        byte subsequent = layer.U8();
        layer.Text($"\n\t    AFI: {BgpNames.Family(family)} ({family}), {(layer.Verbosity > 1 && subsequent > 128 ? "vendor specific " : "")}SAFI: {BgpNames.Subsequent(subsequent)} ({subsequent})");
        if (size == 3) layer.Text("\n\t      End-of-Rib Marker (empty NLRI)"u8);
        if (!Known(family, subsequent) && size > 3)
        {
            layer.Text($"\n\t    no AFI {family} / SAFI {subsequent} decoder");
            if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(end - layer.Position, layer.Captured)], "\n\t    "u8);
            layer.Skip(end - layer.Position);
            return true;
        }
        return Routes(ref layer, family, subsequent, end);
    }

    private static bool Known(ushort family, byte subsequent) => family is 1 or 2 && (subsequent is 1 or 2 or 3 or 4 or 128 or 129 or 130 || family == 1 && subsequent == MulticastVpn);

    private static bool Routes(ref Layer layer, ushort family, byte subsequent, int end)
    {
        if (layer.Position > end || layer.Bytes.Length < end) return false;
        bool six = family == 2;
        bool addPath = subsequent is 1 or 2 or 3 && BgpRoutes.LooksLikeAddPath(layer.Bytes[layer.Position..end], six);
        while (layer.Position < end)
        {
            layer.Text("\n\t      "u8);
            bool more = subsequent switch
            {
                4 => BgpRoutes.Labeled(ref layer, end, BgpRoutes.LooksLikeAddPath(layer.Bytes[layer.Position..end], six), six),
                MulticastVpn => BgpMulticastVpn.Print(ref layer),
                128 or 129 or 130 => BgpRoutes.Vpn(ref layer, end, six),
                _ => BgpRoutes.Prefix(ref layer, end, addPath, six),
            };
            if (!more && subsequent == MulticastVpn) return false;
            if (!more)
            {
                layer.Skip(Math.Max(0, end - layer.Position));
                break;
            }
        }
        return true;
    }
}
