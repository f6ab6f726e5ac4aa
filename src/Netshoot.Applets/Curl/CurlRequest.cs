using System.Globalization;
using System.Text;
using Netshoot.Probes.Http;

namespace Netshoot.Applets.Curl;

/// <summary>One request as it is written: order and spelling of the lines are curl's.</summary>
internal sealed class CurlRequest
{
    private const long LargestUnasked = 1024 * 1024;

    public required CurlConfig Config { get; init; }

    public required HttpUrl Url { get; init; }

    public required string Method { get; init; }

    /// <summary>The proxy that the request is written for; null for the server itself.</summary>
    public CurlProxy? Proxy { get; init; }

    public string? Authorization { get; init; }

    public string? ProxyAuthorization { get; init; }

    public string? Range { get; init; }

    public string? Referer { get; init; }

    public string? Cookie { get; init; }

    public string? ETag { get; init; }

    /// <summary>What is sent; null for a request without a body.</summary>
    public CurlUpload? Upload { get; init; }

    /// <summary>Where the upload begins.</summary>
    public long UploadFrom { get; init; }

    public bool IsPost { get; init; }

    /// <summary>The body waits until the server has said how it wants to know who asks.</summary>
    public bool HoldsBody { get; init; }

    public int Version { get; init; } = 11;

    /// <summary>Asks to go on in HTTP/2.</summary>
    public bool Upgrades { get; init; }

    /// <summary>Whether headers that say who asks may go to this host.</summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>The server has said that it does not know Expect.</summary>
    public bool SkipsExpect { get; init; }

    public bool IsChunked { get; private set; }

    public bool Expects { get; private set; }

