namespace Netshoot.Packets.Link;

/// <summary>Frames of SunATM devices: their direction and circuit stand before them (LINKTYPE_SUNATM).</summary>
[Dissects(Select.LinkType, 123)]
public readonly struct SunAtm : IDissector
{
    private const int HeaderSize = 4;
    private const byte Q2931 = 0x09;
    private const int LanEmulation = 1;

    public static string Name => "sunatm";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        byte flags = layer.U8(), path = layer.U8();
        ushort circuit = layer.U16();
        layer.Field("vpi", path);
        layer.Field("vci", circuit);
        if (layer.Options.LinkHeader) layer.Text($"{((flags & 0x80) != 0 ? "Tx" : "Rx")}: VPI:{path} VCI:{circuit} ");
        layer.EndLinkHeader();
        layer.Protocol("atm");
        if (path == 0 && circuit == 5) return Signaling(ref layer);
        if (path == 0 && circuit is 3 or 4) return Next.LinkType(AtmOperations.Pseudo);
        // LAN emulation frames have an identifier of two bytes before an Ethernet frame.
        if ((flags & 0x0f) != LanEmulation) return Next.LinkType(LogicalLinkControl.Pseudo);
        layer.Skip(2);
        return Next.LinkType(1);
    }

    private static Next Signaling(ref Layer layer)
    {
        if (!layer.Has(1)) return layer.Trunc();
        if (layer.PeekU8() != Q2931)
        {
            layer.UnknownPayload();
            return Next.Done;
        }
        layer.Text("Q.2931:"u8);
        if (!layer.Has(6)) return layer.Trunc();
        layer.Skip(2);
        uint reference = layer.U24();
        byte type = layer.U8();
        if (TypeName(type) is { } name) layer.Text($"{name} ");
        else layer.Text($"msgtype#{type} ");
        layer.Text($"CALL_REF:0x{reference:x6}");
        return Next.Done;
    }

    private static string? TypeName(byte type) => type switch
    {
        0x02 => "CALL_PROCEED",
        0x05 => "SETUP",
        0x07 => "CONNECT",
        0x0f => "CONNECT_ACK",
        0x4d => "RELEASE",
        0x5a => "RELEASE_DONE",
        _ => null,
    };
}
