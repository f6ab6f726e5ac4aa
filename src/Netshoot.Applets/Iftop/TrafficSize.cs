using System.Globalization;

namespace Netshoot.Applets.Iftop;

/// <summary>Amounts and rates as iftop prints them: three digits, and a unit that changes at a thousand of 1024 each.</summary>
internal static class TrafficSize
{
    private const double Step = 1024;

    private static readonly string[] s_prefixes = ["", "K", "M", "G", "T", "P"];

    /// <param name="bytesPerSecond">The rate.</param>
    /// <param name="usesBytes">Whether it is not shown in bits.</param>
    public static string Rate(double bytesPerSecond, bool usesBytes) => usesBytes ? Text(bytesPerSecond, Step, "B") : Text(bytesPerSecond * 8, Step, "b");

    public static string Total(long bytes) => Text(bytes, Step, "B");

    /// <summary>A number beside the scale; the marks of the logarithmic one are powers of ten.</summary>
    public static string Mark(double bits, bool usesBytes, bool isDecimal) => Text(usesBytes ? bits / 8 : bits, isDecimal ? 1000 : Step, usesBytes ? "B" : "b");

    private static string Text(double number, double step, string unit)
    {
        const double Limit = 1000;
        int prefix = 0;
        for (; number >= Limit && prefix < s_prefixes.Length - 1; prefix++) number /= step;
        string format = prefix == 0 || number >= 100 ? "F0" : number < 10 ? "F2" : "F1";
        return $"{number.ToString(format, CultureInfo.InvariantCulture)}{s_prefixes[prefix]}{unit}";
    }
}
