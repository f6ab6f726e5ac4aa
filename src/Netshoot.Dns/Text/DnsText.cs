using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>The small pieces that all printed DNS text is made of.</summary>
internal static class DnsText
{
    /// <summary>A type by its name, or <c>TYPE65280</c> when the style's tool has none for it.</summary>
    public static void Append(TextBuffer to, DnsType type, TextStyle style)
    {
        if (style == TextStyle.Drill && !DrillDialect.Knows(type)) to.Append($"TYPE{(ushort)type}");
        else DnsNames.Append(to, type);
    }

    /// <summary>A name; dig escapes three more characters, which BIND gives a meaning in master files.</summary>
    public static void Append(TextBuffer to, DnsName name, TextStyle style)
    {
        int length = to.Length;
        DnsNameText.TryFormat(name.Wire, style == TextStyle.Dig ? ".;()\\\"@$"u8 : DnsNameText.Special, to.Claim(DnsName.MaxTextLength), out int written);
        to.CutTo(length + written);
    }

    /// <summary>A type as a field of data; drill has no names there for the types that only queries ask for.</summary>
    public static void AppendTypeInData(TextBuffer to, DnsType type, TextStyle style)
    {
        if (style == TextStyle.Drill && type is >= DnsType.Ixfr and <= DnsType.Any) to.Append($"TYPE{(ushort)type}");
        else Append(to, type, style);
    }

    /// <summary>Text between quotes, without the quotes.</summary>
    public static void AppendEscaped(TextBuffer to, ReadOnlySpan<byte> text, TextStyle style)
    {
        foreach (byte b in text)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                to.Append((byte)'\\');
                to.Append(b);
            }
            else if (b is >= 0x20 and < 0x7f || b == '\t' && style == TextStyle.Drill)
            {
                to.Append(b);
            }
            else
            {
                AppendDecimalEscape(to, b);
            }
        }
    }

    /// <summary><c>\ddd</c>.</summary>
    public static void AppendDecimalEscape(TextBuffer to, byte b)
    {
        var place = to.Claim(4);
        place[0] = (byte)'\\';
        place[1] = (byte)('0' + b / 100);
        place[2] = (byte)('0' + b / 10 % 10);
        place[3] = (byte)('0' + b % 10);
    }

    /// <summary>Hexadecimal digits without spaces, upper case as dig has them, else lower case.</summary>
    public static void AppendHex(TextBuffer to, ReadOnlySpan<byte> bytes, TextStyle style)
    {
        var place = to.Claim(2 * bytes.Length);
        if (style == TextStyle.Dig) Convert.TryToHexString(bytes, place, out _);
        else Convert.TryToHexStringLower(bytes, place, out _);
    }

    public static void AppendBase32Hex(TextBuffer to, ReadOnlySpan<byte> bytes, TextStyle style)
    {
        var digits = style == TextStyle.Dig ? "0123456789ABCDEFGHIJKLMNOPQRSTUV"u8 : "0123456789abcdefghijklmnopqrstuv"u8;
        int bits = 0;
        uint pending = 0;
        foreach (byte b in bytes)
        {
            pending = pending << 8 | b;
            bits += 8;
            for (; bits >= 5; bits -= 5) to.Append(digits[(int)(pending >> bits - 5 & 31)]);
        }
        if (bits > 0) to.Append(digits[(int)(pending << 5 - bits & 31)]);
        if (style != TextStyle.Drill) return;
        for (int i = (bytes.Length * 8 + 4) / 5; i % 8 != 0; i++) to.Append((byte)'=');
    }

    /// <summary><c>YYYYMMDDHHmmSS</c> in UTC, for the point in time nearest to <paramref name="now"/> that has this serial number (RFC 1982).</summary>
    public static void AppendTime(TextBuffer to, uint seconds, long now)
        => to.Append(DateTime.UnixEpoch.AddSeconds(now + (int)(seconds - (uint)now)), "yyyyMMddHHmmss");

    public static bool TryParseTime(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        if (text.Length != 14 || !DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return text.Length <= 10 && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
        // RFC 4034 section 3.1.5: the field is a serial number of 32 bits, which starts again in 2106.
        long since = (long)(time - DateTime.UnixEpoch).TotalSeconds;
        seconds = (uint)since;
        return since >= 0;
    }

    /// <summary>The bytes of base 32 digits with the extended hexadecimal alphabet, or null.</summary>
    public static byte[]? FromBase32Hex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        int bits = 0, at = 0;
        uint pending = 0;
        foreach (char c in text)
        {
            int digit = c switch { >= '0' and <= '9' => c - '0', >= 'a' and <= 'v' => c - 'a' + 10, >= 'A' and <= 'V' => c - 'A' + 10, _ => -1 };
            if (digit < 0) return null;
            pending = pending << 5 | (uint)digit;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes[at++] = (byte)(pending >> bits);
        }
        return bytes;
    }
}
