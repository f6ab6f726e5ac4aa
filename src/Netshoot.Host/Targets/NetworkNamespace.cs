namespace Netshoot.Host.Targets;

/// <summary>A network namespace that is alive on this machine, with what leads to it.</summary>
public sealed record NetworkNamespace
{
    /// <summary>The inode of its file: what tells it from the others (<c>ls -l /proc/PID/ns/net</c>).</summary>
    public required ulong Inode { get; init; }

    /// <summary>The processes in it that we may see, lowest number first; not more than <see cref="NamespaceList.MostProcesses"/>.</summary>
    public IReadOnlyList<NamespaceProcess> Processes { get; init; } = [];

    /// <summary>How many processes are in it.</summary>
    public int ProcessCount { get; init; }

    /// <summary>Names below /run/netns (ip-netns(8)).</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names below /run/docker/netns.</summary>
    public IReadOnlyList<string> DockerNames { get; init; } = [];

    /// <summary>The id of the container that its first process is in, by the cgroup path; null when it is in none.</summary>
    public string? ContainerId => Processes.Select(static p => p.ContainerId).FirstOrDefault(static id => id is not null);

    /// <summary>A file that opens it: of its first process, or a name.</summary>
    public string Path => Processes.Count > 0 ? $"/proc/{Processes[0].Id}/ns/net"
        : Names.Count > 0 ? NamespaceList.NamedDirectory + "/" + Names[0] : NamespaceList.DockerDirectory + "/" + DockerNames[0];
}

/// <summary>A process as /proc describes it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Command">Its name (proc(5), comm).</param>
/// <param name="ContainerId">The 64 digits of the container in its cgroup path, or null.</param>
public sealed record NamespaceProcess(int Id, string Command, string? ContainerId);
