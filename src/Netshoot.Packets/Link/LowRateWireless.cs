namespace Netshoot.Packets.Link;

/// <summary>Low-rate wireless networks, as a file has them with or without their check sequence (IEEE 802.15.4).</summary>
[Dissects(Select.LinkType, 195)]
[Dissects(Select.LinkType, 230)]
public readonly struct LowRateWireless : IDissector
{
    private const ushort Suppressed = 0x0100;
    private const int WithoutCheck = 230;

    public static string Name => "802.15.4";

    public static Next Dissect(ref Layer layer)
    {
        bool check = layer.Key != WithoutCheck;
        int length = layer.Length;
        if (length < 3 || !layer.Has(3)) return layer.Trunc();
        layer.EndLinkHeader();
        ushort control = layer.Wire.U16LittleEndian();
        int type = control & 7, version = control >> 12 & 3;
        int destinationMode = control >> 10 & 3, sourceMode = control >> 14 & 3;
        layer.Text($"IEEE 802.15.4 {TypeName(type)} packet v{version} ");
        layer.Field("type", type);
        bool verbose = layer.Verbosity > 0;
        if (verbose && version == 2 && (control & 0x0320) != 0)
        {
            layer.Bits((uint)control & 0x0330, FlagName);
            layer.Text(", "u8);
        }
        bool suppressed = version == 2 && (control & Suppressed) != 0;
        byte sequence = suppressed ? (byte)0 : layer.U8();
        if (verbose)
        {
            if (suppressed) layer.Text("seq suppressed "u8);
            else layer.Text($"seq {sequence:x2} ");
        }
        // A check sequence ends the frame.
        if (check && layer.Left >= 2) layer.Limit(length - 2);
        bool compressed = (control & 0x40) != 0;
        ushort destinationNetwork = 0;
        bool hasDestination = destinationMode != 0;
        if (hasDestination)
        {
            if (!layer.Has(2)) return Cut(ref layer, "dst_pan_id");
            destinationNetwork = layer.Wire.U16LittleEndian();
            layer.Text($"{destinationNetwork:x4}:");
        }
        else
        {
            layer.Text("-:"u8);
        }
        if (!Address(ref layer, destinationMode)) return Cut(ref layer, "dst_addr");
        layer.Text(" < "u8);
        // From version 2 on the source's network is taken to be the destination's.
        if (sourceMode != 0 && !compressed && version < 2)
        {
            if (!layer.Has(2)) return Cut(ref layer, "src_pan_id");
            layer.Text($"{layer.Wire.U16LittleEndian():x4}:");
        }
        else
        {
            layer.Text("-:"u8);
        }
        if (!Address(ref layer, sourceMode)) return Cut(ref layer, "dst_addr");
        layer.Text(" "u8);
        if (layer.Truncated) return Next.Done;
        switch (type)
        {
            case 0:
                Beacon(ref layer, verbose);
                break;
            case 3:
                Command(ref layer);
                break;
        }
        if (layer.Captured > 0) layer.UnknownPayload();
        return Next.Done;
    }

    private static Next Cut(ref Layer layer, string before)
    {
        layer.Text($"[ERROR: Truncated before {before}]");
        return Next.Done;
    }

    /// <returns>False when it is cut off.</returns>
    private static bool Address(ref Layer layer, int mode)
    {
        switch (mode)
        {
            case 0:
                layer.Text("none"u8);
                return true;
            case 1:
                layer.Text("RESERVED DESTINATION ADDRESSING MODE"u8);
                return true;
            case 2:
                if (!layer.Has(2)) return false;
                layer.Text($"{layer.Wire.U16LittleEndian():x4}");
                return true;
        }
        if (!layer.Has(8)) return false;
        var address = layer.Take(8);
        for (int i = 7; i >= 0; i--) layer.Text($"{address[i]:x2}{(i > 0 ? ":" : "")}");
        return true;
    }

    private static void Beacon(ref Layer layer, bool verbose)
    {
        if (!layer.Has(2)) return;
        ushort superframe = layer.Wire.U16LittleEndian();
        if (verbose)
        {
            layer.Text($"\n\tBeacon order = {superframe & 15}, Superframe order = {superframe >> 4 & 15}, Final CAP Slot = {superframe >> 8 & 15}");
            if ((superframe & 0x1000) != 0) layer.Text(", BLE enabled"u8);
            if ((superframe & 0x4000) != 0) layer.Text(", PAN Coordinator"u8);
            if ((superframe & 0x8000) != 0) layer.Text(", Association Permit"u8);
        }
        if (!layer.Has(1)) return;
        int slots = layer.U8() & 7;
        if (verbose) layer.Text($"\n\tGTS Descriptor Count = {slots}, ");
        if (slots != 0 || !layer.Has(1)) return;
        byte pending = layer.U8();
        if (verbose) layer.Text($"\n\tPending address list, # short addresses = {pending & 7}, # extended addresses = {pending >> 4 & 7}");
    }

    private static void Command(ref Layer layer)
    {
        if (!layer.Has(1))
        {
            layer.Text("[ERROR: Truncated before Command ID]"u8);
            return;
        }
        byte command = layer.U8();
        layer.Text($"Command ID = {CommandName(command)} ");
        switch (command)
        {
            case 1:
                if (layer.Captured != 1)
                {
                    layer.Text("Invalid Association request command length"u8);
                    return;
                }
                byte capability = layer.U8();
                layer.Text($"{((capability & 0x02) != 0 ? "FFD" : "RFD")}, {((capability & 0x04) != 0 ? "AC powered" : "Battery powered")}, ");
                if ((capability & 0x08) != 0) layer.Text("Receiver on when idle, "u8);
                if ((capability & 0x10) != 0) layer.Text("Fast association, "u8);
                if ((capability & 0x40) != 0) layer.Text("Security supported, "u8);
                if ((capability & 0x80) != 0) layer.Text("Allocate address, "u8);
                break;
            case 2:
                if (layer.Captured != 3)
                {
                    layer.Text("Invalid Association response command length"u8);
                    return;
                }
                ushort address = layer.Wire.U16LittleEndian();
                byte status = layer.U8();
                layer.Text($"Short address = {address:x4}, ");
                layer.Text($"{status switch { 0 => "Association successful", 1 => "PAN at capacity", 2 => "PAN access denied", 3 => "Hooping sequence offset duplication", 0x80 => "Fast association successful", _ => "Status = " }}");
                if (status is > 3 and not 0x80) layer.Text($"0x{status:x2}");
                break;
            case 3:
                if (layer.Captured != 1)
                {
                    layer.Text("Invalid Disassociation Notification command length"u8);
                    return;
                }
                byte reason = layer.U8();
                layer.Text($"{reason switch { 1 => "The coordinator wishes the device to leave PAN", 2 => "The device wishes to leave the PAN", _ => "Reason = " }}");
                if (reason is not (1 or 2)) layer.Text($"0x{reason:x2}");
                break;
        }
    }

    private static string TypeName(int type) => type switch
    {
        0 => "Beacon",
        1 => "Data",
        2 => "ACK",
        3 => "Command",
        4 => "Reserved",
        5 => "Multipurpose",
        6 => "Fragment",
        _ => "Extended",
    };

    private static string? FlagName(uint bit) => bit switch
    {
        0x0010 => "Pending",
        0x0020 => "AR",
        0x0100 => "Sequence Number Suppression",
        0x0200 => "IE present",
        _ => null,
    };

    private static string CommandName(byte command) => command switch
    {
        1 => "Association Request command",
        2 => "Association Response command",
        3 => "Disassociation Notification command",
        4 => "Data Request command",
        5 => "PAN ID Conflict Notification command",
        6 => "Orphan Notification command",
        7 => "Beacon Request command",
        8 => "Coordinator Realignment command",
        9 => "GTS request command",
        _ => "Reserved",
    };
}
