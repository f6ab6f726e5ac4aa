using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>What IEEE 802.1 adds to link layer discovery: VLANs and data center bridging (IEEE 802.1Q annex D).</summary>
internal static class LldpBridged
{
    public static bool Print(ref Layer layer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return false;
        var wire = new WireReader(value);
        byte subtype = wire.U8();
        layer.Text($"\n\t  {SubtypeName(subtype) ?? "unknown"} Subtype ({subtype})");
        switch (subtype)
        {
            case 1:
                if (wire.Remaining < 2) return Short(ref layer);
                layer.Text($"\n\t    port vlan id (PVID): {wire.U16()}");
                return true;
            case 2:
                if (wire.Remaining < 3) return Short(ref layer);
                byte flags = wire.U8();
                layer.Text($"\n\t    port and protocol vlan id (PPVID): {wire.U16()}, flags [");
                layer.Bits(flags, static bit => bit switch { 2 => "supported", 4 => "enabled", _ => null });
                layer.Text($"] (0x{flags:x2})");
                return true;
            case 3:
                if (wire.Remaining < 3) return Short(ref layer);
                layer.Text($"\n\t    vlan id (VID): {wire.U16()}");
                byte size = wire.U8();
                if (wire.Remaining < size) return false;
                layer.Text("\n\t    vlan name: "u8);
                layer.Printable(wire.Take(size));
                return true;
            case 4:
                if (wire.Remaining < 1) return Short(ref layer);
                size = wire.U8();
                if (wire.Remaining < size) return false;
                layer.Text("\n\t    protocol identity: "u8);
                layer.PrintableToZero(wire.Take(size));
                return true;
            case 7:
                if (wire.Remaining < 5) return Short(ref layer);
                byte status = wire.U8();
                layer.Text("\n\t    aggregation status ["u8);
                layer.Bits(status, static bit => bit switch { 1 => "supported", 2 => "enabled", _ => null });
                layer.Text($"], aggregation port ID {wire.U32()}");
                return true;
            case 8:
                if (wire.Remaining < 1) return Short(ref layer);
                byte congestion = wire.U8(), ready = wire.U8();
                layer.Text("\n\t    Pre-Priority CNPV Indicator"u8);
                Table(ref layer, congestion);
                layer.Text("\n\t    Pre-Priority Ready Indicator"u8);
                Table(ref layer, ready);
                return true;
            case 9 or 10:
                if (wire.Remaining < (subtype == 9 ? 21 : 20)) return Short(ref layer);
                if (subtype == 9)
                {
                    byte word = wire.U8();
                    layer.Text($"\n\t    Willing:{word >> 7}, CBS:{word >> 6 & 1}, RES:{word >> 3 & 7}, Max TCs:{word & 7}");
                }
                else
                {
                    byte word = wire.U8();
                    layer.Text($"\n\t    RES: {word}");
                }
                layer.Text("\n\t    Priority Assignment Table"u8);
                layer.Text("\n\t     Priority : 0   1   2   3   4   5   6   7"u8);
                layer.Text("\n\t     Value    : "u8);
                for (int i = 0; i < 4; i++)
                {
                    byte pair = wire.U8();
                    layer.Text($"{pair >> 4,-3} {pair & 15,-3}{(i < 3 ? " " : "")}");
                }
                layer.Text("\n\t    TC Bandwidth Table"u8);
                layer.Text("\n\t     TC%   : 0   1   2   3   4   5   6   7"u8);
                layer.Text("\n\t     Value : "u8);
                for (int i = 0; i < 8; i++) layer.Text($"{wire.U8(),-3}{(i < 7 ? " " : "")}");
                layer.Text("\n\t    TSA Assignment Table"u8);
                layer.Text("\n\t     Traffic Class: 0   1   2   3   4   5   6   7"u8);
                layer.Text("\n\t     Value        : "u8);
                for (int i = 0; i < 8; i++) layer.Text($"{wire.U8(),-3}{(i < 7 ? " " : "")}");
                return true;
            case 11:
                if (wire.Remaining < 2) return Short(ref layer);
                byte control = wire.U8(), enabled = wire.U8();
                layer.Text($"\n\t    Willing: {control >> 7}, MBC: {control >> 6 & 1}, RES: {control >> 4 & 3}, PFC cap:{control & 15} ");
                layer.Text("\n\t    PFC Enable"u8);
                Table(ref layer, enabled);
                return true;
            case 12:
                if (wire.Remaining < 1) return Short(ref layer);
                layer.Text($"\n\t    RES: {wire.U8()}");
                if (wire.Remaining < 3) return true;
                layer.Text("\n\t    Application Priority Table"u8);
                while (wire.Remaining >= 3)
                {
                    byte word = wire.U8();
                    layer.Text($"\n\t      Priority: {word >> 5}, RES: {word >> 3 & 3}, Sel: {word & 7}, Protocol ID: {wire.U16()}");
                }
                return true;
            case 13:
                if (wire.Remaining < 5) return true;
                byte bridge = wire.U8(), station = wire.U8(), retry = wire.U8(), mode = wire.U8(), keep = wire.U8();
                layer.Text("\n\t    EVB Bridge Status"u8);
                layer.Text($"\n\t      RES: {bridge >> 3}, BGID: {bridge >> 2 & 1}, RRCAP: {bridge >> 1 & 1}, RRCTR: {bridge & 1}");
                layer.Text("\n\t    EVB Station Status"u8);
                layer.Text($"\n\t      RES: {station >> 4}, SGID: {station >> 3 & 1}, RRREQ: {station >> 2 & 1},RRSTAT: {station & 3}");
                layer.Text($"\n\t    R: {retry >> 5}, RTE: {retry & 31}, EVB Mode: {ModeName(mode >> 6)} [{mode >> 6}]");
                layer.Text($"\n\t    ROL: {mode >> 5 & 1}, RWD: {mode & 31}, RES: {keep >> 6}, ROL: {keep >> 5 & 1}, RKA: {keep & 31}");
                return true;
            case 14:
                if (wire.Remaining < 4) return true;
                byte role = wire.U8();
                wire.Skip(1);
                layer.Text($"\n\t    Role: {role >> 7}, RES: {role >> 4 & 7}, Scomp: {role >> 3 & 1} ChnCap: {wire.U16() & 0xfff}");
                while (wire.Remaining >= 3)
                {
                    uint pair = wire.U24();
                    layer.Text($"\n\t    SCID: {pair >> 12}, SVID: {pair & 0xfff}");
                }
                return true;
        }
        return false;
    }

    private static string ModeName(int mode) => mode switch
    {
        0 => "Not Supported",
        1 => "EVB Bridge",
        2 => "EVB Station",
        _ => "Reserved for future Standardization",
    };

    private static void Table(ref Layer layer, byte values)
    {
        layer.Text("\n\t     Priority : 0  1  2  3  4  5  6  7"u8);
        layer.Text("\n\t     Value    : "u8);
        for (int i = 0; i < 8; i++) layer.Text($"{values >> i & 1,-2} ");
    }

    private static bool Short(ref Layer layer)
    {
        layer.EndEarly();
        return false;
    }

    private static string? SubtypeName(byte subtype) => subtype switch
    {
        1 => "Port VLAN Id",
        2 => "Port and Protocol VLAN ID",
        3 => "VLAN name",
        4 => "Protocol Identity",
        5 => "VID Usage Digest",
        6 => "Management VID",
        7 => "Link aggregation",
        8 => "Congestion Notification",
        9 => "ETS Configuration",
        10 => "ETS Recommendation",
        11 => "Priority Flow Control Configuration",
        12 => "Application Priority",
        13 => "EVB",
        14 => "CDCP",
        _ => null,
    };
}
