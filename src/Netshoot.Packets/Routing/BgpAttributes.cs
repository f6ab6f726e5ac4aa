using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Path attributes (RFC 4271 section 4.3 and the IANA registry).</summary>
internal static class BgpAttributes
{
    /// <returns>False when the attributes are cut off.</returns>
    public static bool Print(ref Layer layer, int left, int depth)
    {
        while (left > 0)
        {
            if (!layer.Has(2)) return false;
            if (left < 2)
            {
                layer.Text("\n\t  [path attrs too short]"u8);
                return true;
            }
            byte flags = layer.U8(), kind = layer.U8();
            bool wide = (flags & 0x10) != 0;
            int header = wide ? 4 : 3;
            if (!layer.Has(wide ? 2 : 1)) return false;
            int size = wide ? layer.U16() : layer.U8();
            layer.Text($"\n\t  {KindName(kind) ?? "Unknown Attribute"} ({kind}), length: {size}");
            if (left < header)
            {
                layer.Text(" [path attrs too short]"u8);
                return true;
            }
            if (flags != 0)
            {
                layer.Text($", Flags [{((flags & 0x80) != 0 ? "O" : "")}{((flags & 0x40) != 0 ? "T" : "")}{((flags & 0x20) != 0 ? "P" : "")}{((flags & 0x10) != 0 ? "E" : "")}");
                if ((flags & 0x0f) != 0) layer.Text($"+{flags & 15:x}");
                layer.Text("]: "u8);
            }
            left -= header;
            if (left < size)
            {
                layer.Text(" [path attrs too short]"u8);
                return true;
            }
            int start = layer.Position;
            int dumped = size;
            if (!Value(ref layer, kind, size, depth, ref dumped)) return false;
            if (layer.Truncated) return true;
            int taken = layer.Position - start;
            if (taken > size) layer.Back(taken - size);
            else
            {
                if (!layer.Has(size - taken)) return false;
                layer.Skip(size - taken);
            }
            if (layer.Verbosity > 1 && dumped > 0) layer.Dump(layer.Bytes.Slice(start, dumped), "\n\t    "u8);
            left -= size;
        }
        return true;
    }

    private static bool Value(ref Layer layer, byte kind, int size, int depth, ref int dumped)
    {
        if (!layer.Has(size)) return false;
        var value = layer.Rest[..size];
        switch (kind)
        {
            case 1:
                if (size != 1) layer.Text("invalid len"u8);
                else layer.Text($"{value[0] switch { 0 => "IGP", 1 => "EGP", 2 => "Incomplete", _ => "Unknown Origin Typecode" }}");
                break;
            case 2 or 17:
                AsPath(ref layer, kind, value);
                break;
            case 3 or 9:
                if (size != 4) layer.Text("invalid len"u8);
                else layer.Text($"{layer.Host(InternetAddress.FromBytes(value))}");
                break;
            case 4 or 5:
                if (size != 4) layer.Text("invalid len"u8);
                else layer.Text($"{BinaryPrimitives.ReadUInt32BigEndian(value)}");
                break;
            case 6:
                if (size != 0) layer.Text("invalid len"u8);
                break;
            case 7 or 18:
                if (size == 6 && kind == 7) layer.Text($" AS #{BinaryPrimitives.ReadUInt16BigEndian(value)}, origin {InternetAddress.FromBytes(value.Slice(2, 4))}");
                else if (size == 8) layer.Text($" AS #{new AsNumber(BinaryPrimitives.ReadUInt32BigEndian(value), layer.Options.AsDot)}, origin {InternetAddress.FromBytes(value.Slice(4, 4))}");
                else layer.Text("invalid len"u8);
                break;
            case 8:
                if (size % 4 != 0)
                {
                    layer.Text("invalid len"u8);
                    break;
                }
                for (int i = 0; i < size; i += 4)
                {
                    uint community = BinaryPrimitives.ReadUInt32BigEndian(value[i..]);
                    string separator = i + 4 < size ? ", " : "";
                    if (CommunityName(community) is { } name) layer.Text($" {name}{separator}");
                    else layer.Text($"{new AsNumber(community >> 16, false)}:{community & 0xffff}{separator}");
                }
                break;
            case 10:
                if (size % 4 != 0)
                {
                    layer.Text("invalid len"u8);
                    break;
                }
                for (int i = 0; i < size; i += 4) layer.Text($"{layer.Host(InternetAddress.FromBytes(value.Slice(i, 4)))}{(i + 4 < size ? ", " : "")}");
                break;
            case 14:
                return BgpMultiProtocol.Reach(ref layer, size);
            case 15:
                return BgpMultiProtocol.Unreach(ref layer, size);
            case 16:
                BgpExtendedCommunity.Print(ref layer, value);
                break;
            case 22:
                Tunnel(ref layer, value);
                break;
            case 26:
                return InteriorMetric(ref layer, value);
            case 32:
                if (size == 0 || size % 12 != 0)
                {
                    layer.Text("invalid len"u8);
                    break;
                }
                layer.Text("\n\t    "u8);
                for (int i = 0; i < size; i += 12)
                {
                    layer.Text($"{(i > 0 ? ", " : "")}{BinaryPrimitives.ReadUInt32BigEndian(value[i..])}:{BinaryPrimitives.ReadUInt32BigEndian(value[(i + 4)..])}:{BinaryPrimitives.ReadUInt32BigEndian(value[(i + 8)..])}");
                }
                break;
            case 128:
                if (size < 4) return false;
                layer.Text($"\n\t    Origin AS: {new AsNumber(layer.U32(), layer.Options.AsDot)}");
                dumped = size - 4;
                if (depth <= 0) break;
                return Nested(ref layer, ref dumped, depth - 1);
            default:
                layer.Text($"\n\t    no Attribute {kind} decoder");
                if (layer.Verbosity <= 1) layer.Dump(value, "\n\t    "u8);
                break;
        }
        return true;
    }

