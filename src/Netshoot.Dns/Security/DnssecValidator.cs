using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>
/// Follows signatures from a trust anchor to an answer (RFC 4035 section 5). It asks nobody: answers are added, and a verdict
/// names the next question that must be asked, until none is needed.
/// </summary>
/// <param name="anchors">DS or DNSKEY records that are trusted without a check.</param>
/// <param name="now">Seconds since 1970.</param>
public sealed class DnssecValidator(IReadOnlyList<DnsRecord> anchors, long now)
{
    private const int MostAliases = 16;
    private const int MostSets = 64;

    private readonly Dictionary<DnsQuestion, DnsMessage> _answers = [];
    private readonly Dictionary<DnsName, KeyVerdict> _keys = [];
    private readonly Dictionary<DnsName, DenialVerdict> _delegations = [];

    /// <summary>A verdict on a proof of absence, and what was proved.</summary>
    private sealed record DenialVerdict(DnssecVerdict Verdict, DenialOutcome Outcome = DenialOutcome.NotProved);

    /// <summary>Takes an answer that was asked for with the DNSSEC OK flag and, best, with checking disabled.</summary>
    public void Add(DnsQuestion question, DnsMessage answer)
    {
        _answers[question] = answer;
        _keys.Clear();
        _delegations.Clear();
    }

    /// <summary>Checks the answer to a question.</summary>
    public DnssecVerdict Validate(DnsQuestion question) => Validate(question, MostAliases);

    private DnssecVerdict Validate(DnsQuestion question, int mostAliases)
    {
        if (Find(question.Name, question.Type, out var answer) is { } missing) return missing;
        var sets = RecordSet.Collect(answer.Answers);
        var name = question.Name;
        DnssecVerdict? weakest = null;
        for (int aliases = 0; aliases <= mostAliases; aliases++)
        {
            var asked = question.Type == DnsType.Any ? sets.Where(s => s.Name == name && s.Records.Count > 0).ToList() : [.. Find(sets, name, question.Type)];
            if (asked.Count > MostSets) return new(DnssecStatus.Indeterminate, $"{name} has more types than are worth checking");
            foreach (var set in asked) weakest = Weaker(weakest, CheckSet(set, answer));
            if (asked.Count > 0) return weakest!;

            if (sets.FirstOrDefault(s => s.Type == DnsType.Cname && s.Name == name && s.Records.Count == 1) is not { } alias || alias.Records[0].Data is not Target target)
            {
                // A server that is not the target's own stops at the alias; the rest is another question's answer.
                bool stopped = aliases > 0 && !answer.Authorities.Any(static r => r.Type is DnsType.Soa or DnsType.Nsec or DnsType.Nsec3);
                return Weaker(weakest, stopped ? Validate(question with { Name = name }, mostAliases - aliases) : CheckAbsence(name, question.Type, answer).Verdict);
            }
            var redirection = sets.FirstOrDefault(s => s.Type == DnsType.Dname && s.Name != name && name.IsWithin(s.Name) && s.Records.Count == 1);
            // A CNAME that a DNAME implies has no signature of its own (RFC 6672 section 5.3.1).
            bool implied = redirection?.Records[0].Data is Dname dname && Substitute(name, redirection.Name, dname.Target) == target.Name;
            weakest = Weaker(weakest, CheckSet(implied ? redirection! : alias, answer));
            name = target.Name;
        }
        return DnssecVerdict.Bogus($"{question.Name} is an alias of an alias too often");
    }

    /// <summary>An answer that was added; the result is why there is none to use, or null.</summary>
    private DnssecVerdict? Find(DnsName name, DnsType type, out DnsMessage answer)
    {
        if (!_answers.TryGetValue(new(name, type), out answer!)) return DnssecVerdict.Need(name, type);
        return answer.Rcode is DnsRcode.NoError or DnsRcode.NameError
            ? null
            : new(DnssecStatus.Indeterminate, $"the server answered {name} {DnssecWords.Of(type)} with {System.Text.Encoding.ASCII.GetString(DnsNames.Mnemonic(answer.Rcode))}");
    }

    private static IEnumerable<RecordSet> Find(IEnumerable<RecordSet> sets, DnsName name, DnsType type) => sets.Where(s => s.Name == name && s.Type == type && s.Records.Count > 0);

    private static DnssecVerdict Weaker(DnssecVerdict? one, DnssecVerdict other)
    {
        if (one is null || other.Needed is not null) return other;
        return one.Needed is not null || one.Status >= other.Status ? one : other;
    }

    /// <summary>The name that a DNAME makes of another (RFC 6672 section 2.2), or null when it would be too long.</summary>
    private static DnsName? Substitute(DnsName name, DnsName owner, DnsName target)
    {
        var labels = name.Wire[..(name.Wire.Length - owner.Wire.Length)];
        byte[] wire = [.. labels, .. target.Wire];
        return DnsName.TryFromWire(wire, out var result) ? result : null;
    }

