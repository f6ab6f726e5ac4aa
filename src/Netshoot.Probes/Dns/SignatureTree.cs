using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;

namespace Netshoot.Probes.Dns;

/// <summary>Records that others vouch for: an answer, a key, a digest, a proof of absence.</summary>
/// <param name="name">Whose they are.</param>
/// <param name="type">Their type; what was asked for, where it does not exist.</param>
/// <param name="record">The one that is meant, the first of an answer; null for what does not exist.</param>
public sealed class TrustNode(DnsName name, DnsType type, DnsRecord? record)
{
    public DnsName Name => name;

    public DnsType Type => type;

    public DnsRecord? Record => record;

    /// <summary>Who vouches for it. Nodes may share theirs: a tree of few nodes can have many branches.</summary>
    public IReadOnlyList<TrustLink> Above { get; internal set; } = [];
}

/// <summary>Why one node should be believed on the word of another.</summary>
/// <param name="Node">Who vouches.</param>
/// <param name="State">Whether the signature is good; good, too, for a digest of a key.</param>
/// <param name="Set">What was signed, or null.</param>
/// <param name="Signature">The record of the signature, or null.</param>
public sealed record TrustLink(TrustNode Node, SignatureState State, RecordSet? Set = null, Rrsig? Signature = null)
{
    /// <summary>Where the node is a proof of absence, whether it proves it.</summary>
    public AbsenceState Absence { get; init; }

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsGood => State == SignatureState.Good && Absence is AbsenceState.None or AbsenceState.Denied;
}

/// <summary>What a tree leads to.</summary>
public enum TrustVerdict
{
    /// <summary>Nobody who is trusted vouches for it.</summary>
    Unknown,

    Trusted,

    /// <summary>Trusted, by a proof of absence (NSEC).</summary>
    Denied,

    /// <summary>The way to what is trusted is broken.</summary>
    Broken,
}

/// <summary>Grows the tree of all keys and digests that vouch for an answer, up to the root, from what a resolver says.</summary>
/// <param name="ask">Asks a question; null when nobody answers.</param>
/// <param name="now">Seconds since 1970.</param>
public sealed class SignatureTree(Func<DnsQuestion, ValueTask<DnsMessage?>> ask, long now)
{
    /// <summary>A name has no more zones above it, and the two signers that a set may have.</summary>
    private const int MostZones = 2 * DnsName.MaxLabels;

    /// <summary>Colliding key tags and piles of signatures may cost only so much (CVE-2023-50387).</summary>
    private const int MostChecks = 256;

    private readonly Dictionary<DnsName, Zone> _zones = [];
    private int _checks;

    /// <summary>The keys of a zone and its parent's digests of them.</summary>
    private sealed record Zone(RecordSet? Keys, RecordSet? Digests)
    {
        public Dictionary<Rdata, TrustNode> Nodes { get; } = [];
    }

    /// <summary>The tree of an answer; null when nothing in it is signed.</summary>
    public async ValueTask<TrustNode?> GrowAsync(DnsQuestion question, DnsMessage answer)
    {
        if (!answer.Answers.Concat(answer.Authorities).Any(static r => r.Type == DnsType.Rrsig)) return null;
        var sets = RecordSet.Collect(answer.Answers);
        var set = sets.FirstOrDefault(s => s.Name == question.Name && s.Type == question.Type && s.Records.Count > 0)
            ?? sets.FirstOrDefault(s => s.Name == question.Name && (s.Type == DnsType.Cname || question.Type == DnsType.Any) && s.Records.Count > 0);
        if (set is not null)
        {
            await VisitAsync([set]);
            if (set.Type == DnsType.Dnskey && _zones.TryGetValue(set.Name, out var zone)) return new(set.Name, set.Type, set.Records[0]) { Above = KeyNode(zone, set.Records[0]).Above };
            return new(set.Name, set.Type, set.Records[0]) { Above = Signers(set, isBelow: set.Type == DnsType.Ds) };
        }

        var evidence = new AbsenceEvidence(answer, question.Name, question.Type);
        await VisitAsync(evidence.Sets);
        var above = new List<TrustLink>();
        foreach (var proof in evidence.Sets)
        {
            var node = new TrustNode(proof.Name, proof.Type, proof.Records[0]) { Above = Signers(proof, isBelow: false) };
            above.Add(new(node, SignatureState.Good) { Absence = evidence.State });
        }
        return new(question.Name, question.Type, null) { Above = above };
    }

    /// <summary>Whether a tree leads to what is trusted.</summary>
    /// <param name="tree">The node of the answer.</param>
    /// <param name="anchors">DS or DNSKEY records.</param>
    /// <param name="fault">The link that is broken first, seen from the answer.</param>
    public static TrustVerdict Judge(TrustNode tree, IReadOnlyList<DnsRecord> anchors, out TrustLink? fault) => Judge(tree, anchors, [], out fault);

