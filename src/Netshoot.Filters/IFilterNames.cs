using Netshoot.Wire;

namespace Netshoot.Filters;

/// <summary>Where a filter finds what names stand for. The caller decides what is asked: files, the target's resolver, nothing.</summary>
public interface IFilterNames
{
    /// <summary>The addresses of a host, in the resolver's order; empty when there is none.</summary>
    IReadOnlyList<InternetAddress> Hosts(string name);

    /// <summary>The MAC address of a host, ethers(5).</summary>
    MacAddress? Ether(string name);

    /// <summary>The number of a network, networks(5), as inet_network(3) reads what is written there: 10 for "10", 0x0a000000 for "10.0.0.0".</summary>
    uint? Network(string name);

    /// <summary>The port of a service with a protocol ("tcp", "udp", "sctp"), services(5).</summary>
    ushort? Port(string name, string protocol);

    /// <summary>The number of an IP protocol, protocols(5).</summary>
    byte? Protocol(string name);
}

/// <summary>Knows no names.</summary>
internal sealed class NoNames : IFilterNames
{
    public static NoNames Instance { get; } = new();

    public IReadOnlyList<InternetAddress> Hosts(string name) => [];

    public MacAddress? Ether(string name) => null;

    public uint? Network(string name) => null;

    public ushort? Port(string name, string protocol) => null;

    public byte? Protocol(string name) => null;
}
