using System.Globalization;

namespace Netshoot.Applets.Lookups;

/// <summary>Numbers of command lines as BIND's tools read them.</summary>
internal static class LookupNumber
{
    /// <summary>A number as dig reads it, and what dig says when it is none.</summary>
    public static long Parse(string text, string what, long most, bool anyBase = false)
    {
        bool hex = anyBase && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = hex ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (anyBase && !hex && text is ['0', _, ..]) isNumber = TryOctal(text, out number);
        if (!isNumber) throw new DigNumberFailure($"invalid {what} '{text}': not a valid number", what);
        if (number > (ulong)most) throw new DigNumberFailure($"invalid {what} '{text}': out of range", what);
        return (long)number;
    }

    private static bool TryOctal(string text, out ulong number)
    {
        number = 0;
        foreach (char c in text)
        {
            if (c is < '0' or > '7' || number > uint.MaxValue) return false;
            number = number * 8 + (uint)(c - '0');
        }
        return true;
    }
}