    private static TrustVerdict Judge(TrustNode node, IReadOnlyList<DnsRecord> anchors, Dictionary<TrustNode, (TrustVerdict, TrustLink?)> known, out TrustLink? fault)
    {
        fault = null;
        if (node.Record is { } record && anchors.Any(a => a.Name == record.Name && a.Data == record.Data || SignatureInspector.IsSameKey(a, record))) return TrustVerdict.Trusted;
        if (known.TryGetValue(node, out var before))
        {
            fault = before.Item2;
            return before.Item1;
        }
        var verdict = TrustVerdict.Unknown;
        foreach (var link in node.Above)
        {
            var above = Judge(link.Node, anchors, known, out var deeper);
            if (above == TrustVerdict.Unknown) continue;
            (verdict, fault) = !link.IsGood ? (TrustVerdict.Broken, link)
                : above == TrustVerdict.Trusted && node.Record?.Type == DnsType.Nsec ? (TrustVerdict.Denied, null) : (above, deeper);
            if (verdict != TrustVerdict.Broken) break;
        }
        known[node] = (verdict, fault);
        return verdict;
    }

    /// <summary>Asks for the keys and digests of all zones that sign the sets, and of those that sign them in turn.</summary>
    private async ValueTask VisitAsync(IReadOnlyList<RecordSet> sets)
    {
        var waiting = new Queue<DnsName>();
        foreach (var set in sets) Enqueue(set, set.Type == DnsType.Ds);
        while (waiting.TryDequeue(out var name))
        {
            if (_zones.ContainsKey(name) || _zones.Count == MostZones) continue;
            var keys = await FindAsync(name, DnsType.Dnskey);
            var digests = name.IsRoot ? null : await FindAsync(name, DnsType.Ds);
            _zones[name] = new(keys, digests);
            if (digests is not null) Enqueue(digests, isBelow: true);
        }

        void Enqueue(RecordSet set, bool isBelow)
        {
            foreach (var signature in set.Signatures)
                if (MaySign(set, signature, isBelow)) waiting.Enqueue(signature.Signer);
        }
    }

    private async ValueTask<RecordSet?> FindAsync(DnsName name, DnsType type)
    {
        if (await ask(new(name, type)) is not { } answer) return null;
        return RecordSet.Collect(answer.Answers).FirstOrDefault(s => s.Name == name && s.Type == type && s.Records.Count > 0);
    }

    /// <summary>Only zones above a name can sign it, and only those really above sign a zone's digests; so every way ends at the root.</summary>
    private static bool MaySign(RecordSet set, Rrsig signature, bool isBelow) => set.Name.IsWithin(signature.Signer) && !(isBelow && set.Name == signature.Signer);

    /// <summary>The keys that signed a set.</summary>
    private List<TrustLink> Signers(RecordSet set, bool isBelow)
    {
        var links = new List<TrustLink>();
        foreach (var signature in set.Signatures)
        {
            if (!MaySign(set, signature, isBelow) || !_zones.TryGetValue(signature.Signer, out var zone) || zone.Keys is null) continue;
            foreach (var key in zone.Keys.Records)
                if (SignatureInspector.IsNamed(signature, key)) links.Add(new(KeyNode(zone, key), Check(set, signature, key), set, signature));
        }
        return links;
    }

    private SignatureState Check(RecordSet set, Rrsig signature, DnsRecord key)
        => ++_checks > MostChecks ? SignatureState.Unsupported : SignatureInspector.Check(set, signature, (Dnskey)key.Data, now);

    /// <summary>A key, with the other keys that signed the zone's keys, and the parent's digests.</summary>
    private TrustNode KeyNode(Zone zone, DnsRecord key)
    {
        if (zone.Nodes.TryGetValue(key.Data, out var known)) return known;
        var node = new TrustNode(key.Name, DnsType.Dnskey, key);
        zone.Nodes[key.Data] = node;
        if (zone.Keys is not { } keys) return node;
        var above = new List<TrustLink>();
        foreach (var signature in keys.Signatures)
        {
            foreach (var other in keys.Records)
                if (other.Data != key.Data && SignatureInspector.IsNamed(signature, other))
                    above.Add(new(new(other.Name, DnsType.Dnskey, other), Check(keys, signature, other), keys, signature));
        }
        if (zone.Digests is { } digests)
        {
            foreach (var digest in digests.Records)
                if (keys.Records.Any(k => SignatureInspector.IsSameKey(digest, k))) above.Add(new(new(digest.Name, DnsType.Ds, digest) { Above = Signers(digests, isBelow: true) }, SignatureState.Good));
        }
        node.Above = above;
        return node;
    }
}
