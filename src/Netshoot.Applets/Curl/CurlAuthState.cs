using System.Text;
using Netshoot.Probes.Http;

namespace Netshoot.Applets.Curl;

/// <summary>How far one peer, server or proxy, has been told who asks.</summary>
internal sealed class CurlAuthState(CurlAuth wanted, string? user, string? password, string? bearer)
{
    private DigestChallenge? _challenge;
    private CurlAuth _picked = wanted switch { CurlAuth.None => CurlAuth.Basic, CurlAuth.Basic or CurlAuth.Digest or CurlAuth.Bearer => wanted, _ => (wanted & CurlAuth.Bearer) != 0 && bearer is not null ? CurlAuth.Bearer : CurlAuth.None };
    /// <summary>A server that never has enough of new nonces does not keep us busy forever.</summary>
    private const int MostChallenges = 20;

    private bool _wasSent;
    private int _challenges;

    public string? User => user;

    /// <summary>What the peer was told, as the words for -v have it.</summary>
    public string Name => _picked.ToString();

    private bool HasLogin => user is not null || bearer is not null;

    /// <summary>Whether the peer must be asked for a challenge first; nobody sends it a body for that.</summary>
    public bool NeedsChallenge => HasLogin && _picked == CurlAuth.Digest && _challenge is null;

    /// <summary>The peer does not want to know.</summary>
    public void GiveUp()
    {
        if (_challenge is null && _picked == CurlAuth.Digest) _picked = CurlAuth.None;
    }

    /// <summary>Another request begins: a refusal is news again.</summary>
    public void Continue() => _wasSent = false;

    /// <summary>Whether the last request said who asks.</summary>
    public bool WasSent => _wasSent;

    public bool WillTry => HasLogin && _picked != CurlAuth.None;

    /// <summary>The value of the header; null for none.</summary>
    public string? Header(string method, string target)
    {
        string? value = !HasLogin ? null : _picked switch
        {
            CurlAuth.Basic when user is not null => "Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes($"{user}:{password}")),
            CurlAuth.Digest when user is not null => _challenge?.Answer(user, password ?? "", method, target),
            CurlAuth.Bearer => $"Bearer {bearer}",
            _ => null,
        };
        _wasSent = value is not null;
        return value;
    }

    /// <summary>Looks at what a peer that refused wants; true when another request may please it.</summary>
    /// <param name="head">Its answer.</param>
    /// <param name="header">Where it says so.</param>
    public bool Challenge(HttpHead head, string header)
    {
        if (!HasLogin || ++_challenges > MostChallenges) return false;
        CurlAuth offered = CurlAuth.None;
        DigestChallenge? digest = null;
        foreach (var (key, value) in head.Headers)
        {
            if (!key.Equals(header, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var (scheme, rest) in Challenges(value))
            {
                if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) offered |= CurlAuth.Basic;
                else if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) offered |= CurlAuth.Bearer;
                else if (scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase) && digest is null && DigestChallenge.Parse(rest) is { } parsed)
                {
                    offered |= CurlAuth.Digest;
                    digest = parsed;
                }
            }
        }
        if (_wasSent)
        {
            bool again = _picked == CurlAuth.Digest && digest is { IsStale: true };
            if (again) _challenge = digest;
            return again;
        }
        var possible = offered & (wanted == CurlAuth.None ? CurlAuth.Basic : wanted);
        var pick = (possible & CurlAuth.Bearer) != 0 && bearer is not null ? CurlAuth.Bearer
            : (possible & CurlAuth.Digest) != 0 && user is not null ? CurlAuth.Digest
            : (possible & CurlAuth.Basic) != 0 && user is not null ? CurlAuth.Basic : CurlAuth.None;
        if (pick == CurlAuth.None) return false;
        _picked = pick;
        _challenge = digest;
        return true;
    }

    /// <summary>A header may hold several challenges, whose parameters are separated by commas, too.</summary>
    private static IEnumerable<(string Scheme, string Words)> Challenges(string value)
    {
        int start = 0;
        bool quoted = false;
        var starts = new List<int> { 0 };
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '"' && (i == 0 || value[i - 1] != '\\')) quoted = !quoted;
            if (quoted || value[i] != ',') continue;
            start = i + 1;
            while (start < value.Length && value[start] == ' ') start++;
            int end = start;
            while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '-')) end++;
            // A scheme stands alone before a space; a parameter has its equals sign.
            if (end > start && (end == value.Length || (value[end] == ' ' && !value.AsSpan(end).TrimStart().StartsWith("=")) || value[end] == ',')) starts.Add(start);
        }
        for (int i = 0; i < starts.Count; i++)
        {
            string one = value[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : value.Length)].Trim(' ', ',');
            int space = one.IndexOf(' ');
            yield return space < 0 ? (one, "") : (one[..space], one[(space + 1)..]);
        }
    }
}
