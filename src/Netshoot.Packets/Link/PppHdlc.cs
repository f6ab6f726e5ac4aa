namespace Netshoot.Packets.Link;

/// <summary>PPP in HDLC-like framing, and Cisco HDLC beside it (RFC 1662, LINKTYPE_PPP_HDLC).</summary>
[Dissects(Select.LinkType, 50)]
public readonly struct PppHdlc : IDissector
{
    public static string Name => "ppp_hdlc";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(2)) return layer.Trunc();
        switch (layer.PeekU8())
        {
            case 0x0f or 0x8f:
                return Next.LinkType(104);
            case 0xff:
                layer.Skip(2);
                if (!layer.Has(2)) return layer.Trunc();
                break;
            default:
                if (!layer.Has(2)) return layer.Trunc();
                break;
        }
        byte address = layer.Bytes[0], control = layer.Bytes[1];
        if (address != 0xff)
        {
            if (layer.Options.LinkHeader) layer.Text($"{address:x2} {control:x2} {length} ");
            layer.Skip(2);
        }
        else if (layer.Options.LinkHeader)
        {
            layer.Text($"{address:x2} {control:x2} {length} ");
        }
        ushort protocol = layer.U16();
        if (layer.Truncated) return Next.Done;
        layer.EndLinkHeader();
        if (address == 0xff && layer.Options.LinkHeader) layer.Text($"{PppProtocols.Name(protocol) ?? "unknown"} (0x{protocol:x4}), length {length}: ");
        return Ppp.Payload(ref layer, protocol);
    }
}
