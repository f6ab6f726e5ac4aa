namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Advertisements for traffic engineering (RFC 3630, RFC 4203, RFC 4124).</summary>
internal static class OspfTraffic
{
    public static bool Print(ref Layer layer, int end, out bool valid)
    {
        valid = true;
        while (layer.Position < end && !layer.Truncated)
        {
            if (end - layer.Position < 4)
            {
                layer.Text($"\n\t    Remaining LS length {end - layer.Position} < 4");
                return Bad(ref layer, out valid);
            }
            ushort kind = layer.U16(), size = layer.U16();
            if (layer.Truncated) return true;
            layer.Text($"\n\t    {kind switch { 1 => "Router Address", 2 => "Link", _ => "unknown" }} TLV ({kind}), length: {size}");
            if (size > end - layer.Position)
            {
                layer.Text($"\n\t    Bogus length {size} > remaining LS length {end - layer.Position}");
                return Bad(ref layer, out valid);
            }
            int after = layer.Position + size;
            switch (kind)
            {
                case 1:
                    if (size < 4)
                    {
                        layer.Text("\n\t    TLV length < 4"u8);
                        return Bad(ref layer, out valid);
                    }
                    var router = layer.Ip4();
                    layer.Text($", {layer.Host(router)}");
                    break;
                case 2:
                    while (layer.Position < after && !layer.Truncated)
                    {
                        if (after - layer.Position < 4)
                        {
                            layer.Text($"\n\t    Remaining TLV length < 4 ({after - layer.Position})");
                            return Bad(ref layer, out valid);
                        }
                        ushort part = layer.U16(), length = layer.U16();
                        if (layer.Truncated) return true;
                        if (length == 0 || after - layer.Position < length) return Bad(ref layer, out valid);
                        int next = layer.Position + length;
                        layer.Text($"\n\t      {PartName(part)} subTLV ({part}), length: {length}");
                        if (!Part(ref layer, part, length)) return Bad(ref layer, out valid);
                        if (layer.Truncated) return true;
                        layer.Back(Math.Max(0, layer.Position - next));
                        layer.Skip(next - layer.Position + (-length & 3));
                    }
                    break;
                default:
                    if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t      "u8);
                    break;
            }
            if (layer.Truncated) return true;
            if (layer.Position < after) layer.Skip(after - layer.Position + (-size & 3));
        }
        return true;
    }

    private static bool Bad(ref Layer layer, out bool valid)
    {
        valid = false;
        layer.Invalid();
        return true;
    }

    private static bool Part(ref Layer layer, ushort part, int size)
    {
        switch (part)
        {
            case 1:
                if (size != 1)
                {
                    layer.Text(" != 1"u8);
                    return false;
                }
                byte type = layer.U8();
                layer.Text($", {type switch { 1 => "Point-to-point", 2 => "Multi-Access", _ => "unknown" }} ({type})");
                return true;
            case 2 or 11:
                if (size is not (4 or 8))
                {
                    layer.Text(" != 4 && != 8"u8);
                    return false;
                }
                for (int i = 0; i < size; i += 4)
                {
                    var id = layer.Ip4();
                    layer.Text($", {layer.Host(id)} (0x{id.Value4:x8})");
                }
                return true;
            case 3 or 4:
                if (!Is(ref layer, size, 4)) return false;
                var address = layer.Ip4();
                layer.Text($", {layer.Host(address)}");
                return true;
            case 5:
                if (!Is(ref layer, size, 4)) return false;
                layer.Text($", Metric {layer.U32()}");
                return true;
            case 6 or 7:
                if (!Is(ref layer, size, 4)) return false;
                layer.Text($", {new Megabits(layer.U32())} Mbps");
                return true;
            case 8:
                if (!Is(ref layer, size, 32)) return false;
                for (int i = 0; i < 8; i++)
                {
                    uint bandwidth = layer.U32();
                    layer.Text($"\n\t\tTE-Class {i}: {new Megabits(bandwidth)} Mbps");
                }
                return true;
            case 9:
                if (!Is(ref layer, size, 4)) return false;
                layer.Text($", 0x{layer.U32():x8}");
                return true;
            case 14:
                if (!Is(ref layer, size, 4)) return false;
                byte protection = layer.U8();
                layer.Text(", "u8);
                layer.Bits(protection, Gmpls.Protection);
                return true;
            case 15:
                if (size < 36)
                {
                    layer.Text(" < 36"u8);
                    return false;
                }
                byte capability = layer.U8(), encoding = layer.U8();
                layer.Text($"\n\t\tInterface Switching Capability: {Gmpls.Switching(capability) ?? "Unknown"}\n\t\tLSP Encoding: {Gmpls.Encoding(encoding) ?? "Unknown"}\n\t\tMax LSP Bandwidth:");
                layer.Skip(2);
                for (int i = 0; i < 8; i++)
                {
                    uint bandwidth = layer.U32();
                    layer.Text($"\n\t\t  priority level {i}: {new Megabits(bandwidth)} Mbps");
                }
                return true;
            case 16:
                layer.Text("\n\t\t  Shared risk group: "u8);
                for (; size >= 4 && !layer.Truncated; size -= 4) layer.Text($"{layer.U32()}{(size >= 8 ? ", " : "")}");
                return true;
            case 17:
                if (size < 4)
                {
                    layer.Text(" < 4"u8);
                    return false;
                }
                byte model = layer.U8();
                layer.Skip(3);
                layer.Text($"\n\t\tBandwidth Constraints Model ID: {Gmpls.BandwidthModel(model) ?? "unknown"} ({model})");
                for (int i = 0; i < size / 4 - 1 && !layer.Truncated; i++)
                {
                    uint bandwidth = layer.U32();
                    layer.Text($"\n\t\t  Bandwidth constraint CT{i}: {new Megabits(bandwidth)} Mbps");
                }
                return true;
        }
        if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t"u8);
        return true;
    }

    private static bool Is(ref Layer layer, int size, int right)
    {
        if (size == right) return true;
        layer.Text($" != {right}");
        return false;
    }

    private static string PartName(ushort part) => part switch
    {
        1 => "Link Type",
        2 => "Link ID",
        3 => "Local Interface IP address",
        4 => "Remote Interface IP address",
        5 => "Traffic Engineering Metric",
        6 => "Maximum Bandwidth",
        7 => "Maximum Reservable Bandwidth",
        8 => "Unreserved Bandwidth",
        9 => "Administrative Group",
        11 => "Link Local/Remote Identifier",
        14 => "Link Protection Type",
        15 => "Interface Switching Capability",
        16 => "Shared Risk Link Group",
        17 => "Bandwidth Constraints",
        _ => "unknown",
    };
}
