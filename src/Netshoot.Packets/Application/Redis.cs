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
        // A command typed by a person: one line without a type; empty lines before it are passed over.
        var rest = Available(ref layer);
        int start = rest.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0) return false;
        int size = rest[start..].IndexOfAny((byte)'\r', (byte)'\n');
        if (size < 0) return false;
        layer.Text(" \""u8);
        layer.Printable(rest.Slice(start, size));
        layer.Text("\""u8);
        int end = start + size;
        while (end < rest.Length && rest[end] is (byte)'\r' or (byte)'\n') end++;
        layer.Skip(end);
        return true;
    }

    private static bool Bulk(ref Layer layer)
    {
        if (!Number(ref layer, out int size)) return false;
        if (size < 0) return true;
        if (size > layer.Captured) return false;
        layer.Text(size == 0 ? " empty"u8 : " \""u8);
        layer.Printable(layer.Take(size));
        if (size > 0) layer.Text("\""u8);
        // What stands between the string and its line's end belongs to nothing.
        int end = Available(ref layer).IndexOf("\r\n"u8);
        if (end < 0) return false;
        layer.Skip(end + 2);
        return true;
    }

    private static bool Array(ref Layer layer, int depth)
    {
        if (!Number(ref layer, out int count)) return false;
        if (count == 0) layer.Text(" empty"u8);
        for (int i = 0; i < count; i++)
        {
            if (!Value(ref layer, depth + 1)) return false;
        }
        return true;
    }

    /// <summary>Reads a length and its line's end; one that is null, negative or no number is said to be it, and -1.</summary>
    /// <returns>False when it is cut off.</returns>
    private static bool Number(ref Layer layer, out int value)
    {
        var rest = Available(ref layer);
        int at = 0;
        bool negative = at < rest.Length && rest[at] == '-';
        if (negative) at++;
        int first = at;
        long number = 0;
        for (; at < rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            number = Math.Min(number * 10 + rest[at] - '0', int.MaxValue + 1L);
        }
        value = -1;
        if (at >= rest.Length) return false;
        if (at > first && rest[at] == '\r')
        {
            at++;
            if (at >= rest.Length) return false;
            if (rest[at] == '\n')
            {
                layer.Skip(at + 1);
                if (negative) layer.Text(number == 1 ? " null"u8 : " length negative and not -1"u8);
                else if (number > int.MaxValue) layer.Text(" length too large"u8);
                else value = (int)number;
                return true;
            }
        }
        // What is wrong counts as read.
        layer.Skip(at + 1);
        layer.Text(" invalid"u8);
        return true;
    }

    private static ReadOnlySpan<byte> Available(ref Layer layer) => layer.Rest[..Math.Min(layer.Captured, Math.Max(0, layer.Left))];
}
