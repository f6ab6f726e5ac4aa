using Netshoot.Dns;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>The C libraries whose programs look names up in their own way.</summary>
public enum NameLibrary
{
    /// <summary>GNU: Debian, Ubuntu, Fedora and what is built from them.</summary>
    Glibc,

    /// <summary>musl: Alpine.</summary>
    Musl,
}

/// <summary>One source on the way to a name.</summary>
/// <param name="Source"><c>files</c>, <c>dns</c>, or another of nsswitch.conf.</param>
/// <param name="Outcome">How it ended; null for a source that is not looked at here.</param>
/// <param name="Addresses">What the hosts file has.</param>
/// <param name="Steps">The questions that were asked, in order.</param>
public sealed record NameStation(string Source, ResolverOutcome? Outcome, IReadOnlyList<InternetAddress> Addresses, IReadOnlyList<ResolverStep> Steps);

/// <summary>The whole way of one library to a name, and what a program gets at its end.</summary>
/// <param name="Library">Whose way it is.</param>
/// <param name="Stations">The sources, in the order in which they were asked.</param>
/// <param name="Outcome">An answer, or why there is none.</param>
/// <param name="Addresses">What getaddrinfo(3) gives, best first.</param>
/// <param name="Records">The records behind it, where DNS gave them.</param>
/// <param name="Took">How long a program waits.</param>
public sealed record NameWay(NameLibrary Library, IReadOnlyList<NameStation> Stations, ResolverOutcome Outcome, IReadOnlyList<InternetEndpoint> Addresses, IReadOnlyList<DnsRecord> Records, TimeSpan Took);
