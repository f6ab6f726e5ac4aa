using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Wire;


namespace Netshoot.Host.Targets;

/// <summary>The named network namespaces of this machine.</summary>
internal sealed class MachineNamedNamespaces(EventLoop loop) : INamedNamespaces
{
    private const string EtcDirectory = "/etc/netns";

    public IReadOnlyList<string> Names => NamesIn(NamedNamespaces.Directory);

    public Errno TryPrepare(out string step) => NamedNamespaces.TryPrepare(out step);

    public Errno TryCreate(string name) => NamedNamespaces.TryCreate(name);

    public Errno TryAttach(string name, string source) => NamedNamespaces.TryAttach(name, source);

    public Errno TryDelete(string name) => NamedNamespaces.TryDelete(name);

    public Errno TryIdentify(string path, out IReadOnlyList<string> names)
    {
        names = [];
        var errno = Identify(path, out var wanted);
        if (errno != Errno.None) return errno;
        names = [.. Names.Where(name => Files.TryIdentify($"{NamedNamespaces.Directory}/{name}", out var identity) == Errno.None && IsSame(identity, wanted))];
        return Errno.None;
    }

    public Errno TryFindProcesses(string path, out IReadOnlyList<int> processes)
    {
        processes = [];
        var errno = Identify(path, out var wanted);
        if (errno != Errno.None) return errno;
        processes = [.. NamespaceList.ProcessIds().Where(id => Files.TryIdentify($"/proc/{id}/ns/net", out var identity) == Errno.None && IsSame(identity, wanted))];
        return Errno.None;
    }

    public NamespaceRun Run(string name, IReadOnlyList<string> arguments, bool asChild, Action<string> complain)
    {
        using var steps = new ProcessSteps();
        var errno = Files.TryOpen(name.Contains('/') ? name : $"{NamedNamespaces.Directory}/{name}", out var opened);
        if (errno != Errno.None) return new(NamespaceRunStep.Open, errno, 0);
        var meanings = new List<NamespaceRunStep>();
        Add(NamespaceRunStep.Enter, () => steps.EnterNamespace(opened, NamespaceKinds.Network));
        Add(NamespaceRunStep.Unshare, () => steps.Unshare(NamespaceKinds.Mount));
        Add(NamespaceRunStep.KeepMounts, steps.KeepMountsHere);
        Add(NamespaceRunStep.None, () => steps.Unmount("/sys"));
        // What stands there describes the devices of the namespace that mounted it.
        Add(NamespaceRunStep.MountSystem, () => steps.Mount(name, "/sys", "sysfs"));
        string own = $"{EtcDirectory}/{name}";
        foreach (string file in name.Contains('/') ? [] : NamesIn(own))
        {
            if (Path.Exists($"/etc/{file}")) Add(NamespaceRunStep.None, () => steps.BindIfPossible($"{own}/{file}", $"/etc/{file}"));
            else complain($"Bind {own}/{file} -> /etc/{file} failed: {KernelFailure.Text(Errno.ENOENT)}");
        }
        Add(NamespaceRunStep.Execute, () => steps.Execute(arguments[0], arguments));

        int child = 0;
        var failure = asChild ? ChildProcess.Start(steps, out child) : ChildProcess.Become(steps);
        if (failure.Step == ProcessStep.Fork) return new(NamespaceRunStep.Fork, failure.Errno, 0);
        if (failure.Step != ProcessStep.None) return new(meanings[failure.Index], failure.Errno, 0);
        var end = ChildProcess.Wait(child);
        return new(NamespaceRunStep.None, Errno.None, end.Signal != 0 ? 128 + end.Signal : end.ExitCode);

        void Add(NamespaceRunStep meaning, Action add)
        {
            add();
            meanings.Add(meaning);
        }
    }

    public async ValueTask<Errno> WatchAsync(Action<string, bool> take, CancellationToken stop)
    {
        var errno = DirectoryWatch.TryOpen(NamedNamespaces.Directory, out var watch);
        if (watch is null) return errno;
        using (watch)
        {
            while (errno == Errno.None)
            {
                await loop.WaitAsync(watch.Descriptor, PollEvents.Read, Timeout.InfiniteTimeSpan, stop);
                errno = watch.Read(take);
            }
        }
        return errno;
    }

    private static string[] NamesIn(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? [.. new DirectoryInfo(directory).EnumerateFileSystemInfos().Select(static file => file.Name)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Opened, not only looked at: who may not open it may not know it.
    private static Errno Identify(string path, out FileIdentity identity)
    {
        identity = default;
        var errno = Files.TryOpen(path, out var opened);
        using (opened)
            return errno != Errno.None ? errno : Files.TryIdentify(opened, out identity);
    }

    private static bool IsSame(FileIdentity one, FileIdentity other) => one.Device == other.Device && one.Inode == other.Inode;
}
