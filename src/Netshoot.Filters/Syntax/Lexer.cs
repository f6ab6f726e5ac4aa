using System.Buffers;
using System.Globalization;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Syntax;

/// <summary>
/// Cuts an expression into words, one at a time. The longest reading wins: <c>12:2</c> is a number, <c>1:2:3:4:5:6</c> a MAC address,
/// <c>1:2::</c> an IPv6 address, <c>a1</c> a name.
/// </summary>
internal sealed class Lexer(string source)
{
    /// <summary>More than the longest IPv6 address has, so that looking for one is bounded.</summary>
    private const int LongestAddress = 64;

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> s_addressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> s_endsEscape = SearchValues.Create(" !()\n\t");

    private static readonly string[] s_operators = ["&&", "||", "<<", ">>", "<=", ">=", "!=", "==", "!", "<", ">", "=", "+", "-", "*", "/", "%", "&", "|", "^", "(", ")", "[", "]", ":"];

    private int _at;

    public Token Next()
    {
        while (_at < source.Length && source[_at] is ' ' or '\t' or '\n' or '\r') _at++;
        if (_at == source.Length) return new Token(TokenKind.End, "", new SourceSpan(_at, 0));
        return Escaped() ?? Arcnet() ?? Colons() ?? Word() ?? Operator() ?? Take(TokenKind.Stray, 1);
    }

    /// <summary>A backslash turns the reserved word after it into a name.</summary>
    private Token? Escaped()
    {
        if (source[_at] != '\\') return null;
        int length = source.AsSpan(_at + 1).IndexOfAny(s_endsEscape);
        if (length < 0) length = source.Length - _at - 1;
        if (length == 0) return null;
        var token = new Token(TokenKind.Name, source.Substring(_at + 1, length), new SourceSpan(_at, length + 1));
        _at += length + 1;
        return token;
    }

