namespace Netshoot.Packets.Link;

/// <summary>ATA over Ethernet (AoE specification, revision 11).</summary>
[Dissects(Select.EtherType, 0x88a2)]
public readonly struct AtaOverEthernet : IDissector
{
    public static string Name => "aoe";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text($"AoE length {length}");
        if (length < 10) return layer.Invalid();
        byte first = layer.U8();
        layer.Text($", Ver {first >> 4}, Flags: [");
        layer.Bits((uint)first & 0x0f, static bit => bit switch { 8 => "Response", 4 => "Error", 2 => "MBZ-1", _ => "MBZ-0" }, highestFirst: true);
        layer.Text("]"u8);
        if (first >> 4 != 1) return layer.Invalid();
        if (layer.Verbosity == 0) return Next.Done;
        byte error = layer.U8();
        if ((first & 4) != 0) layer.Text($"\n\tError: {ErrorName(error)}");
        ushort major = layer.U16();
        layer.Text($"\n\tMajor: 0x{major:x4}");
        byte minor = layer.U8();
        layer.Text($", Minor: 0x{minor:x2}");
        byte command = layer.U8();
        layer.Text(", Command: "u8);
        if (CommandName(command) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown (0x{command:x2})");
        uint tag = layer.U32();
        layer.Text($", Tag: 0x{tag:x8}");
        layer.Field("command", command);
        switch (command)
        {
            case 0: return Issue(ref layer);
            case 1: return Configuration(ref layer);
            case 2: return Mask(ref layer);
            case 3:
                if (layer.Left < 2) return layer.Invalid();
                byte reservation = layer.U8(), count = layer.U8();
                layer.Text("\n\tRCmd: "u8);
                if (reservation <= 2) layer.Text($"{reservation switch { 0 => "Read reserve list", 1 => "Set reserve list", _ => "Force set reserve list" }}");
                else layer.Text($"Unknown (0x{reservation:x2})");
                layer.Text($", NMacs: {count}");
                if (layer.Left < count * 6) return layer.Invalid();
                for (int i = 0; i < count && !layer.Truncated; i++)
                {
                    var mac = layer.Mac();
                    layer.Text($"\n\tEthernet Address {i}: {mac}");
                }
                break;
        }
        return Next.Done;
    }

    private static Next Issue(ref Layer layer)
    {
        if (layer.Left < 12) return layer.Invalid();
        byte flags = layer.U8(), feature = layer.U8(), sectors = layer.U8(), command = layer.U8();
        layer.Text("\n\tAFlags: ["u8);
        layer.Bits(flags, static bit => bit switch { 0x80 => "MBZ-7", 0x40 => "Ext48", 0x10 => "Device/Head", 0x02 => "Async", 0x01 => "Write", 0x20 => "MBZ-5", 0x08 => "MBZ-3", _ => "MBZ-2" }, highestFirst: true);
        layer.Text($"], Err/Feature: {feature}, Sector Count: {sectors}, Cmd/Status: {command}\n\tlba0: 0x{layer.U8():x2}, lba1: 0x{layer.U8():x2}, lba2: 0x{layer.U8():x2}, lba3: 0x{layer.U8():x2}, lba4: 0x{layer.U8():x2}, lba5: 0x{layer.U8():x2}");
        layer.Skip(2);
        if (layer.Left > 0) layer.Text($"\n\tData: {layer.Left} bytes");
        return Next.Done;
    }

    private static Next Configuration(ref Layer layer)
    {
        if (layer.Left < 8) return layer.Invalid();
        ushort buffers = layer.U16(), firmware = layer.U16();
        byte sectors = layer.U8(), word = layer.U8();
        layer.Text($"\n\tBuffer Count: {buffers}, Firmware Version: {firmware}, Sector Count: {sectors}, AoE: {word >> 4}, CCmd: ");
        int command = word & 15;
        if (command <= 4) layer.Text($"{command switch { 0 => "read config string", 1 => "test config string", 2 => "test config string prefix", 3 => "set config string", _ => "force set config string" }}");
        else layer.Text($"Unknown (0x{command:x2})");
        ushort size = layer.U16();
        layer.Text($"\n\tConfig String Length: {size}");
        if (size > 1024 || size > layer.Left) return layer.Invalid();
        if (size == 0) return Next.Done;
        layer.Text(", Config String: "u8);
        layer.Printable(layer.Take(size));
        return Next.Done;
    }

    private static Next Mask(ref Layer layer)
    {
        if (layer.Left < 4) return layer.Invalid();
        layer.Skip(1);
        byte command = layer.U8(), error = layer.U8(), count = layer.U8();
        layer.Text($"\n\tMCmd: {(command == 0 ? "Read Mac Mask List" : command == 1 ? "Edit Mac Mask List" : "Unknown")}, MError: {error switch { 1 => "Unspecified Error", 2 => "Bad DCmd Directive", 3 => "Mask List Full", _ => "Unknown" }}, Dir Count: {count}");
        if (layer.Left < count * 8) return layer.Invalid();
        for (int i = 0; i < count && !layer.Truncated; i++)
        {
            layer.Skip(1);
            byte directive = layer.U8();
            var mac = layer.Mac();
            layer.Text($"\n\t {directive switch { 0 => "No Directive", 1 => "Add Mac Address to Mask List", 2 => "Delete Mac Address from Mask List", _ => "Unknown" }}, Ethernet Address: {mac}");
        }
        return Next.Done;
    }

    private static string? CommandName(byte command) => command switch
    {
        0 => "Issue ATA Command",
        1 => "Query Config Information",
        2 => "MAC Mask List",
        3 => "Reserve/Release",
        _ => null,
    };

    private static string ErrorName(byte error) => error switch
    {
        1 => "Unrecognized command code",
        2 => "Bad argument parameter",
        3 => "Device unavailable",
        4 => "Config string present",
        5 => "Unsupported version",
        6 => "Target is reserved",
        _ => "unknown",
    };
}
