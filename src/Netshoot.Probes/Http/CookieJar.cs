using System.Globalization;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>One cookie (RFC 6265), with where it may be sent.</summary>
public sealed record Cookie
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>Without the leading dot.</summary>
    public required string Domain { get; init; }

    /// <summary>Whether hosts below the domain get it, too.</summary>
    public bool IncludesSubdomains { get; init; }

    public required string Path { get; init; }

    /// <summary>Seconds of Unix time; 0 ends with the session.</summary>
    public long Expires { get; init; }

    public bool IsSecure { get; init; }

    public bool IsHttpOnly { get; init; }

    /// <summary>Came over the wire in this run; cookies of a file do not hide it.</summary>
    public bool IsLive { get; init; }

    internal long Order { get; init; }
}

/// <summary>
/// The cookies of a run and the file they are kept in, in the format of Netscape's. What a hostile server can make it hold is bounded.
/// </summary>
public sealed class CookieJar(TimeProvider clock)
{
    private const int LongestCookie = 4096, MostCookies = 50_000, MostSent = 150, LongestHeader = 8190, MostPerResponse = 50;

    private readonly List<Cookie> _cookies = [];
    private long _order;

    public IReadOnlyList<Cookie> All => _cookies;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Takes a Set-Cookie header; null when it is refused.</summary>
    /// <param name="header">Its value.</param>
    /// <param name="url">Whom it came from.</param>
    /// <param name="count">How many the response has brought already.</param>
    public Cookie? Add(string header, HttpUrl url, int count = 0)
    {
        if (count >= MostPerResponse) return null;
        string[] parts = header.Split(';');
        string first = parts[0].Trim(' ', '\t');
        int equals = first.IndexOf('=');
        if (equals < 0) return null;
        // As the original: blanks alone are a value only at the end of the header.
        if (parts.Length > 1 && parts[0].Length > parts[0].IndexOf('=') + 1 && parts[0].AsSpan(parts[0].IndexOf('=') + 1).Trim().IsEmpty) return null;
        string name = first[..equals].Trim(' ', '\t'), value = first[(equals + 1)..].Trim(' ', '\t');
        if (name.Length + value.Length > LongestCookie || HasControl(name) || HasControl(value) || name.Contains('\t') || value.Contains('\t')) return null;

        string? domain = null, path = null;
        long expires = 0;
        bool hasAge = false, isSecure = false, isHttpOnly = false;
        foreach (string part in parts.AsSpan(1))
        {
            int sign = part.IndexOf('=');
            string key = (sign < 0 ? part : part[..sign]).Trim(), text = sign < 0 ? "" : part[(sign + 1)..].Trim();
            switch (key.ToLowerInvariant())
            {
                case "secure":
                    // A server that can be impersonated must not overlay what one that cannot has set.
                    if (!url.IsSecure && !IsLocal(url.Host)) return null;
                    isSecure = true;
                    break;
                case "httponly":
                    isHttpOnly = true;
                    break;
                case "path" when sign >= 0:
                    path = text.Trim('"') is ['/', ..] given ? given : "/";
                    break;
                case "domain" when text.Length > 0:
                    domain = text.TrimStart('.');
                    if (IsTooWide(domain) || !DomainMatches(url.Host, domain) || (InternetAddress.TryParse(url.Host, out _) && !domain.Equals(url.Host, StringComparison.OrdinalIgnoreCase))) return null;
                    break;
                case "max-age" when text.Length > 0:
                    hasAge = true;
                    expires = long.TryParse(text.Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long age)
                        ? age <= 0 ? 1 : age > long.MaxValue - Now ? long.MaxValue : Now + age
                        : text.Trim('"').StartsWith('-') || !char.IsAsciiDigit(text.Trim('"').FirstOrDefault()) ? 1 : long.MaxValue;
                    break;
                case "expires" when !hasAge:
                    expires = HttpDate.TryParse(text, out long date) ? Math.Max(date, 1) : 0;
                    break;
            }
        }
        if (name.StartsWith("__Secure-", StringComparison.Ordinal) && !isSecure) return null;
        if (name.StartsWith("__Host-", StringComparison.Ordinal) && (!isSecure || path != "/" || domain is not null)) return null;
        var cookie = new Cookie
        {
            Name = name,
            Value = value,
            Domain = domain ?? url.Host,
            IncludesSubdomains = domain is not null && !InternetAddress.TryParse(domain, out _),
            Path = path ?? DefaultPath(url.Path),
            Expires = expires,
            IsSecure = isSecure,
            IsHttpOnly = isHttpOnly,
            IsLive = true,
        };
        return Keep(cookie, url.IsSecure) ? cookie : null;
    }

