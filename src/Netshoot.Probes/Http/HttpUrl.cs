using System.Globalization;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>
/// An HTTP URL in its parts (RFC 3986), read as leniently as people write it on a command line. Every character stands for one byte, so
/// that what was written goes to the server as it was written.
/// </summary>
public sealed record HttpUrl
{
    private const int LongestHost = 65535;

    private static readonly System.Buffers.SearchValues<char> s_noHost = System.Buffers.SearchValues.Create(" \r\n\t/:#?!@{}[]\\$'\"^`*<>=;,+&()|");

    public required string Scheme { get; init; }

    /// <summary>Decoded; null when the URL names nobody.</summary>
    public string? User { get; init; }

    /// <summary>Decoded; null when the URL has none.</summary>
    public string? Password { get; init; }

    /// <summary>In lower case only where it is an address; without the brackets of IPv6.</summary>
    public required string Host { get; init; }

    /// <summary>The zone of an IPv6 address, or null.</summary>
    public string? Zone { get; init; }

    /// <summary>As written; null when the URL leaves it to the scheme.</summary>
    public ushort? GivenPort { get; init; }

    /// <summary>Begins with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Behind the question mark; null without one.</summary>
    public string? Query { get; init; }

    /// <summary>Behind the number sign; never sent.</summary>
    public string? Fragment { get; init; }

    public bool IsIp6 { get; init; }

    public bool IsSecure => Scheme is "https" or "wss";

    public ushort Port => GivenPort ?? DefaultPort;

    public ushort DefaultPort => IsSecure ? (ushort)443 : Scheme == "ftp" ? (ushort)21 : (ushort)80;

    /// <summary>The host as it stands in a URL: IPv6 in brackets.</summary>
    public string BracketedHost => IsIp6 ? $"[{Host}]" : Host;

    /// <summary>What the Host header says: the port only where it is not the scheme's.</summary>
    public string Authority => Port == DefaultPort ? BracketedHost : string.Create(CultureInfo.InvariantCulture, $"{BracketedHost}:{Port}");

    /// <summary>What the request line names.</summary>
    public string Target => Query is null ? Path : $"{Path}?{Query}";

    /// <param name="text">The URL.</param>
    /// <param name="defaultScheme">For a URL without one; null guesses it from the host's name.</param>
    /// <param name="keepsDots">Whether <c>/../</c> stays in the path.</param>
    /// <param name="encodes">Whether spaces and bytes that are not ASCII are encoded instead of refused: URLs that servers send.</param>
    /// <returns>Null when it is no URL.</returns>
    public static HttpUrl? Parse(string text, string? defaultScheme = null, bool keepsDots = false, bool encodes = false)
    {
        if (text.Length > 8_000_000 || text.Length == 0) return null;
        foreach (char c in text)
            if (c is < ' ' or '\x7f' || (c == ' ' && !encodes)) return null;

        int colon = SchemeLength(text);
        string? scheme = null;
        string rest = text;
        if (colon > 0)
        {
            scheme = text[..colon].ToLowerInvariant();
            int slashes = 0;
            while (slashes < text.Length - colon - 1 && text[colon + 1 + slashes] == '/') slashes++;
            if (slashes is < 1 or > 3) return null;
            rest = text[(colon + 1 + slashes)..];
        }
        int end = rest.AsSpan().IndexOfAny("/?#");
        string authority = end < 0 ? rest : rest[..end];
        string tail = end < 0 ? "" : rest[end..];
        int at = authority.LastIndexOf('@');
        string? user = null, password = null;
        if (at >= 0)
        {
            string login = authority[..at];
            authority = authority[(at + 1)..];
            int separator = login.IndexOf(':');
            user = Unescape(separator < 0 ? login : login[..separator], allowsControl: true);
            if (separator >= 0) password = Unescape(login[(separator + 1)..], allowsControl: true);
            if (user is null || (separator >= 0 && password is null)) return null;
        }
        if (ReadHost(authority) is not var (host, zone, port, isIp6)) return null;
        scheme ??= defaultScheme ?? Guess(host);

        string? fragment = null, query = null;
        if (tail.IndexOf('#') is >= 0 and var number)
        {
            fragment = tail[(number + 1)..];
            tail = tail[..number];
        }
        if (tail.IndexOf('?') is >= 0 and var question)
        {
            query = tail[(question + 1)..];
            tail = tail[..question];
        }
        if (encodes)
        {
            tail = Encode(tail, inQuery: false);
            query = query is null ? null : Encode(query, inQuery: true);
        }
        string path = tail.Length == 0 ? "/" : keepsDots ? tail : WithoutDots(tail);
        return new() { Scheme = scheme, User = user, Password = password, Host = host, Zone = zone, GivenPort = port, IsIp6 = isIp6, Path = path, Query = query, Fragment = fragment };
    }