    /// <exception cref="CurlFailure">The body cannot be sent in this version.</exception>
    public byte[] Build()
    {
        var text = new StringBuilder();
        bool plainProxy = Proxy is not null;
        text.Append(Method).Append(' ').Append(Target(plainProxy)).Append(" HTTP/").Append(Version switch { 10 => "1.0", 20 => "2", _ => "1.1" }).Append("\r\n");
        if (Custom("Host") is { } host)
        {
            if (Config.Headers.Exists(static h => h.Equals("Host;", StringComparison.OrdinalIgnoreCase))) text.Append("Host:\r\n");
            else if (host.Length > 0) text.Append("Host:").Append(Config.Headers.Find(static h => h.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))?[5..] ?? $" {host}").Append("\r\n");
        }
        else
        {
            text.Append("Host: ").Append(Url.Authority).Append("\r\n");
        }
        if (ProxyAuthorization is not null) text.Append("Proxy-Authorization: ").Append(ProxyAuthorization).Append("\r\n");
        if (Authorization is not null && Custom("Authorization") is null) text.Append("Authorization: ").Append(Authorization).Append("\r\n");
        if (Range is not null && Upload is null && Custom("Range") is null) text.Append("Range: bytes=").Append(Range).Append("\r\n");
        if (Range is not null && Upload is not null && Custom("Content-Range") is null) text.Append("Content-Range: bytes ").Append(Range).Append("\r\n");
        if (Custom("User-Agent") is null && Config.UserAgent is not "") text.Append("User-Agent: ").Append(Config.UserAgent ?? CurlVersion.Agent).Append("\r\n");
        if (Custom("Accept") is null) text.Append("Accept: */*\r\n");
        if (Config.TransferEncoding && Custom("TE") is null && Version != 20)
        {
            text.Append(Custom("Connection") is { Length: > 0 } connection ? $"Connection: {connection}, TE\r\nTE: gzip\r\n" : "Connection: TE\r\nTE: gzip\r\n");
        }
        if (Config.Compressed && Custom("Accept-Encoding") is null) text.Append("Accept-Encoding: deflate, gzip, br, zstd\r\n");
        if (Referer is { Length: > 0 } && Custom("Referer") is null) text.Append("Referer: ").Append(Referer).Append("\r\n");
        if (plainProxy && Custom("Proxy-Connection") is null && !Config.ProxyHeaders.Exists(static h => h.StartsWith("Proxy-Connection", StringComparison.OrdinalIgnoreCase))) text.Append("Proxy-Connection: Keep-Alive\r\n");
        DecideFraming();
        if (IsChunked && Custom("Transfer-Encoding") is null) text.Append("Transfer-Encoding: chunked\r\n");
        if (Cookie is { Length: > 0 } && Custom("Cookie") is null) text.Append("Cookie: ").Append(Cookie).Append("\r\n");
        if (ETag is not null) text.Append("If-None-Match: ").Append(ETag).Append("\r\n");
        if (Config.TimeCondition is { } time)
        {
            string name = Config.IfUnmodified ? "If-Unmodified-Since" : "If-Modified-Since";
            if (Custom(name) is null) text.Append(name).Append(": ").Append(HttpDate.Format(time)).Append("\r\n");
        }
        if (Upgrades) text.Append("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: ").Append(Http2Channel.UpgradeSettings).Append("\r\n");
        AppendCustom(text, Config.Headers);
        if (plainProxy) AppendCustom(text, Config.ProxyHeaders);
        AppendBody(text);
        string all = text.Append("\r\n").ToString();
        return Encoding.Latin1.GetBytes(Version == 20 ? Lowered(all) : all);
    }

    /// <summary>The fields of a request of HTTP/2 (RFC 9113 section 8.3.1): those of its line first, and none that belong to one connection.</summary>
    public List<KeyValuePair<string, string>> Fields(ReadOnlySpan<byte> head)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new(":method", Method),
            new(":path", Target(plainProxy: false)),
            new(":scheme", Url.Scheme),
        };
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0) continue;
            string name = line[..colon].ToLowerInvariant(), value = line[(colon + 1)..].Trim();
            if (name == "host") fields.Insert(3, new(":authority", value));
            else if (name is not ("connection" or "keep-alive" or "proxy-connection" or "transfer-encoding" or "upgrade") && (name != "te" || value == "trailers")) fields.Add(new(name, value));
        }
        return fields;
    }

    /// <summary>Names in lower case, but for the one that is no field of its own.</summary>
    private static string Lowered(string text)
    {
        string[] lines = text.Split("\r\n");
        for (int i = 1; i < lines.Length; i++)
            if (lines[i].IndexOf(':') is > 0 and var colon && !lines[i].StartsWith("Host:", StringComparison.Ordinal)) lines[i] = lines[i][..colon].ToLowerInvariant() + lines[i][colon..];
        return string.Join("\r\n", lines);
    }

    /// <summary>Custom headers of a list: <c>Name: value</c> is sent, <c>Name:</c> is not, <c>Name;</c> is sent without a value.</summary>
    public static void AppendLines(StringBuilder text, List<string> lines, Func<string, bool> skips)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':');
            if (colon < 0)
            {
                int semicolon = line.IndexOf(';');
                if (semicolon > 0 && semicolon == line.Length - 1 && !skips(line[..semicolon])) text.Append(line.AsSpan(0, semicolon)).Append(":\r\n");
                continue;
            }
            if (line.AsSpan(colon + 1).Trim().IsEmpty || skips(line[..colon])) continue;
            text.Append(line).Append("\r\n");
        }
    }

    private void AppendCustom(StringBuilder text, List<string> lines) => AppendLines(text, lines, name => name.ToLowerInvariant() switch
    {
        "host" => true,
        "content-type" => Upload is { ContentType: not null },
        "content-length" => HoldsBody,
        "connection" => Config.TransferEncoding,
        "authorization" or "cookie" => !IsTrusted,
        "transfer-encoding" => false,
        _ => false,
    });

    private string Target(bool plainProxy)
    {
        if (Config.RequestTarget is { } target) return target;
        if (!plainProxy) return Url.Target;
        string authority = Url.GivenPort is { } port && port != Url.DefaultPort ? string.Create(CultureInfo.InvariantCulture, $"{Url.BracketedHost}:{port}") : Url.BracketedHost;
        return $"{Url.Scheme}://{authority}{Url.Target}";
    }

    private void DecideFraming()
    {
        if (Upload is null || HoldsBody) return;
        bool asked = Custom("Transfer-Encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        bool hasLength = Custom("Content-Length") is { Length: > 0 };
        // HTTP/2 has frames of its own for that.
        if (Version == 20) return;
        IsChunked = asked || (Upload.Length < 0 && !hasLength && Custom("Transfer-Encoding") is null);
        if (!IsChunked) return;
        if (Version == 10) throw new CurlFailure(25, "Chunky upload is not supported by HTTP 1.0");
    }

    private void AppendBody(StringBuilder text)
    {
        if (Upload is null) return;
        long length = HoldsBody ? 0 : Upload.Length < 0 ? -1 : Upload.Length - UploadFrom;
        if (!IsChunked && length >= 0 && (HoldsBody || Custom("Content-Length") is null)) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        if (Upload.ContentType is { } form) text.Append("Content-Type: ").Append(Custom("Content-Type") is { Length: > 0 } other ? other + form[form.IndexOf(';')..] : form).Append("\r\n");
        else if (IsPost && Custom("Content-Type") is null) text.Append("Content-Type: application/x-www-form-urlencoded\r\n");
        if (SkipsExpect || Version is 10 or 20) return;
        if (Custom("Expect") is { } expect)
        {
            Expects = expect.Contains("100-continue", StringComparison.OrdinalIgnoreCase);
            return;
        }
        Expects = !HoldsBody && length != 0 && (!IsPost || length > LargestUnasked || length < 0);
        if (Expects) text.Append("Expect: 100-continue\r\n");
    }

    /// <summary>The value that the options give a header, empty where they take it out; null where they leave it alone.</summary>
    private string? Custom(string name) => Find(Config.Headers, name) ?? (Proxy is not null ? Find(Config.ProxyHeaders, name) : null);

    public static string? Find(List<string> lines, string name)
    {
        foreach (string line in lines)
        {
            if (line.Length <= name.Length || !line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            if (line[name.Length] is ':' or ';') return line[(name.Length + 1)..].Trim();
        }
        return null;
    }
}
