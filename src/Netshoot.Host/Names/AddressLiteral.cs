using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>Reads an address that needs no look-up: IPv6 with a scope (<c>fe80::1%eth0</c>), and the forms of inet_aton(3) (<c>127.1</c>, <c>0x7f000001</c>).</summary>
public static class AddressLiteral
{
    /// <param name="text">What the user wrote.</param>
    /// <param name="interfaceIndex">The index of an interface, 0 when there is none of that name.</param>
    /// <param name="endpoint">The address with its scope.</param>
    public static bool TryParse(string text, Func<string, int> interfaceIndex, out InternetEndpoint endpoint)
    {
        endpoint = default;
        int percent = text.IndexOf('%', StringComparison.Ordinal);
        if (percent >= 0)
        {
            string scope = text[(percent + 1)..];
            if (!InternetAddress.TryParse(text.AsSpan(0, percent), out var scoped) || !scoped.Is6) return false;
            int index = interfaceIndex(scope);
            if (index == 0 && !int.TryParse(scope, NumberStyles.None, CultureInfo.InvariantCulture, out index)) return false;
            endpoint = new(scoped, 0, (uint)index);
            return true;
        }
        if (!InternetAddress.TryParse(text, out var address) && !TryParseAton(text, out address)) return false;
        endpoint = new(address, 0);
        return true;
    }

    /// <summary>One to four numbers, decimal, octal or hexadecimal; the last one fills the bytes that are left.</summary>
    private static bool TryParseAton(string text, out InternetAddress address)
    {
        address = default;
        string[] parts = text.Split('.');
        if (parts.Length > 4) return false;
        uint value = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (!TryParseNumber(parts[i], out ulong number)) return false;
            bool last = i == parts.Length - 1;
            int bits = last ? 32 - 8 * i : 8;
            if (number >> bits != 0) return false;
            value |= last ? (uint)number : (uint)number << (24 - 8 * i);
        }
        address = InternetAddress.From4(value);
        return true;
    }

    private static bool TryParseNumber(string text, out ulong number)
    {
        if (text is ['0', 'x' or 'X', .. var hex]) return ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number <= uint.MaxValue;
        number = 0;
        uint radix = text is ['0', _, ..] ? 8u : 10u;
        foreach (char c in text)
        {
            if (c < '0' || c >= '0' + radix) return false;
            number = number * radix + (uint)(c - '0');
            if (number > uint.MaxValue) return false;
        }
        return text.Length > 0;
    }
}
