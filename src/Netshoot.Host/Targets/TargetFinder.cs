using System.Globalization;
using Netshoot.Host.Containers;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>Finds what a user points at: asks the engine for what only it knows, and the kernel for the rest.</summary>
/// <param name="engine">The container engine, or null where there is none.</param>
public sealed class TargetFinder(IContainerEngine? engine)
{
    private const string NoEngine = "no container engine was found: DOCKER_HOST, the docker context and the usual sockets were tried; pid:N, netns:NAME and path:FILE need none";

    /// <summary>Everything that the name stands for: one target, or each local task of a service.</summary>
    /// <exception cref="Failure">There is nothing of that name, it does not run, or it may not be seen; each with its own reason and way out.</exception>
    public async ValueTask<IReadOnlyList<Target>> FindAsync(TargetName name, CancellationToken stop) => name.Kind switch
    {
        TargetKind.Host => [OfHost()],
        TargetKind.Path => [OfPath(name.Name)],
        TargetKind.Pid => [OfProcess(name.ToString(), name.Name)],
        TargetKind.Netns => [OfNamedNamespace(name.Name) ?? throw NoSuchName(name)],
        TargetKind.Network => [await OfNetworkAsync(name, stop)],
        TargetKind.Service => await OfServiceAsync(name, stop),
        TargetKind.Container => [await OfContainerAsync(name, stop)],
        _ => [await OfAnyAsync(name, stop)],
    };

    /// <summary>The running containers, one for each namespace that is not the host's.</summary>
    public async ValueTask<IReadOnlyList<Target>> AllContainersAsync(CancellationToken stop)
    {
        var asked = engine ?? throw new Failure("", NoEngine);
        var running = (await asked.ContainersAsync(stop)).Where(static c => c.IsRunning);
        return [.. running.Select(c => OfContainer(c, $"container:{c.Name}", asked.Client))];
    }

    private async ValueTask<Target> OfAnyAsync(TargetName name, CancellationToken stop)
    {
        Failure? silent = null;
        IReadOnlyList<Container> containers = [];
        try
        {
            if (engine is not null) containers = await engine.ContainersAsync(stop);
        }
        catch (Failure e)
        {
            // A pid and a namespace's name can be found without the engine; if they are not, its silence is the reason.
            silent = e;
        }
        if (MatchContainer(containers, name) is { } container) return OfContainer(container, name.ToString(), engine!.Client);
        if (name.Name.All(char.IsAsciiDigit) && Directory.Exists("/proc/" + name.Name)) return OfProcess(name.ToString(), name.Name);
        if (OfNamedNamespace(name.Name) is { } named) return named;
        if (silent is not null) throw silent;
        var known = containers.Where(static c => c.IsRunning).Select(static c => c.Name).Concat(NamespaceNames());
        throw new Failure(name.ToString(), "no container, pid or netns of that name", Nearest(name.Name, known));
    }

    private async ValueTask<Target> OfContainerAsync(TargetName name, CancellationToken stop)
    {
        if (engine is null) return OfContainerWithoutEngine(name);
        var containers = await engine.ContainersAsync(stop);
        return MatchContainer(containers, name) is { } container
            ? OfContainer(container, name.ToString(), engine.Client)
            : throw new Failure(name.ToString(), "no such container", Nearest(name.Name, containers.Select(static c => c.Name)));
    }

    private async ValueTask<IReadOnlyList<Target>> OfServiceAsync(TargetName name, CancellationToken stop)
    {
        var asked = engine ?? throw new Failure(name.ToString(), NoEngine);
        var containers = await asked.ContainersAsync(stop);
        Container[] tasks = [.. containers.Where(c => c.IsRunning && (c.SwarmService == name.Name || c.ComposeService == name.Name))];
        if (tasks.Length > 0) return [.. tasks.Select(c => OfContainer(c, name.ToString(), asked.Client))];
        var services = containers.Select(static c => c.SwarmService ?? c.ComposeService).OfType<string>().Distinct();
        throw new Failure(name.ToString(), "no task of that service runs on this machine", Nearest(name.Name, services));
    }

