using System.Globalization;

namespace Netshoot.Applets.Scans;

/// <summary>Numbers and times as nmap and nping read them.</summary>
internal static class ScanNumber
{
    /// <summary>A number in the base that its beginning says (<c>0x</c>, <c>0</c>), or a random one where the word is <c>rand</c>.</summary>
    public static bool TryRead(string text, uint most, out uint value)
    {
        value = 0;
        if (text is "rand" or "random")
        {
            value = (uint)Random.Shared.NextInt64(0, (long)most + 1);
            return true;
        }
        ulong number;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return false;
        }
        else if (text is ['0', _, ..])
        {
            number = 0;
            foreach (char digit in text)
            {
                if (digit is < '0' or > '7' || number > uint.MaxValue) return false;
                number = number * 8 + (ulong)(digit - '0');
            }
        }
        else if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }
        value = (uint)number;
        return number <= most;
    }

    /// <summary>A time: seconds, or with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> behind it.</summary>
    public static bool TryReadTime(string text, out TimeSpan time)
    {
        const double Most = 86_400.0 * 365 * 100;
        time = default;
        double unit = 1;
        string number = text;
        if (number.EndsWith("ms", StringComparison.Ordinal)) (number, unit) = (number[..^2], 0.001);
        else if (number.EndsWith('s')) number = number[..^1];
        else if (number.EndsWith('m')) (number, unit) = (number[..^1], 60);
        else if (number.EndsWith('h')) (number, unit) = (number[..^1], 3600);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || Math.Abs(value * unit) > Most) return false;
        time = TimeSpan.FromSeconds(value * unit);
        return true;
    }

    /// <summary>Bytes of hexadecimal digits: <c>0xAABB</c>, <c>AABB</c> or <c>\xAA\xBB</c>.</summary>
    public static byte[]? TryReadHex(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (digits.StartsWith("\\x", StringComparison.Ordinal))
        {
            string[] parts = digits.Split("\\x");
            foreach (string part in parts.AsSpan(1))
                if (part.Length != 2) return null;
            digits = string.Concat(parts);
        }
        if (digits.Length == 0 || digits.Length % 2 != 0) return null;
        byte[] bytes = new byte[digits.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
            if (!byte.TryParse(digits.AsSpan(2 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])) return null;
        return bytes;
    }
}