    /// <summary>A set of attributes; of its bytes, as many are dumped as were not described.</summary>
    private static bool Nested(ref Layer layer, ref int left, int depth)
    {
        while (left > 0)
        {
            if (!layer.Has(2) || left < 2) return false;
            byte flags = layer.U8(), kind = layer.U8();
            bool wide = (flags & 0x10) != 0;
            int header = wide ? 4 : 3;
            if (!layer.Has(wide ? 2 : 1)) return false;
            int size = wide ? layer.U16() : layer.U8();
            layer.Text($"\n\t      {KindName(kind) ?? "Unknown Attribute"} ({kind}), length: {size}");
            if (flags != 0)
            {
                layer.Text($", Flags [{((flags & 0x80) != 0 ? "O" : "")}{((flags & 0x40) != 0 ? "T" : "")}{((flags & 0x20) != 0 ? "P" : "")}{((flags & 0x10) != 0 ? "E" : "")}");
                if ((flags & 0x0f) != 0) layer.Text($"+{flags & 15:x}");
                layer.Text("]"u8);
            }
            layer.Text(": "u8);
            left -= header;
            if (left < size)
            {
                layer.Text(" [path attr too short]"u8);
                return true;
            }
            int start = layer.Position;
            int inner = size;
            if (!Value(ref layer, kind, size, depth, ref inner)) return false;
            int taken = layer.Position - start;
            if (taken > size) layer.Back(taken - size);
            else layer.Skip(size - taken);
            left -= size;
        }
        return true;
    }

