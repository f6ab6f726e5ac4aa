namespace Netshoot.Packets.Link;

/// <summary>What Linux captures on "any" (LINKTYPE_LINUX_SLL).</summary>
[Dissects(Select.LinkType, 113)]
public readonly struct LinuxCooked : IDissector
{
    private const int HeaderSize = 16;

    public static string Name => "sll";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(HeaderSize)) return layer.Trunc();
        int length = layer.Length;
        ushort packetType = layer.U16();
        layer.Skip(2);
        ushort addressLength = layer.U16();
        var address = layer.Take(8)[..Math.Min((int)addressLength, 8)];
        ushort type = layer.U16();
        layer.EndLinkHeader();
        layer.Flow.EtherType = type;
        layer.Field("packet_type", packetType);
        layer.Field("type", type);

        bool printed = layer.Options.LinkHeader;
        if (printed) PrintHeader(ref layer, packetType, address, type, length);
        if (Cooked.Payload(ref layer, type)) return Next.Done;
        if (!printed) PrintHeader(ref layer, packetType, address, type, length);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static void PrintHeader(ref Layer layer, ushort packetType, ReadOnlySpan<byte> address, ushort type, int length)
    {
        layer.Text($"{Cooked.PacketType(packetType),3} ");
        Cooked.PrintType(ref layer, address, type, length);
    }
}
