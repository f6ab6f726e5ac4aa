namespace Netshoot.Packets.Link;

/// <summary>Operations, administration and maintenance of an Ethernet link (IEEE 802.3 clause 57).</summary>
internal static class LinkOperations
{
    public static Next Print(ref Layer layer)
    {
        ushort flags = layer.U16();
        byte code = layer.U8();
        layer.Text($"\n\tCode {CodeName(code)} OAM PDU, Flags [");
        layer.Bits(flags, FlagName);
        layer.Text("]"u8);
        switch (code)
        {
            case 0: return Information(ref layer);
            case 1: return Events(ref layer);
            case 4:
                byte command = layer.U8();
                layer.Text($"\n\t  Command {CommandName(command)} ({command})");
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n\t  "u8);
                break;
        }
        return Next.Done;
    }

    /// <summary>Reads the head of a TLV and prints it.</summary>
    /// <returns>False when nothing more is to be said: it is the last one, or it contradicts what is there.</returns>
    private static bool TryBegin(ref Layer layer, Func<byte, string> name, string what, out byte kind, out byte size)
    {
        (kind, size) = (0, 0);
        if (layer.Left < 2)
        {
            layer.Trunc();
            return false;
        }
        (kind, size) = (layer.U8(), layer.U8());
        if (layer.Truncated) return false;
        layer.Text($"\n\t  {name(kind)} {what} Type ({kind}), length {size}");
        if (kind == 0) return false;
        if (size < 2)
        {
            layer.Text("\n\t    ERROR: illegal length - should be >= 2"u8);
            return false;
        }
        if (layer.Left >= size - 2) return true;
        layer.Trunc();
        return false;
    }

    private static Next Information(ref Layer layer)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (!TryBegin(ref layer, static kind => InformationName(kind), "Information", out byte kind, out byte size)) return Next.Done;
            int value = size - 2;
            int start = layer.Position;
            if (kind is 1 or 2)
            {
                if (size != 16)
                {
                    layer.Text("\n\t    ERROR: illegal length - should be 16"u8);
                    return Next.Done;
                }
                byte version = layer.U8();
                ushort revision = layer.U16();
                byte state = layer.U8(), configuration = layer.U8();
                ushort unit = layer.U16();
                uint organization = layer.U24(), vendor = layer.U32();
                layer.Text($"\n\t    OAM-Version {version}, Revision {revision}\n\t    State-Parser-Action {ParserName(state & 3)}, State-MUX-Action {((state & 4) != 0 ? "discard" : "forwarding")}\n\t    OAM-Config Flags [");
                layer.Bits(configuration, ConfigurationName);
                layer.Text($"], OAM-PDU-Config max-PDU size {unit}\n\t    OUI {Lldp.OrganizationName(organization) ?? "Unknown"} (0x{organization:x6}), Vendor-Private 0x{vendor:x8}");
            }
            if (layer.Truncated) return Next.Done;
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes.Slice(start, Math.Min(value, layer.Bytes.Length - start)), "\n\t  "u8);
            layer.Back(layer.Position - start);
            layer.Skip(value);
        }
        return Next.Done;
    }

    private static Next Events(ref Layer layer)
    {
        if (layer.Left < 2) return layer.Trunc();
        ushort sequence = layer.U16();
        layer.Text($"\n\t  Sequence Number {sequence}");
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (!TryBegin(ref layer, static kind => EventName(kind), "Link Event", out byte kind, out byte size)) return Next.Done;
            int value = size - 2;
            if (kind == 1)
            {
                if (size != 40)
                {
                    layer.Text("\n\t    ERROR: illegal length - should be 40"u8);
                    return Next.Done;
                }
                ushort stamp = layer.U16();
                ulong window = layer.U64(), threshold = layer.U64(), errors = layer.U64(), running = layer.U64();
                uint total = layer.U32();
                layer.Text($"\n\t    Timestamp {stamp * 100} ms, Errored Window {window}\n\t    Errored Threshold {threshold}\n\t    Errors {errors}\n\t    Error Running Total {running}\n\t    Event Running Total {total}");
            }
            else
            {
                layer.Skip(value);
            }
        }
        return Next.Done;
    }

    private static string CodeName(byte code) => code switch
    {
        0x00 => "Information",
        0x01 => "Event Notification",
        0x02 => "Variable Request",
        0x03 => "Variable Response",
        0x04 => "Loopback Control",
        0xfe => "Vendor Specific",
        _ => "Unknown",
    };

    private static string? FlagName(uint bit) => bit switch
    {
        0x01 => "Link Fault",
        0x02 => "Dying Gasp",
        0x04 => "Critical Event",
        0x08 => "Local Evaluating",
        0x10 => "Local Stable",
        0x20 => "Remote Evaluating",
        0x40 => "Remote Stable",
        _ => null,
    };

    private static string? ConfigurationName(uint bit) => bit switch
    {
        0x01 => "Active",
        0x02 => "Unidirectional",
        0x04 => "Remote-Loopback",
        0x08 => "Link-Events",
        0x10 => "Variable-Retrieval",
        _ => null,
    };

    private static string ParserName(int action) => action switch
    {
        0 => "forwarding",
        1 => "looping back",
        2 => "discarding",
        _ => "reserved",
    };

    private static string InformationName(byte kind) => kind switch
    {
        0 => "End of TLV marker",
        1 => "Local",
        2 => "Remote",
        0xfe => "Organization specific",
        _ => "Reserved",
    };

    private static string EventName(byte kind) => kind switch
    {
        0 => "End of TLV marker",
        1 => "Errored Symbol Period Event",
        2 => "Errored Frame Event",
        3 => "Errored Frame Period Event",
        4 => "Errored Frame Seconds Summary Event",
        0xfe => "Organization specific",
        _ => "Reserved",
    };

    private static string CommandName(byte command) => command switch
    {
        1 => "Enable OAM Remote Loopback",
        2 => "Disable OAM Remote Loopback",
        _ => "Unknown",
    };
}
