namespace Netshoot.Packets.Link;

/// <summary>Frames and cells of Juniper's first ATM card (LINKTYPE_JUNIPER_ATM1).</summary>
[Dissects(Select.LinkType, 137)]
public readonly struct JuniperAtm : IDissector
{
    public static string Name => "juniper_atm1";

    public static Next Dissect(ref Layer layer)
    {
        if (!JuniperServices.Begin(ref layer, "ATM1", 4, true)) return Next.Done;
        if (!layer.Has(3)) return layer.Trunc();
        // The cookie's first bit tells cells of maintenance.
        if ((layer.Bytes[^(layer.Captured + 4)] & 0x80) != 0) return Next.LinkType(AtmOperations.Pseudo);
        uint header = layer.PeekU32() >> 8;
        if (header is 0xfefe03 or 0xaaaa03) return Next.LinkType(LogicalLinkControl.Pseudo);
        if (layer.PeekU8() == 0x03) return Next.LinkType(107);
        return layer.PeekU8() >> 4 == 6 ? Next.EtherType(0x86dd) : Next.EtherType(0x0800);
    }
}
