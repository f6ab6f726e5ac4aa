namespace Netshoot.Packets.Internet;

/// <summary>Hop-by-hop options of IPv6 (RFC 8200 section 4.3, RFC 2675).</summary>
[Dissects(Select.IpProtocol, 0)]
public readonly struct HopByHop : IDissector
{
    public static string Name => "hbhopt";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6)
        {
            IpProtocols.Unknown(ref layer, 0, layer.Left);
            return Next.Done;
        }
        int available = layer.Length;
        layer.Text("HBH "u8);
        byte next = layer.U8();
        int size = (layer.U8() + 1) * 8;
        if (!layer.Has(size - 2)) layer.EndEarly();
        if (!Ipv6Options.Read(ref layer, size - 2, layer.Verbosity > 0, out uint jumbo)) return Next.Done;
        if (layer.Truncated) return Next.Done;
        if (layer.Verbosity > 0) layer.Text(" "u8);
        if (layer.Flow.JumboPending)
        {
            layer.Flow.JumboPending = false;
            if (jumbo == 0)
            {
                layer.Text("[No valid Jumbo Payload Hop-by-Hop option found]"u8);
                return layer.Invalid();
            }
            if (available < jumbo) layer.Text($"truncated-ip6 - {jumbo - (uint)available} bytes missing!");
            layer.Claim((int)Math.Min(jumbo, int.MaxValue));
            layer.Limit(layer.Length);
        }
        layer.Flow.IpProtocol = next;
        // More than a layer can claim still is what the packet said.
        return Ipv6.Following(ref layer, next, jumbo > int.MaxValue ? jumbo - (uint)size : layer.Left);
    }
}
