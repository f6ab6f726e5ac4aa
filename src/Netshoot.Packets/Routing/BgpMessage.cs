namespace Netshoot.Packets.Routing;

/// <summary>One message (RFC 4271 section 4.1).</summary>
public readonly struct BgpMessage : IDissector
{
    private const int MarkerSize = 16;

    public static string Name => "bgp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Skip(MarkerSize + 2);
        byte type = layer.U8();
        layer.Text($"\n\t{TypeName(type) ?? "Unknown"} Message ({type}), length: {length}");
        layer.Field("type", type);
        switch (type)
        {
            case 1: return Open(ref layer);
            case 2: return BgpUpdate.Print(ref layer);
            case 3: return Notification(ref layer);
            case 4: return Next.Done;
            case 5: return Refresh(ref layer);
        }
        layer.Text($"\n\t  no Message {type} decoder");
        layer.Dump(layer.Bytes[..length], "\n\t  "u8);
        return Next.Done;
    }

    private static Next Open(ref Layer layer)
    {
        byte version = layer.U8();
        ushort autonomous = layer.U16(), hold = layer.U16();
        var id = layer.Ip4();
        if (layer.Truncated) return layer.Trunc();
        layer.Text($"\n\t  Version {version}, my AS {autonomous}, Holdtime {hold}s, ID {id}");
        byte size = layer.U8();
        layer.Text($"\n\t  Optional parameters, length: {size}");
        for (int left = size; left > 0;)
        {
            if (!layer.Has(2)) return layer.Trunc();
            byte kind = layer.U8(), length = layer.U8();
            layer.Text($"\n\t    Option {OptionName(kind)} ({kind}), length: {length}");
            int after = layer.Position + length;
            if (kind == 2)
            {
                if (!BgpCapabilities.Print(ref layer, length)) return layer.Trunc();
            }
            else if (!layer.Has(length))
            {
                return layer.Trunc();
            }
            else
            {
                layer.Text($"\n\t      no decoder for option {kind}");
                layer.Skip(length);
            }
            if (layer.Truncated) return Next.Done;
            // A capability that claims more than its option is not believed.
            if (layer.Position > after) layer.Back(layer.Position - after);
            else layer.Skip(after - layer.Position);
            left -= 2 + length;
        }
        return Next.Done;
    }

    private static Next Notification(ref Layer layer)
    {
        byte major = layer.U8(), minor = layer.U8();
        if (layer.Truncated) return layer.Trunc();
        layer.Text($", {MajorName(major) ?? "Unknown Error"} ({major})");
        layer.Text($"{(major == 7 ? "" : ",")} subcode {BgpNames.ErrorSubcode(major, minor) ?? "Unknown"} ({minor})");
        if (major != 6) return Next.Done;
        if (minor == 1 && layer.Left >= 7)
        {
            ushort family = layer.U16();
            byte subsequent = layer.U8();
            uint most = layer.U32();
            layer.Text($", AFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent}), Max Prefixes: {most}");
        }
        // A message for people (RFC 8203).
        if (minor is 2 or 4 && layer.Left >= 1)
        {
            byte size = layer.U8();
            if (size == 0)
            {
                layer.Text(", no Shutdown Communication"u8);
                return Next.Done;
            }
            layer.Text($", Shutdown Communication (length: {size}): \"");
            layer.Printable(layer.Take(Math.Min(size, layer.Captured)));
            layer.Text("\""u8);
        }
        return Next.Done;
    }

    private static Next Refresh(ref Layer layer)
    {
        ushort family = layer.U16();
        layer.Skip(1);
        byte subsequent = layer.U8();
        if (layer.Truncated) return layer.Trunc();
        layer.Text($"\n\t  AFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent})");
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes[..layer.Length], "\n\t  "u8);
        return Next.Done;
    }

    internal static string? TypeName(byte type) => type switch
    {
        1 => "Open",
        2 => "Update",
        3 => "Notification",
        4 => "Keepalive",
        5 => "Route Refresh",
        _ => null,
    };

    private static string OptionName(byte kind) => kind switch
    {
        1 => "Authentication Information",
        2 => "Capabilities Advertisement",
        _ => "Unknown",
    };

    private static string? MajorName(byte major) => major switch
    {
        1 => "Message Header Error",
        2 => "OPEN Message Error",
        3 => "UPDATE Message Error",
        4 => "Hold timer expired",
        5 => "Finite State Machine Error",
        6 => "Cease",
        7 => "Capability Message Error",
        _ => null,
    };
}