    private async ValueTask<Target> OfNetworkAsync(TargetName name, CancellationToken stop)
    {
        var asked = engine ?? throw new Failure(name.ToString(), NoEngine);
        var networks = await asked.NetworksAsync(stop);
        var exact = networks.Where(n => n.Name == name.Name || n.Id == name.Name).ToList();
        var matches = exact.Count > 0 ? exact : [.. networks.Where(n => n.Id.StartsWith(name.Name, StringComparison.Ordinal))];
        if (matches.Count > 1) throw Ambiguous(name, "network", matches.Select(static n => $"{n.Name} ({n.ShortId})"));
        if (matches is not [var network]) throw new Failure(name.ToString(), "no such network", Nearest(name.Name, networks.Select(static n => n.Name)));

        switch (network.Driver)
        {
            case "overlay":
                string? file = NamespaceList.FilesOf(NamespaceList.DockerDirectory).FirstOrDefault(network.HasNamespaceFile);
                return file is not null
                    ? new(network.Name, Openable(name.ToString(), NamespaceList.DockerDirectory + "/" + file), default)
                    : throw new Failure(name.ToString(), "this overlay network has no namespace on this node", Directory.Exists(NamespaceList.DockerDirectory)
                        ? "an overlay network comes to a node with the first container or task that uses it there"
                        : "its namespaces are not visible here: docker run -v /var/run/docker/netns:/var/run/docker/netns --privileged");
            case "null":
                throw new Failure(name.ToString(), "the network 'none' has no namespace: each of its containers has its own", "name the container");
            default:
                // Bridges, macvlan and ipvlan parents stand in the host's own namespace.
                return OfHost() with { Label = network.Name };
        }
    }

    private static Target OfContainer(Container container, string asked, string client)
    {
        if (!container.IsRunning)
            throw new Failure(asked, $"the container is not running ({container.State})", container.State == "removed" ? null : $"{client} start {container.Name}");
        string process = container.ProcessId.ToString(CultureInfo.InvariantCulture);
        string path = $"/proc/{process}/ns/net";
        // The number is that of the engine's machine: seen from inside another container, it is nobody's or somebody else's.
        bool visible = container.ProcessId > 0 && NamespaceList.ContainerIdOf(Files.TryReadText($"/proc/{process}/cgroup")) is { } id
            ? id == container.Id
            : container.ProcessId > 0 && NamespaceList.SeesAllProcesses() && Directory.Exists("/proc/" + process);
        if (visible) return new(container.Name, Openable(asked, path), new(Root: $"/proc/{process}/root"));

        if (container.SandboxPath.Length > 0 && Files.TryOpen(container.SandboxPath, out var opened) == Errno.None)
        {
            using (opened)
                if (Namespaces.KindOf(opened) == NamespaceKinds.Network) return new(container.Name, container.SandboxPath, default);
        }
        throw new Failure(asked, "its processes are not visible from here", "run netshoot on the host, or give its container --pid host --privileged");
    }

    private static Target OfContainerWithoutEngine(TargetName name)
    {
        var namespaces = NamespaceList.Read();
        var matches = namespaces.Where(n => n.ContainerId?.StartsWith(name.Name, StringComparison.Ordinal) == true).ToList();
        if (matches.Count > 1) throw Ambiguous(name, "container", matches.Select(static n => n.ContainerId![..12]));
        if (matches is not [var found])
            throw new Failure(name.ToString(), "no process of such a container is visible, and no container engine was found that knows names",
                "name it by the beginning of its id, mount the engine's socket (-v /var/run/docker.sock:/var/run/docker.sock), or see 'netshoot targets'");
        return new(found.ContainerId![..12], Openable(name.ToString(), found.Path), new(Root: $"/proc/{found.Processes[0].Id}/root"));
    }

