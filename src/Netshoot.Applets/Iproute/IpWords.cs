using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>The words of a command, read one by one.</summary>
internal sealed class IpWords(IReadOnlyList<string> words, int at = 0)
{
    private int _at = at;

    /// <summary>Whether a word is left.</summary>
    public bool More => _at < words.Count;

    public string Current => More ? words[_at] : throw IpFailure.Incomplete();

    public IReadOnlyList<string> Rest => [.. words.Skip(_at)];

    /// <summary>Whether the word stands anywhere in the command.</summary>
    public bool Has(string word) => words.Contains(word);

    /// <summary>The word that many further on, or null.</summary>
    public string? TryPeek(int distance) => _at + distance < words.Count ? words[_at + distance] : null;

    public void Advance() => _at++;

    /// <summary>Goes back to the word before: the one that is current is somebody else's.</summary>
    public void Retreat() => _at--;

    /// <summary>The word behind the current one, which becomes the current.</summary>
    public string Next()
    {
        _at++;
        return Current;
    }

    public bool Is(string keyword) => Current == keyword;

    /// <summary>Whether the current word is a beginning of the keyword.</summary>
    public bool Matches(string keyword) => Matches(Current, keyword);

    public static bool Matches(string word, string keyword) => word.Length > 0 && keyword.StartsWith(word, StringComparison.Ordinal);

    /// <summary>Reads a prefix of the family, or of any when that is 0: <c>default</c>, <c>any</c>, <c>all</c>, or an address with or without length.</summary>
    public static IpPrefix Prefix(string word, byte family)
    {
        if (word is "default" or "any" or "all") return new(family, null, 0, IsDefault: true);
        int slash = word.IndexOf('/');
        if (TryAddress(slash < 0 ? word : word[..slash], family, out var address))
        {
            int length = address.Bits;
            if (slash < 0) return new(FamilyOf(address), address, length, IsDefault: false);
            if (int.TryParse(word[(slash + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out length) && length <= address.Bits
                || address.Is4 && TryMask(word[(slash + 1)..], out length))
                return new(FamilyOf(address), address, length, IsDefault: false);
        }
        throw new IpFailure($"Error: {FamilyText(family)} prefix is expected rather than \"{word}\".\n", IpFailure.Missing);
    }

    public static InternetAddress Address(string word, byte family)
        => TryAddress(word, family, out var address) ? address : throw new IpFailure($"Error: {FamilyText(family)} address is expected rather than \"{word}\".\n", IpFailure.Missing);

    public static bool TryAddress(string word, byte family, out InternetAddress address)
    {
        if (InternetAddress.TryParse(word, out address)) return family == 0 || family == FamilyOf(address);
        return family != AddressFamilyNumber.Inet6 && TryShort(word, out address);
    }

    public static byte FamilyOf(InternetAddress address) => address.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet;

    /// <summary>A number: decimal, hexadecimal behind 0x, octal behind 0 (strtoul(3)).</summary>
    public static bool TryNumber(string word, out uint number) => IprouteNumber.TryParse(word, out number);

    /// <summary>A number as <see cref="TryNumber"/> reads it, of 32 bits with a sign (strtol(3)).</summary>
    public static bool TryInteger(string word, out int number)
    {
        bool isNegative = word.StartsWith('-');
        number = 0;
        if (!IprouteNumber.TryParse(isNegative ? word[1..] : word, out uint magnitude) || magnitude > int.MaxValue) return false;
        number = isNegative ? -(int)magnitude : (int)magnitude;
        return true;
    }

    public static uint Number(string word, string what) => TryNumber(word, out uint number) ? number : throw IpFailure.Invalid(word, what);

    private static string FamilyText(byte family) => family switch
    {
        AddressFamilyNumber.Inet => "inet",
        AddressFamilyNumber.Inet6 => "inet6",
        AddressFamilyNumber.Packet => "link",
        AddressFamilyNumber.Mpls => "mpls",
        AddressFamilyNumber.Bridge => "bridge",
        _ => "any valid",
    };

    // 10/8 and 10.1 stand for 10.0.0.0 and 10.1.0.0.
    private static bool TryShort(string word, out InternetAddress address)
    {
        address = default;
        string[] parts = word.Split('.');
        uint value = 0;
        if (parts.Length > 3) return false;
        foreach (string part in parts)
        {
            if (!byte.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out byte b)) return false;
            value = value << 8 | b;
        }
        address = InternetAddress.From4(value << 8 * (4 - parts.Length));
        return true;
    }

    private static bool TryMask(string word, out int length)
    {
        length = 0;
        if (!InternetAddress.TryParse(word, out var mask) || mask.Is6) return false;
        length = System.Numerics.BitOperations.PopCount(mask.Value4);
        return InternetAddress.From4(uint.MaxValue).Network(length) == mask;
    }
}

/// <summary>A prefix as a user wrote it.</summary>
/// <param name="Family">0 for <c>default</c> without a family.</param>
/// <param name="Address">Null for <c>default</c>.</param>
/// <param name="Length">Bits that count.</param>
/// <param name="IsDefault">Whether it was the word <c>default</c> or one like it.</param>
internal readonly record struct IpPrefix(byte Family, InternetAddress? Address, int Length, bool IsDefault)
{
    /// <summary>Whether the address is in it; an address of another family is not.</summary>
    public bool Contains(InternetAddress? other)
        => Address is not { } address ? other is null || other.Value.IsAny || Length == 0
            : other is { } candidate && new InternetPrefix(address, Length).Contains(candidate);
}
