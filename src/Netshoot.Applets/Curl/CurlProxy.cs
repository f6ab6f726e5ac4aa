using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>A proxy, as it was named on the command line or in the environment.</summary>
internal sealed record CurlProxy
{
    public required string Host { get; init; }

    public required ushort Port { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Null where it speaks HTTP.</summary>
    public SocksVersion? Socks { get; init; }

    public bool IsSecure { get; init; }

    public bool IsHttp10 { get; init; }

    /// <exception cref="CurlFailure">The text names no proxy.</exception>
    public static CurlProxy Parse(string text, string? login, bool isHttp10)
    {
        int separator = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = separator < 0 ? "http" : text[..separator].ToLowerInvariant();
        SocksVersion? socks = scheme switch
        {
            "http" or "https" => null,
            "socks4" or "socks" => SocksVersion.Four,
            "socks4a" => SocksVersion.FourA,
            "socks5" => SocksVersion.Five,
            "socks5h" => SocksVersion.FiveByName,
            _ => throw new CurlFailure(CurlExit.NoConnection, $"Unsupported proxy scheme for '{text}'"),
        };
        string rest = separator < 0 ? text : text[(separator + 3)..];
        var url = HttpUrl.Parse("http://" + rest) ?? throw new CurlFailure(CurlExit.NoProxy, $"Unsupported proxy syntax in '{text}'");
        string? user = url.User, password = url.Password;
        if (login is not null)
        {
            int colon = login.IndexOf(':');
            user = HttpUrl.Unescape(colon < 0 ? login : login[..colon]);
            password = HttpUrl.Unescape(colon < 0 ? "" : login[(colon + 1)..]);
        }
        // The original's port for proxies, except where TLS has its own.
        ushort port = url.GivenPort ?? (scheme == "https" ? (ushort)443 : (ushort)1080);
        return new() { Host = url.Host, Port = port, User = user, Password = password ?? (user is null ? null : ""), Socks = socks, IsSecure = scheme == "https", IsHttp10 = isHttp10 };
    }

    /// <summary>The proxy for a URL: of the options, else of the environment; null for none.</summary>
    public static CurlProxy? For(HttpUrl url, CurlConfig config, CurlFiles files)
    {
        string? text = config.Proxy;
        string? not = config.NoProxy ?? files.Environment("no_proxy") ?? files.Environment("NO_PROXY");
        if (not is not null && Exempts(not, url)) return null;
        if (text is null && config.NoProxy != "*")
        {
            // HTTP_PROXY in capitals is what a web server would set for a Proxy header.
            text = files.Environment($"{url.Scheme}_proxy") ?? (url.Scheme == "http" ? null : files.Environment($"{url.Scheme.ToUpperInvariant()}_PROXY"))
                ?? files.Environment("all_proxy") ?? files.Environment("ALL_PROXY");
        }
        return string.IsNullOrEmpty(text) ? null : Parse(text, config.ProxyUser, config.ProxyHttp10);
    }

    private static bool Exempts(string list, HttpUrl url)
    {
        if (list == "*") return true;
        string host = url.Host.TrimEnd('.');
        bool isAddress = InternetAddress.TryParse(host, out var address);
        foreach (string word in list.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            string entry = word.Trim('[', ']').TrimEnd('.');
            if (isAddress)
            {
                int slash = entry.IndexOf('/');
                if (!InternetAddress.TryParse(slash < 0 ? entry : entry[..slash], out var other) || other.Is6 != address.Is6) continue;
                int bits = address.Bits;
                if (slash >= 0 && (!int.TryParse(entry.AsSpan(slash + 1), out bits) || bits < 0 || bits > address.Bits)) continue;
                if (address.Network(bits) == other.Network(bits)) return true;
                continue;
            }
            string domain = entry.TrimStart('.');
            if (domain.Length > 0 && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.')) return true;
        }
        return false;
    }
}
