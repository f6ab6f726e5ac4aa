using System.Globalization;
using Netshoot.Host.Containers;
using Netshoot.Host.Netlink;
using Netshoot.Kernel;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>Lists every target: what the engine knows, laid beside what the kernel holds.</summary>
/// <param name="engine">The container engine, or null where there is none.</param>
/// <param name="netlink">Where the addresses of namespaces are read that no engine speaks for; null to leave them out.</param>
public sealed class TargetLister(IContainerEngine? engine, INetlinkAccess? netlink = null)
{
    public async ValueTask<TargetList> ReadAsync(CancellationToken stop)
    {
        var notes = new List<string>();
        IReadOnlyList<Container> containers = [];
        IReadOnlyList<ContainerNetwork> networks = [];
        if (engine is null) notes.Add("no container engine was found, so containers have no names here: mount its socket (-v /var/run/docker.sock:/var/run/docker.sock) or set DOCKER_HOST");
        else
        {
            try
            {
                containers = await engine.ContainersAsync(stop);
                networks = await engine.NetworksAsync(stop);
            }
            catch (Failure e)
            {
                notes.Add(e.Hint is null ? e.Message : $"{e.Message} ({e.Hint})");
            }
        }

        var namespaces = NamespaceList.Read();
        bool seesAll = NamespaceList.SeesAllProcesses();
        if (!seesAll) notes.Add("only the processes of this container are visible: docker run --pid host --privileged shows those of the host");
        if (!Directory.Exists(NamespaceList.DockerDirectory) && networks.Any(static n => n.Driver == "overlay"))
            notes.Add("the namespaces of overlay networks are not visible: docker run -v /var/run/docker/netns:/var/run/docker/netns --privileged");
        if (seesAll && !Capabilities.Has(Capability.SysPtrace)) notes.Add("namespaces of other users' processes are not visible: run as root, or docker run --cap-add SYS_PTRACE");

        ulong host = NamespaceList.HostPath() is { } path && Files.TryIdentify(path, out var first) == Errno.None ? first.Inode : 0;
        var rows = new List<TargetRow>();
        rows.AddRange(containers.Select(c => Of(c, namespaces, host)));
        rows.AddRange(networks.Where(static n => n.Driver != "null").Select(n => Of(n, namespaces, host)));
        var known = rows.Where(static r => r.Kind == TargetKind.Container && r.Inode != 0).Select(static r => r.Inode).ToHashSet();
        foreach (var found in namespaces)
        {
            if (found.Inode == host) rows.Add(Of(found, TargetKind.Host, "host") with { Runs = Environment.MachineName });
            else if (known.Contains(found.Inode)) continue;
            else if (found.ContainerId is { } id) rows.Add(Of(found, TargetKind.Container, id[..12]));
            else if (found.Names.Count > 0) rows.AddRange(found.Names.Select(n => Of(found, TargetKind.Netns, n)));
            else if (found.DockerNames.Count > 0) rows.AddRange(found.DockerNames.Select(n => Of(found, TargetKind.Netns, n)));
            else rows.Add(Of(found, TargetKind.Pid, found.Processes[0].Id.ToString(CultureInfo.InvariantCulture)));
        }
        return new([.. rows.Select(r => r.Addresses.Count == 0 && r.Path is { } file && r.Kind != TargetKind.Network ? r with { Addresses = AddressesIn(file) } : r).OrderBy(static r => r.Kind == TargetKind.Host ? TargetKind.Any : r.Kind).ThenBy(static r => r.Name, StringComparer.Ordinal)], notes);
    }

    /// <summary>The addresses of a namespace that others can reach it by; none when it cannot be entered.</summary>
    private InternetPrefix[] AddressesIn(string path)
    {
        if (netlink is null || netlink.TryOpenIn(path, NetlinkProtocol.Route, out var channel) != Errno.None) return [];
        using (channel)
        {
            try
            {
                return [.. channel!.ReadAll<InterfaceAddress>(AddressRequests.List(), path)
                    .Select(static a => new InternetPrefix(a.Local, a.PrefixLength)).Where(static p => !p.Address.IsLoopback && !p.Address.IsLinkLocal)];
            }
            catch (Failure)
            {
                // A list with a gap is better than none.
                return [];
            }
        }
    }

    private static TargetRow Of(Container container, IReadOnlyList<NetworkNamespace> namespaces, ulong host)
    {
        var here = container.IsRunning ? namespaces.FirstOrDefault(n => n.ContainerId == container.Id || n.Processes.Any(p => p.Id == container.ProcessId))
            ?? namespaces.FirstOrDefault(n => n.DockerNames.Any(d => container.SandboxPath.EndsWith("/" + d, StringComparison.Ordinal))) : null;
        return new()
        {
            Kind = TargetKind.Container,
            Name = container.Name,
            Addresses = [.. container.Endpoints.SelectMany(static e => new[] { e.Address4, e.Address6 }).OfType<InternetPrefix>()],
            Inode = here?.Inode ?? (container.IsRunning && container.NetworkMode == "host" ? host : 0),
            ProcessId = container.ProcessId,
            Runs = container.Image,
            State = container.State,
            Container = container,
            Path = here?.Path,
        };
    }

    private static TargetRow Of(ContainerNetwork network, IReadOnlyList<NetworkNamespace> namespaces, ulong host)
    {
        var here = network.Driver == "overlay" ? namespaces.FirstOrDefault(n => n.DockerNames.Any(network.HasNamespaceFile)) : null;
        return new()
        {
            Kind = TargetKind.Network,
            Name = network.Name,
            Addresses = network.Subnets,
            Inode = network.Driver == "overlay" ? here?.Inode ?? 0 : host,
            Runs = network.Driver,
            State = network.Scope,
            Network = network,
            Path = here?.Path,
        };
    }

    private static TargetRow Of(NetworkNamespace found, TargetKind kind, string name) => new()
    {
        Kind = kind,
        Name = name,
        Inode = found.Inode,
        ProcessId = found.Processes.Count > 0 ? found.Processes[0].Id : 0,
        Runs = string.Join(", ", found.Processes.Select(static p => p.Command).Distinct().Take(3)),
        State = string.Create(CultureInfo.InvariantCulture, $"{found.ProcessCount} process{(found.ProcessCount == 1 ? "" : "es")}"),
        Path = found.Path,
    };
}
