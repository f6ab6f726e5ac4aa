using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Curl;

/// <summary>Between texts of people and the texts of this tool, whose characters are one byte each: what was given is sent as it was given.</summary>
internal static class CurlText
{
    /// <summary>A word of the command line as bytes.</summary>
    public static string Bytes(string word) => Ascii.IsValid(word) ? word : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word));

    /// <summary>Bytes as a file's name or a message.</summary>
    public static string Word(string bytes) => Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>A number of bytes with its unit: k, M, G, T, P; null when it is none.</summary>
    public static long? Size(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return null;
        int shift = text[digits..] switch
        {
            "" or "b" or "B" => 0,
            "k" or "K" => 10,
            "m" or "M" => 20,
            "g" or "G" => 30,
            "t" or "T" => 40,
            "p" or "P" => 50,
            _ => -1,
        };
        return shift < 0 || size > long.MaxValue >> shift ? null : size << shift;
    }
}
