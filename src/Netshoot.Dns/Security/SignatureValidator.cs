using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>What became of the signatures over a set of records.</summary>
/// <param name="By">The signature that is good, or null.</param>
public sealed record SignatureVerdict(DnssecVerdict Verdict, Rrsig? By);

/// <summary>Checks the signatures over one set of records with the keys of one zone (RFC 4035 section 5.3).</summary>
public static class SignatureValidator
{
    /// <summary>Colliding key tags and piles of signatures may cost only so much (CVE-2023-50387).</summary>
    private const int MostAttempts = 16;

    private const byte DnssecProtocol = 3;

    /// <param name="zone">Whose keys they are; only its signatures count.</param>
    /// <param name="keys">Keys that are trusted already.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static SignatureVerdict Check(RecordSet set, DnsName zone, IReadOnlyList<Dnskey> keys, long now)
    {
        if (set.Signatures.Count == 0) return new(DnssecVerdict.Bogus($"{DnssecWords.Of(set)} has no signature"), null);
        var reasons = new List<string>();
        // A zone with a key that can be checked signs everything with it (RFC 6840 section 5.11); only a zone without one stays open.
        bool unsupported = !keys.Any(static k => DnssecCryptography.IsSupported(k.Algorithm));
        int attempts = 0;
        foreach (var signature in set.Signatures)
        {
            string which = $"the signature of {DnssecWords.Of(set)} by key {signature.KeyTag} of {signature.Signer} (algorithm {signature.Algorithm})";
            if (Objection(set, signature, zone, now) is { } objection)
            {
                reasons.Add($"{which} {objection}");
                continue;
            }
            bool found = false;
            byte[]? signed = null;
            foreach (var key in keys)
            {
                if (key.Algorithm != signature.Algorithm || key.KeyTag != signature.KeyTag || !key.IsZoneKey || key.Protocol != DnssecProtocol) continue;
                found = true;
                if (++attempts > MostAttempts) return new(DnssecVerdict.Bogus($"{DnssecWords.Of(set)} has more signatures than are worth checking"), null);
                var outcome = DnssecCryptography.Verify(key, signed ??= set.SignedBy(signature), signature.Signature.Span);
                if (outcome == SignatureOutcome.Good)
                    return new(DnssecVerdict.Secure($"{DnssecWords.Of(set)} is signed by key {key.KeyTag} of {zone} (algorithm {key.Algorithm})"), signature);
                reasons.Add(which + outcome switch
                {
                    SignatureOutcome.Bad => " does not match the records",
                    SignatureOutcome.MalformedKey => " has a key that is malformed",
                    _ => " has an algorithm that cannot be checked here",
                });
            }
            if (!found) reasons.Add($"{which} has no such key among those of {zone}");
        }
        string reason = string.Join("; ", reasons.Distinct().Take(4));
        return new(new(unsupported ? DnssecStatus.Indeterminate : DnssecStatus.Bogus, reason), null);
    }

    /// <summary>Why a signature cannot count, whatever its bytes, or null (RFC 4035 section 5.3.1).</summary>
    private static string? Objection(RecordSet set, Rrsig signature, DnsName zone, long now)
    {
        if (signature.Signer != zone) return $"is not by {zone}";
        if (!set.Name.IsWithin(signature.Signer)) return "is by a zone that the name is not in";
        if (signature.Labels > RecordSet.LabelsOf(set.Name)) return "counts more labels than the name has";
        // Serial number arithmetic (RFC 1982): the sign of the difference tells which comes first.
        if ((int)(signature.Expiration - signature.Inception) < 0) return "expires before it begins";
        if ((int)(signature.Expiration - (uint)now) < 0) return $"expired at {DnssecWords.Time(signature.Expiration, now)}";
        return (int)((uint)now - signature.Inception) < 0 ? $"is not valid before {DnssecWords.Time(signature.Inception, now)}" : null;
    }
}

/// <summary>Which keys of a zone are trusted.</summary>
/// <param name="Keys">None unless the verdict is <see cref="DnssecStatus.Secure"/>.</param>
public sealed record KeyVerdict(DnssecVerdict Verdict, IReadOnlyList<Dnskey> Keys);

/// <summary>Finds a zone's trusted keys from its parent's digests, or from trust anchors (RFC 4035 section 5.2).</summary>
public static class KeyValidator
{
    private const byte Sha1Digest = 1;

    /// <param name="keys">The zone's DNSKEY records with their signatures.</param>
    /// <param name="trusted">DS or DNSKEY data of the zone that is trusted already.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static KeyVerdict Check(RecordSet keys, IReadOnlyList<Rdata> trusted, long now)
    {
        var zone = keys.Name;
        var all = keys.Records.Select(static r => r.Data).OfType<Dnskey>().ToList();
        var digests = trusted.OfType<Ds>().Where(static d => DnssecCryptography.IsSupported(d.Algorithm) && DnssecCryptography.IsDigestSupported(d.DigestType)).ToList();
        // RFC 4509 section 3: where there is a better digest, SHA-1 does not count.
        if (digests.Exists(static d => d.DigestType != Sha1Digest)) digests.RemoveAll(static d => d.DigestType == Sha1Digest);
        var anchors = trusted.OfType<Dnskey>().Where(static k => DnssecCryptography.IsSupported(k.Algorithm)).ToList();
        if (digests.Count == 0 && anchors.Count == 0)
            return new(DnssecVerdict.Insecure($"no DS of {zone} has an algorithm and a digest that can be checked here"), []);

        var entries = all.Where(k => k.IsZoneKey && !k.IsRevoked && (anchors.Contains(k) || digests.Exists(d => Matches(zone, k, d)))).ToList();
        if (entries.Count == 0)
        {
            string tags = string.Join(", ", trusted.Select(static t => t is Ds d ? $"{d.KeyTag}" : t is Dnskey k ? $"{k.KeyTag}" : "").Distinct().Take(8));
            return new(DnssecVerdict.Bogus($"no key of {zone} matches the trusted ones ({tags})"), []);
        }
        var check = SignatureValidator.Check(keys, zone, entries, now);
        return check.Verdict.Status == DnssecStatus.Secure ? new(check.Verdict, [.. all.Where(static k => !k.IsRevoked)]) : new(check.Verdict, []);
    }

    private static bool Matches(DnsName zone, Dnskey key, Ds digest)
        => digest.Algorithm == key.Algorithm && digest.KeyTag == key.KeyTag && DnssecCryptography.Digest(zone, key, digest.DigestType) is { } made && digest.Digest.Span.SequenceEqual(made);
}
