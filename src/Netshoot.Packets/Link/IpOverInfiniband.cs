namespace Netshoot.Packets.Link;

/// <summary>IP over InfiniBand with its pseudo header (RFC 4391, LINKTYPE_IPOIB).</summary>
[Dissects(Select.LinkType, 242)]
public readonly struct IpOverInfiniband : IDissector
{
    private const int HeaderSize = 44;
    private const int AddressesSize = 40;

    public static string Name => "ipoib";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        layer.Skip(AddressesSize);
        ushort type = layer.U16();
        layer.Skip(2);
        layer.EndLinkHeader();
        layer.Field("type", type);
        bool printed = layer.Options.LinkHeader;
        if (printed)
        {
            layer.Text("IPOIB"u8);
            Header(ref layer, type, length);
        }
        if (layer.Finish(Next.EtherType(type))) return Next.Done;
        if (!printed) Header(ref layer, type, length);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static void Header(ref Layer layer, ushort type, int length) =>
        layer.Text($", ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), length {length}: ");
}
