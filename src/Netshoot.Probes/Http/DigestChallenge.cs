using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Netshoot.Probes.Http;

/// <summary>A Digest challenge and the answers to it (RFC 7616, RFC 2617): MD5, SHA-256, their session forms, qop auth and auth-int.</summary>
public sealed class DigestChallenge
{
    private string _realm = "", _nonce = "";
    private string? _opaque, _algorithm, _qop;
    private bool _hashesUser;
    private int _count;

    /// <summary>The server says that only the nonce was too old.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Reads what stands behind <c>Digest</c>; null when it lacks a nonce or asks for an algorithm or protection that is not known.</summary>
    public static DigestChallenge? Parse(string text)
    {
        var challenge = new DigestChallenge();
        bool hasNonce = false;
        foreach (var (name, value) in Parameters(text))
        {
            switch (name.ToLowerInvariant())
            {
                case "realm":
                    challenge._realm = value;
                    break;
                case "nonce":
                    challenge._nonce = value;
                    hasNonce = true;
                    break;
                case "opaque":
                    challenge._opaque = value;
                    break;
                case "stale":
                    challenge.IsStale = value.Equals("true", StringComparison.OrdinalIgnoreCase);
                    break;
                case "algorithm":
                    challenge._algorithm = value;
                    break;
                case "userhash":
                    challenge._hashesUser = value.Equals("true", StringComparison.OrdinalIgnoreCase);
                    break;
                case "qop":
                    string[] words = value.Split(',', StringSplitOptions.TrimEntries);
                    challenge._qop = Array.Exists(words, static w => w.Equals("auth", StringComparison.OrdinalIgnoreCase)) ? "auth"
                        : Array.Exists(words, static w => w.Equals("auth-int", StringComparison.OrdinalIgnoreCase)) ? "auth-int" : null;
                    break;
            }
        }
        return hasNonce && challenge.Name is not null ? challenge : null;
    }

    /// <summary>The value of the Authorization header; every character is one byte.</summary>
    public string Answer(string user, string password, string method, string target)
    {
        bool isSession = Name is "MD5-SESS" or "SHA-256-SESS" or "SHA-512-256-SESS";
        string clientNonce = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
        string secret = Hash($"{user}:{_realm}:{password}");
        if (isSession) secret = Hash($"{secret}:{_nonce}:{clientNonce}");
        string request = _qop == "auth-int" ? Hash($"{method}:{target}:{Hash("")}") : Hash($"{method}:{target}");
        string count = (++_count).ToString("x8", CultureInfo.InvariantCulture);
        string response = _qop is null ? Hash($"{secret}:{_nonce}:{request}") : Hash($"{secret}:{_nonce}:{count}:{clientNonce}:{_qop}:{request}");
        string shown = _hashesUser ? Hash($"{user}:{_realm}") : user;
        var answer = new StringBuilder($"Digest username=\"{Quoted(shown)}\", realm=\"{Quoted(_realm)}\", nonce=\"{_nonce}\", uri=\"{target}\", ");
        if (_qop is not null) answer.Append(CultureInfo.InvariantCulture, $"cnonce=\"{clientNonce}\", nc={count}, qop={_qop}, ");
        answer.Append(CultureInfo.InvariantCulture, $"response=\"{response}\"");
        if (_opaque is not null) answer.Append(CultureInfo.InvariantCulture, $", opaque=\"{_opaque}\"");
        if (_algorithm is not null) answer.Append(CultureInfo.InvariantCulture, $", algorithm={_algorithm}");
        if (_hashesUser) answer.Append(", userhash=true");
        return answer.ToString();
    }

    private string? Name => _algorithm?.ToUpperInvariant() switch
    {
        null => "MD5",
        "MD5" or "MD5-SESS" or "SHA-256" or "SHA-256-SESS" or "SHA-512-256" or "SHA-512-256-SESS" => _algorithm.ToUpperInvariant(),
        _ => null,
    };

    private string Hash(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        // The protocol says which digest is used, not we.
#pragma warning disable CA5351
        // As curl 7.88: under the name SHA-512-256 it answers with SHA-256.
        return Convert.ToHexStringLower(Name is "MD5" or "MD5-SESS" ? MD5.HashData(bytes) : SHA256.HashData(bytes));
#pragma warning restore CA5351
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary><c>name=value, name="quoted \" value"</c>, with or without the commas.</summary>
    private static IEnumerable<(string Name, string Value)> Parameters(string text)
    {
        int at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is ' ' or '\t' or ',') at++;
            int start = at;
            while (at < text.Length && text[at] is not '=' and not ',') at++;
            if (at >= text.Length || text[at] != '=') yield break;
            string name = text[start..at].Trim();
            at++;
            var value = new StringBuilder();
            if (at < text.Length && text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\' && at + 1 < text.Length) at++;
                    value.Append(text[at]);
                }
                at++;
            }
            else
            {
                while (at < text.Length && text[at] is not ',' and not ' ') value.Append(text[at++]);
            }
            yield return (name, value.ToString());
        }
    }
}
