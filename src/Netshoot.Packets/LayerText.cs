using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>What many dissectors print in the same way.</summary>
internal static class LayerText
{
    /// <summary>Any bytes as a hardware address: two digits each, colons between.</summary>
    public static void MacBytes(this ref readonly Layer layer, ReadOnlySpan<byte> address)
    {
        if (layer.Line is not { } line) return;
        for (int i = 0; i < address.Length; i++)
        {
            if (i > 0) line.Append((byte)':');
            line.AppendHex(address[i], 2);
        }
    }

    /// <summary>Bytes as two digits each with nothing between.</summary>
    public static void HexBytes(this ref readonly Layer layer, ReadOnlySpan<byte> bytes)
    {
        if (layer.Line is not { } line) return;
        foreach (byte b in bytes) line.AppendHex(b, 2);
    }

    /// <summary>
    /// Bytes of a text in the wire's hands: what is not printable ASCII comes out as <c>^X</c>, with <c>M-</c> before bytes above 127.
    /// </summary>
    /// <param name="layer">Where to.</param>
    /// <param name="text">The text.</param>
    /// <param name="tabs">Whether tabs pass as they are.</param>
    public static void Printable(this ref readonly Layer layer, ReadOnlySpan<byte> text, bool tabs = false)
    {
        if (layer.Line is not { } line) return;
        if (!text.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            line.Append(text);
            return;
        }
        foreach (byte b in text)
        {
            if (tabs && b == '\t') line.Append(b);
            else Printable(line, b);
        }
    }

    /// <summary>One byte of such a text.</summary>
    public static void Printable(TextBuffer line, byte b)
    {
        if (b >= 0x80)
        {
            line.Append("M-"u8);
            b &= 0x7f;
        }
        if (b is < 0x20 or 0x7f)
        {
            line.Append((byte)'^');
            b ^= 0x40;
        }
        line.Append(b);
    }

    /// <summary>The same up to a zero byte.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool PrintableToZero(this ref readonly Layer layer, ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        layer.Printable(end < 0 ? text : text[..end]);
        return end >= 0;
    }

    /// <summary>Names of the bits that are set; bits without a name are passed over.</summary>
    /// <param name="layer">Where to.</param>
    /// <param name="value">The bits.</param>
    /// <param name="name">The name of a single bit.</param>
    /// <param name="none">What is printed when no named bit is set.</param>
    /// <param name="separator">What stands between two.</param>
    /// <param name="highestFirst">Whether the highest bit comes first.</param>
    public static void Bits(this ref readonly Layer layer, uint value, Func<uint, string?> name, string none = "none", string separator = ", ", bool highestFirst = false)
    {
        if (layer.Line is not { } line) return;
        bool first = true;
        while (value != 0)
        {
            uint bit = highestFirst ? 0x8000_0000u >> System.Numerics.BitOperations.LeadingZeroCount(value) : value & (uint)-(int)value;
            value &= ~bit;
            if (name(bit) is not { } text) continue;
            if (!first) line.Append(separator);
            line.Append(text);
            first = false;
        }
        if (first) line.Append(none);
    }

    /// <summary>Text of the caller's machine, escaped, with blanks behind it up to a width.</summary>
    public static void Padded(this ref readonly Layer layer, string text, int width)
    {
        if (layer.Line is not { } line) return;
        int start = line.Length;
        line.Foreign(text);
        line.Align(start, -width);
    }

    /// <summary>A value by name, or as <c>Unknown (5)</c>.</summary>
    public static void Named(this ref readonly Layer layer, string? name, uint value, string otherwise = "Unknown")
    {
        if (name is not null) layer.Text($"{name}");
        else layer.Text($"{otherwise} ({value})");
    }

    /// <summary>A checksum field behind the checksum that the bytes have: <c>(correct)</c>, <c>(incorrect -> 0x1234)</c>.</summary>
    public static void ChecksumNote(this ref readonly Layer layer, ushort found, ushort right)
    {
        if (right == 0) layer.Text(" (correct)"u8);
        else layer.Text($" (incorrect -> 0x{Expected(found, right):x4})");
    }

    /// <summary>The checksum that should stand where <paramref name="found"/> stands, when the sum over all, it included, gives <paramref name="sum"/>.</summary>
    public static ushort Expected(ushort found, ushort sum)
    {
        uint right = (uint)found + sum;
        return (ushort)((right & 0xffff) + (right >> 16));
    }
}
