namespace Netshoot.Packets.Link;

/// <summary>What Linux captures on "any", with the interface (LINKTYPE_LINUX_SLL2).</summary>
[Dissects(Select.LinkType, 276)]
public readonly struct LinuxCooked2 : IDissector
{
    private const int HeaderSize = 20;

    public static string Name => "sll2";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(HeaderSize)) return layer.Trunc();
        int length = layer.Length;
        ushort type = layer.U16();
        layer.Skip(2);
        uint index = layer.U32();
        layer.Skip(2);
        byte packetType = layer.U8(), addressLength = layer.U8();
        var address = layer.Take(8)[..Math.Min((int)addressLength, 8)];
        layer.EndLinkHeader();
        layer.Flow.EtherType = type;
        layer.Field("interface", index);
        layer.Field("packet_type", packetType);
        layer.Field("type", type);

        layer.Padded(layer.Options.InterfaceName?.Invoke((int)index) ?? "?", 5);
        layer.Text($" {Cooked.PacketType(packetType),-3} ");
        bool printed = layer.Options.LinkHeader;
        if (printed) PrintHeader(ref layer, index, address, type, length);
        if (Cooked.Payload(ref layer, type)) return Next.Done;
        if (!printed) PrintHeader(ref layer, index, address, type, length);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static void PrintHeader(ref Layer layer, uint index, ReadOnlySpan<byte> address, ushort type, int length)
    {
        layer.Text($"ifindex {index} ");
        Cooked.PrintType(ref layer, address, type, length);
    }
}
