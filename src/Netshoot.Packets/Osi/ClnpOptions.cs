namespace Netshoot.Packets.Osi;

/// <summary>Options of the connectionless network protocol (ISO 8473 section 7.5).</summary>
internal static class ClnpOptions
{
    /// <returns>False when what follows the options cannot be found.</returns>
    public static bool Print(ref Layer layer, int left)
    {
        while (left > 0)
        {
            if (left < 2)
            {
                layer.Text(", bad opts/li"u8);
                return false;
            }
            byte kind = layer.U8(), size = layer.U8();
            if (layer.Truncated) return false;
            left -= 2;
            if (size > left)
            {
                layer.Text($", opt ({kind}) too long");
                return false;
            }
            left -= size;
            layer.Text($"\n\t  {Name(kind) ?? "Unknown"} Option #{kind}, length {size}, value: ");
            int start = layer.Position;
            if (!Value(ref layer, kind, size)) return false;
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes[start..Math.Min(start + size, layer.Bytes.Length)], "\n\t  "u8);
            if (layer.Truncated) return false;
            layer.Skip(start + size - layer.Position);
        }
        return !layer.Truncated;
    }

    private static bool Value(ref Layer layer, byte kind, int size)
    {
        switch (kind)
        {
            case 203 or 200:
                if (size < 2)
                {
                    layer.Text(", bad opt len"u8);
                    return false;
                }
                Route(ref layer, kind, size);
                break;
            case 205:
                if (size < 1) return Short(ref layer);
                byte priority = layer.U8();
                layer.Text($"0x{priority & 0x0f:x1}");
                break;
            case 195:
                if (size < 1) return Short(ref layer);
                byte format = layer.U8();
                layer.Text($"\n\t    Format Code: {FormatName(format)}");
                if ((format & 0xc0) == 0xc0 && (format & 0x1f) != 0)
                {
                    layer.Text("\n\t    QoS Flags ["u8);
                    layer.Bits((uint)format & 0x1f, QualityName);
                    layer.Text("]"u8);
                }
                break;
            case 197:
                if (size < 2) return Short(ref layer);
                format = layer.U8();
                byte level = layer.U8();
                layer.Text($"\n\t    Format Code: {FormatName(format)}, Security-Level {level}");
                break;
            case 193:
                if (size < 1) return Short(ref layer);
                byte reason = layer.U8();
                layer.Text($"\n\t    Class: {ClassName(reason >> 4)} Error (0x{reason >> 4:x1}), {ReasonName(reason) ?? "Unknown"} (0x{reason & 15:x1})");
                break;
            case 204:
                layer.Text("padding data"u8);
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t  "u8);
                break;
        }
        return true;
    }

    private static bool Short(ref Layer layer)
    {
        layer.Text(", bad opt len"u8);
        return false;
    }

    private static void Route(ref Layer layer, byte kind, int size)
    {
        int start = layer.Position;
        byte type = layer.U8(), offset = layer.U8();
        string what = kind == 200 ? "source routing" : "recording of route in progress";
        layer.Text($"{type switch { 0 => "partial", 1 => "complete", _ => "Unknown" }} {what}");
        if (layer.Truncated) return;
        if (offset == 0xff) offset = (byte)Math.Min(255, size + 1);
        if (offset < 3)
        {
            layer.Text(" Bad NSAP offset"u8);
            return;
        }
        if (offset > size)
        {
            layer.Text(" Bad NSAP offset (past end of option)"u8);
            return;
        }
        int at = start + offset - 1, end = start + size;
        layer.Skip(Math.Max(0, at - layer.Position));
        while (layer.Position < end && !layer.Truncated)
        {
            byte length = layer.U8();
            if (layer.Position + length > end)
            {
                layer.Text("\n\t    NSAP address goes past end of option"u8);
                return;
            }
            var address = layer.Take(length);
            layer.Text($"\n\t    NSAP address (length {length}): ");
            layer.Address(address);
        }
    }

    private static string? Name(byte kind) => kind switch
    {
        193 => "Discard Reason",
        195 => "QoS Maintenance",
        197 => "Security",
        200 => "Source Routing",
        203 => "Route Recording",
        204 => "Padding",
        205 => "Priority",
        _ => null,
    };

    private static string FormatName(byte format) => (format >> 6) switch
    {
        0 => "Reserved",
        1 => "Source Address Specific",
        2 => "Destination Address Specific",
        _ => "Globally unique",
    };

    private static string? QualityName(uint bit) => bit switch
    {
        0x10 => "Sequencing vs transit delay",
        0x08 => "Congestion experienced",
        0x04 => "Transit delay vs cost",
        0x02 => "Residual error probability vs transit delay",
        _ => "Residual error probability vs cost",
    };

    private static string ClassName(int error) => error switch
    {
        0 => "General",
        8 => "Address",
        9 => "Source Routeing",
        10 => "Lifetime",
        11 => "PDU Discarded",
        12 => "Reassembly",
        _ => "Unknown",
    };

    private static string? ReasonName(byte reason) => reason switch
    {
        0x00 => "Reason not specified",
        0x01 => "Protocol procedure error",
        0x02 => "Incorrect checksum",
        0x03 => "PDU discarded due to congestion",
        0x04 => "Header syntax error (cannot be parsed)",
        0x05 => "Segmentation needed but not permitted",
        0x06 => "Incomplete PDU received",
        0x07 => "Duplicate option",
        0x80 => "Destination address unreachable",
        0x81 => "Destination address unknown",
        0x90 => "Unspecified source routeing error",
        0x91 => "Syntax error in source routeing field",
        0x92 => "Unknown address in source routeing field",
        0x93 => "Path not acceptable",
        0xa0 => "Lifetime expired while data unit in transit",
        0xa1 => "Lifetime expired during reassembly",
        0xb0 => "Unsupported option not specified",
        0xb1 => "Unsupported protocol version",
        0xb2 => "Unsupported security option",
        0xb3 => "Unsupported source routeing option",
        0xb4 => "Unsupported recording of route option",
        0xc0 => "Reassembly interference",
        _ => null,
    };
}
