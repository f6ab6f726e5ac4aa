using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Ethernet with its VLAN tags (IEEE 802.3, 802.1Q, 802.1ad).</summary>
[Dissects(Select.LinkType, 1)]
public readonly struct Ethernet : IDissector
{
    /// <summary>What Novell's IPX without LLC begins with.</summary>
    private const ushort RawIpx = 0xffff;

    public static string Name => "ether";

    public static Next Dissect(ref Layer layer) => Frame(ref layer, default);

    /// <summary>Describes a frame whose header may have something between the addresses and the type.</summary>
    /// <param name="layer">The frame.</param>
    /// <param name="tag">How the switch's own tag is printed, if there is one.</param>
    internal static Next Frame(ref Layer layer, SwitchTag tag)
    {
        if (layer.Length < EthernetHeader.Size + tag.Size || !layer.Has(EthernetHeader.Size + tag.Size)) return layer.Trunc();
        int length = layer.Length;
        var destination = layer.Mac();
        var source = layer.Mac();
        var tagBytes = layer.Take(tag.Size);
        ushort type = layer.U16();
        var header = new EthernetHeader(destination, source, type);
        layer.Flow.SourceMac = source;
        layer.Flow.DestinationMac = destination;
        layer.Flow.HasMac = true;
        layer.Field("source", source);
        layer.Field("destination", destination);
        layer.Field("type", type);

        bool printed = layer.Options.LinkHeader;
        if (printed) PrintHeader(ref layer, header, length, tag, tagBytes);
        else if (tag.Print is { } print) print(ref layer, tagBytes);

        while (EtherTypes.IsVlan(type))
        {
            if (layer.Left < 4 || !layer.Has(4))
            {
                layer.Protocol("vlan");
                return layer.Trunc();
            }
            ushort control = layer.U16();
            type = layer.U16();
            layer.Field("vlan", control & 0xfff);
            if (!layer.Options.LinkHeader) continue;
            layer.Text($"vlan {control & 0xfff}, p {control >> 13}{((control & 0x1000) != 0 ? ", DEI" : "")}, ");
            if (type >= EtherTypes.Smallest) PrintType(ref layer, type);
        }
        layer.EndLinkHeader();
        layer.Flow.EtherType = type;

        if (type < EtherTypes.Smallest)
        {
            if (layer.Options.LinkHeader) layer.Text($"802.3, length {type}: ");
            // What follows the frame's own length is padding.
            if (layer.Left > type) layer.Limit(layer.Position + type);
            if (layer.PeekU16() == RawIpx && layer.Has(2)) return RawNovell(ref layer);
            return new Next(Select.LinkType, LogicalLinkControl.Pseudo);
        }
        if (layer.Finish(Next.EtherType(type))) return Next.Done;

        if (!printed) PrintHeader(ref layer, new(destination, source, type), length, default, default);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static Next RawNovell(ref Layer layer)
    {
        if (layer.Options.LinkHeader) layer.Text("IPX 802.3: "u8);
        return Next.EtherType(0x8137);
    }

    private static void PrintHeader(ref Layer layer, EthernetHeader header, int length, SwitchTag tag, ReadOnlySpan<byte> tagBytes)
    {
        layer.Text($"{header.Source} > {header.Destination}, ");
        if (tag.Print is { } print) print(ref layer, tagBytes);
        if (header.Type < EtherTypes.Smallest) return;
        if (layer.Quiet)
        {
            if (EtherTypes.Name(header.Type) is { } name) layer.Text($"{name}, ");
            else layer.Text($"Unknown Ethertype (0x{header.Type:x4}), ");
        }
        else
        {
            layer.Text($"ethertype {EtherTypes.Name(header.Type) ?? "Unknown"} (0x{header.Type:x4}), ");
        }
        layer.Text($"length {length}: ");
    }

    /// <summary>The type behind a VLAN tag.</summary>
    private static void PrintType(ref Layer layer, ushort type)
    {
        if (!layer.Quiet) layer.Text($"ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), ");
        else if (EtherTypes.Name(type) is { } name) layer.Text($"{name}, ");
        else layer.Text($"Unknown Ethertype (0x{type:x4}), ");
    }
}
