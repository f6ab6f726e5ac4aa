namespace Netshoot.Packets.Link;

/// <summary>Serial line IP with the header that records direction and compression (RFC 1055, RFC 1144, LINKTYPE_SLIP).</summary>
[Dissects(Select.LinkType, 8)]
public readonly struct Slip : IDissector
{
    private const int HeaderSize = 16;
    private const int ChecksumSize = 2;
    private const byte Compressed = 0x80;
    private const byte Uncompressed = 0x70;

    public static string Name => "slip";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        length -= HeaderSize;
        var header = layer.Take(HeaderSize);
        layer.EndLinkHeader();
        if (layer.Captured < 1 || length < 1) return layer.Trunc();
        if (layer.Options.LinkHeader && !Describe(ref layer, header, length)) return layer.Trunc();
        switch (layer.PeekU8() >> 4)
        {
            case 4: return Next.EtherType(0x0800);
            case 6: return Next.EtherType(0x86dd);
        }
        layer.Text($"ip v{layer.PeekU8() >> 4}");
        return Next.Done;
    }

    private static bool Describe(ref Layer layer, ReadOnlySpan<byte> header, int length)
    {
        byte direction = header[0], kind = header[1];
        layer.Field("direction", direction);
        if (direction <= 1) layer.Text(direction == 0 ? "I "u8 : "O "u8);
        else layer.Text($"Invalid direction {direction} ");
        switch (kind & 0xf0)
        {
            case 0x40:
                layer.Text($"ip {length + HeaderSize}: ");
                return true;
            case Uncompressed:
                layer.Text($"utcp {header[2 + 8]}: ");
                return true;
        }
        if (direction > 1) return true;
        if ((kind & Compressed) != 0)
        {
            layer.Text("ctcp "u8);
            return Change(ref layer, header[1..]);
        }
        layer.Text($"slip-{kind}!: ");
        return true;
    }

    /// <summary>Which fields of the TCP header changed, and by how much (RFC 1144 section 3.2).</summary>
    private static bool Change(ref Layer layer, ReadOnlySpan<byte> change)
    {
        byte flags = change[0];
        var wire = new Wire.WireReader(change[1..]);
        if ((flags & 0x40) != 0) layer.Text($"{wire.U8()}");
        else layer.Text("*"u8);
        wire.Skip(ChecksumSize);
        switch (flags & 0x0f)
        {
            case 0x0b:
                layer.Text($" +{Delta(ref wire)}");
                return false;
            case 0x0f:
                layer.Text($" +{Delta(ref wire)}");
                return false;
        }
        if ((flags & 0x01) != 0) layer.Text($" U={Delta(ref wire)}");
        if ((flags & 0x02) != 0) layer.Text($" W{Delta(ref wire):+0;-0;+0}");
        if ((flags & 0x04) != 0) layer.Text($" A+{Delta(ref wire)}");
        if ((flags & 0x08) != 0) layer.Text($" S+{Delta(ref wire)}");
        if ((flags & 0x20) != 0) layer.Text($" I{Delta(ref wire):+0;-0;+0}");
        return false;
    }

    private static int Delta(ref Wire.WireReader wire)
    {
        int value = wire.U8();
        return value == 0 ? wire.U16() : value;
    }
}