    /// <summary>Checks a set of an answer section, and where a wildcard made it, that no closer name is hidden.</summary>
    private DnssecVerdict CheckSet(RecordSet set, DnsMessage answer)
    {
        var check = CheckSignatures(set, strictlyAbove: set.Type == DnsType.Ds);
        if (check.By is not { } by || by.Labels >= RecordSet.LabelsOf(set.Name)) return check.Verdict;
        var encloser = set.Name.Last(by.Labels);
        var proofs = CheckProofs(answer, by.Signer, out var nsec, out var nsec3);
        if (proofs is not null) return proofs;
        return nsec.ProvesNoCloserName(set.Name) || nsec3.ProvesNoCloserName(set.Name, encloser)
            ? check.Verdict
            : DnssecVerdict.Bogus($"{DnssecWords.Of(set)} comes from the wildcard *.{encloser} without a proof that no closer name exists");
    }

    private SignatureVerdict CheckSignatures(RecordSet set, bool strictlyAbove)
    {
        SignatureVerdict? worst = null;
        foreach (var signer in set.Signatures.Select(static s => s.Signer).Distinct().Take(2))
        {
            // A zone cannot vouch for its own DS, nor for names outside of it.
            if (!set.Name.IsWithin(signer) || strictlyAbove && signer == set.Name) continue;
            var keys = FindKeys(signer);
            if (keys.Verdict.Status != DnssecStatus.Secure)
            {
                worst = new(keys.Verdict, null);
                continue;
            }
            var check = SignatureValidator.Check(set, signer, keys.Keys, now);
            if (check.Verdict.Status == DnssecStatus.Secure) return check;
            worst = check;
        }
        return worst ?? new(CheckUnsigned(set.Name, strictlyAbove, $"{DnssecWords.Of(set)} has no signature of a zone that it is in"), null);
    }

    /// <summary>The trusted keys of a zone.</summary>
    private KeyVerdict FindKeys(DnsName zone)
    {
        if (_keys.TryGetValue(zone, out var known)) return known;
        return _keys[zone] = MakeKeys(zone);
    }

    private KeyVerdict MakeKeys(DnsName zone)
    {
        var trusted = anchors.Where(a => a.Name == zone && a.Type is DnsType.Ds or DnsType.Dnskey).Select(static a => a.Data).ToList();
        if (trusted.Count == 0)
        {
            if (FindAnchor(zone) is null) return new(new(DnssecStatus.Indeterminate, $"there is no trust anchor for {zone}"), []);
            if (Find(zone, DnsType.Ds, out var answer) is { } noDigests) return new(noDigests, []);
            if (Find(RecordSet.Collect(answer.Answers), zone, DnsType.Ds).FirstOrDefault() is not { } digests) return new(CheckDelegation(zone).Verdict, []);
            var check = CheckSignatures(digests, strictlyAbove: true);
            if (check.Verdict.Status != DnssecStatus.Secure) return new(check.Verdict, []);
            trusted = [.. digests.Records.Select(static r => r.Data)];
            if (!trusted.OfType<Ds>().Any(static d => DnssecCryptography.IsSupported(d.Algorithm) && DnssecCryptography.IsDigestSupported(d.DigestType)))
                return new(DnssecVerdict.Insecure($"no DS of {zone} has an algorithm and a digest that can be checked here"), []);
        }
        if (Find(zone, DnsType.Dnskey, out var message) is { } noKeys) return new(noKeys, []);
        return Find(RecordSet.Collect(message.Answers), zone, DnsType.Dnskey).FirstOrDefault() is { } keys
            ? KeyValidator.Check(keys, trusted, now)
            : new(DnssecVerdict.Bogus($"{zone} should be signed and has no DNSKEY"), []);
    }

    /// <summary>The closest zone at or above a name that an anchor is for.</summary>
    private DnsName? FindAnchor(DnsName name)
    {
        DnsName? best = null;
        foreach (var anchor in anchors)
            if (name.IsWithin(anchor.Name) && (best is null || anchor.Name.LabelCount > best.Value.LabelCount)) best = anchor.Name;
        return best;
    }

    /// <summary>Whether a zone above unsigned records is proved to be unsigned (RFC 4035 section 4.3); bogus for <paramref name="otherwise"/>.</summary>
    private DnssecVerdict CheckUnsigned(DnsName name, bool strictlyAbove, string otherwise)
    {
        if (FindAnchor(name) is not { } anchor) return new(DnssecStatus.Indeterminate, $"there is no trust anchor for {name}");
        for (int labels = anchor.LabelCount + 1; labels <= name.LabelCount - (strictlyAbove ? 1 : 0); labels++)
        {
            var verdict = CheckDelegation(name.Last(labels));
            // A name that is no delegation leads on to the next one.
            if (verdict.Verdict.Status != DnssecStatus.Secure) return verdict.Verdict;
        }
        return DnssecVerdict.Bogus(otherwise);
    }

