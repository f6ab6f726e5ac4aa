using Netshoot.Wire;

namespace Netshoot.Host.Containers;

/// <summary>A container as its engine describes it (Docker Engine API, ContainerInspect).</summary>
public sealed record Container
{
    public required string Id { get; init; }

    /// <summary>Without the slash that the engine puts in front.</summary>
    public required string Name { get; init; }

    public string Image { get; init; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>exited</c>, <c>dead</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>The first process, as numbered where the engine runs; 0 when it does not run.</summary>
    public int ProcessId { get; init; }

    /// <summary>The engine's file of the network namespace; empty when it has none.</summary>
    public string SandboxPath { get; init; } = "";

    /// <summary><c>host</c>, <c>none</c>, <c>container:ID</c>, or the name of a network.</summary>
    public string NetworkMode { get; init; } = "";

    public IReadOnlyList<ContainerEndpoint> Endpoints { get; init; } = [];

    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    public string? ComposeProject { get; init; }

    public string? ComposeService { get; init; }

    public string? SwarmService { get; init; }

    public string? SwarmTask { get; init; }

    /// <summary>The twelve digits that people know it by.</summary>
    public string ShortId => Id.Length > 12 ? Id[..12] : Id;

    public bool IsRunning => State is "running" or "paused";
}

/// <summary>A container's place in a network.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="NetworkId">The network's id.</param>
/// <param name="Address4">Its IPv4 address with the length of the subnet; null when it has none.</param>
/// <param name="Address6">Its IPv6 address with the length of the subnet; null when it has none.</param>
/// <param name="Mac">The MAC address of its interface; null while it does not run.</param>
/// <param name="Gateway">Where its default route leads; null when there is none.</param>
/// <param name="Aliases">The names that it answers to in this network.</param>
public sealed record ContainerEndpoint(string Network, string NetworkId, InternetPrefix? Address4, InternetPrefix? Address6, MacAddress? Mac, InternetAddress? Gateway, IReadOnlyList<string> Aliases);

/// <summary>A port of the host that leads into a container.</summary>
/// <param name="HostAddress">The host's address; null when all of them.</param>
/// <param name="HostPort">The host's port.</param>
/// <param name="ContainerPort">The container's port.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record PublishedPort(InternetAddress? HostAddress, ushort HostPort, ushort ContainerPort, string Protocol);
