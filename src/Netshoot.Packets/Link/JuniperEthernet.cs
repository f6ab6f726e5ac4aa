namespace Netshoot.Packets.Link;

/// <summary>Ethernet as Juniper's routers capture it (LINKTYPE_JUNIPER_ETHER).</summary>
[Dissects(Select.LinkType, 178)]
public readonly struct JuniperEthernet : IDissector
{
    public static string Name => "juniper_ether";

    public static Next Dissect(ref Layer layer)
    {
        if (!Juniper.Read(ref layer).Goes) return Next.Done;
        if (layer.Options.LinkHeader) layer.Text($"hlen {layer.Position}, proto 0x0000, ");
        layer.EndLinkHeader();
        return Next.LinkType(1);
    }
}
