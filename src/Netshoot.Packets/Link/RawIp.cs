namespace Netshoot.Packets.Link;

/// <summary>Packets without a link header (LINKTYPE_RAW and its values on other systems, LINKTYPE_IPV4, LINKTYPE_IPV6).</summary>
[Dissects(Select.LinkType, 12)]
[Dissects(Select.LinkType, 14)]
[Dissects(Select.LinkType, 101)]
[Dissects(Select.LinkType, 228)]
[Dissects(Select.LinkType, 229)]
public readonly struct RawIp : IDissector
{
    public static string Name => "raw";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Options.LinkHeader) layer.Text("ip: "u8);
        layer.EndLinkHeader();
        if (layer.Length == 0) return layer.Trunc();
        int version = layer.PeekU8() >> 4;
        switch (version)
        {
            case 4: return Next.EtherType(0x0800);
            case 6: return Next.EtherType(0x86dd);
        }
        if (!layer.Has(1)) layer.EndEarly();
        layer.Text($"unknown ip {version}");
        return Next.Done;
    }
}
