using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Routes of multicast in virtual private networks (RFC 6514 section 4).</summary>
internal static class BgpMulticastVpn
{
    private const int DistinguisherSize = 8;

    /// <summary>Prints one route, whole or not at all.</summary>
    /// <returns>False when it is cut off; the route's line is then taken back.</returns>
    public static bool Print(ref Layer layer)
    {
        var line = layer.Line;
        int before = line?.Length ?? 0;
        if (Route(ref layer)) return true;
        // Behind the line's end and its indentation, which are not to stay either.
        line?.CutTo(Math.Max(0, before - "\n\t      ".Length));
        return false;
    }

    private static bool Route(ref Layer layer)
    {
        if (!layer.Has(2)) return false;
        byte type = layer.U8(), length = layer.U8();
        layer.Text($"Route-Type: {TypeName(type)} ({type}), length: {length}");
        int start = layer.Position;
        bool whole = type switch
        {
            1 => Distinguisher(ref layer) && Address(ref layer, ", Originator "u8, (uint)(length - DistinguisherSize) * 8),
            2 => Distinguisher(ref layer) && Autonomous(ref layer),
            3 => Distinguisher(ref layer) && Group(ref layer) && Address(ref layer, ", Originator "u8, (uint)(length - (layer.Position - start - DistinguisherSize)) * 8),
            5 => Distinguisher(ref layer) && Group(ref layer),
            6 or 7 => Distinguisher(ref layer) && Autonomous(ref layer) && Group(ref layer),
            _ => true,
        };
        if (!whole) return false;
        int taken = layer.Position - start;
        if (taken > length) layer.Back(taken - length);
        else layer.Skip(Math.Min(length - taken, layer.Captured));
        return true;
    }

    private static bool Distinguisher(ref Layer layer)
    {
        if (!layer.Has(DistinguisherSize)) return false;
        layer.Text(", RD: "u8);
        BgpRoutes.Distinguisher(ref layer);
        return true;
    }

    private static bool Autonomous(ref Layer layer)
    {
        if (!layer.Has(4)) return false;
        layer.Text($", Source-AS {new AsNumber(layer.U32(), layer.Options.AsDot)}");
        return true;
    }

    private static bool Group(ref Layer layer)
    {
        if (!layer.Has(1) || layer.PeekU8() < 8) return false;
        if (!Address(ref layer, ", Source "u8, layer.U8())) return false;
        if (!layer.Has(1) || layer.PeekU8() < 8) return false;
        return Address(ref layer, ", Group "u8, layer.U8());
    }

    private static bool Address(ref Layer layer, ReadOnlySpan<byte> title, uint bits)
    {
        layer.Text(title);
        if (bits is not (32 or 128))
        {
            layer.Text($"bogus address length {bits}");
            int bytes = bits <= byte.MaxValue ? (int)(bits / 8) : 0;
            if (!layer.Has(bytes)) return false;
            layer.Skip(bytes);
            return true;
        }
        if (!layer.Has((int)bits / 8)) return false;
        layer.Text($"{(bits == 32 ? layer.Ip4() : layer.Ip6())}");
        return true;
    }

    private static string TypeName(byte type) => type switch
    {
        1 => "Intra-AS I-PMSI",
        2 => "Inter-AS I-PMSI",
        3 => "S-PMSI",
        4 => "Intra-AS Segment-Leaf",
        5 => "Source-Active",
        6 => "Shared Tree Join",
        7 => "Source Tree Join",
        _ => "Unknown",
    };
}
