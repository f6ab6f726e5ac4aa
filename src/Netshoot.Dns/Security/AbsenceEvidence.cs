using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>What the NSEC or NSEC3 records of an answer say of a name, signatures aside.</summary>
public enum AbsenceState
{
    /// <summary>There are no such records.</summary>
    None,

    Denied,

    /// <summary>No NSEC record is about the name.</summary>
    NameNotCovered,

    /// <summary>No NSEC record is about the wildcard that could have made the name.</summary>
    WildcardNotCovered,

    /// <summary>The NSEC3 records do not prove it.</summary>
    HashNotCovered,
}

/// <summary>The records of an answer that deny a name or a type, as sets in their order (RFC 4034 section 4, RFC 5155).</summary>
/// <remarks>For tools that show each link of a chain; who wants a verdict asks <see cref="DnssecValidator"/>.</remarks>
public sealed class AbsenceEvidence
{
    private const int MostSets = 8;

    private readonly List<RecordSet> _sets = [];
    private readonly List<RecordSet> _about = [];

    public AbsenceEvidence(DnsMessage answer, DnsName name, DnsType type)
    {
        foreach (var set in RecordSet.Collect(answer.Authorities))
        {
            if (set.Records.Count == 0 || _sets.Count == MostSets) continue;
            if (set.Type == DnsType.Nsec || set.Type == DnsType.Nsec3 && (_sets.Count == 0 || _sets[0].Type == DnsType.Nsec3)) _sets.Add(set);
        }
        if (_sets.Count == 0) return;
        State = IsHashed ? JudgeHashes(name, type, answer.Rcode == DnsRcode.NameError) : Judge(name, type);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<RecordSet> Sets => _sets;

    /// <summary>Those that speak of the name itself: the one at the name, or those around it; all, where names are hashed.</summary>
    public IReadOnlyList<RecordSet> About => _about;

    /// <summary>Whether names are hashed (NSEC3).</summary>
    public bool IsHashed => _sets.Count > 0 && _sets[0].Type == DnsType.Nsec3;

    public AbsenceState State { get; }

    /// <summary>Whether there are names below the name, which exists only for their sake or has other types.</summary>
    public bool HasNamesBelow { get; private set; }

    private AbsenceState Judge(DnsName name, DnsType type)
    {
        bool isAt = false;
        foreach (var set in _sets)
        {
            if (set.Records[0].Data is not Nsec data) continue;
            bool at = set.Name == name && !data.Types.Contains(type);
            if (!at && !Covers(set.Name, data.Following, name)) continue;
            isAt |= at;
            HasNamesBelow |= data.Following.IsWithin(name) && data.Following != name;
            _about.Add(set);
        }
        if (_about.Count == 0) return AbsenceState.NameNotCovered;
        if (isAt || name.Parent.Child("*"u8) is not { } wildcard) return AbsenceState.Denied;
        foreach (var set in _sets)
            if (set.Records[0].Data is Nsec data && (set.Name == wildcard && !data.Types.Contains(type) || Covers(set.Name, data.Following, wildcard))) return AbsenceState.Denied;
        return AbsenceState.WildcardNotCovered;
    }

    private AbsenceState JudgeHashes(DnsName name, DnsType type, bool isNameDenied)
    {
        _about.AddRange(_sets);
        var records = new List<(DnsName, Nsec3)>();
        foreach (var set in _sets)
            if (set.Records[0].Data is Nsec3 data) records.Add((set.Name, data));
        var proof = new Nsec3Denial(_sets[0].Name.Parent, records);
        HasNamesBelow = proof.IsEmptyName(name);
        return proof.Prove(name, type) switch
        {
            DenialOutcome.NotProved => AbsenceState.HashNotCovered,
            // What may be an unsigned delegation has no DS; it may have all else.
            DenialOutcome.OptOut when !isNameDenied && type != DnsType.Ds => AbsenceState.HashNotCovered,
            _ => AbsenceState.Denied,
        };
    }

    /// <summary>Whether a name lies between a name and the next one of its zone, the last of which points to the first.</summary>
    private static bool Covers(DnsName owner, DnsName following, DnsName name) => following <= owner ? owner < name || name < following : owner < name && name < following;
}