    private static Target OfProcess(string asked, string number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process) || process == 0) throw new Failure(asked, "not a process number");
        if (!Directory.Exists("/proc/" + number))
            throw new Failure(asked, "no such process", NamespaceList.SeesAllProcesses() ? null : "processes of the host are visible with: docker run --pid host");
        return new(number, Openable(asked, $"/proc/{number}/ns/net"), new(Root: $"/proc/{number}/root"));
    }

    private static Target OfPath(string path) => new(System.IO.Path.GetFileName(path), Openable($"path:{path}", path), default);

    private static Target? OfNamedNamespace(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name is "." or "..") return null;
        string path = NamespaceList.NamedDirectory + "/" + name;
        if (File.Exists(path)) return new(name, Openable($"netns:{name}", path), new(Overlay: "/etc/netns/" + name));
        path = NamespaceList.DockerDirectory + "/" + name;
        return File.Exists(path) ? new(name, Openable($"netns:{name}", path), default) : null;
    }

    private static Target OfHost()
    {
        if (NamespaceList.HostPath() is { } path) return new("host", Openable("host", path), default);
        // In a container, docker's own file of the host's namespace may be mounted.
        string known = NamespaceList.DockerDirectory + "/default";
        if (File.Exists(known)) return new("host", Openable("host", known), default);
        throw new Failure("host", "the host's namespace is not visible from here", "docker run --pid host --privileged, or docker run --net host");
    }

    /// <summary>Makes sure that a path is a network namespace which this process may open.</summary>
    private static string Openable(string asked, string path)
    {
        var errno = Files.TryOpen(path, out var opened);
        using (opened)
        {
            return errno switch
            {
                Errno.None => Namespaces.KindOf(opened) == NamespaceKinds.Network ? path : throw new Failure(asked, $"{path} is not a network namespace"),
                Errno.EACCES or Errno.EPERM => throw KernelFailure.Of(errno, asked, "looking into another process needs CAP_SYS_PTRACE: run as root, or docker run --cap-add SYS_PTRACE --cap-add SYS_ADMIN --pid host (or --privileged)"),
                Errno.ENOENT when path.StartsWith("/proc/", StringComparison.Ordinal) => throw new Failure(asked, "its process has just ended"),
                _ => throw KernelFailure.Of(errno, asked),
            };
        }
    }

    private static Container? MatchContainer(IReadOnlyList<Container> containers, TargetName name)
    {
        if (containers.FirstOrDefault(c => c.Name == name.Name || c.Id == name.Name) is { } exact) return exact;
        var byId = containers.Where(c => c.Id.StartsWith(name.Name, StringComparison.Ordinal)).ToList();
        if (byId.Count > 1) throw Ambiguous(name, "container", byId.Select(static c => $"{c.Name} ({c.ShortId})"));
        return byId.FirstOrDefault();
    }

    private static Failure Ambiguous(TargetName name, string kind, IEnumerable<string> candidates)
        => new(name.ToString(), $"more than one {kind} begins so", $"which of them: {string.Join(", ", candidates)}");

    private static Failure NoSuchName(TargetName name)
        => new(name.ToString(), $"no such file below {NamespaceList.NamedDirectory} or {NamespaceList.DockerDirectory}", Nearest(name.Name, NamespaceNames()));

    private static IEnumerable<string> NamespaceNames() => NamespaceList.FilesOf(NamespaceList.NamedDirectory).Concat(NamespaceList.FilesOf(NamespaceList.DockerDirectory));

    /// <summary>The hint behind a name that is not there.</summary>
    private static string? Nearest(string word, IEnumerable<string> known)
    {
        const int Most = 8;
        string[] all = [.. known.Distinct()];
        var near = Spelling.Nearest(word, all);
        if (near.Count > 0) return $"did you mean {string.Join(" or ", near)}?";
        return all.Length == 0 ? null : $"there are: {string.Join(", ", all.Take(Most))}{(all.Length > Most ? ", … ('netshoot targets' shows all)" : "")}";
    }
}
