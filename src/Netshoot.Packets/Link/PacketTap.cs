namespace Netshoot.Packets.Link;

/// <summary>Apple's header that tells the link type, interface and process of each packet (LINKTYPE_PKTAP).</summary>
[Dissects(Select.LinkType, 258)]
[Dissects(Select.LinkType, 149)]
public readonly struct PacketTap : IDissector
{
    private const int HeaderSize = 108;

    public static string Name => "pktap";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize)
        {
            layer.Text($" (packet too short, {length} < {HeaderSize})");
            return layer.Invalid();
        }
        uint header = layer.Wire.U32LittleEndian(), type = layer.Wire.U32LittleEndian(), link = layer.Wire.U32LittleEndian();
        if (header < HeaderSize || header > length)
        {
            if (header < HeaderSize) layer.Text($" (pkt_len too small, {header} < {HeaderSize})");
            else layer.Text($" (pkt_len too big, {header} > {length})");
            return layer.Invalid();
        }
        if (layer.Options.LinkHeader) layer.Text($"DLT {LinkName(link) ?? "UNKNOWN"} ({link}) len {header}, length {length}: ");
        if (!layer.Has((int)header - 12))
        {
            layer.EndEarly();
            return Next.Done;
        }
        layer.Skip((int)header - 12);
        layer.EndLinkHeader();
        layer.Field("link_type", link);
        switch (type)
        {
            case 0:
                layer.Text("None"u8);
                return Next.Done;
            case 1:
                if (layer.Finish(Next.LinkType((int)link))) return Next.Done;
                if (!layer.Options.LinkHeader) layer.Text($"DLT {LinkName(link) ?? "UNKNOWN"} ({link}) len {header}, length {length}: ");
                if (!layer.Quiet) layer.UnknownPayload();
                return Next.Done;
        }
        return Next.Done;
    }

    private static string? LinkName(uint link) => link switch
    {
        0 => "NULL",
        1 => "EN10MB",
        9 => "PPP",
        12 => "RAW",
        _ => null,
    };
}
