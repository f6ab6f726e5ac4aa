using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Ldp;

/// <summary>Types, lengths and values in messages (RFC 5036 section 3.4, RFC 3479 section 9).</summary>
internal static class LdpElement
{
    private const ushort Internet = 1;
    private const ushort Internet6 = 2;
    private const ushort ForwardingEquivalence = 0x0100;
    private const ushort AddressList = 0x0101;
    private const ushort GenericLabel = 0x0200;
    private const ushort Status = 0x0300;
    private const ushort CommonHello = 0x0400;
    private const ushort Transport4 = 0x0401;
    private const ushort ConfigurationSequence = 0x0402;
    private const ushort Transport6 = 0x0403;
    private const ushort CommonSession = 0x0500;
    private const ushort FaultTolerantSession = 0x0503;

    /// <returns>False when it does not fit the message.</returns>
    public static bool Print(ref Layer layer, int end)
    {
        ushort word = layer.U16(), length = layer.U16();
        if (layer.Truncated) return false;
        if (length > end - layer.Position)
        {
            layer.Text("\n\t\t TLV contents go past end of message"u8);
            return false;
        }
        ushort type = (ushort)(word & 0x3fff);
        layer.Text($"\n\t    {TypeName(type) ?? "Unknown"} TLV (0x{type:x4}), length: {length}, Flags: [");
        layer.Text($"{((word & 0x8000) != 0 ? "continue processing" : "ignore")} and {((word & 0x4000) != 0 ? "do" : "don't")} forward if unknown]");
        if (!layer.Has(length)) layer.EndEarly();
        if (layer.Truncated) return false;
        int least = Least(type);
        if (length < least)
        {
            layer.Text($" [tlv length {length} < {least}]");
            layer.Invalid();
        }
        else
        {
            Value(ref layer, type, layer.Rest[..length]);
        }
        layer.Skip(length);
        return !layer.Truncated;
    }

    private static void Value(ref Layer layer, ushort type, ReadOnlySpan<byte> value)
    {
        var wire = new WireReader(value);
        switch (type)
        {
            case CommonHello:
                ushort hold = wire.U16(), flags = wire.U16();
                layer.Text($"\n\t      Hold Time: {hold}s, Flags: [{((flags & 0x8000) != 0 ? "Targeted" : "Link")} Hello{((flags & 0x4000) != 0 ? ", Request for targeted Hellos" : "")}]");
                return;
            case Transport4:
                layer.Text($"\n\t      IPv4 Transport Address: {layer.Host(wire.Ip4())}");
                return;
            case Transport6:
                layer.Text($"\n\t      IPv6 Transport Address: {layer.Host(wire.Ip6())}");
                return;
            case ConfigurationSequence:
                layer.Text($"\n\t      Sequence Number: {wire.U32()}");
                return;
            case AddressList:
                Addresses(ref layer, ref wire);
                return;
            case CommonSession:
                ushort version = wire.U16(), keep = wire.U16();
                wire.Skip(2);
                // As observed, the flags are looked for in the maximum length of a unit, two bytes behind them.
                ushort most = wire.U16();
                layer.Text($"\n\t      Version: {version}, Keepalive: {keep}s, Flags: [Downstream {((most & 0x8000) != 0 ? "On Demand" : "Unsolicited")}, Loop Detection {((most & 0x4000) != 0 ? "Enabled" : "Disabled")}]");
                return;
            case ForwardingEquivalence:
                LdpForwarding.Print(ref layer, value);
                return;
            case GenericLabel:
                layer.Text($"\n\t      Label: {wire.U32() & 0xfffff}");
                return;
            case Status:
                uint status = wire.U32(), cause = wire.U32();
                layer.Text($"\n\t      Status: 0x{status & 0x3fffffff:x2}, Flags: [{((status & 0x80000000) != 0 ? "Fatal error" : "Advisory Notification")} and {((status & 0x40000000) != 0 ? "do" : "don't")} forward]");
                if (cause != 0) layer.Text($", causing Message ID: 0x{cause:x8}");
                return;
            case FaultTolerantSession:
                FaultTolerance(ref layer, ref wire);
                return;
        }
        if (layer.Verbosity <= 1) layer.Dump(value, "\n\t      "u8);
    }

    private static void Addresses(ref Layer layer, ref WireReader wire)
    {
        ushort family = wire.U16();
        layer.Text("\n\t      Address Family: "u8);
        string name = BgpNames.Family(family);
        layer.Named(name == BgpNames.UnknownFamily ? null : name, family);
        layer.Text(", addresses"u8);
        while (family == Internet && wire.Remaining >= 4) layer.Text($" {layer.Host(wire.Ip4())}");
        while (family == Internet6 && wire.Remaining >= 16) layer.Text($" {layer.Host(wire.Ip6())}");
    }

    private static void FaultTolerance(ref Layer layer, ref WireReader wire)
    {
        ushort flags = wire.U16();
        wire.Skip(2);
        uint reconnect = wire.U32(), recovery = wire.U32();
        layer.Text($"\n\t      Flags: [{((flags & 0x8000) != 0 ? "" : "No ")}Reconnect, {((flags & 8) != 0 ? "" : "Don't ")}Save State, {((flags & 4) != 0 ? "" : "No ")}All-Label Protection, ");
        layer.Text($"{((flags & 2) != 0 ? "Sequence Numbered Label" : "All Labels")} Checkpoint, {((flags & 1) != 0 ? "" : "Don't ")}Re-Learn State]");
        if (reconnect != 0) layer.Text($", Reconnect Timeout: {reconnect}ms");
        if (recovery != 0) layer.Text($", Recovery Time: {recovery}ms");
    }

    private static int Least(ushort type) => type switch
    {
        CommonHello or Transport4 or ConfigurationSequence or GenericLabel => 4,
        Transport6 => 16,
        AddressList => 2,
        CommonSession or Status => 8,
        FaultTolerantSession => 12,
        ForwardingEquivalence => 1,
        _ => 0,
    };

    private static string? TypeName(ushort type) => type switch
    {
        ForwardingEquivalence => "FEC",
        AddressList => "Address List",
        0x0103 => "Hop Count",
        0x0104 => "Path Vector",
        GenericLabel => "Generic Label",
        0x0201 => "ATM Label",
        0x0202 => "Frame-Relay Label",
        Status => "Status",
        0x0301 => "Extended Status",
        0x0302 => "Returned PDU",
        0x0303 => "Returned Message",
        CommonHello => "Common Hello Parameters",
        Transport4 => "IPv4 Transport Address",
        ConfigurationSequence => "Configuration Sequence Number",
        Transport6 => "IPv6 Transport Address",
        CommonSession => "Common Session Parameters",
        0x0501 => "ATM Session Parameters",
        0x0502 => "Frame-Relay Session Parameters",
        FaultTolerantSession => "Fault-Tolerant Session Parameters",
        0x0600 => "Label Request Message ID",
        _ => null,
    };
}
