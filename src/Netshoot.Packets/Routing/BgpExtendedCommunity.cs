using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Extended communities (RFC 4360, RFC 5668, RFC 7153).</summary>
internal static class BgpExtendedCommunity
{
    public static void Print(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.Length % 8 != 0)
        {
            layer.Text("invalid len"u8);
            return;
        }
        for (; value.Length >= 8; value = value[8..])
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(value);
            byte flags = value[0];
            // The flags in the first byte do not count for the name.
            ushort bare = (ushort)(type & 0x3fff);
            layer.Text($"\n\t    {TypeName(bare) ?? TypeName(type) ?? "unknown extd community typecode"} (0x{type:x4}), Flags [{((flags & 0x80) != 0 ? "vendor-specific" : "")}{((flags & 0xc0) == 0xc0 ? ", " : "")}{((flags & 0x40) != 0 ? "non-transitive" : "")}{((flags & 0xc0) == 0 ? "none" : "")}]: ");
            ushort left = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
            uint right = BinaryPrimitives.ReadUInt32BigEndian(value[4..]);
            switch (type)
            {
                case 0x0009:
                    layer.Text($"AS {left}");
                    break;
                case 0x0002 or 0x0003 or 0x0008:
                    layer.Text($"{left}:{right} (= {InternetAddress.From4(right)})");
                    break;
                case 0x0102 or 0x0103 or 0x0108:
                    layer.Text($"{InternetAddress.FromBytes(value.Slice(2, 4))}:{BinaryPrimitives.ReadUInt16BigEndian(value[6..])}");
                    break;
                case 0x0202 or 0x0203:
                    layer.Text($"{new AsNumber(BinaryPrimitives.ReadUInt32BigEndian(value[2..]), layer.Options.AsDot)}:{BinaryPrimitives.ReadUInt16BigEndian(value[6..])}");
                    break;
                case 0x4004 or 0x8004:
                    layer.Text($"bandwidth: {BitConverter.UInt32BitsToSingle(right) * 8 / 1_000_000:F3} Mbps");
                    break;
                case 0x8000 or 0x0105 or 0x8005:
                    layer.Text($"{InternetAddress.FromBytes(value.Slice(2, 4))}, Area Id {value[6]}");
                    break;
                case 0x030c:
                    ushort tunnel = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
                    layer.Text("Tunnel type: "u8);
                    if (TunnelName(tunnel) is { } name) layer.Text($"{name}");
                    else layer.Text($"{tunnel}");
                    break;
                default:
                    layer.HexBytes(value.Slice(2, 6));
                    break;
            }
        }
    }

    private static string? TypeName(ushort type) => type switch
    {
        0x0002 or 0x0102 or 0x0202 => "target",
        0x0003 or 0x0103 or 0x0203 => "origin",
        0x0004 => "link-BW",
        0x0005 or 0x0105 => "ospf-router-id",
        0x0006 or 0x0306 => "ospf-route-type",
        0x0007 or 0x0107 => "ospf-router-id",
        0x0008 or 0x0108 => "BGP data collection",
        0x000a => "layer2-info",
        0x0009 => "source-AS",
        0x010b => "VRF-Import",
        0x030c => "encapsulation",
        0x0301 => "cost",
        _ => null,
    };

    private static string? TunnelName(ushort tunnel) => tunnel switch
    {
        1 => "L2TPv3 over IP",
        2 => "GRE",
        7 => "IP in IP",
        8 => "VXLAN",
        9 => "NVGRE",
        10 => "MPLS",
        11 => "MPLS-in-GRE",
        12 => "VXLAN GPE",
        13 => "MPLS-in-UDP",
        _ => null,
    };
}
