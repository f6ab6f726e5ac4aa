using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Ad-hoc configuration protocol (draft-chroboczek-ahcp-00).</summary>
[Dissects(Select.UdpPort, 5359)]
public readonly struct AdHocConfiguration : IDissector
{
    public static string Name => "ahcp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("AHCP"u8);
        if (layer.Length < 2) return layer.Invalid();
        layer.Skip(1);
        byte version = layer.U8();
        layer.Text($" Version {version}");
        layer.Field("version", version);
        if (version != 1 || layer.Verbosity == 0) return Next.Done;
        if (layer.Length < 24) return layer.Invalid();
        byte hops = layer.U8(), original = layer.U8();
        uint nonce = layer.U32();
        layer.Text($"\n\tHopcount {hops}, Original Hopcount {original}, Nonce 0x{nonce:x8}, Source Id ");
        layer.MacBytes(layer.Take(8));
        layer.Text(", Destination Id "u8);
        layer.MacBytes(layer.Take(8));
        if (layer.Left < 4) return layer.Invalid();
        byte type = layer.U8(), zero = layer.U8();
        ushort size = layer.U16();
        layer.Text("\n\t"u8);
        if (TypeName(type) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown-{type}");
        if (zero != 0) layer.Text($", MBZ {zero}");
        layer.Text($", Length {size}");
        if (size > layer.Left) return layer.Invalid();
        return Next.Done;
    }

    private static string? TypeName(byte type) => type switch
    {
        0 => "Discover",
        1 => "Offer",
        2 => "Request",
        3 => "Ack",
        4 => "Nack",
        5 => "Release",
        _ => null,
    };
}
