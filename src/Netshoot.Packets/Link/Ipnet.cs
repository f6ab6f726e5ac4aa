namespace Netshoot.Packets.Link;

/// <summary>Packets between zones of Solaris (LINKTYPE_IPNET).</summary>
[Dissects(Select.LinkType, 226)]
public readonly struct Ipnet : IDissector
{
    private const int HeaderSize = 24;

    public static string Name => "ipnet";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        layer.Skip(1);
        byte family = layer.U8();
        layer.Skip(14);
        uint source = layer.U32(), destination = layer.U32();
        layer.EndLinkHeader();
        layer.Field("family", family);
        bool printed = layer.Options.LinkHeader;
        if (printed) Header(ref layer, family, source, destination, length);
        switch (family)
        {
            case 2: return Next.EtherType(0x0800);
            case 26: return Next.EtherType(0x86dd);
        }
        if (!printed) Header(ref layer, family, source, destination, length);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static void Header(ref Layer layer, byte family, uint source, uint destination, int length)
    {
        layer.Text($"{source} > {destination}");
        if (layer.Quiet) layer.Text($", {FamilyName(family) ?? "Unknown Protocol"}");
        else layer.Text($", family {FamilyName(family) ?? "Unknown"} ({family})");
        layer.Text($", length {length}: ");
    }

    private static string? FamilyName(byte family) => family switch
    {
        2 => "IPv4",
        26 => "IPv6",
        _ => null,
    };
}