    /// <summary>Where a Location header leads from here (RFC 3986 section 5.2).</summary>
    public HttpUrl? Follow(string location, bool keepsDots)
    {
        if (SchemeLength(location) > 0 && location.AsSpan()[(SchemeLength(location) + 1)..].StartsWith("/")) return Parse(location, keepsDots: keepsDots, encodes: true);
        string path = Path;
        if (location is not ['/' or '?' or '#', ..] and not "")
        {
            // Levels that the location goes up are taken off here, even where dots stay in paths.
            path = path[..(path.LastIndexOf('/') + 1)];
            while (location.StartsWith("./", StringComparison.Ordinal) || location.StartsWith("../", StringComparison.Ordinal))
            {
                if (location[1] == '.' && path.Length > 1) path = path[..(path.LastIndexOf('/', path.Length - 2) + 1)];
                location = location[(location[1] == '.' ? 3 : 2)..];
            }
        }
        string start = $"{Scheme}://{(GivenPort is { } port ? string.Create(CultureInfo.InvariantCulture, $"{ZonedHost}:{port}") : ZonedHost)}";
        string target = location switch
        {
            ['/', '/', ..] => $"{Scheme}:{location}",
            ['/', ..] => start + location,
            ['?', ..] => start + Path + location,
            ['#', ..] => start + Target + location,
            "" => start + Target,
            _ => start + path + location,
        };
        var next = Parse(target, keepsDots: keepsDots, encodes: true);
        // Who asks stays known where the host does.
        return next is null || location is ['/', '/', ..] ? next : next with { User = User, Password = Password };
    }

    public bool IsSameServer(HttpUrl other) => Scheme == other.Scheme && Port == other.Port && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The URL without what is never sent.</summary>
    public string Text(bool withLogin)
    {
        string login = !withLogin || User is null ? "" : Password is null ? $"{Escape(User)}@" : $"{Escape(User)}:{Escape(Password)}@";
        string port = GivenPort is { } given ? string.Create(CultureInfo.InvariantCulture, $":{given}") : "";
        return $"{Scheme}://{login}{BracketedHost}{port}{Target}{(Fragment is { Length: > 0 } ? "#" + Fragment : "")}";
    }

