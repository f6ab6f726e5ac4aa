namespace Netshoot.Packets.Link;

/// <summary>PPP over Ethernet, discovery and sessions (RFC 2516 section 4).</summary>
[Dissects(Select.EtherType, Discovery)]
[Dissects(Select.EtherType, 0x8864)]
public readonly struct PppOverEthernet : IDissector
{
    private const int Discovery = 0x8863;

    public static string Name => "pppoe";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text("PPPoE "u8);
        if (length < 6 || !layer.Has(6)) return layer.Trunc();
        byte versionType = layer.U8(), code = layer.U8();
        ushort session = layer.U16(), size = layer.U16();
        int version = versionType >> 4, type = versionType & 15;
        if (version != 1) layer.Text($" [ver {version}]");
        if (type != 1) layer.Text($" [type {type}]");
        if (CodeName(code) is { } name) layer.Text($"{name}");
        else layer.Text($"PAD-{code:x}");
        if (code == 0) layer.Text($" [ses 0x{session:x}]");
        layer.Field("code", code);
        layer.Field("session", session);
        if (length < size + 6)
        {
            layer.Text($" [len {size}!]");
            return layer.Trunc();
        }
        if (code == 0)
        {
            layer.Text(" "u8);
            layer.Limit(6 + size);
            return Next.LinkType(Ppp.Pseudo);
        }
        return Tags(ref layer, size);
    }

    private static Next Tags(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            if (left < 4) return layer.Trunc();
            ushort kind = layer.U16(), size = layer.U16();
            left -= 4;
            if (layer.Truncated) return Next.Done;
            if (left < size) return layer.Trunc();
            if (TagName(kind) is { } name) layer.Text($" [{name}");
            else layer.Text($" [TAG-0x{kind:x}");
            if (kind == 0)
            {
                layer.Text("]"u8);
                return Next.Done;
            }
            if (size > 0)
            {
                var value = layer.Take(size);
                layer.Text(" "u8);
                bool text = value.Length < 20;
                int readable = 0;
                foreach (byte b in value)
                {
                    if (b is >= 0x20 and < 0x7f) readable++;
                }
                if (readable > value.Length * 2 / 3)
                {
                    layer.Text("\""u8);
                    layer.Printable(value);
                    layer.Text("\""u8);
                }
                else
                {
                    layer.Text("0x"u8);
                    foreach (byte b in value[..Math.Min(20, value.Length)]) layer.Text($"{b:X2}");
                    if (!text) layer.Text("..."u8);
                }
            }
            layer.Text("]"u8);
            left -= size;
        }
        return Next.Done;
    }

    private static string? CodeName(byte code) => code switch
    {
        0 => "",
        0x07 => "PADO",
        0x09 => "PADI",
        0x19 => "PADR",
        0x65 => "PADS",
        0xa7 => "PADT",
        _ => null,
    };

    private static string? TagName(ushort kind) => kind switch
    {
        0x0000 => "EOL",
        0x0101 => "Service-Name",
        0x0102 => "AC-Name",
        0x0103 => "Host-Uniq",
        0x0104 => "AC-Cookie",
        0x0105 => "Vendor-Specific",
        0x0110 => "Relay-Session-ID",
        0x0120 => "PPP-Max-Payload",
        0x0201 => "Service-Name-Error",
        0x0202 => "AC-System-Error",
        0x0203 => "Generic-Error",
        _ => null,
    };
}
