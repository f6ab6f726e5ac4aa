namespace Netshoot.Packets.Link;

/// <summary>ARCNET (RFC 1051, RFC 1201): as BSD captures it and as Linux does, with two bytes that Linux puts between.</summary>
[Dissects(Select.LinkType, 7)]
public readonly struct Arcnet : IDissector
{
    private const int HeaderSize = 3;
    private const int NewHeaderSize = 6;
    private const int ExceptionSize = 10;

    public static string Name => "arcnet";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        byte source = layer.U8(), destination = layer.U8(), type = layer.U8();
        bool old = IsOld(type);
        byte flag = 0;
        ushort sequence = 0;
        if (!old)
        {
            if (length < NewHeaderSize || !layer.Has(NewHeaderSize - HeaderSize)) return layer.Trunc();
            flag = layer.U8();
            if (flag == 0xff)
            {
                if (length < ExceptionSize || !layer.Has(ExceptionSize - 4)) return layer.Trunc();
                layer.Skip(3);
                flag = layer.U8();
            }
            sequence = layer.U16();
        }
        layer.EndLinkHeader();
        if (layer.Options.LinkHeader)
        {
            layer.Text($"{source:x2} {destination:x2} ");
            if (TypeName(type) is { } name) layer.Text($"{name}");
            else layer.Text($"{type:x2}");
            if (!old)
            {
                layer.Text($" seqid {sequence:x4}");
                if ((flag & 1) != 0) layer.Text($" (first of {(flag - 1) / 2 + 2} fragments)");
                else if (flag != 0) layer.Text($" (fragment {flag / 2 + 1})");
            }
            layer.Text($" {length}: ");
        }
        // The rest of a fragmented packet makes no sense alone.
        if (!old && flag != 0 && (flag & 1) == 0) return Next.Done;
        return Payload(ref layer, type);
    }

    internal static bool IsOld(byte type) => type is 0xf0 or 0xf1;

    internal static Next Payload(ref Layer layer, byte type)
    {
        int etherType = type switch
        {
            0xf0 or 0xd4 => 0x0800,
            0xf1 or 0xd5 => 0x0806,
            0xc4 => 0x86dd,
            0xd6 => 0x8035,
            0xdd => 0x809b,
            _ => -1,
        };
        if (etherType >= 0 && layer.Finish(Next.EtherType(etherType))) return Next.Done;
        layer.UnknownPayload();
        return Next.Done;
    }

    internal static string? TypeName(byte type) => type switch
    {
        0xf0 => "oldip",
        0xf1 => "oldarp",
        0xd4 => "ip",
        0xd5 => "arp",
        0xc4 => "ipv6",
        0xd6 => "rarp",
        0xdd => "atalk",
        0xfa => "novell",
        0x80 => "banyan",
        0x8c => "banyan",
        0xcd => "atalk",
        _ => null,
    };
}