    private static void AsPath(ref Layer layer, byte kind, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            layer.Text("empty"u8);
            return;
        }
        if (value.Length % 2 != 0)
        {
            layer.Text("invalid len"u8);
            return;
        }
        int width = kind == 17 ? 4 : AsWidth(value);
        while (value.Length >= 2)
        {
            byte type = value[0];
            int count = value[1];
            layer.Text($"{type switch { 1 => "{", 2 => "", 3 => "(", 4 => "{", _ => "?" }}");
            value = value[2..];
            for (int i = 0; i < count && value.Length >= width; i++)
            {
                uint number = width == 2 ? BinaryPrimitives.ReadUInt16BigEndian(value) : BinaryPrimitives.ReadUInt32BigEndian(value);
                layer.Text($"{new AsNumber(number, layer.Options.AsDot)} ");
                value = value[width..];
            }
            layer.Text($"{type switch { 1 => "}", 2 => "", 3 => ")", 4 => "}", _ => "?" }}");
        }
    }

    /// <summary>Two or four bytes for a number: only whether the segments fill the attribute tells.</summary>
    private static int AsWidth(ReadOnlySpan<byte> value)
    {
        int at = 0;
        while (at + 2 <= value.Length)
        {
            if (value[at] is < 1 or > 4 || value[at + 1] == 0) return 4;
            at += 2 + value[at + 1] * 2;
        }
        return at == value.Length ? 2 : 4;
    }

    private static bool InteriorMetric(ref Layer layer, ReadOnlySpan<byte> value)
    {
        int left = value.Length;
        while (left > 0)
        {
            if (left < 3) return false;
            byte kind = layer.U8();
            ushort size = layer.U16();
            layer.Text($"\n\t    {(kind == 1 ? "AIGP" : "Unknown")} TLV ({kind}), length {size}");
            if (size < 3) return false;
            left -= 3;
            int body = size - 3;
            if (kind == 1)
            {
                if (body < 8) return false;
                if (left < 8) return false;
                layer.Text($", metric {layer.U64()}");
                layer.Skip(Math.Min(left, body) - 8);
            }
            else
            {
                if (left < body) return false;
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(body, layer.Captured)], "\n\t      "u8);
                layer.Skip(body);
            }
            left -= Math.Min(left, body);
        }
        return true;
    }

    private static void Tunnel(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.Length < 5) return;
        byte flags = value[0], type = value[1];
        uint label = (uint)(value[2] << 16 | value[3] << 8 | value[4]) >> 4;
        layer.Text($"\n\t    Tunnel-type {TunnelName(type) ?? "Unknown"} ({type}), Flags [{((flags & 1) != 0 ? "Leaf Information required" : "none")}], MPLS Label {label}");
        var wire = new WireReader(value[5..]);
        switch (type)
        {
            case 1:
                var extended = wire.Ip4();
                layer.Text($"\n\t      Extended-Tunnel-ID {extended}, P2MP-ID 0x{wire.U32():x8}");
                break;
            case 3 or 5:
                layer.Text($"\n\t      Sender {wire.Ip4()}, P-Group {wire.Ip4()}");
                break;
            case 6:
                layer.Text($"\n\t      Ingress {wire.Ip4()}");
                break;
        }
    }

    private static string? TunnelName(byte type) => type switch
    {
        0 => "None",
        1 => "RSVP-TE P2MP LSP",
        2 => "LDP P2MP LSP",
        3 => "PIM SSM",
        4 => "PIM SM",
        5 => "PIM BIDIR",
        6 => "Ingress Replication",
        7 => "LDP MP2MP LSP",
        _ => null,
    };

    private static string? CommunityName(uint community) => community switch
    {
        0 => "NO_EXPORT",
        0xffff_ff01 => "NO_EXPORT",
        0xffff_ff02 => "NO_ADVERTISE",
        0xffff_ff03 => "NO_EXPORT_SUBCONFED",
        0xffff_0000 => "gshut",
        _ => null,
    };

    private static string? KindName(byte kind) => kind switch
    {
        1 => "Origin",
        2 => "AS Path",
        3 => "Next Hop",
        4 => "Multi Exit Discriminator",
        5 => "Local Preference",
        6 => "Atomic Aggregate",
        7 => "Aggregator",
        8 => "Community",
        9 => "Originator ID",
        10 => "Cluster List",
        11 => "DPA",
        12 => "Advertisers",
        13 => "RCID_PATH / CLUSTER_ID",
        14 => "Multi-Protocol Reach NLRI",
        15 => "Multi-Protocol Unreach NLRI",
        16 => "Extended Community",
        17 => "AS4 Path",
        18 => "AS4 Aggregator",
        22 => "PMSI Tunnel",
        23 => "Tunnel Encapsulation",
        26 => "Accumulated IGP Metric",
        32 => "Large Community",
        128 => "Attribute Set",
        255 => "Reserved for development",
        _ => null,
    };
}