    private Token? Arcnet()
    {
        if (source[_at] != '$') return null;
        int digits = 0;
        while (digits < 2 && _at + 1 + digits < source.Length && char.IsAsciiHexDigit(source[_at + 1 + digits])) digits++;
        if (digits == 0) return null;
        uint value = uint.Parse(source.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return Take(TokenKind.Arcnet, digits + 1) with { Number = value };
    }

    /// <summary>IPv6 addresses, MAC addresses with colons, and what only looks like one.</summary>
    private Token? Colons()
    {
        var rest = source.AsSpan(_at, Math.Min(LongestAddress, source.Length - _at));
        int run = rest.IndexOfAnyExcept(s_addressCharacters);
        if (run >= 0) rest = rest[..run];
        if (!rest.Contains(':')) return null;

        int word = WordLength();
        int mac = MacLength(rest), bogus = BogusLength(rest), ip6 = Ip6Text.LongestPrefix(rest);
        int longest = Math.Max(Math.Max(mac, bogus), Math.Max(ip6, word));
        if (longest == 0 || longest == word) return null;
        if (longest == ip6)
        {
            var token = Take(TokenKind.Ip6, ip6);
            return InternetAddress.TryParse(token.Text, out _) ? token : throw FilterError.At(source, token.Where, $"bogus IPv6 address {token.Text}");
        }
        if (longest == mac) return Take(TokenKind.Mac, mac);
        var what = Take(TokenKind.Stray, bogus);
        throw FilterError.At(source, what.Where, $"bogus ethernet address {what.Text}");
    }

    /// <summary>Six groups of one or two digits.</summary>
    private static int MacLength(ReadOnlySpan<char> text)
    {
        int at = 0;
        for (int group = 0; group < 6; group++)
        {
            if (group > 0 && (at >= text.Length || text[at++] != ':')) return 0;
            int digits = 0;
            while (digits < 2 && at < text.Length && char.IsAsciiHexDigit(text[at])) (digits, at) = (digits + 1, at + 1);
            if (digits == 0) return 0;
        }
        return at;
    }

    /// <summary>Groups that end with a colon, at least two of them: an address that never gets finished.</summary>
    private static int BogusLength(ReadOnlySpan<char> text)
    {
        if (!char.IsAsciiHexDigit(text[0])) return 0;
        int dot = text.IndexOf('.');
        if (dot >= 0) text = text[..dot];
        int length = text.LastIndexOf(':') + 1;
        return text[..length].Count(':') >= 2 ? length : 0;
    }

    private Token? Word()
    {
        int length = WordLength();
        if (length == 0) return null;
        var token = Take(TokenKind.Name, length);
        string text = token.Text;
        if (Keywords.TryFind(text, out var keyword)) return token with { Kind = TokenKind.Keyword, Keyword = keyword };
        if (Keywords.TryNumber(text, out uint named)) return token with { Kind = TokenKind.Number, Number = named };
        if (IsMac(text)) return token with { Kind = TokenKind.Mac };
        if (IsNumber(text)) return token with { Kind = TokenKind.Number, Number = Number(token) };
        return IsDotted(text) ? token with { Kind = TokenKind.Dotted } : token;
    }

    /// <summary>Letters, digits, dots, dashes and underscores that begin with a letter or digit and end with one or with a dot.</summary>
    private int WordLength()
    {
        if (!char.IsAsciiLetterOrDigit(source[_at])) return 0;
        int end = _at;
        while (end < source.Length && (char.IsAsciiLetterOrDigit(source[end]) || source[end] is '.' or '-' or '_')) end++;
        while (source[end - 1] is '-' or '_') end--;
        return end - _at;
    }

    /// <summary>The MAC addresses without colons: <c>112233445566</c>, <c>1122.3344.5566</c>, <c>1.2.3.4.5.6</c>, <c>1-2-3-4-5-6</c>.</summary>
    private static bool IsMac(ReadOnlySpan<char> text)
    {
        if (text.Length == 12) return !text.ContainsAnyExcept(s_hexDigits);
        return IsGroups(text, '.', 3, 4, 4) || IsGroups(text, '.', 6, 1, 2) || IsGroups(text, '-', 6, 1, 2);
    }

    private static bool IsGroups(ReadOnlySpan<char> text, char separator, int groups, int shortest, int longest)
    {
        int count = 0;
        foreach (var range in text.Split(separator))
        {
            var group = text[range];
            if (++count > groups || group.Length < shortest || group.Length > longest || group.ContainsAnyExcept(s_hexDigits)) return false;
        }
        return count == groups;
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
        => text is ['0', 'x' or 'X', _, ..] ? !text[2..].ContainsAnyExcept(s_hexDigits) : !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsDotted(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (var range in text.Split('.'))
        {
            if (++parts > 4 || text[range].IsEmpty || !IsNumber(text[range])) return false;
        }
        return parts >= 2;
    }

    /// <summary>C syntax: decimal, 0x for hexadecimal, a leading zero for octal.</summary>
    private uint Number(Token token)
    {
        var text = token.Text.AsSpan();
        bool isHexadecimal = text is ['0', 'x' or 'X', ..];
        uint radix = isHexadecimal ? 16u : text[0] == '0' ? 8u : 10u;
        if (isHexadecimal) text = text[2..];

        ulong value = 0;
        foreach (char digit in text)
        {
            if (Hex.Value(digit) >= radix) throw FilterError.At(source, token.Where, $"number {token.Text} contains non-octal digit");
            value = value * radix + (uint)Hex.Value(digit);
            if (value > uint.MaxValue) throw FilterError.At(source, token.Where, $"number {token.Text} overflows 32 bits");
        }
        return (uint)value;
    }

    private Token? Operator()
    {
        foreach (string symbol in s_operators)
        {
            if (!source.AsSpan(_at).StartsWith(symbol)) continue;
            var token = Take(TokenKind.Operator, symbol.Length);
            return symbol switch
            {
                "&&" => token with { Kind = TokenKind.Keyword, Keyword = Keyword.And },
                "||" => token with { Kind = TokenKind.Keyword, Keyword = Keyword.Or },
                "!" => token with { Kind = TokenKind.Keyword, Keyword = Keyword.Not },
                "==" => token with { Text = "=" },
                _ => token,
            };
        }
        return null;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, source.Substring(_at, length), new SourceSpan(_at, length));
        _at += length;
        return token;
    }
}
