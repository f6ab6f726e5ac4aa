using Netshoot.Host.Containers;
using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>One target of this machine, as a listing shows it.</summary>
public sealed record TargetRow
{
    public required TargetKind Kind { get; init; }

    /// <summary>The name behind the kind: <c>web</c> in <c>container:web</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses with the length of their subnets; of a network its subnets.</summary>
    public IReadOnlyList<InternetPrefix> Addresses { get; init; } = [];

    /// <summary>The inode of its network namespace; 0 when it has none, or none that can be seen.</summary>
    public ulong Inode { get; init; }

    /// <summary>Its first process; 0 when none can be seen.</summary>
    public int ProcessId { get; init; }

    /// <summary>What runs there: an image, a command, a driver.</summary>
    public string Runs { get; init; } = "";

    /// <summary><c>running</c>, <c>exited</c> … of a container; the scope of a network; how many processes are in a namespace.</summary>
    public string State { get; init; } = "";

    /// <summary>The container behind it, with all that its engine says.</summary>
    public Container? Container { get; init; }

    /// <summary>The network behind it, with all that its engine says.</summary>
    public ContainerNetwork? Network { get; init; }

    /// <summary>A file that opens its namespace; null when none can be seen.</summary>
    public string? Path { get; init; }
}

/// <summary>Everything that can be pointed at here.</summary>
/// <param name="Rows">The targets: containers, networks, namespaces, the host.</param>
/// <param name="Notes">What could not be seen, and what would show it.</param>
public sealed record TargetList(IReadOnlyList<TargetRow> Rows, IReadOnlyList<string> Notes);
