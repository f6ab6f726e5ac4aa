namespace Netshoot.Packets.Link;

/// <summary>What the two cooked headers of Linux share.</summary>
internal static class Cooked
{
    private const ushort RawNovell = 0x0001;
    private const ushort LogicalLink = 0x0004;

    public static string PacketType(ushort type) => type switch
    {
        0 => "In",
        1 => "B",
        2 => "M",
        3 => "P",
        4 => "Out",
        _ => "?",
    };

    public static void PrintType(ref Layer layer, ReadOnlySpan<byte> address, ushort type, int length)
    {
        if (!address.IsEmpty)
        {
            layer.MacBytes(address);
            layer.Text(" "u8);
        }
        if (layer.Quiet) return;
        if (type is not (RawNovell or LogicalLink))
            layer.Text($"ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), length {length}: ");
        else
            layer.Text($"{(type == RawNovell ? "802.3" : "802.2")}, length {length}: ");
    }

    /// <summary>Describes what follows a cooked header.</summary>
    /// <returns>False when nobody knows it.</returns>
    public static bool Payload(ref Layer layer, ushort type)
    {
        layer.Flow.EtherType = type;
        switch (type)
        {
            case RawNovell: return layer.Finish(Next.EtherType(0x8137));
            case LogicalLink: return layer.Finish(Next.LinkType(LogicalLinkControl.Pseudo));
            case < EtherTypes.Smallest: return false;
        }
        while (EtherTypes.IsVlan(type))
        {
            if (layer.Left < 4 || !layer.Has(4))
            {
                layer.Protocol("vlan");
                layer.Trunc();
                return true;
            }
            ushort control = layer.U16();
            type = layer.U16();
            layer.Field("vlan", control & 0xfff);
            if (layer.Options.LinkHeader) layer.Text($"vlan {control & 0xfff}, p {control >> 13}{((control & 0x1000) != 0 ? ", DEI" : "")}, ");
            if (!layer.Quiet) layer.Text($"ethertype {EtherTypes.Name(type) ?? "Unknown"}, ");
        }
        layer.EndLinkHeader();
        return layer.Finish(Next.EtherType(type));
    }
}
