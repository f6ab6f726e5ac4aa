using System.Globalization;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>IPv4 addresses as the words of net-tools have them: numbers in the forms of inet_aton(3), or names of hosts.</summary>
internal static class HostAddress
{
    /// <summary>Whether a word may be the name of a host at all.</summary>
    public static bool MayBeName(string word) => word.Length > 0 && char.IsAsciiLetter(word[0]) && !word.Contains(':', StringComparison.Ordinal);

    /// <returns>Null when it is neither a number nor a name that is known.</returns>
    public static async ValueTask<InternetAddress?> FindAsync(Shell shell, string word)
    {
        if (TryNumber(word, out var address)) return address;
        if (!MayBeName(word)) return null;
        try
        {
            return (await shell.Machine.Names.AddressesAsync(word, NameFamily.Ip4, shell.Stop))[0].Address;
        }
        catch (Failure)
        {
            return null;
        }
    }

    /// <summary>One to four numbers; the last fills what the others leave.</summary>
    public static bool TryNumber(string word, out InternetAddress address)
    {
        address = default;
        string[] parts = word.Split('.');
        if (parts.Length > 4) return false;
        ulong value = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (!TryPart(parts[i], out ulong part)) return false;
            int bits = i < parts.Length - 1 ? 8 : 8 * (5 - parts.Length);
            if (part >> bits != 0) return false;
            value = value << bits | part;
        }
        address = InternetAddress.From4((uint)value);
        return true;
    }

    private static bool TryPart(string text, out ulong number)
    {
        number = 0;
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (isHexadecimal) return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (text.Length < 2 || text[0] != '0') return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        foreach (char c in text)
        {
            if (c is < '0' or > '7' || number > uint.MaxValue) return false;
            number = number * 8 + (ulong)(c - '0');
        }
        return true;
    }
}
