namespace Netshoot.Packets.Link;

/// <summary>Cisco's HDLC framing with its own keepalives (RFC 4349 appendix, LINKTYPE_C_HDLC).</summary>
[Dissects(Select.LinkType, 104)]
public readonly struct CiscoHdlc : IDissector
{
    private const ushort Slarp = 0x8035;

    public static string Name => "chdlc";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4 || !layer.Has(4)) return layer.Trunc();
        byte address = layer.U8();
        layer.Skip(1);
        ushort type = layer.U16();
        layer.EndLinkHeader();
        if (layer.Options.LinkHeader)
        {
            layer.Text(address switch { 0x0f => "unicast "u8, 0x8f => "bcast "u8, _ => default });
            if (address is not (0x0f or 0x8f)) layer.Text($"0x{address:x2} ");
            layer.Text($"{length} {type:x4}: ");
        }
        switch (type)
        {
            case Slarp:
                PrintSlarp(ref layer, length - 4);
                return Next.Done;
            case 0xfefe or 0xa5a5:
                if (!layer.Has(1)) return layer.Trunc();
                // A byte of padding may stand before the payload.
                if (layer.PeekU8(1) is 0x81 or 0x82 or 0x83) layer.Skip(1);
                return Next.Sap(0xfe);
        }
        if (layer.Inner(Next.EtherType(type))) return Next.Done;
        if (!layer.Options.LinkHeader) layer.Text($"unknown CHDLC protocol (0x{type:x4})");
        return Next.Done;
    }

    private static void PrintSlarp(ref Layer layer, int length)
    {
        layer.Protocol("slarp");
        if (length < 14)
        {
            layer.Trunc();
            return;
        }
        uint code = layer.U32();
        layer.Text($"SLARP (length: {length}), ");
        switch (code)
        {
            case 0:
                layer.Text("request"u8);
                break;
            case 1:
                var address = layer.Ip4();
                var mask = layer.Ip4();
                layer.Text($"reply {address}/{mask}");
                break;
            case 2:
                uint mine = layer.U32(), yours = layer.U32();
                ushort reliability = layer.U16();
                layer.Text($"keepalive: mineseen=0x{mine:x8}, yourseen=0x{yours:x8}, reliability=0x{reliability:x4}");
                if (length >= 18)
                {
                    uint milliseconds = layer.U32(), seconds = milliseconds / 1000;
                    layer.Text($", link uptime={seconds / 86400}d{seconds % 86400 / 3600}h{seconds % 3600 / 60}m{seconds % 60}s");
                }
                break;
            default:
                layer.Text($"0x{code:x2} unknown");
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest, "\n\t"u8);
                break;
        }
        if (layer.Truncated) return;
        if (layer.Left > 0 && layer.Verbosity > 0) layer.Text($", (trailing junk: {layer.Left} bytes)");
        if (layer.Verbosity > 1 && layer.Left > 0) layer.Dump(layer.Rest, "\n\t"u8);
    }
}
