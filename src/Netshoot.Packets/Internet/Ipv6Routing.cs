namespace Netshoot.Packets.Internet;

/// <summary>Routing headers of IPv6 (RFC 8200 section 4.4, RFC 6275, RFC 8754).</summary>
[Dissects(Select.IpProtocol, 43)]
public readonly struct Ipv6Routing : IDissector
{
    private const byte Source = 0;
    private const byte Mobile = 2;
    private const byte Segment = 4;

    public static string Name => "rt6";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6)
        {
            IpProtocols.Unknown(ref layer, 43, layer.Left);
            return Next.Done;
        }
        layer.Text("RT6"u8);
        byte next = layer.U8(), units = layer.U8(), type = layer.U8(), segments = layer.U8();
        layer.Text($" (len={units}, type={type}");
        if (type == Source) layer.Text(" [Deprecated]"u8);
        layer.Text($", segleft={segments}");
        switch (type)
        {
            case Source or Mobile:
                uint reserved = layer.U32();
                if (reserved != 0 || layer.Verbosity > 1) layer.Text($", rsv=0x{reserved:x}");
                if (!Addresses(ref layer, units, false)) return layer.Invalid();
                break;
            case Segment:
                byte last = layer.U8(), flags = layer.U8();
                ushort tag = layer.U16();
                layer.Text($", last-entry={last}");
                if (flags != 0 || layer.Verbosity > 0) layer.Text($", flags=0x{flags:x}");
                layer.Text($", tag={tag:x}");
                if (units % 2 != 0)
                {
                    layer.Text($" (invalid length {units})");
                    return layer.Invalid();
                }
                Addresses(ref layer, units, true);
                break;
            default:
                layer.Text(" (unknown type)"u8);
                return Next.Done;
        }
        layer.Text(") "u8);
        layer.Flow.IpProtocol = next;
        return Ipv6.Following(ref layer, next);
    }

    private static bool Addresses(ref Layer layer, byte units, bool moreMayFollow)
    {
        if (units % 2 == 1 && !moreMayFollow) return false;
        for (int i = 0; i < units / 2 && !layer.Truncated; i++)
        {
            var hop = layer.Ip6();
            layer.Text($", [{i}]{layer.Host(hop)}");
            // The final destination is what checksums cover.
            if (i == 0 && moreMayFollow || !moreMayFollow && i == units / 2 - 1) layer.Flow.FinalDestination = hop;
        }
        return true;
    }
}
