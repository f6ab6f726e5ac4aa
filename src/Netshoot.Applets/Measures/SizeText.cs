using System.Globalization;

namespace Netshoot.Applets.Measures;

/// <summary>Numbers with a letter behind them as both iperfs read them: <c>128K</c>, <c>1.5M</c>.</summary>
internal static class SizeText
{
    /// <summary>An amount: k, m, g, t and their capitals count by 1024.</summary>
    public static double? Bytes(string text) => Parse(text, 1024, 1024);

    /// <summary>A rate: by 1000.</summary>
    public static double? Rate(string text) => Parse(text, 1000, 1000);

    /// <summary>As iperf 2 counts: k, m, g by 1000, K, M, G by 1024.</summary>
    public static double? Mixed(string text) => Parse(text, 1000, 1024);

    private static double? Parse(string text, double small, double capital)
    {
        int end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1])) end--;
        if (text.Length - end > 1 || !double.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number)) return null;
        if (end == text.Length) return number;
        double step = char.IsAsciiLetterLower(text[end]) ? small : capital;
        int power = " KMGT".IndexOf(char.ToUpperInvariant(text[end]), StringComparison.Ordinal);
        return power <= 0 ? null : number * Math.Pow(step, power);
    }
}
