using System.Globalization;

namespace Netshoot.Applets.EthTool;

/// <summary>Numbers as strtoul(3) reads them with base 0: decimal, octal behind a 0, hexadecimal behind 0x.</summary>
internal static class EthToolNumber
{
    /// <summary>Reads a number up to <paramref name="most"/> that fills its text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, ulong most, out ulong number)
    {
        number = 0;
        if (text.StartsWith("0x") || text.StartsWith("0X")) return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number <= most;
        if (text is not ['0', _, ..]) return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || number > most / 8) return false;
            number = number * 8 + (uint)(digit - '0');
        }
        return number <= most;
    }

    /// <summary>Reads hexadecimal digits, with or without 0x, as words of 32 bits; null when they are none.</summary>
    public static uint[]? ParseMask(ReadOnlySpan<char> text, out int bits)
    {
        bits = 0;
        if (text.StartsWith("0x") || text.StartsWith("0X")) text = text[2..];
        text = text.TrimStart('0') is { IsEmpty: false } trimmed ? trimmed : text.IsEmpty ? text : "0";
        if (text.IsEmpty || text.ContainsAnyExcept(s_digits)) return null;
        const int DigitsPerWord = 8;
        var words = new uint[(text.Length + DigitsPerWord - 1) / DigitsPerWord];
        for (int i = 0; i < words.Length; i++)
        {
            var part = text[Math.Max(0, text.Length - DigitsPerWord * (i + 1))..(text.Length - DigitsPerWord * i)];
            words[i] = uint.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (words[i] != 0) bits = 32 * i + 32 - System.Numerics.BitOperations.LeadingZeroCount(words[i]);
        }
        return words;
    }

    private static readonly System.Buffers.SearchValues<char> s_digits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
