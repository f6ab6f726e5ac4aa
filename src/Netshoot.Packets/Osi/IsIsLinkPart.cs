namespace Netshoot.Packets.Osi;

/// <summary>Parts that describe a link to a neighbor (RFC 5305, RFC 5307, RFC 4124, RFC 6329, RFC 8667).</summary>
internal static class IsIsLinkPart
{
    public static void Print(ref Layer layer, byte kind, int size)
    {
        switch (kind)
        {
            case 3 or 5 when size >= 4:
                layer.Text($", 0x{layer.U32():x8}");
                break;
            case 4 when size >= 4:
                layer.Text($", 0x{layer.U32():x8}");
                if (size == 8) layer.Text($", 0x{layer.U32():x8}");
                break;
            case 6 or 8 when size >= 4:
                var address = layer.Ip4();
                layer.Text($", {layer.Host(address)}");
                break;
            case 9 or 10 when size >= 4:
                uint bandwidth = layer.U32();
                layer.Text($", {new Megabits(bandwidth)} Mbps");
                break;
            case 11 when size >= 32:
                for (int i = 0; i < 8; i++)
                {
                    bandwidth = layer.U32();
                    layer.Text($"\n\t          TE-Class {i}: {new Megabits(bandwidth)} Mbps");
                }
                break;
            case 12 or 22 when size > 0:
                byte model = layer.U8();
                layer.Text($"\n\t        Bandwidth Constraints Model ID: {Gmpls.BandwidthModel(model) ?? "unknown"} ({model})");
                for (int i = 0; i < (size - 1) / 4 && !layer.Truncated; i++)
                {
                    bandwidth = layer.U32();
                    layer.Text($"\n\t          Bandwidth constraint CT{i}: {new Megabits(bandwidth)} Mbps");
                }
                break;
            case 18 when size >= 3:
                layer.Text($", {layer.U24()}");
                break;
            case 19:
                if (size != 2) break;
                ushort attributes = layer.U16();
                layer.Text(", [ "u8);
                layer.Bits(attributes, AttributeName);
                layer.Text($" ] (0x{attributes:x4})");
                break;
            case 20 when size >= 2:
                byte protection = layer.U8(), priority = layer.U8();
                layer.Text(", "u8);
                layer.Bits(protection, Gmpls.Protection);
                layer.Text($", Priority {priority}");
                break;
            case 21 when size >= 36:
                Switching(ref layer, size);
                break;
            case 29 when size >= 6:
                uint metric = layer.U24();
                byte ports = layer.U8();
                ushort port = layer.U16();
                layer.Text($", LM: {metric}, P: {ports}, P-ID: {port}");
                break;
            case 32 when size >= 8:
                byte flags = layer.U8();
                layer.Text("\n\t          Flags: ["u8);
                layer.Bits(flags, SegmentFlag, highestFirst: true);
                byte weight = layer.U8();
                layer.Text($"]\n\t          Weight: {weight}");
                var neighbor = layer.Take(Nsap.SystemIdSize);
                layer.Text("\n\t          Neighbor System-ID: "u8);
                layer.SystemId(neighbor);
                if ((flags & 0x30) == 0x30) layer.Text($"\n\t          Label: {layer.U24()}");
                else layer.Text($"\n\t          Index: {layer.U32()}");
                break;
            case 3 or 4 or 5 or 6 or 8 or 9 or 10 or 11 or 12 or 18 or 20 or 21 or 22 or 29 or 32:
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t    "u8);
                break;
        }
    }

    private static void Switching(ref Layer layer, int size)
    {
        byte capability = layer.U8(), encoding = layer.U8();
        layer.Text($"\n\t          Interface Switching Capability:{Gmpls.Switching(capability) ?? "Unknown"}, LSP Encoding: {Gmpls.Encoding(encoding) ?? "Unknown"}");
        layer.Skip(2);
        layer.Text("\n\t          Max LSP Bandwidth:"u8);
        for (int i = 0; i < 8; i++)
        {
            uint bandwidth = layer.U32();
            layer.Text($"\n\t            priority level {i}: {new Megabits(bandwidth)} Mbps");
        }
        switch (capability)
        {
            case >= 1 and <= 4:
                if (size < 42) break;
                uint least = layer.U32();
                layer.Text($"\n\t          Min LSP Bandwidth: {new Megabits(least)} Mbps");
                ushort largest = layer.U16();
                layer.Text($"\n\t          Interface MTU: {largest}");
                break;
            case 100:
                if (size < 41) break;
                least = layer.U32();
                layer.Text($"\n\t          Min LSP Bandwidth: {new Megabits(least)} Mbps");
                byte indication = layer.U8();
                layer.Text($"\n\t          Indication {indication switch { 0 => "Standard SONET/SDH", 1 => "Arbitrary SONET/SDH", _ => "Unknown" }} ({indication})");
                break;
            default:
                if (size > 36) layer.Dump(layer.Rest[..Math.Min(size - 36, layer.Captured)], "\n\t\t    "u8);
                break;
        }
    }

    private static string? AttributeName(uint bit) => bit switch
    {
        1 => "Local Protection Available",
        2 => "Link excluded from local protection path",
        4 => "Local maintenance required",
        _ => null,
    };

    private static string? SegmentFlag(uint bit) => bit switch
    {
        0x80 => "Address family IPv6",
        0x40 => "Backup",
        0x20 => "Value",
        0x10 => "Local significance",
        0x08 => "Set of adjacencies",
        0x04 => "Persistent",
        _ => null,
    };
}
