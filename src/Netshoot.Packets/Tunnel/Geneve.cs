using Netshoot.Packets.Link;

namespace Netshoot.Packets.Tunnel;

/// <summary>Generic network virtualization encapsulation (RFC 8926 section 3.4).</summary>
[Dissects(Select.UdpPort, 6081)]
public readonly struct Geneve : IDissector
{
    private const ushort EthernetBridging = 0x6558;

    public static string Name => "geneve";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("Geneve"u8);
        if (layer.Length < 8) return layer.Trunc();
        byte first = layer.U8();
        int version = first >> 6, options = (first & 0x3f) * 4;
        if (version != 0)
        {
            layer.Text($" ERROR: unknown-version {version}");
            return Next.Done;
        }
        byte flags = layer.U8();
        layer.Text(", Flags ["u8);
        layer.Bits(flags & 0xc0u, static bit => bit == 0x80 ? "O" : "C", separator: "", highestFirst: true);
        layer.Text("]"u8);
        ushort type = layer.U16();
        uint vni = layer.U24();
        byte reserved = layer.U8();
        layer.Text($", vni 0x{vni:x}");
        layer.Field("vni", vni);
        if (reserved != 0) layer.Text($", rsvd 0x{reserved:x}");
        if (layer.Options.LinkHeader) layer.Text($", proto {EtherTypes.Name(type) ?? "unknown"} (0x{type:x4})");
        if (layer.Left < options)
        {
            layer.Text(" truncated-geneve - "u8);
            return layer.Trunc();
        }
        if (options > 0)
        {
            layer.Text(", options ["u8);
            if (layer.Verbosity > 1) Options(ref layer, options);
            else
            {
                layer.Text($"{options} bytes");
                layer.Skip(options);
            }
            layer.Text("]"u8);
        }
        layer.Text(layer.Verbosity > 0 ? "\n\t"u8 : ": "u8);
        var next = type == EthernetBridging ? Next.LinkType(1) : Next.EtherType(type);
        if (type is EthernetBridging or >= EtherTypes.Smallest && layer.Inner(next)) return Next.Done;
        layer.Text($"geneve-proto-0x{type:x}");
        return Next.Done;
    }

    private static void Options(ref Layer layer, int left)
    {
        string separator = "";
        while (left > 0 && !layer.Truncated)
        {
            ushort kind = layer.U16();
            byte type = layer.U8(), words = (byte)(layer.U8() & 0x1f);
            layer.Text($"{separator}class {ClassName(kind)} (0x{kind:x}) type 0x{type:x}{((type & 0x80) != 0 ? "(C)" : "")} len {words * 4 + 4}");
            separator = ", ";
            left -= 4;
            if (words * 4 > left)
            {
                layer.Text(" [bad option length]"u8);
                return;
            }
            if (words > 0)
            {
                layer.Text(" data"u8);
                layer.Text(" "u8);
                for (int i = 0; i < words && !layer.Truncated; i++)
                {
                    uint value = layer.U32();
                    layer.Text($"{(i > 0 ? " " : "")}{value:x8}");
                }
            }
            left -= words * 4;
        }
    }

    private static string ClassName(ushort kind) => kind <= 0xff ? "Standard" : kind >= 0xff00 ? "Experimental" : kind switch
    {
        0x0100 => "Linux",
        0x0101 => "Open vSwitch",
        0x0102 => "Open Virtual Networking (OVN)",
        0x0103 => "In-band Network Telemetry (INT)",
        0x0104 => "VMware",
        _ => "Unknown",
    };
}