    /// <summary>The Cookie header for a request; empty when there is nothing to send.</summary>
    public string HeaderFor(HttpUrl url)
    {
        Expire();
        bool isAddress = InternetAddress.TryParse(url.Host, out _);
        var matching = new List<Cookie>();
        foreach (var cookie in _cookies)
        {
            if (cookie.IsSecure && !url.IsSecure && !IsLocal(url.Host)) continue;
            if (cookie.Domain.Length > 0 && (cookie.IncludesSubdomains && !isAddress ? !DomainMatches(url.Host, cookie.Domain) : !cookie.Domain.Equals(url.Host, StringComparison.OrdinalIgnoreCase))) continue;
            if (PathMatches(CleanPath(cookie.Path), url.Path)) matching.Add(cookie);
        }
        // RFC 6265 section 5.4: longer paths first; then longer domains and names, then the newer.
        matching.Sort(static (a, b) => a.Path.Length != b.Path.Length ? b.Path.Length - a.Path.Length
            : a.Domain.Length != b.Domain.Length ? b.Domain.Length - a.Domain.Length
            : a.Name.Length != b.Name.Length ? b.Name.Length - a.Name.Length
            : b.Order.CompareTo(a.Order));
        var header = new StringBuilder();
        int count = 0;
        foreach (var cookie in matching)
        {
            if (cookie.Name.Length + cookie.Value.Length + header.Length > LongestHeader || count == MostSent) break;
            if (count++ > 0) header.Append("; ");
            header.Append(cookie.Name).Append('=').Append(cookie.Value);
        }
        return header.ToString();
    }

    /// <summary>Reads a cookie file: lines of seven fields, or of Set-Cookie headers.</summary>
    /// <param name="text">The file.</param>
    /// <param name="dropsSession">Whether cookies that end with a session are left out.</param>
    public void Load(string text, bool dropsSession)
    {
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            if (line.StartsWith("Set-Cookie:", StringComparison.OrdinalIgnoreCase))
            {
                LoadHeader(line["Set-Cookie:".Length..].Trim(), dropsSession);
                continue;
            }
            bool isHttpOnly = line.StartsWith("#HttpOnly_", StringComparison.Ordinal);
            if (isHttpOnly) line = line["#HttpOnly_".Length..];
            else if (line is ['#', ..]) continue;
            string[] fields = line.Split('\t');
            if (fields.Length is not (6 or 7) || !long.TryParse(fields[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long expires)) continue;
            if (expires == 0 && dropsSession) continue;
            bool isSecure = fields[3].Equals("TRUE", StringComparison.OrdinalIgnoreCase);
            if (fields[5].StartsWith("__Secure-", StringComparison.Ordinal) && !isSecure) continue;
            if (fields[5].StartsWith("__Host-", StringComparison.Ordinal) && (!isSecure || fields[2] != "/" || fields[1].Equals("TRUE", StringComparison.OrdinalIgnoreCase))) continue;
            Keep(new()
            {
                Domain = fields[0].TrimStart('.'),
                IncludesSubdomains = fields[1].Equals("TRUE", StringComparison.OrdinalIgnoreCase),
                Path = fields[2],
                IsSecure = isSecure,
                Expires = expires,
                Name = fields[5],
                Value = fields.Length == 7 ? fields[6] : "",
                IsHttpOnly = isHttpOnly,
            }, overSecure: true);
        }
        Expire();
    }

