namespace Netshoot.Packets.Link;

/// <summary>Logical link control (IEEE 802.2) and its subnetwork access protocol (IEEE 802 section 9.2).</summary>
[Dissects(Select.LinkType, LogicalLinkControl.Pseudo)]
public readonly struct LogicalLinkControl : IDissector
{
    /// <summary>The key under which link layers find this one: no file has it as its type.</summary>
    public const int Pseudo = -802;

    private const byte SnapSap = 0xaa;
    private const byte UnnumberedInformation = 0x03;
    private const byte XidCommand = 0xaf;
    private const byte Xid = XidCommand | 0x10;

    public static string Name => "llc";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 3 || !layer.Has(3))
        {
            layer.Trunc();
            layer.UnknownPayload();
            return Next.Done;
        }
        byte destination = layer.U8(), source = layer.U8();
        ushort control = layer.PeekU8();
        bool unnumbered = (control & 3) == 3;
        if (!unnumbered && (layer.Length < 4 || !layer.Has(2)))
        {
            layer.Trunc();
            layer.UnknownPayload();
            return Next.Done;
        }
        control = unnumbered ? layer.U8() : layer.Wire.U16LittleEndian();

        if (layer.Options.LinkHeader)
        {
            layer.Text($"LLC, dsap {SapName(destination & 0xfeu) ?? "Unknown"} (0x{destination & 0xfe:x2}) {((destination & 1) != 0 ? "Group" : "Individual")}");
            layer.Text($", ssap {SapName(source & 0xfeu) ?? "Unknown"} (0x{source & 0xfe:x2}) {((source & 1) != 0 ? "Response" : "Command")}, ");
            layer.Text($"ctrl 0x{control.ToHex(unnumbered ? 2 : 4)}: ");
        }
        layer.Field("dsap", destination);
        layer.Field("ssap", source);

        if (destination == SnapSap && source == SnapSap && control == UnnumberedInformation) return Snap(ref layer);
        layer.EndLinkHeader();
        if (destination == 0xff && source == 0xff && control == UnnumberedInformation)
        {
            if (layer.Options.LinkHeader) layer.Text("IPX 802.3: "u8);
            return Next.EtherType(0x8137);
        }
        if (destination == source && (control == UnnumberedInformation || destination is 0xf0 or 0xfe))
        {
            byte sap = destination;
            if (sap == 0xe0 && layer.Options.LinkHeader) layer.Text("IPX 802.2: "u8);
            if (sap == 0xf0 || layer.Left >= 0)
            {
                if (layer.Finish(Next.Sap(sap))) return Next.Done;
            }
        }
        Unknown(ref layer, destination, source, control, unnumbered);
        return Next.Done;
    }

    internal static Next Snap(ref Layer layer)
    {
        if (layer.Left < 5 || !layer.Has(5))
        {
            layer.Protocol("snap");
            layer.Trunc();
            return Next.Done;
        }
        uint organization = layer.U24();
        ushort type = layer.U16();
        layer.EndLinkHeader();
        if (layer.Options.LinkHeader) PrintSnap(ref layer, organization, type, layer.Left);
        layer.Field("oui", organization);
        layer.Field("pid", type);
        // Encapsulated Ethernet and Cisco's bridged frames carry an EtherType (RFC 1042).
        var next = organization is 0x000000 or 0x0000f8 ? Next.EtherType(type) : Next.Snap(organization, type);
        if (organization == 0x080007 && type == 0x809b) next = Next.EtherType(type);
        if (layer.Finish(next)) return Next.Done;
        if (!layer.Options.LinkHeader)
        {
            if (layer.Flow.HasMac) layer.Text($"{layer.Flow.SourceMac} > {layer.Flow.DestinationMac} ");
            layer.Text("SNAP, "u8);
            PrintSnap(ref layer, organization, type, layer.Left);
        }
        if (!layer.Quiet) layer.UnknownLayer();
        return Next.Done;
    }

    private static void PrintSnap(ref Layer layer, uint organization, ushort type, int length)
    {
        bool ethernet = organization is 0;
        layer.Text($"oui {OrganizationName(organization) ?? "Unknown"} (0x{organization:x6}), ");
        layer.Text($"{(ethernet ? "ethertype" : "pid")} {ProtocolName(organization, type) ?? "Unknown"} (0x{type:x4}), length {length}: ");
    }

    private static void Unknown(ref Layer layer, byte destination, byte source, ushort control, bool unnumbered)
    {
        if (!layer.Options.LinkHeader)
        {
            uint from = source & 0xfeu, to = destination & 0xfeu;
            bool mac = layer.Flow.HasMac;
            if (from == to)
            {
                if (mac) layer.Text($"{layer.Flow.SourceMac} > {layer.Flow.DestinationMac} ");
                PrintSap(ref layer, to, "DSAP");
            }
            else
            {
                if (mac) layer.Text($"{layer.Flow.SourceMac} ");
                PrintSap(ref layer, from, "SSAP");
                layer.Text(" > "u8);
                if (mac) layer.Text($"{layer.Flow.DestinationMac} ");
                PrintSap(ref layer, to, "DSAP");
            }
            layer.Text(" "u8);
        }
        string flags = Flags(source, unnumbered ? (control & 0x10) != 0 : (control & 0x100) != 0);
        if (unnumbered)
        {
            layer.Text($"Unnumbered, {UnnumberedName((uint)control & 0xef) ?? Hexadecimal.Of((uint)control & 0xef)}, Flags [{flags}], length {layer.Length}");
            if ((control & 0xef) == XidCommand && layer.Has(3) && layer.PeekU8() == 0x81)
            {
                layer.U8();
                byte classes = layer.U8(), window = layer.U8();
                layer.Text($": {classes:x2} {window:x2}");
            }
            else if ((control & 0xef) == XidCommand)
            {
                if (layer.Left >= 3 && !layer.Has(3)) layer.EndEarly();
                if (layer.Left >= 3) layer.Text($": {layer.PeekU8(1):x2} {layer.PeekU8(2):x2}");
            }
        }
        else if ((control & 1) != 0)
        {
            layer.Text($"Supervisory, {SupervisoryName((uint)control >> 2 & 3)}, rcv seq {control >> 9}, Flags [{flags}], length {layer.Length}");
        }
        else
        {
            layer.Text($"Information, send seq {(control >> 1) & 0x7f}, rcv seq {control >> 9}, Flags [{flags}], length {layer.Length}");
        }
        if (!layer.Quiet) layer.UnknownLayer();
    }

    private static void PrintSap(ref Layer layer, uint sap, string side)
    {
        if (SapName(sap) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown {side} 0x{sap:x2}");
    }

    private static string Flags(byte source, bool poll) => ((source & 1) != 0, poll) switch
    {
        (false, false) => "Command",
        (false, true) => "Poll",
        (true, false) => "Response",
        (true, true) => "Final",
    };

    internal static string? SapName(uint sap) => sap switch
    {
        0x00 => "Null",
        0x02 => "802.1B I",
        0x03 => "802.1B G",
        0x04 => "SNA",
        0x06 => "IP",
        0x0e => "ProWay NM",
        0x42 => "STP",
        0x4e => "RS511",
        0x7e => "ISO8208",
        0x8e => "ProWay",
        0xaa => "SNAP",
        0xe0 => "IPX",
        0xf0 => "NetBeui",
        0xfe => "OSI",
        _ => null,
    };

    private static string? UnnumberedName(uint command) => command switch
    {
        0x03 => "ui",
        0x0f => "sabme",
        0x43 => "disc",
        0x63 => "ua",
        0x87 => "frmr",
        0xaf => "xid",
        0xe3 => "test",
        _ => null,
    };

    private static string SupervisoryName(uint command) => command switch
    {
        0 => "Receiver Ready",
        1 => "Receiver not Ready",
        2 => "Reject",
        _ => "Unknown (3)",
    };

    internal static string? OrganizationName(uint organization) => organization switch
    {
        0x000000 => "Ethernet",
        0x00000c => "Cisco",
        0x0000f8 => "Cisco bridged",
        0x0080c2 => "RFC2684",
        0x080007 => "Appletalk",
        0x00120f => "IEEE 802.3 Private",
        0x0012bb => "ANSI/TIA",
        0x009069 => "Juniper",
        0x00e02b => "Extreme",
        0x001018 => "Broadcom",
        0x00a0f8 => "Motorola",
        _ => null,
    };

    private static string? ProtocolName(uint organization, ushort type) => (organization, type) switch
    {
        (0x00000c, 0x010b) => "PVST",
        (0x00000c, 0x010c) => "VLAN Bridge",
        (0x00000c, 0x0111) => "UDLD",
        (0x00000c, 0x2000) => "CDP",
        (0x00000c, 0x2003) => "VTP",
        (0x00000c, 0x2004) => "DTP",
        (0x0080c2, 0x0001) => "Ethernet + FCS",
        (0x0080c2, 0x0007) => "Ethernet w/o FCS",
        (0x0080c2, 0x000e) => "BPDU",
        (0x000000 or 0x0000f8 or 0x080007, _) => EtherTypes.Name(type),
        _ => null,
    };
}
