using Netshoot.Wire;

namespace Netshoot.Host.Containers;

/// <summary>A network as its engine describes it (Docker Engine API, NetworkInspect).</summary>
public sealed record ContainerNetwork
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>bridge</c>, <c>overlay</c>, <c>macvlan</c>, <c>ipvlan</c>, <c>host</c>, <c>null</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary><c>local</c> or <c>swarm</c>.</summary>
    public string Scope { get; init; } = "";

    public bool IsInternal { get; init; }

    public IReadOnlyList<InternetPrefix> Subnets { get; init; } = [];

    public IReadOnlyList<InternetAddress> Gateways { get; init; } = [];

    /// <summary>Options of the driver, such as <c>com.docker.network.driver.mtu</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The bridge of the host that a bridge network stands on; null for other drivers.</summary>
    public string? BridgeInterface => Driver != "bridge" ? null
        : Options.TryGetValue("com.docker.network.bridge.name", out string? name) ? name : $"br-{Id[..Math.Min(12, Id.Length)]}";

    /// <summary>Whether a file below /run/docker/netns is this network's namespace: libnetwork names it by a running number and the first ten digits of the network's id.</summary>
    public bool HasNamespaceFile(string name)
    {
        const int Digits = 10;
        return char.IsAsciiDigit(name[0]) && name.EndsWith("-" + Id[..Math.Min(Digits, Id.Length)], StringComparison.Ordinal);
    }

    public string ShortId => Id.Length > 12 ? Id[..12] : Id;
}
