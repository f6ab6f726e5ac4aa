namespace Netshoot.Packets.Link;

/// <summary>Frames over ATM with LLC headers (RFC 2684, LINKTYPE_ATM_RFC1483).</summary>
[Dissects(Select.LinkType, 11)]
[Dissects(Select.LinkType, 100)]
public readonly struct Atm : IDissector
{
    public static string Name => "atm";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 1 || !layer.Has(1)) return layer.Trunc();
        if (length < 8 || !layer.Has(8)) return layer.Trunc();
        uint high = layer.PeekU32(), low = layer.PeekU32(4);
        // Some interfaces leave eight bytes of their own before the LLC header.
        if (high >> 8 != 0xaaaa03 && high >> 8 != 0xfefe03)
        {
            if (layer.Options.LinkHeader) layer.Text($"{high:x8}{low:x8} {layer.PeekU32(8):x8}{layer.PeekU32(12):x8} ");
            if (!layer.Has(20)) return layer.Trunc();
            layer.Skip(20);
        }
        return Next.LinkType(LogicalLinkControl.Pseudo);
    }
}
