using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>What is to be said of a set of records and keys that somebody chose, whether they are trusted or not.</summary>
public enum SignatureState
{
    Good,

    /// <summary>The set has no signature.</summary>
    Unsigned,

    /// <summary>There is no key at all.</summary>
    NoKeys,

    /// <summary>None of the keys has the tag, the algorithm and the owner that a signature names.</summary>
    NoSuchKey,

    /// <summary>The algorithm cannot be checked here.</summary>
    Unsupported,

    /// <summary>The signature does not belong to the records.</summary>
    Bogus,

    Expired,

    NotYetValid,
}

/// <summary>Checks signatures with keys, and nothing else: for tools that show each link of a chain, the broken ones too.</summary>
/// <remarks>Who wants to know what to trust asks <see cref="DnssecValidator"/>.</remarks>
public static class SignatureInspector
{
    /// <summary>Colliding key tags and piles of signatures may cost only so much (CVE-2023-50387).</summary>
    private const int MostAttempts = 16;

    /// <summary>Checks one signature with the key that it names.</summary>
    /// <param name="now">Seconds since 1970.</param>
    public static SignatureState Check(RecordSet set, Rrsig signature, Dnskey key, long now) => DnssecCryptography.Verify(key, set.SignedBy(signature), signature.Signature.Span) switch
    {
        SignatureOutcome.Good when (int)(signature.Expiration - (uint)now) < 0 => SignatureState.Expired,
        SignatureOutcome.Good when (int)((uint)now - signature.Inception) < 0 => SignatureState.NotYetValid,
        SignatureOutcome.Good => SignatureState.Good,
        SignatureOutcome.Unsupported => SignatureState.Unsupported,
        _ => SignatureState.Bogus,
    };

    /// <summary>Checks all signatures of a set until one is good.</summary>
    /// <param name="keys">DNSKEY records; others are passed over.</param>
    /// <param name="by">The key of the good signature, or null.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static SignatureState Check(RecordSet set, IReadOnlyList<DnsRecord> keys, long now, out DnsRecord? by)
    {
        by = null;
        if (set.Signatures.Count == 0) return SignatureState.Unsigned;
        if (keys.Count == 0) return SignatureState.NoKeys;
        var worst = SignatureState.NoSuchKey;
        int attempts = 0;
        foreach (var signature in set.Signatures)
        {
            foreach (var key in keys)
            {
                if (!IsNamed(signature, key) || ++attempts > MostAttempts) continue;
                var state = Check(set, signature, (Dnskey)key.Data, now);
                if (state == SignatureState.Good)
                {
                    by = key;
                    return state;
                }
                worst = state;
            }
        }
        return worst;
    }

    /// <summary>Whether a signature names this key.</summary>
    public static bool IsNamed(Rrsig signature, DnsRecord key)
        => key.Data is Dnskey data && key.Name == signature.Signer && data.Algorithm == signature.Algorithm && data.KeyTag == signature.KeyTag;

    /// <summary>Whether a DS record is a digest of a key, or a DNSKEY record the key itself.</summary>
    public static bool IsSameKey(DnsRecord anchor, DnsRecord key) => key.Data is Dnskey data && anchor.Name == key.Name && anchor.Data switch
    {
        Ds digest => Ds.Of(key.Name, data, digest.DigestType) == digest,
        Dnskey other => other == data,
        _ => false,
    };
}
