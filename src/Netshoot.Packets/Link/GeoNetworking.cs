namespace Netshoot.Packets.Link;

/// <summary>Geographical networking of vehicles, its first version (ETSI TS 102 636-4-1).</summary>
[Dissects(Select.EtherType, 0x0707)]
public readonly struct GeoNetworking : IDissector
{
    public static string Name => "geonet";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 36) return layer.Trunc();
        layer.Text("GeoNet "u8);
        if (layer.Flow.HasMac) layer.Text($"src:{layer.Flow.SourceMac}; ");
        if (!layer.Has(8)) layer.EndEarly();
        byte first = layer.U8(), second = layer.U8();
        layer.Skip(2);
        ushort payload = layer.U16();
        layer.Skip(1);
        byte hops = layer.U8();
        int next = first & 15, kind = second >> 4, part = second & 15;
        layer.Text($"v:{first >> 4} NH:{next}-{NextName(next)} HT:{kind}-{part}-{KindName(kind, part)} HopLim:{hops} Payload:{payload} ");
        if (layer.Truncated) return Next.Done;
        if (!layer.Has(28) || layer.Left < 28)
        {
            layer.EndEarly();
            return Next.Done;
        }
        layer.Text("GN_ADDR:"u8);
        layer.MacBytes(layer.Take(8));
        layer.Skip(4);
        int latitude = (int)layer.U32(), longitude = (int)layer.U32();
        layer.Text($" lat:{latitude} lon:{longitude} ");
        layer.Skip(8);
        // The headers of some kinds have more behind the position of who sent the frame.
        int more = (kind, part) switch
        {
            (2, _) => 24,
            (3 or 4, _) => 24,
            (5, 0) => 0,
            (5, _) => 4,
            _ => -1,
        };
        if (more > 0) layer.Skip(more);
        if (more < 0) return Next.Done;
        bool verbose = layer.Verbosity > 0;
        switch (next)
        {
            case 1 or 2:
                Transport(ref layer, next == 1);
                break;
            case 0:
                break;
            case 3:
                return Next.EtherType(0x86dd);
        }
        if (layer.Truncated || !verbose) return Next.Done;
        if (next is 0 or 1 or 2) layer.UnknownPayload();
        return Next.Done;
    }

    private static void Transport(ref Layer layer, bool interactive)
    {
        ushort destination = layer.U16(), other = layer.U16();
        if (interactive) layer.Text($"; BTP Dst:{destination} Src:{other}");
        else layer.Text($"; BTP-Dst:{destination}");
        byte version = layer.U8(), type = layer.U8();
        layer.Back(2);
        layer.Text($"; ItsPduHeader v:{version} t:{type}-{(type == 0 ? "CAM" : type == 1 ? "DENM" : "Unknown")}");
    }

    private static string NextName(int next) => next switch
    {
        0 => "Any",
        1 => "BTP-A",
        2 => "BTP-B",
        3 => "IPv6",
        _ => "Unknown",
    };

    private static string KindName(int kind, int part) => (kind, part) switch
    {
        (0, _) => "Any",
        (1, _) => "Beacon",
        (2, _) => "GeoUnicast",
        (3, 0) => "GeoAnycastCircle",
        (3, 1) => "GeoAnycastRect",
        (3, 2) => "GeoAnycastElipse",
        (4, 0) => "GeoBroadcastCircle",
        (4, 1) => "GeoBroadcastRect",
        (4, 2) => "GeoBroadcastElipse",
        (5, 0) => "TopoScopeBcast-SH",
        (5, 1) => "TopoScopeBcast-MH",
        _ => "Unknown",
    };
}
