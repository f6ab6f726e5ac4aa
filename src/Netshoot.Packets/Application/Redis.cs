namespace Netshoot.Packets.Application;

/// <summary>Redis serialization protocol (redis.io, protocol specification).</summary>
[Dissects(Select.TcpPort, 6379)]
[Dissects(Select.TcpPayload, (int)PayloadType.Resp)]
public readonly struct Redis : IDissector
{
    private const int MostNested = 16;

    public static string Name => "resp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text(": RESP"u8);
        while (layer.Left > 0)
        {
            if (!Value(ref layer, 0)) return layer.Trunc();
            if (layer.Truncated) return Next.Done;
        }
        return Next.Done;
    }

    /// <returns>False when the value is cut off or broken.</returns>
    private static bool Value(ref Layer layer, int depth)
    {
        if (!layer.Has(1) || depth > MostNested) return false;
        switch (layer.PeekU8())
        {
            case (byte)'+' or (byte)'-' or (byte)':':
                layer.Skip(1);
                return Line(ref layer);
            case (byte)'$':
                layer.Skip(1);
                return Bulk(ref layer);
            case (byte)'*':
                layer.Skip(1);
                return Array(ref layer, depth);
            default:
                return Inline(ref layer);
        }
    }

    private static bool Line(ref Layer layer)
    {
        var rest = Available(ref layer);
        int end = rest.IndexOf("\r\n"u8);
        if (end < 0) return false;
        layer.Text(" \""u8);
        layer.Printable(rest[..end]);
        layer.Text("\""u8);
        layer.Skip(end + 2);
        return true;
    }

    private static bool Inline(ref Layer layer)
    {
        // A command typed by a person: one line without a type.
        var rest = Available(ref layer);
        int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0) return false;
        if (end > 0)
        {
            layer.Text(" \""u8);
            layer.Printable(rest[..end]);
            layer.Text("\""u8);
        }
        while (end < rest.Length && rest[end] is (byte)'\r' or (byte)'\n') end++;
        layer.Skip(end);
        return true;
    }

    private static bool Bulk(ref Layer layer)
    {
        if (!Number(ref layer, out long size)) return false;
        switch (size)
        {
            case 0:
                layer.Text(" empty"u8);
                break;
            case -1:
                layer.Text(" null"u8);
                return true;
            case < -1:
                layer.Text(" length negative and not -1 invalid"u8);
                return true;
            default:
                if (size > layer.Captured) return false;
                layer.Text(" \""u8);
                layer.Printable(layer.Take((int)size));
                layer.Text("\""u8);
                break;
        }
        if (layer.Has(2) && layer.PeekU16() != 0x0d0a || !layer.Has(2)) return false;
        layer.Skip(2);
        return true;
    }

    private static bool Array(ref Layer layer, int depth)
    {
        if (!Number(ref layer, out long count)) return false;
        switch (count)
        {
            case 0:
                layer.Text(" empty"u8);
                return true;
            case -1:
                layer.Text(" null"u8);
                return true;
            case < -1:
                layer.Text(" length negative and not -1 invalid"u8);
                return true;
        }
        for (long i = 0; i < count; i++)
        {
            if (!Value(ref layer, depth + 1)) return false;
        }
        return true;
    }

    private static bool Number(ref Layer layer, out long value)
    {
        value = 0;
        var rest = Available(ref layer);
        int end = rest.IndexOf("\r\n"u8);
        if (end <= 0 || end > 11) return false;
        if (!System.Buffers.Text.Utf8Parser.TryParse(rest[..end], out value, out int taken) || taken != end) return false;
        layer.Skip(end + 2);
        return true;
    }

    private static ReadOnlySpan<byte> Available(ref Layer layer) => layer.Rest[..Math.Min(layer.Captured, Math.Max(0, layer.Left))];
}
