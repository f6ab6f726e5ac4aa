namespace Netshoot.Dns.Security;

/// <summary>What DNSSEC says of an answer (RFC 4033 section 5).</summary>
public enum DnssecStatus
{
    /// <summary>Signatures lead from the trust anchor to the answer.</summary>
    Secure,

    /// <summary>It is proved that there is nothing to check: a zone on the way is not signed, or only in ways that are unknown here.</summary>
    Insecure,

    /// <summary>It could not be checked: a trust anchor or an answer is missing.</summary>
    Indeterminate,

    /// <summary>There should be signatures and proofs, and they are missing or wrong.</summary>
    Bogus,
}

/// <summary>The result of a check, with the reason in words.</summary>
/// <param name="Reason">Which key, which signature, which time, which proof. Names in it are in presentation form, so they are safe to print.</param>
/// <param name="Needed">What must be asked before the check can go on, when that is why it is <see cref="DnssecStatus.Indeterminate"/>.</param>
public sealed record DnssecVerdict(DnssecStatus Status, string Reason, DnsQuestion? Needed = null)
{
    internal static DnssecVerdict Secure(string reason) => new(DnssecStatus.Secure, reason);

    internal static DnssecVerdict Insecure(string reason) => new(DnssecStatus.Insecure, reason);

    internal static DnssecVerdict Bogus(string reason) => new(DnssecStatus.Bogus, reason);

    internal static DnssecVerdict Need(DnsName name, DnsType type)
        => new(DnssecStatus.Indeterminate, $"the answer to {name} {DnssecWords.Of(type)} is needed", new(name, type));
}
