namespace Netshoot.Packets.Application;

/// <summary>Domain names in messages, compressed or not (RFC 1035 section 4.1.4).</summary>
internal static class DnsName
{
    private const int Pointer = 0xc0;
    private const int BitLabel = 0x41;

    /// <summary>Characters of a name, dots included, of which all are printed.</summary>
    private const int LongestName = 255;

    /// <summary>Prints the name at which the layer stands and steps behind it.</summary>
    /// <param name="layer">Stands at the name.</param>
    /// <param name="message">The layer's bytes up to the message's end: pointers count from their start.</param>
    /// <returns>False when the name is broken or cut off; everything then ends.</returns>
    public static bool Print(ref Layer layer, ReadOnlySpan<byte> message)
    {
        int at = layer.Position;
        int start = at, end = -1;
        int furthest = at;
        bool any = false;
        int written = 0;
        while (true)
        {
            if (at >= message.Length) return End(ref layer);
            int size = message[at];
            if ((size & Pointer) == Pointer)
            {
                if (at + 1 >= message.Length) return End(ref layer);
                if (end < 0) end = at + 2;
                int to = (size & 0x3f) << 8 | message[at + 1];
                // A pointer leads backwards, or it could lead in circles.
                if (to >= furthest)
                {
                    layer.Text("<BAD PTR>"u8);
                    return End(ref layer);
                }
                furthest = to;
                at = to;
                continue;
            }
            if ((size & Pointer) != 0)
            {
                if (size != BitLabel)
                {
                    layer.Text("<BAD LABEL TYPE>"u8);
                    return End(ref layer);
                }
                int next = PrintBitLabel(ref layer, message, at + 1);
                if (next < 0) return End(ref layer);
                at = next;
                any = true;
                layer.Text("."u8);
                continue;
            }
            at++;
            if (size == 0) break;
            if (at + size > message.Length) return End(ref layer, message[at..]);
            int shown = Math.Clamp(LongestName - written, 0, size);
            layer.Printable(message.Slice(at, shown));
            if (shown == size) layer.Text("."u8);
            written += size + 1;
            any = true;
            at += size;
        }
        // A name that is too long is followed to its end nevertheless: that it is broken is said first.
        if (written > LongestName) layer.Text("<DOMAIN NAME TOO LONG>"u8);
        if (!any) layer.Text("."u8);
        layer.Skip((end < 0 ? at : end) - start);
        return true;
    }

    /// <summary>Where the name that begins at <paramref name="at"/> ends, or -1 when it does not.</summary>
    public static int Skip(ReadOnlySpan<byte> message, int at)
    {
        while (at < message.Length)
        {
            int size = message[at];
            if ((size & Pointer) == Pointer) return at + 2 <= message.Length ? at + 2 : -1;
            if ((size & Pointer) != 0)
            {
                if (size != BitLabel || at + 1 >= message.Length) return -1;
                int bits = message[at + 1] == 0 ? 256 : message[at + 1];
                at += 2 + (bits + 7) / 8;
                continue;
            }
            at++;
            if (size == 0) return at;
            at += size;
        }
        return -1;
    }

    private static bool End(ref Layer layer)
    {
        layer.EndEarly();
        return false;
    }

    private static bool End(ref Layer layer, ReadOnlySpan<byte> rest)
    {
        layer.Printable(rest);
        layer.EndEarly();
        return false;
    }

    private static int PrintBitLabel(ref Layer layer, ReadOnlySpan<byte> message, int at)
    {
        if (at >= message.Length) return -1;
        int bits = message[at] == 0 ? 256 : message[at];
        int bytes = (bits + 7) / 8;
        at++;
        if (at + bytes > message.Length) return -1;
        layer.Text("\\[x"u8);
        layer.HexBytes(message.Slice(at, bytes));
        layer.Text($"/{bits}]");
        return at + bytes;
    }
}
