namespace Netshoot.Packets.Link;

/// <summary>Elements behind the fixed part of messages of connectivity fault management (IEEE 802.1ag section 21.5).</summary>
internal static class ConnectivityElements
{
    public static Next Print(ref Layer layer)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            byte kind = layer.U8();
            layer.Text($"\n\t{KindName(kind)} TLV (0x{kind:x2})");
            if (kind == 0) return Next.Done;
            if (layer.Left < 2) return Short(ref layer);
            ushort size = layer.U16();
            layer.Text($", length {size}");
            if (layer.Truncated) return Next.Done;
            if (layer.Left < size) return Short(ref layer);
            if (!layer.Has(size))
            {
                layer.EndEarly();
                return Next.Done;
            }
            int start = layer.Position;
            bool dump = Value(ref layer, kind, size);
            if (dump || layer.Verbosity > 1) layer.Dump(layer.Bytes.Slice(start, size), "\n\t  "u8);
            layer.Back(layer.Position - start);
            layer.Skip(size);
        }
        return Next.Done;
    }

    private static Next Short(ref Layer layer)
    {
        layer.Text("\n\t\t packet is too short"u8);
        return Next.Done;
    }

    /// <returns>Whether the bytes have to be dumped.</returns>
    private static bool Value(ref Layer layer, byte kind, int size)
    {
        switch (kind)
        {
            case 2:
                if (size < 1) return TooShort(ref layer);
                byte status = layer.U8();
                layer.Text($", Status: {status switch { 1 => "Blocked", 2 => "Up", _ => "Unknown" }} ({status})");
                return false;
            case 4:
                if (size < 1) return TooShort(ref layer);
                status = layer.U8();
                layer.Text($", Status: {InterfaceName(status)} ({status})");
                return false;
            case 31:
                if (size < 4) return TooShort(ref layer);
                uint organization = layer.U24();
                byte subtype = layer.U8();
                layer.Text($", Vendor: {Lldp.OrganizationName(organization) ?? "Unknown"} ({organization}), Sub-Type {subtype}");
                if (size > 4) layer.Dump(layer.Rest[..(size - 4)], "\n\t  "u8);
                return false;
            case 1:
                if (size < 1) return TooShort(ref layer);
                Sender(ref layer, size);
                return false;
            default:
                return layer.Verbosity <= 1;
        }
    }

    private static bool TooShort(ref Layer layer)
    {
        layer.Text(" (too short)"u8);
        return true;
    }

    private static void Sender(ref Layer layer, int left)
    {
        byte length = layer.U8();
        left--;
        if (length > 0)
        {
            if (left < 1)
            {
                layer.Text("\n\t  (TLV too short)"u8);
                return;
            }
            byte type = layer.U8();
            left--;
            layer.Text($"\n\t  Chassis-ID Type {ChassisName(type)} ({type}), Chassis-ID length {length}");
            if (left < length)
            {
                layer.Text("\n\t  (TLV too short)"u8);
                return;
            }
            var id = layer.Take(length);
            left -= length;
            switch (type)
            {
                case 4 when length != 6:
                    layer.Text(" (invalid MAC address length)"u8);
                    break;
                case 4:
                    layer.Text("\n\t  MAC "u8);
                    layer.MacBytes(id);
                    break;
                case 5:
                    layer.Dump(id, "\n\t    "u8);
                    break;
                case 1 or 2 or 3 or 6 or 7:
                    layer.Text(" "u8);
                    layer.PrintableToZero(id);
                    break;
            }
        }
        if (left < 1) return;
        byte domain = layer.U8();
        left--;
        layer.Text($"\n\t  Management Address Domain Length {domain}");
        if (domain == 0) return;
        if (left < domain)
        {
            layer.Text("\n\t  (TLV too short)"u8);
            return;
        }
        layer.Skip(domain);
        left -= domain;
        if (left < 1) return;
        byte address = layer.U8();
        layer.Text($"\n\t  Management Address Length {address}");
    }

    private static string KindName(byte kind) => kind switch
    {
        0 => "End",
        1 => "Sender ID",
        2 => "Port status",
        3 => "Data",
        4 => "Interface status",
        5 => "Reply Ingress",
        6 => "Reply Egress",
        31 => "Private",
        _ => "Unknown",
    };

    private static string InterfaceName(byte status) => status switch
    {
        1 => "Up",
        2 => "Down",
        3 => "Testing",
        5 => "Dormant",
        6 => "not present",
        7 => "lower Layer down",
        _ => "Unknown",
    };

    private static string ChassisName(byte type) => type switch
    {
        1 => "Chassis component",
        2 => "Interface alias",
        3 => "Port component",
        4 => "MAC address",
        5 => "Network address",
        6 => "Interface name",
        7 => "Locally assigned",
        _ => "Unknown",
    };
}
