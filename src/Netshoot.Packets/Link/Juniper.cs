namespace Netshoot.Packets.Link;

/// <summary>The header that Juniper's routers put before what they capture (LINKTYPE_JUNIPER_*).</summary>
internal static class Juniper
{
    private const uint Magic = 0x4d4743;
    private const byte In = 1;
    private const byte NoLinkHeader = 2;
    private const byte Extensions = 0x80;

    /// <summary>What was read.</summary>
    /// <param name="Goes">Whether the frame is to be described.</param>
    /// <param name="NoLink">Whether an IP packet stands behind the header, without a link header.</param>
    internal readonly record struct Header(bool Goes, bool NoLink);

    public static Header Read(ref Layer layer)
    {
        if (layer.Length < 4 || !layer.Has(4))
        {
            layer.Trunc();
            return default;
        }
        uint magic = layer.U24();
        byte flags = layer.U8();
        if (magic != Magic)
        {
            layer.Text("no magic-number found!"u8);
            return default;
        }
        bool shown = layer.Options.LinkHeader;
        if (shown)
        {
            layer.Text((flags & In) != 0 ? " In "u8 : "Out "u8);
            if (layer.Verbosity > 0)
            {
                layer.Text("\n\tJuniper PCAP Flags ["u8);
                layer.Bits(flags, static bit => bit switch { Extensions => "Ext", NoLinkHeader => "no-L2", In => "In", _ => null }, highestFirst: true);
                layer.Text("]"u8);
            }
        }
        if ((flags & Extensions) != 0 && !Extension(ref layer)) return default;
        if ((flags & NoLinkHeader) == 0) return new(true, false);
        if (shown) layer.Text("no-L2-hdr, "u8);
        if (!layer.Has(5))
        {
            layer.Trunc();
            return default;
        }
        layer.Skip(4);
        switch (layer.PeekU8() >> 4)
        {
            case 4:
                layer.Inner(Next.EtherType(0x0800));
                break;
            case 6:
                layer.Inner(Next.EtherType(0x86dd));
                break;
            default:
                layer.Text("no IP-hdr found!"u8);
                break;
        }
        return default;
    }

    private static bool Extension(ref Layer layer)
    {
        ushort length = layer.U16();
        if (layer.Truncated) return false;
        bool verbose = layer.Options.LinkHeader && layer.Verbosity > 0;
        if (verbose) layer.Text($", PCAP Extension(s) total length {length}");
        int left = length;
        if (!layer.Has(length))
        {
            layer.Trunc();
            return false;
        }
        while (left > 2)
        {
            byte kind = layer.U8(), size = layer.U8();
            left -= 2;
            if (size > left)
            {
                layer.Text($" [extension_length {length} < {size + 2 + (length - left - 2)}]");
                layer.Invalid();
                return false;
            }
            if (verbose) layer.Text($"\n\t  {ExtensionName(kind)} Extension TLV #{kind}, length {size}, value ");
            uint value = 0;
            var bytes = layer.Take(size);
            // Numbers of extensions are little-endian, except where one byte has no order.
            for (int i = Math.Min(bytes.Length, 4) - 1; i >= 0; i--) value = value << 8 | bytes[i];
            if (verbose)
            {
                if (kind == 3) layer.Text($"{MediaName(value)} ({value})");
                else if (kind == 6) layer.Text($"{EncapsulationName(value)} ({value})");
                else layer.Text($"{value}");
            }
            left -= size;
        }
        layer.Skip(left);
        if (verbose) layer.Text("\n\t-----original packet-----\n\t"u8);
        return true;
    }

    private static string ExtensionName(byte kind) => kind switch
    {
        1 => "Device Interface Index",
        2 => "Device Interface Name",
        3 => "Device Media Type",
        4 => "Logical Interface Index",
        5 => "Logical Unit Number",
        6 => "Logical Interface Encapsulation",
        _ => "Unknown",
    };

    private static string MediaName(uint value) => value switch
    {
        1 => "Ethernet",
        2 => "ATM",
        3 => "FrameRelay",
        4 => "PPP",
        _ => "Unknown",
    };

    private static string EncapsulationName(uint value) => value switch
    {
        14 => "Ethernet",
        _ => "Unknown",
    };
}
