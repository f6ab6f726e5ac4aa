using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>What proofs of absence prove.</summary>
internal enum DenialOutcome
{
    NotProved,

    /// <summary>The name does not exist.</summary>
    NoName,

    /// <summary>The name exists without the type.</summary>
    NoType,

    /// <summary>The name is a delegation without a DS record.</summary>
    UnsignedDelegation,

    /// <summary>The name may be an unsigned delegation that the zone leaves out of its proofs (RFC 5155 section 6).</summary>
    OptOut,

    /// <summary>The hashes take more rounds than are worth computing (RFC 9276 section 3.2).</summary>
    TooManyIterations,
}

/// <summary>Proofs of absence from NSEC records whose signatures are good (RFC 4035 section 5.4, RFC 6840 section 4).</summary>
internal sealed class NsecDenial(DnsName zone, IReadOnlyList<(DnsName Owner, Nsec Data)> records)
{
    public DenialOutcome Prove(DnsName name, DnsType type)
    {
        foreach (var (owner, data) in records)
            if (owner == name) return Denial.AtName(data.Types, type);

        if (FindCovering(name) is not { } covering) return DenialOutcome.NotProved;
        // A name with others below it and no records of its own has no NSEC record either.
        if (covering.Data.Following.IsWithin(name)) return DenialOutcome.NoType;

        var wildcard = ClosestEncloser(name, covering.Owner, covering.Data.Following).Child("*"u8);
        if (wildcard is null) return DenialOutcome.NoName;
        foreach (var (owner, data) in records)
            if (owner == wildcard) return Denial.AtName(data.Types, type) == DenialOutcome.NoType ? DenialOutcome.NoType : DenialOutcome.NotProved;
        return FindCovering(wildcard.Value) is null ? DenialOutcome.NotProved : DenialOutcome.NoName;
    }

    /// <summary>Whether it is proved that a wildcard's expansion hides no closer name (RFC 4035 section 5.3.4).</summary>
    public bool ProvesNoCloserName(DnsName name) => FindCovering(name) is not null;

    private (DnsName Owner, Nsec Data)? FindCovering(DnsName name)
    {
        foreach (var (owner, data) in records)
        {
            if (!owner.IsWithin(zone) || owner >= name) continue;
            // The last name of the zone points to the first.
            bool isLast = data.Following <= owner;
            if (!(isLast ? data.Following == zone && name.IsWithin(zone) : name < data.Following)) continue;
            // What lies below a delegation or a DNAME is not this zone's to deny (RFC 6840 section 4.1).
            if (name.IsWithin(owner) && Denial.EndsAuthority(data.Types)) continue;
            return (owner, data);
        }
        return null;
    }

    /// <summary>The longest ancestor that the two neighbors show to exist.</summary>
    private static DnsName ClosestEncloser(DnsName name, DnsName before, DnsName after)
    {
        var ancestor = name;
        while (!before.IsWithin(ancestor) && !after.IsWithin(ancestor)) ancestor = ancestor.Parent;
        return ancestor;
    }
}

/// <summary>What both kinds of proofs share.</summary>
internal static class Denial
{
    /// <summary>What the types of the name itself prove.</summary>
    public static DenialOutcome AtName(TypeBitmap types, DnsType type)
    {
        if (types.Contains(type) || types.Contains(DnsType.Cname)) return DenialOutcome.NotProved;
        bool apex = types.Contains(DnsType.Soa), delegation = types.Contains(DnsType.Ns) && !apex;
        // A zone's own apex is not where its DS would be (RFC 4035 section 5.2).
        if (type == DnsType.Ds) return apex ? DenialOutcome.NotProved : delegation ? DenialOutcome.UnsignedDelegation : DenialOutcome.NoType;
        // The parent's record of a delegation says nothing of the child's types (RFC 6840 section 4.1).
        return delegation ? DenialOutcome.NotProved : DenialOutcome.NoType;
    }

    public static bool EndsAuthority(TypeBitmap types) => types.Contains(DnsType.Dname) || types.Contains(DnsType.Ns) && !types.Contains(DnsType.Soa);
}
