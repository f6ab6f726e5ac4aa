using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>Numbers as the tools of iproute2 take them: decimal, octal behind a 0, hexadecimal behind a 0x.</summary>
internal static class IprouteNumber
{
    /// <summary>A number: decimal, hexadecimal behind 0x, octal behind 0 (strtoul(3)).</summary>
    public static bool TryParse(string word, out uint number)
    {
        number = 0;
        ulong value = 0;
        var (digits, radix) = word switch
        {
            ['0', 'x' or 'X', .. var hex] => (hex, 16),
            ['0', _, ..] => (word[1..], 8),
            _ => (word, 10),
        };
        if (digits.Length == 0) return false;
        foreach (char c in digits)
        {
            int digit = Hex.Value(c);
            if (digit < 0 || digit >= radix || (value = value * (uint)radix + (uint)digit) > uint.MaxValue) return false;
        }
        number = (uint)value;
        return true;
    }
}