    /// <summary>What the parent says of a name's DS: secure for "signed" and for "no delegation", insecure for "not signed".</summary>
    private DenialVerdict CheckDelegation(DnsName name)
    {
        if (_delegations.TryGetValue(name, out var known)) return known;
        return _delegations[name] = MakeDelegation(name);
    }

    private DenialVerdict MakeDelegation(DnsName name)
    {
        if (Find(name, DnsType.Ds, out var answer) is { } missing) return new(missing);
        var sets = RecordSet.Collect(answer.Answers);
        var set = Find(sets, name, DnsType.Ds).FirstOrDefault() ?? Find(sets, name, DnsType.Cname).FirstOrDefault();
        if (set is null) return CheckAbsence(name, DnsType.Ds, answer);
        var check = CheckSignatures(set, strictlyAbove: true).Verdict;
        // With digests and algorithms that are unknown here, the zone is as good as unsigned (RFC 4035 section 5.2).
        bool usable = set.Type != DnsType.Ds || set.Records.Any(static r => r.Data is Ds d && DnssecCryptography.IsSupported(d.Algorithm) && DnssecCryptography.IsDigestSupported(d.DigestType));
        return new(check.Status == DnssecStatus.Secure && !usable ? DnssecVerdict.Insecure($"no DS of {name} has an algorithm and a digest that can be checked here") : check);
    }

    /// <summary>Checks that a name, or the name's type, does not exist.</summary>
    private DenialVerdict CheckAbsence(DnsName name, DnsType type, DnsMessage answer)
    {
        bool strictlyAbove = type == DnsType.Ds;
        string what = answer.Rcode == DnsRcode.NameError ? $"{name} does not exist" : $"{name} has no {DnssecWords.Of(type)}";
        var signers = answer.Authorities.Where(static r => r.Type == DnsType.Rrsig).Select(static r => r.Data).OfType<Rrsig>()
            .Where(s => s.Covered is DnsType.Nsec or DnsType.Nsec3 && name.IsWithin(s.Signer) && !(strictlyAbove && s.Signer == name)).Select(static s => s.Signer).Distinct().ToList();
        if (signers.Count == 0) return new(CheckUnsigned(name, strictlyAbove, $"nothing proves that {what}"));

        var zone = signers.MaxBy(static s => s.LabelCount);
        if (CheckProofs(answer, zone, out var nsec, out var nsec3) is { } problem) return new(problem);
        var outcome = nsec.Prove(name, type);
        if (outcome == DenialOutcome.NotProved) outcome = nsec3.Prove(name, type);
        bool claimed = answer.Rcode == DnsRcode.NameError;
        return new(outcome switch
        {
            DenialOutcome.NoName when claimed || type == DnsType.Ds => DnssecVerdict.Secure($"{zone} proves that {what}"),
            DenialOutcome.NoType when !claimed => DnssecVerdict.Secure($"{zone} proves that {what}"),
            DenialOutcome.UnsignedDelegation => DnssecVerdict.Insecure($"{zone} proves that {name} is a delegation without DS"),
            DenialOutcome.OptOut => DnssecVerdict.Insecure($"{zone} leaves unsigned delegations out of its proofs, and {name} may be one or lie below one"),
            DenialOutcome.TooManyIterations => DnssecVerdict.Insecure($"the NSEC3 records of {zone} take more iterations than are worth computing"),
            _ => DnssecVerdict.Bogus($"the {(answer.Authorities.Any(static r => r.Type == DnsType.Nsec3) ? "NSEC3" : "NSEC")} records of {zone} do not prove that {what}"),
        }, outcome);
    }

    /// <summary>Collects the proofs of one zone whose signatures are good; the result is what is wrong with the others, or null.</summary>
    private DnssecVerdict? CheckProofs(DnsMessage answer, DnsName zone, out NsecDenial nsec, out Nsec3Denial nsec3)
    {
        const int MostProofs = 8;
        var plain = new List<(DnsName, Nsec)>();
        var hashed = new List<(DnsName, Nsec3)>();
        DnssecVerdict? problem = null;
        foreach (var set in RecordSet.Collect(answer.Authorities).Where(static s => s.Type is DnsType.Nsec or DnsType.Nsec3 && s.Records.Count > 0).Take(MostProofs))
        {
            var keys = FindKeys(zone);
            var check = keys.Verdict.Status == DnssecStatus.Secure ? SignatureValidator.Check(set, zone, keys.Keys, now) : new(keys.Verdict, null);
            // A proof that a wildcard made would be a proof about another name.
            if (check.By is { } by && by.Labels == RecordSet.LabelsOf(set.Name))
            {
                foreach (var record in set.Records)
                {
                    if (record.Data is Nsec n) plain.Add((record.Name, n));
                    if (record.Data is Nsec3 n3) hashed.Add((record.Name, n3));
                }
                continue;
            }
            problem = check.By is null ? check.Verdict : DnssecVerdict.Bogus($"{DnssecWords.Of(set)} comes from a wildcard");
        }
        nsec = new(zone, plain);
        nsec3 = new(zone, hashed);
        return problem;
    }
}
