namespace Netshoot.Packets.Link;

/// <summary>Classical IP over ATM as Linux captures it: an LLC and SNAP header, or IPv4 at once (RFC 2225, LINKTYPE_LINUX_ATM_CLIP).</summary>
[Dissects(Select.LinkType, 19)]
[Dissects(Select.LinkType, 106)]
public readonly struct ClassicalIp : IDissector
{
    public static string Name => "cip";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Options.LinkHeader) layer.Text($"{layer.Length}: ");
        if (!layer.Has(6)) return layer.Trunc();
        if (layer.PeekU32() == 0xaaaa0300 && layer.PeekU16(4) == 0) return Next.LinkType(LogicalLinkControl.Pseudo);
        return Next.EtherType(0x0800);
    }
}
