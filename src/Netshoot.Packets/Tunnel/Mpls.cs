namespace Netshoot.Packets.Tunnel;

/// <summary>Label stacks (RFC 3032, RFC 5462).</summary>
[Dissects(Select.EtherType, 0x8847)]
[Dissects(Select.EtherType, 0x8848)]
[Dissects(Select.UdpPort, 6635)]
public readonly struct Mpls : IDissector
{
    private const int OsiProtocols = 0xfefe;

    public static string Name => "mpls";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("MPLS"u8);
        uint label;
        bool bottom;
        bool first = true;
        ushort etherType = layer.Flow.EtherType;
        do
        {
            if (!layer.Has(4)) return layer.Trunc();
            if (layer.Left < 4)
            {
                layer.Text("["u8);
                layer.Text("|mpls]"u8);
                return Next.Done;
            }
            uint entry = layer.U32();
            label = entry >> 12;
            bottom = (entry & 0x100) != 0;
            layer.Text(layer.Verbosity > 0 && !first ? "\n\t"u8 : " "u8);
            first = false;
            layer.Text($"(label {label}");
            if (layer.Verbosity > 0 && LabelName(label) is { } name) layer.Text($" ({name})");
            layer.Text($", tc {entry >> 9 & 7}{(bottom ? ", [S]" : "")}, ttl {entry & 255})");
            layer.Field("label", label);
        }
        while (!bottom);

        // What follows is not told but guessed: by the label, else by the first byte.
        int next = label switch
        {
            0 => 0x0800,
            2 => 0x86dd,
            3 => -1,
            1 when etherType == 0x8847 => 0x0800,
            _ => Guess(layer.PeekU8()),
        };
        if (!layer.Has(1)) return layer.Trunc();
        if (next < 0)
        {
            if (layer.Left > 0) layer.UnknownPayload();
            return Next.Done;
        }
        layer.Text(layer.Verbosity > 0 ? "\n\t"u8 : " "u8);
        return next == OsiProtocols ? Next.Sap(0xfe) : Next.EtherType(next);
    }

    private static int Guess(byte first) => first switch
    {
        >= 0x45 and <= 0x4f => 0x0800,
        >= 0x60 and <= 0x6f => 0x86dd,
        0x81 or 0x82 or 0x83 => OsiProtocols,
        _ => -1,
    };

    private static string? LabelName(uint label) => label switch
    {
        0 => "IPv4 explicit NULL",
        1 => "router alert",
        2 => "IPv6 explicit NULL",
        3 => "implicit NULL",
        _ => null,
    };
}
