namespace Netshoot.Packets.Link;

/// <summary>AppleTalk's address resolution (Inside AppleTalk, chapter 2).</summary>
[Dissects(Select.EtherType, 0x80f3)]
public readonly struct AppletalkArp : IDissector
{
    public static string Name => "aarp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("aarp "u8);
        ushort hardware = layer.U16(), protocol = layer.U16();
        byte hardwareLength = layer.U8(), protocolLength = layer.U8();
        ushort operation = layer.U16();
        // Only EtherTalk with four-byte addresses is decoded.
        if (!layer.Has(20)) layer.EndEarly();
        if (layer.Truncated) return Next.Done;
        if (hardware == 1 && protocol == 0x809b && hardwareLength == 6 && protocolLength == 4)
        {
            var senderMac = layer.Mac();
            uint sender = layer.U32();
            layer.Skip(6);
            uint target = layer.U32();
            switch (operation)
            {
                case 1:
                    layer.Text($"who-has {target >> 8 & 0xffff}.{target & 255} tell {sender >> 8 & 0xffff}.{sender & 255}");
                    return Next.Done;
                case 2:
                    layer.Text($"reply {sender >> 8 & 0xffff}.{sender & 255} is-at {senderMac}");
                    return Next.Done;
                case 3:
                    layer.Text($"probe {sender >> 8 & 0xffff}.{sender & 255} tell {target >> 8 & 0xffff}.{target & 255}");
                    return Next.Done;
            }
        }
        layer.Text($"len {layer.Length} op {operation} htype {hardware} ptype 0x{protocol:x} halen {hardwareLength} palen {protocolLength}");
        return Next.Done;
    }
}