    /// <summary>The file of the cookies that are left.</summary>
    public string Text()
    {
        Expire();
        var sorted = new List<Cookie>(_cookies);
        sorted.Sort(static (x, y) => y.Order.CompareTo(x.Order));
        var text = new StringBuilder("# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n# This file was generated by libcurl! Edit at your own risk.\n\n");
        foreach (var c in sorted) text.Append(Line(c)).Append('\n');
        return text.ToString();
    }

    private void LoadHeader(string header, bool dropsSession)
    {
        string? domain = null;
        foreach (string part in header.Split(';'))
            if (part.Trim() is var word && word.StartsWith("domain=", StringComparison.OrdinalIgnoreCase)) domain = word[7..].TrimStart('.');
        // A header in a file is of nobody in particular, and goes to everybody.
        var url = new HttpUrl { Scheme = "https", Host = domain ?? "", Path = "/" };
        int before = _cookies.Count;
        if (Add(header, url) is not { } cookie) return;
        if (cookie.Expires == 0 && dropsSession && _cookies.Count > before) _cookies.RemoveAt(_cookies.Count - 1);
    }

    private static string Line(Cookie c)
    {
        string expires = c.Expires.ToString(CultureInfo.InvariantCulture);
        return $"{(c.IsHttpOnly ? "#HttpOnly_" : "")}{(c.IncludesSubdomains && c.Domain.Length > 0 ? "." : "")}{(c.Domain.Length > 0 ? c.Domain : "unknown")}\t{Word(c.IncludesSubdomains)}\t{c.Path}\t{Word(c.IsSecure)}\t{expires}\t{c.Name}\t{c.Value}";
    }

    private static string Word(bool value) => value ? "TRUE" : "FALSE";

    private bool Keep(Cookie cookie, bool overSecure)
    {
        for (int i = 0; i < _cookies.Count; i++)
        {
            var old = _cookies[i];
            if (old.Name != cookie.Name || !old.Domain.Equals(cookie.Domain, StringComparison.OrdinalIgnoreCase) || old.IncludesSubdomains != cookie.IncludesSubdomains) continue;
            // RFC 6265bis section 5.6: what came over TLS is not overlaid by what did not.
            if (old.IsSecure && !cookie.IsSecure && !overSecure && PathMatches(CleanPath(old.Path), cookie.Path)) return false;
            if (CleanPath(old.Path) != CleanPath(cookie.Path)) continue;
            if (old.IsLive && !cookie.IsLive) return false;
            _cookies[i] = cookie with { Order = old.Order };
            return true;
        }
        if (_cookies.Count >= MostCookies) return false;
        _cookies.Add(cookie with { Order = _order++ });
        return true;
    }

    private void Expire()
    {
        long now = Now;
        _cookies.RemoveAll(c => c.Expires != 0 && c.Expires < now);
    }

    private static bool IsLocal(string host) => host is "127.0.0.1" or "::1" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>A domain without a dot would be every host of a top level.</summary>
    private static bool IsTooWide(string domain)
        => !domain.Equals("localhost", StringComparison.OrdinalIgnoreCase) && domain.TrimEnd('.').IndexOf('.') < 0 && !domain.Contains(':', StringComparison.Ordinal);

    private static bool DomainMatches(string host, string domain)
        => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || domain.Length == 0 || host[host.Length - domain.Length - 1] == '.');

    private static string DefaultPath(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static string CleanPath(string path)
    {
        path = path.Trim('"');
        if (path is not ['/', ..]) return "/";
        return path.Length > 1 ? path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : path;
    }

    private static bool PathMatches(string cookie, string path)
        => cookie == "/" || (path.StartsWith(cookie, StringComparison.Ordinal) && (path.Length == cookie.Length || path[cookie.Length] == '/'));

    private static bool HasControl(string text)
    {
        foreach (char c in text)
            if (c is < ' ' and not '\t' or '\x7f') return true;
        return false;
    }
}
