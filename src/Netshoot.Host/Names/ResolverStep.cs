using Netshoot.Dns;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>How one question to one server ended.</summary>
public enum ResolverOutcome
{
    /// <summary>Records of the wanted type.</summary>
    Answer,

    /// <summary>The name exists and has no such record.</summary>
    NoData,

    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NoName,

    /// <summary>The server could not or would not say (SERVFAIL, REFUSED, …).</summary>
    ServerFailure,

    /// <summary>Nothing came in time.</summary>
    Timeout,

    /// <summary>The server could not be reached: an ICMP error, or no route.</summary>
    Unreachable,

    /// <summary>What came was no answer to the question.</summary>
    Nonsense,
}

/// <summary>One decision of the resolver, for whoever wants to know why a name has the address it has.</summary>
/// <param name="Name">The name as it was asked, with its search domain.</param>
/// <param name="Type">The record that was asked for.</param>
/// <param name="Server">Who was asked.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Rcode">The server's code, where it answered.</param>
/// <param name="OverTcp">Whether the question went over TCP.</param>
/// <param name="Errno">The error, where the server could not be reached.</param>
public sealed record ResolverStep(DnsName Name, DnsType Type, InternetEndpoint Server, ResolverOutcome Outcome, TimeSpan Took, DnsRcode Rcode = DnsRcode.NoError, bool OverTcp = false, Errno Errno = Errno.None)
{
    /// <summary>The records of the wanted type that came, behind its aliases.</summary>
    public IReadOnlyList<DnsRecord> Records { get; init; } = [];
}

/// <summary>What a look-up found.</summary>
/// <param name="Outcome">The best outcome of all questions: an answer, else why there is none.</param>
/// <param name="Records">The records of the wanted types, in the order of the answer.</param>
/// <param name="Steps">Every question that was asked, in order.</param>
public sealed record Resolution(ResolverOutcome Outcome, IReadOnlyList<DnsRecord> Records, IReadOnlyList<ResolverStep> Steps);
