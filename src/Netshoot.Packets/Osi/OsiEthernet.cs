namespace Netshoot.Packets.Osi;

/// <summary>ISO protocols behind an EtherType: a byte of padding comes first, as in Cisco's framing.</summary>
[Dissects(Select.EtherType, 0xfefe)]
public readonly struct OsiEthernet : IDissector
{
    public static string Name => "isoclns";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 1 || !layer.Has(1)) return layer.Trunc();
        layer.Skip(1);
        return Next.Sap(0xfe);
    }
}
