namespace Netshoot.Packets.Internet;

/// <summary>Destination options of IPv6 (RFC 8200 section 4.6).</summary>
[Dissects(Select.IpProtocol, 60)]
public readonly struct DestinationOptions : IDissector
{
    public static string Name => "dstopt";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6)
        {
            IpProtocols.Unknown(ref layer, 60, layer.Left);
            return Next.Done;
        }
        layer.Text("DSTOPT "u8);
        byte next = layer.U8();
        int size = (layer.U8() + 1) * 8;
        if (!layer.Has(size - 2)) layer.EndEarly();
        if (!Ipv6Options.Read(ref layer, size - 2, layer.Verbosity > 0, out _)) return Next.Done;
        if (layer.Verbosity > 0) layer.Text(" "u8);
        layer.Flow.IpProtocol = next;
        return Ipv6.Following(ref layer, next);
    }
}
