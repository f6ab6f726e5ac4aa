using System.Text;

namespace Netshoot.Dns;

/// <summary>The presentation form of names (RFC 1035 section 5.1, RFC 4343 section 2.1).</summary>
internal static class DnsNameText
{
    public static bool TryParse(ReadOnlySpan<char> text, DnsName origin, out DnsName name, out string? problem)
    {
        name = default;
        problem = text.IsEmpty ? "the name is empty" : null;
        if (text.IsEmpty) return false;
        if (text is "." or "@")
        {
            name = text is "@" ? origin : DnsName.Root;
            return true;
        }

        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        Span<byte> bytes = stackalloc byte[4];
        int label = 0, at = 1;
        while (!text.IsEmpty)
        {
            if (text[0] == '.')
            {
                if (!CloseLabel(wire, ref label, ref at, ref problem)) return false;
                text = text[1..];
                continue;
            }
            int count = TakeCharacter(ref text, bytes, ref problem);
            if (problem is not null) return false;
            if (at + count > DnsName.MaxLength)
            {
                problem = "the name is longer than 255 bytes";
                return false;
            }
            bytes[..count].CopyTo(wire[at..]);
            at += count;
        }

        bool absolute = at == label + 1;
        if (!absolute && !CloseLabel(wire, ref label, ref at, ref problem)) return false;
        var rest = absolute ? "\0"u8 : origin.Wire;
        if (label + rest.Length > DnsName.MaxLength)
        {
            problem = "the name is longer than 255 bytes";
            return false;
        }
        rest.CopyTo(wire[label..]);
        name = DnsName.FromTrustedWire(wire[..(label + rest.Length)]);
        return true;
    }

    /// <summary>Takes one character off the front of <paramref name="text"/>: plain, <c>\c</c> or <c>\ddd</c>.</summary>
    /// <returns>How many bytes it is.</returns>
    public static int TakeCharacter(ref ReadOnlySpan<char> text, scoped Span<byte> bytes, ref string? problem)
    {
        bool escaped = text[0] == '\\';
        if (escaped) text = text[1..];
        if (text.IsEmpty)
        {
            problem = "a backslash at the end";
            return 0;
        }
        if (escaped && char.IsAsciiDigit(text[0]))
        {
            if (text.Length < 3 || !byte.TryParse(text[..3], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out bytes[0]))
            {
                problem = "an escape that is not \\ and three digits up to 255";
                return 0;
            }
            text = text[3..];
            return 1;
        }
        Rune.DecodeFromUtf16(text, out var rune, out int taken);
        text = text[taken..];
        return rune.EncodeToUtf8(bytes);
    }

    /// <summary>What is escaped so that master files read it back.</summary>
    public static ReadOnlySpan<byte> Special => ".;()\\"u8;

    /// <param name="special">Printable characters that get a backslash.</param>
    public static bool TryFormat(ReadOnlySpan<byte> wire, ReadOnlySpan<byte> special, Span<byte> to, out int written)
    {
        written = 0;
        int at = 0;
        if (wire[0] == 0)
        {
            if (to.IsEmpty) return false;
            to[0] = (byte)'.';
            written = 1;
            return true;
        }
        for (; wire[0] != 0; wire = wire[(1 + wire[0])..])
        {
            foreach (byte b in wire.Slice(1, wire[0]))
            {
                int size = b is <= 0x20 or >= 0x7f ? 4 : special.Contains(b) ? 2 : 1;
                if (to.Length - at < size) return false;
                if (size > 1) to[at++] = (byte)'\\';
                if (size < 4)
                {
                    to[at++] = b;
                    continue;
                }
                to[at++] = (byte)('0' + b / 100);
                to[at++] = (byte)('0' + b / 10 % 10);
                to[at++] = (byte)('0' + b % 10);
            }
            if (at == to.Length) return false;
            to[at++] = (byte)'.';
        }
        written = at;
        return true;
    }

    private static bool CloseLabel(Span<byte> wire, ref int label, ref int at, ref string? problem)
    {
        int length = at - label - 1;
        problem = length == 0 ? "an empty label" : length > DnsName.MaxLabelLength ? "a label longer than 63 bytes" : at >= DnsName.MaxLength ? "the name is longer than 255 bytes" : null;
        if (problem is not null) return false;
        wire[label] = (byte)length;
        label = at++;
        return true;
    }
}
