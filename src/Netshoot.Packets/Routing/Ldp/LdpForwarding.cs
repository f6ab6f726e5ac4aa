using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Ldp;

/// <summary>Forwarding equivalence classes: the first of a list (RFC 5036 section 3.4.1, RFC 8077 section 6).</summary>
internal static class LdpForwarding
{
    private const ushort Internet = 1;
    private const ushort Internet6 = 2;
    private const byte Wildcard = 1;
    private const byte Prefix = 2;
    private const byte HostAddress = 3;
    private const byte VirtualCircuit = 0x80;
    private const byte Mtu = 1;
    private const byte Description = 3;
    private const byte Verification = 12;

    public static void Print(ref Layer layer, ReadOnlySpan<byte> value)
    {
        var wire = new WireReader(value);
        byte type = wire.U8();
        layer.Text($"\n\t      {TypeName(type)} FEC (0x{type:x2})");
        switch (type)
        {
            case Prefix:
                PrintPrefix(ref layer, ref wire);
                break;
            case VirtualCircuit:
                PrintCircuit(ref layer, ref wire);
                break;
        }
    }

    private static void PrintPrefix(ref Layer layer, ref WireReader wire)
    {
        if (wire.Remaining < 2) layer.EndEarly();
        ushort family = wire.U16();
        bool six = family == Internet6;
        if (family is not (Internet or Internet6))
        {
            layer.Text($": Address family {family} prefix");
            return;
        }
        layer.Text($": {(six ? "IPv6" : "IPv4")} prefix ");
        int bits = wire.Remaining > 0 ? wire.U8() : -1;
        if (bits < 0 || bits > (six ? 128 : 32) || wire.Remaining < (bits + 7) / 8)
        {
            layer.Text("(invalid length)"u8);
            return;
        }
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        wire.Take((bits + 7) / 8).CopyTo(address);
        if ((bits & 7) != 0) address[bits / 8] &= (byte)(0xff00 >> (bits & 7));
        var reader = new WireReader(address);
        layer.Text($"{layer.Host(six ? reader.Ip6() : reader.Ip4())}/{bits}");
    }

    private static void PrintCircuit(ref Layer layer, ref WireReader wire)
    {
        const int Least = 7;
        if (wire.Remaining < Least)
        {
            layer.Text($" [tlv length {wire.Remaining} < {Least}]");
            layer.Invalid();
            return;
        }
        ushort kind = wire.U16();
        int length = wire.U8();
        uint group = wire.U32();
        layer.Text($": {PseudoWireName(kind & 0x7fff)}, {((kind & 0x8000) != 0 ? "" : "no ")}control word, group-ID {group}");
        if (length < 4)
        {
            layer.Text($", VC-info-length: {length}");
            return;
        }
        if (wire.Remaining < 4)
        {
            layer.Text($" [tlv length {wire.Remaining} < 4]");
            layer.Invalid();
            return;
        }
        layer.Text($", VC-ID {wire.U32()}, VC-info-length: {length}");
        length -= 4;
        if (wire.Remaining < length)
        {
            layer.Text($" [tlv length {wire.Remaining} < {length}]");
            layer.Invalid();
            return;
        }
        while (length > 1)
        {
            byte parameter = wire.U8(), size = wire.U8();
            if (size < 2 || size > length) return;
            length -= size;
            layer.Text($"\n\t\tInterface Parameter: {ParameterName(parameter)} (0x{parameter:x2}), len {size}");
            var value = wire.Take(size - 2);
            PrintParameter(ref layer, parameter, value);
        }
    }

    private static void PrintParameter(ref Layer layer, byte parameter, ReadOnlySpan<byte> value)
    {
        var wire = new WireReader(value);
        switch (parameter)
        {
            case Mtu:
                ushort mtu = wire.U16();
                if (wire.Truncated) layer.Invalid();
                else layer.Text($": {mtu}");
                break;
            case Description:
                layer.Text(": "u8);
                layer.Printable(value);
                break;
            case Verification:
                byte channels = wire.U8(), types = wire.U8();
                if (wire.Truncated) break;
                layer.Text($"\n\t\t  Control Channels (0x{channels:x2}) = [");
                layer.Bits(channels, static bit => bit switch
                {
                    1 => "PWE3 control word",
                    2 => "MPLS Router Alert Label",
                    4 => "MPLS inner label TTL = 1",
                    _ => null,
                });
                layer.Text($"]\n\t\t  CV Types (0x{types:x2}) = [");
                layer.Bits(types, static bit => bit switch { 1 => "ICMP Ping", 2 => "LSP Ping", 4 => "BFD", _ => null });
                layer.Text("]"u8);
                break;
            default:
                layer.Dump(value, "\n\t\t  "u8);
                break;
        }
    }

    private static string TypeName(byte type) => type switch
    {
        Wildcard => "Wildcard",
        Prefix => "Prefix",
        HostAddress => "Host address",
        VirtualCircuit => "Martini VC",
        _ => "Unknown",
    };

    private static string ParameterName(byte parameter) => parameter switch
    {
        Mtu => "MTU",
        Description => "Description",
        Verification => "VCCV",
        _ => "Unknown",
    };

    private static string PseudoWireName(int kind) => kind switch
    {
        0 => "Reserved",
        1 => "Frame Relay DLCI (Martini Mode)",
        2 => "ATM AAL5 SDU VCC transport",
        3 => "ATM transparent cell transport",
        4 => "Ethernet VLAN",
        5 => "Ethernet",
        6 => "Cisco-HDLC",
        7 => "PPP",
        8 => "SONET/SDH Circuit Emulation Service over MPLS",
        9 => "ATM n-to-one VCC cell transport",
        10 => "ATM n-to-one VPC cell transport",
        11 => "IP Layer2 Transport",
        12 => "ATM one-to-one VCC Cell Mode",
        13 => "ATM one-to-one VPC Cell Mode",
        14 => "ATM AAL5 PDU VCC transport",
        15 => "Frame-Relay Port mode",
        16 => "SONET/SDH Circuit Emulation over Packet",
        17 => "Structure-agnostic E1 over Packet",
        18 => "Structure-agnostic T1 (DS1) over Packet",
        19 => "Structure-agnostic E3 over Packet",
        20 => "Structure-agnostic T3 (DS3) over Packet",
        21 => "CESoPSN basic mode",
        22 => "TDMoIP basic mode",
        23 => "CESoPSN TDM with CAS",
        24 => "TDMoIP TDM with CAS",
        25 => "Frame Relay DLCI",
        _ => "Unknown",
    };
}