    /// <summary>Percent-decodes; null where that brings a control character, which no part of a URL may have.</summary>
    public static string? Unescape(string text, bool allowsControl = false)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                c = (char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                if (c < ' ' && !allowsControl) return null;
                i += 2;
            }
            plain.Append(c);
        }
        return plain.ToString();
    }

    /// <summary>Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).</summary>
    /// <param name="text">What is encoded.</param>
    /// <param name="isLower">Whether the digits are small, as in parts of URLs.</param>
    public static string Escape(string text, bool isLower = false)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~') escaped.Append(c);
            else escaped.Append('%').Append(((byte)c).ToString(isLower ? "x2" : "X2", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    /// <summary>Takes <c>.</c> and <c>..</c> out of a path (RFC 3986 section 5.2.4).</summary>
    public static string WithoutDots(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal)) return path;
        var kept = new StringBuilder(path.Length);
        string input = path;
        while (input.Length > 0)
        {
            if (input.StartsWith("/./", StringComparison.Ordinal)) input = input[2..];
            else if (input == "/.") input = "/";
            else if (input.StartsWith("/../", StringComparison.Ordinal) || input == "/..")
            {
                input = input.Length == 3 ? "/" : input[3..];
                int slash = kept.Length - 1;
                while (slash >= 0 && kept[slash] != '/') slash--;
                kept.Length = Math.Max(0, slash);
            }
            else
            {
                int next = input.IndexOf('/', 1);
                kept.Append(next < 0 ? input : input[..next]);
                input = next < 0 ? "" : input[next..];
            }
        }
        return kept.ToString();
    }

    private string ZonedHost => Zone is null ? BracketedHost : $"[{Host}%25{Zone}]";

    private static int SchemeLength(string text)
    {
        int length = 0;
        while (length < text.Length && length < 40 && (char.IsAsciiLetterOrDigit(text[length]) || (length > 0 && text[length] is '+' or '-' or '.'))) length++;
        // "host:80/path" has a colon, but no slash behind it.
        return length > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan(length).StartsWith(":/") ? length : 0;
    }

    private static (string Host, string? Zone, ushort? Port, bool IsIp6)? ReadHost(string authority)
    {
        ushort? port = null;
        string host = authority;
        string? portText = null, zone = null;
        bool isIp6 = false;
        if (authority is ['[', ..])
        {
            int close = authority.IndexOf(']');
            if (close < 0) return null;
            host = authority[1..close];
            string behind = authority[(close + 1)..];
            if (behind is [':', ..]) portText = behind[1..];
            else if (behind.Length > 0) return null;
            if (host.IndexOf('%') is > 0 and var percent)
            {
                zone = host.AsSpan(percent).StartsWith("%25") && host.Length > percent + 3 ? host[(percent + 3)..] : host[(percent + 1)..];
                host = host[..percent];
                if (zone.Length is 0 or > 15) return null;
            }
            if (!InternetAddress.TryParse(host, out var address) || !address.Is6) return null;
            isIp6 = true;
            host = address.ToString();
        }
        else if (authority.IndexOf(':') is >= 0 and var colon)
        {
            host = authority[..colon];
            portText = authority[(colon + 1)..];
        }
        if (portText is { Length: > 0 })
        {
            if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)) return null;
            port = number;
        }
        if (!isIp6)
        {
            if (Unescape(host) is not { Length: > 0 and <= LongestHost } plain || plain.AsSpan().ContainsAny(s_noHost)) return null;
            if (!Ascii.IsValid(plain))
            {
                // Names beyond ASCII are looked up and sent in their ASCII form (RFC 5890).
                try
                {
                    plain = new IdnMapping().GetAscii(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(plain)));
                }
                catch (ArgumentException)
                {
                    return null;
                }
            }
            host = OldAddress(plain) ?? plain;
        }
        return (host, zone, port, isIp6);
    }

    /// <summary>The forms of an IPv4 address that inet_aton(3) takes: fewer parts, octal, hexadecimal.</summary>
    private static string? OldAddress(string host)
    {
        string[] parts = host.Split('.');
        if (parts.Length > 4) return null;
        ulong value = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            ulong number;
            if (part.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                if (!ulong.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return null;
            }
            else if (part is ['0', _, ..])
            {
                number = 0;
                foreach (char c in part)
                {
                    if (c is < '0' or > '7' || number > uint.MaxValue) return null;
                    number = (number << 3) | (uint)(c - '0');
                }
            }
            else if (!ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            {
                return null;
            }
            bool isLast = i == parts.Length - 1;
            ulong most = isLast ? uint.MaxValue >> (8 * i) : byte.MaxValue;
            if (number > most) return null;
            value |= isLast ? number : number << (24 - 8 * i);
        }
        return InternetAddress.From4((uint)value).ToString();
    }

    private static string Guess(string host)
    {
        foreach (string scheme in (ReadOnlySpan<string>)["ftp", "dict", "ldap", "imap", "smtp", "pop3"])
            if (host.Length > scheme.Length && host[scheme.Length] == '.' && host.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return scheme;
        return "http";
    }

    private static string Encode(string text, bool inQuery)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c == ' ') encoded.Append(inQuery ? "+" : "%20");
            else if (c >= 0x7f) encoded.Append('%').Append(((byte)c).ToString("x2", CultureInfo.InvariantCulture));
            else encoded.Append(c);
        }
        return encoded.ToString();
    }
}
