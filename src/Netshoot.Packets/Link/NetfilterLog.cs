namespace Netshoot.Packets.Link;

/// <summary>Packets from the firewall's log target (LINKTYPE_NFLOG): attributes, one of which is the packet.</summary>
[Dissects(Select.LinkType, 239)]
public readonly struct NetfilterLog : IDissector
{
    private const int HeaderSize = 4;
    private const ushort PayloadAttribute = 9;

    public static string Name => "nflog";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(HeaderSize)) return layer.Trunc();
        byte family = layer.U8(), version = layer.U8();
        ushort resource = layer.U16();
        layer.Field("family", family);
        if (version != 0)
        {
            layer.Text($"version {version} (unknown)");
            return Next.Done;
        }
        if (layer.Options.LinkHeader)
        {
            layer.Text($"version {version}, resource ID {resource}");
            if (!layer.Quiet) layer.Text($", family {FamilyName(family) ?? "Unknown"} ({family})");
            layer.Text($", length {length}: ");
        }
        while (layer.Left > 0)
        {
            if (!layer.Has(4)) return layer.Trunc();
            ushort size = layer.Wire.U16LittleEndian(), kind = layer.Wire.U16LittleEndian();
            if (size < 4) return layer.Trunc();
            if ((kind & 0x7fff) == PayloadAttribute)
            {
                layer.EndLinkHeader();
                layer.Limit(layer.Position + size - 4);
                return family switch
                {
                    2 => Next.EtherType(0x0800),
                    10 => Next.EtherType(0x86dd),
                    _ => Unknown(ref layer),
                };
            }
            int padded = size - 4 + 3 & ~3;
            if (!layer.Has(padded)) return layer.Trunc();
            layer.Skip(padded);
        }
        return Next.Done;
    }

    private static Next Unknown(ref Layer layer)
    {
        layer.UnknownPayload();
        return Next.Done;
    }

    private static string? FamilyName(byte family) => family switch
    {
        2 => "IPv4",
        10 => "IPv6",
        _ => null,
    };
}
