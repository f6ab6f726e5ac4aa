namespace Netshoot.Packets.Link;

/// <summary>MAC security: the tag before protected payloads (IEEE 802.1AE section 9).</summary>
[Dissects(Select.EtherType, 0x88e5)]
public readonly struct MacSecurity : IDissector
{
    private const byte SciPresent = 0x20;
    private const byte Encrypted = 0x08;
    private const byte Changed = 0x04;
    private const int CheckSize = 16;

    public static string Name => "macsec";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(6)) return Unknown(ref layer);
        byte control = layer.U8();
        byte shortLength = (byte)(layer.U8() & 0x3f);
        uint number = layer.U32();
        ulong channel = 0;
        int header = 6;
        if ((control & SciPresent) != 0)
        {
            if (!layer.Has(8)) return layer.Trunc();
            channel = layer.U64();
            header += 8;
        }
        layer.Field("packet_number", number);
        if (layer.Options.LinkHeader)
        {
            layer.Text($"an {control & 3}, pn {number}, flags ");
            if ((control & ~(3 | SciPresent)) == 0) layer.Text(layer.Truncated ? default : "I"u8);
            else layer.Text($"{((control & 0x80) != 0 ? "V" : "")}{((control & 0x40) != 0 ? "S" : "")}{((control & 0x10) != 0 ? "B" : "")}{((control & Encrypted) != 0 ? "E" : "")}{((control & Changed) != 0 ? "C" : "")}I");
            if (shortLength != 0) layer.Text($", sl {shortLength}");
            if ((control & SciPresent) != 0) layer.Text($", sci {channel:x16}");
            layer.Text(", "u8);
        }
        int payload = length - header - CheckSize;
        if (shortLength != 0)
        {
            if (payload < shortLength) return layer.Trunc();
            payload = shortLength;
        }
        // What is encrypted, or was changed in another way, is nobody's to read.
        if ((control & (Encrypted | Changed)) != 0) return Unknown(ref layer);
        if (payload < 2) return layer.Trunc();
        layer.Limit(layer.Position + payload);
        ushort type = layer.U16();
        if (layer.Options.LinkHeader) layer.Text($"ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), ");
        if (layer.Inner(Next.EtherType(type))) return Next.Done;
        return Unknown(ref layer);
    }

    private static Next Unknown(ref Layer layer)
    {
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }
}
