using Netshoot.Packets.Routing;
using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Link layer discovery (IEEE 802.1AB).</summary>
[Dissects(Select.EtherType, 0x88cc)]
public readonly struct Lldp : IDissector
{
    private const int Organization = 127;

    public static string Name => "lldp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text($"LLDP, length {length}");
        int left = length;
        while (left >= 2)
        {
            ushort header = layer.U16();
            if (layer.Truncated) return Next.Done;
            int kind = header >> 9, size = header & 0x1ff;
            left -= 2;
            if (layer.Verbosity > 0) layer.Text($"\n\t{KindName(kind) ?? "Unknown"} TLV ({kind}), length {size}");
            if (size > left) return layer.Trunc();
            if (!layer.Has(size)) return Cut(ref layer, kind, size);
            var value = layer.Rest[..size];
            if (!Value(ref layer, kind, value)) return layer.Trunc();
            if (layer.Verbosity > 1 && size > 0) layer.Dump(value, "\n\t  "u8);
            layer.Skip(size);
            left -= size;
            if (kind == 0) return Next.Done;
        }
        return Next.Done;
    }

    private static Next Cut(ref Layer layer, int kind, int size)
    {
        if (layer.Verbosity > 0) Value(ref layer, kind, layer.Rest[..Math.Min(size, layer.Captured)]);
        layer.EndEarly();
        return Next.Done;
    }

    /// <returns>False when the value is too short.</returns>
    private static bool Value(ref Layer layer, int kind, ReadOnlySpan<byte> value)
    {
        bool verbose = layer.Verbosity > 0;
        switch (kind)
        {
            case 0:
                break;
            case 1:
                if (!verbose) break;
                if (value.Length < 2) return false;
                return Chassis(ref layer, value);
            case 2:
                if (!verbose) break;
                if (value.Length < 2) return false;
                return Port(ref layer, value);
            case 3:
                if (!verbose) break;
                if (value.Length < 2) return false;
                layer.Text($": TTL {value[0] << 8 | value[1]}s");
                break;
            case 4:
                if (!verbose) break;
                layer.Text(": "u8);
                layer.Printable(value);
                break;
            case 5:
                // The system's name is worth printing in any case.
                layer.Text(verbose ? ": "u8 : ", "u8);
                layer.Printable(value);
                layer.Field("system_name", value);
                break;
            case 6:
                if (!verbose) break;
                layer.Text("\n\t  "u8);
                layer.Printable(value);
                break;
            case 7:
                if (!verbose) break;
                if (value.Length < 4) return false;
                int capabilities = value[0] << 8 | value[1], enabled = value[2] << 8 | value[3];
                layer.Text("\n\t  System  Capabilities ["u8);
                layer.Bits((uint)capabilities, CapabilityName);
                layer.Text($"] (0x{capabilities:x4})\n\t  Enabled Capabilities [");
                layer.Bits((uint)enabled, CapabilityName);
                layer.Text($"] (0x{enabled:x4})");
                break;
            case 8:
                return !verbose || Management(ref layer, value);
            case Organization:
                if (!verbose) break;
                if (value.Length < 3) return false;
                uint oui = (uint)(value[0] << 16 | value[1] << 8 | value[2]);
                layer.Text($": OUI {OrganizationName(oui) ?? "Unknown"} (0x{oui:x6})");
                bool known = oui switch
                {
                    0x00120f => LldpEthernet.Print(ref layer, value[3..]),
                    0x0080c2 => LldpBridged.Print(ref layer, value[3..]),
                    0x00005e => Iana(ref layer, value[3..]),
                    _ => false,
                };
                if (!known && layer.Verbosity <= 1 && !layer.Truncated) layer.Dump(value, "\n\t  "u8);
                break;
            default:
                if (verbose && layer.Verbosity <= 1) layer.Dump(value, "\n\t  "u8);
                break;
        }
        return true;
    }

    private static bool Chassis(ref Layer layer, ReadOnlySpan<byte> value)
    {
        byte subtype = value[0];
        layer.Text($"\n\t  Subtype {subtype switch { 1 => "Chassis component", 2 => "Interface alias", 3 => "Port component", 4 => "MAC address", 5 => "Network address", 6 => "Interface name", 7 => "Local", _ => "Unknown" }} ({subtype}): ");
        return Identifier(ref layer, value[1..], subtype == 4, subtype == 5, subtype is 6 or 7 or 1 or 2 or 3);
    }

    private static bool Port(ref Layer layer, ReadOnlySpan<byte> value)
    {
        byte subtype = value[0];
        layer.Text($"\n\t  Subtype {subtype switch { 1 => "Interface alias", 2 => "Port component", 3 => "MAC address", 4 => "Network Address", 5 => "Interface Name", 6 => "Agent circuit ID", 7 => "Local", _ => "Unknown" }} ({subtype}): ");
        return Identifier(ref layer, value[1..], subtype == 3, subtype == 4, subtype is 1 or 2 or 5 or 6 or 7);
    }

    private static bool Identifier(ref Layer layer, ReadOnlySpan<byte> value, bool mac, bool network, bool text)
    {
        if (mac)
        {
            if (value.Length < MacAddress.Size) return false;
            layer.Text($"{MacAddress.FromBytes(value[..6])}");
        }
        else if (network)
        {
            NetworkAddress(ref layer, value);
        }
        else if (text)
        {
            layer.Printable(value);
        }
        else
        {
            layer.Dump(value, "\n\t  "u8);
        }
        return true;
    }

    private static void NetworkAddress(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        layer.Text($"AFI {BgpNames.Family(value[0])} ({value[0]})");
        switch (value[0])
        {
            case 1 when value.Length >= 5:
                layer.Text($": {InternetAddress.FromBytes(value.Slice(1, 4))}");
                break;
            case 2 when value.Length >= 17:
                layer.Text($": {InternetAddress.FromBytes(value.Slice(1, 16))}");
                break;
            case 6 when value.Length >= 7:
                layer.Text($": {MacAddress.FromBytes(value.Slice(1, 6))}");
                break;
            default:
                layer.Text(", no AF printer !"u8);
                break;
        }
    }

    private static bool Management(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        int size = value[0];
        layer.Text($"\n\t  Management Address length {size}, ");
        if (value.Length < 1 + size || size == 0) return false;
        NetworkAddress(ref layer, value.Slice(1, size));
        value = value[(1 + size)..];
        if (value.Length < 5) return false;
        var wire = new WireReader(value);
        byte kind = wire.U8();
        uint number = wire.U32();
        layer.Text($"\n\t  {kind switch { 1 => "Unknown", 2 => "Interface Index", 3 => "System Port Number", _ => "Unknown" }} Interface Numbering ({kind}): {number}");
        byte oid = wire.U8();
        if (oid == 0) return true;
        if (wire.Remaining < oid)
        {
            return false;
        }
        layer.Text($"\n\t  OID length {oid}");
        if (oid > 1) layer.Dump(wire.Take(oid), "\n\t  "u8);
        return true;
    }

    private static bool Iana(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        layer.Text($"\n\t  {(value[0] == 1 ? "MUD-URL" : "unknown")} Subtype ({value[0]})");
        if (value[0] != 1) return false;
        layer.Text("\n\t  MUD-URL="u8);
        layer.Printable(value[1..]);
        return true;
    }

    private static string? KindName(int kind) => kind switch
    {
        0 => "End",
        1 => "Chassis ID",
        2 => "Port ID",
        3 => "Time to Live",
        4 => "Port Description",
        5 => "System Name",
        6 => "System Description",
        7 => "System Capabilities",
        8 => "Management Address",
        Organization => "Organization specific",
        _ => null,
    };

    private static string? CapabilityName(uint bit) => bit switch
    {
        0x01 => "Other",
        0x02 => "Repeater",
        0x04 => "Bridge",
        0x08 => "WLAN AP",
        0x10 => "Router",
        0x20 => "Telephone",
        0x40 => "Docsis",
        0x80 => "Station Only",
        _ => null,
    };

    internal static string? OrganizationName(uint oui) => oui switch
    {
        0x000000 => "Ethernet",
        0x00000c => "Cisco",
        0x00005e => "IANA",
        0x0000f8 => "Cisco bridged",
        0x0080c2 => "Ethernet bridged",
        0x080007 => "Appletalk",
        0x00120f => "IEEE 802.3 Private",
        0x0012bb => "ANSI/TIA",
        0x000ecf => "PROFIBUS and PROFINET",
        0x009069 => "Juniper",
        0x30b216 => "Hytec Gerätebau GmbH",
        _ => null,
    };
}
