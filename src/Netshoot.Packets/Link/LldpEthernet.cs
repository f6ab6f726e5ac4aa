using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>What IEEE 802.3 adds to link layer discovery (IEEE 802.3 clause 79).</summary>
internal static class LldpEthernet
{
    public static bool Print(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        var wire = new WireReader(value);
        byte subtype = wire.U8();
        layer.Text($"\n\t  {subtype switch { 1 => "MAC/PHY configuration/status", 2 => "Power via MDI", 3 => "Link aggregation", 4 => "Max frame size", _ => "unknown" }} Subtype ({subtype})");
        switch (subtype)
        {
            case 1:
                if (wire.Remaining < 5) return Short(ref layer);
                byte status = wire.U8();
                ushort capabilities = wire.U16(), type = wire.U16();
                layer.Text("\n\t    autonegotiation ["u8);
                layer.Bits(status, static bit => bit switch { 1 => "supported", 2 => "enabled", _ => null });
                layer.Text($"] (0x{status:x2})\n\t    PMD autoneg capability [");
                layer.Bits(capabilities, CapabilityName, highestFirst: true);
                layer.Text($"] (0x{capabilities:x4})\n\t    MAU type {TypeName(type) ?? "unknown"} (0x{type:x4})");
                return true;
            case 2:
                if (wire.Remaining < 3) return Short(ref layer);
                status = wire.U8();
                byte pair = wire.U8(), power = wire.U8();
                layer.Text("\n\t    MDI power support ["u8);
                layer.Bits(status, static bit => bit switch { 1 => "PSE", 2 => "supported", 4 => "enabled", 8 => "can be controlled", _ => null });
                layer.Text($"], power pair {pair switch { 1 => "signal", 2 => "spare", _ => "unknown" }}, power class class{power - 1}");
                return true;
            case 3:
                if (wire.Remaining < 5) return Short(ref layer);
                status = wire.U8();
                uint port = wire.U32();
                layer.Text("\n\t    aggregation status ["u8);
                layer.Bits(status, static bit => bit switch { 1 => "supported", 2 => "enabled", _ => null });
                layer.Text($"], aggregation port ID {port}");
                return true;
            case 4:
                if (wire.Remaining < 2) return Short(ref layer);
                layer.Text($"\n\t    MTU size {wire.U16()}");
                return true;
        }
        return false;
    }

    private static bool Short(ref Layer layer)
    {
        layer.EndEarly();
        return false;
    }

    private static string? CapabilityName(uint bit) => bit switch
    {
        0x4000 => "10BASE-T hdx",
        0x2000 => "10BASE-T fdx",
        0x1000 => "10BASE-T4",
        0x0800 => "100BASE-TX hdx",
        0x0400 => "100BASE-TX fdx",
        0x0200 => "100BASE-T2 hdx",
        0x0100 => "100BASE-T2 fdx",
        0x0080 => "Pause for fdx links",
        0x0040 => "Asym PAUSE for fdx",
        0x0020 => "Sym PAUSE for fdx",
        0x0010 => "Asym and Sym PAUSE for fdx",
        0x0008 => "1000BASE-{X LX SX CX} hdx",
        0x0004 => "1000BASE-{X LX SX CX} fdx",
        0x0002 => "1000BASE-T hdx",
        0x0001 => "1000BASE-T fdx",
        _ => null,
    };

    private static string? TypeName(ushort type) => type switch
    {
        5 => "10BASE-T",
        10 => "10BASET hdx",
        11 => "10BASET fdx",
        15 => "100BASETX hdx",
        16 => "100BASETX fdx",
        17 => "100BASEFX hdx",
        18 => "100BASEFX fdx",
        29 => "1000BASET hdx",
        30 => "1000BASET fdx",
        31 => "10GBASEX",
        32 => "10GBASELX4",
        33 => "10GBASER",
        34 => "10GBASEER",
        35 => "10GBASELR",
        36 => "10GBASESR",
        _ => null,
    };
}
