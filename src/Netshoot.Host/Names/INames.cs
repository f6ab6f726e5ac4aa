using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>Which addresses of a host are wanted.</summary>
public enum NameFamily
{
    Any,
    Ip4,
    Ip6,
}

/// <summary>Names of hosts, services and protocols as the target that the tool works in sees them.</summary>
public interface INames
{
    /// <summary>The addresses of a host, best first: a literal, a line of its hosts file, or what its name servers say.</summary>
    /// <exception cref="Failure">Nothing was found; the reason is in the words of gai_strerror(3).</exception>
    ValueTask<IReadOnlyList<InternetEndpoint>> AddressesAsync(string host, NameFamily family, CancellationToken stop);

    /// <summary>The name of an address, or null when it has none or nobody answered.</summary>
    ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop);

    /// <summary>What the target's resolv.conf says (resolv.conf(5)); null when it has none that can be read.</summary>
    ResolverConfiguration? Configuration => null;

    /// <summary>The text of a file below the target's /etc that has to do with names (<c>hosts</c>, <c>resolv.conf</c>, <c>nsswitch.conf</c>); null when it has none that can be read.</summary>
    string? File(string name) => null;

    /// <summary>The number of a service of /etc/services (services(5)), or of a number's text; null when there is none.</summary>
    ushort? Port(string service, string protocol);

    /// <summary>The service of a port; null when it has none.</summary>
    string? Service(ushort port, string protocol);

    /// <summary>The number of an IP protocol of /etc/protocols (protocols(5)); null when there is none.</summary>
    byte? Protocol(string name);

    /// <summary>The name of an IP protocol; null when it has none.</summary>
    string? ProtocolName(byte protocol);
}
