namespace Netshoot.Packets.Link;

/// <summary>Geographical networking of vehicles, its first version (ETSI TS 102 636-4-1).</summary>
[Dissects(Select.EtherType, 0x0707)]
[Dissects(Select.EtherType, 0x8947)]
public readonly struct GeoNetworking : IDissector
{
    private const int HeaderSize = 36;

    public static string Name => "geonet";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("GeoNet "u8);
        if (layer.Flow.HasMac) layer.Text($"src:{layer.Flow.SourceMac}; ");
        if (layer.Length < HeaderSize)
        {
            layer.Text($" (common header length {layer.Length} < {HeaderSize})");
            return layer.Invalid();
        }
        if (!layer.Has(8)) layer.EndEarly();
        byte first = layer.U8(), second = layer.U8();
        layer.Skip(2);
        ushort payload = layer.U16();
        layer.Skip(1);
        byte hops = layer.U8();
        int next = first & 15, kind = second >> 4, part = second & 15;
        layer.Text($"v:{first >> 4} NH:{next}-{NextName(next)} HT:{kind}-{part}-{KindName(kind, part)} HopLim:{hops} Payload:{payload} ");
        if (layer.Truncated) return Next.Done;
        if (!layer.Has(8)) layer.EndEarly();
        layer.Text("GN_ADDR:"u8);
        layer.MacBytes(layer.Take(8));
        layer.Text(" "u8);
        layer.Skip(4);
        int latitude = (int)layer.U32();
        layer.Text($"lat:{latitude} ");
        int longitude = (int)layer.U32();
        layer.Text($"lon:{longitude}");
        layer.Skip(8);
        const int SecondPosition = 32;
        if ((kind, part) == (5, 1)) layer.Skip(SecondPosition);
        bool carriesTransport = kind is 0 or 1 || (kind, part) is (5, 0 or 1);
        if (carriesTransport && next is (1 or 2)) Transport(ref layer);
        if (layer.Truncated || layer.Verbosity == 0) return Next.Done;
        layer.UnknownPayload();
        if (layer.Captured < layer.Left) layer.EndEarly();
        return Next.Done;
    }

    private static void Transport(ref Layer layer)
    {
        ushort destination = layer.U16(), source = layer.U16();
        layer.Text($"; BTP Dst:{destination} Src:{source}");
        byte version = layer.PeekU8(), type = layer.PeekU8(1);
        if (!layer.Has(2)) layer.EndEarly();
        layer.Text($"; ItsPduHeader v:{version} t:{type}-");
        layer.Named(type switch { 0 => "CAM", 1 => "DENM", 101 => "TPEGM", 102 => "TSPDM", 103 => "VPM", 104 => "SRM", 105 => "SLAM", 106 => "ecoCAM", 107 => "ITM", 150 => "SA", _ => null }, type, "unknown");
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
        (6, 0) => "LocService-Request",
        (6, 1) => "LocService-Reply",
        _ => "Unknown",
    };
}
