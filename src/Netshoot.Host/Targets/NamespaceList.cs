using System.Globalization;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>
/// Every network namespace of this machine that this process can see: of the processes in /proc, and of the files below /run/netns and
/// /run/docker/netns. Processes may end while they are looked at; what is gone is left out.
/// </summary>
public static class NamespaceList
{
    public const string NamedDirectory = "/run/netns";
    public const string DockerDirectory = "/run/docker/netns";

    /// <summary>More processes of one namespace are counted, not listed.</summary>
    public const int MostProcesses = 64;

    /// <summary>The number of digits of a container id.</summary>
    private const int IdLength = 64;

    /// <returns>The namespaces, those of the lowest process first, then those that only have a name.</returns>
    public static IReadOnlyList<NetworkNamespace> Read()
    {
        var found = new Dictionary<ulong, Entry>();
        foreach (int process in ProcessIds())
        {
            if (Files.TryIdentify($"/proc/{process}/ns/net", out var identity) != Errno.None) continue;
            var entry = Of(identity.Inode);
            if (++entry.Count > MostProcesses) continue;
            string command = Files.TryReadText($"/proc/{process}/comm")?.TrimEnd('\n') ?? "";
            entry.Processes.Add(new(process, command, ContainerIdOf(Files.TryReadText($"/proc/{process}/cgroup"))));
        }
        foreach (string name in FilesOf(NamedDirectory))
            if (Identify(NamedDirectory, name) is { } inode) Of(inode).Names.Add(name);
        foreach (string name in FilesOf(DockerDirectory))
            if (Identify(DockerDirectory, name) is { } inode) Of(inode).DockerNames.Add(name);

        return [.. found.OrderBy(static f => f.Value.Processes.Count > 0 ? f.Value.Processes[0].Id : int.MaxValue)
            .ThenBy(static f => f.Value.Names.Concat(f.Value.DockerNames).FirstOrDefault(), StringComparer.Ordinal)
            .Select(static f => new NetworkNamespace
            {
                Inode = f.Key,
                Processes = f.Value.Processes,
                ProcessCount = f.Value.Count,
                Names = f.Value.Names,
                DockerNames = f.Value.DockerNames,
            })];

        Entry Of(ulong inode) => found.TryGetValue(inode, out var entry) ? entry : found[inode] = new();
    }

    /// <summary>Whether this process has the machine's own process numbers: the inode of the first pid namespace is fixed (include/linux/proc_ns.h).</summary>
    public static bool SeesAllProcesses()
    {
        const ulong FirstPidNamespace = 0xefff_fffc;
        return Files.TryIdentify("/proc/self/ns/pid", out var identity) == Errno.None && identity.Inode == FirstPidNamespace;
    }

    /// <summary>
    /// The file of the first network namespace, the host's: of the first process, or where that may not be looked into, of the first
    /// thread of the kernel, which never leaves it. Null when this process has process numbers of its own.
    /// </summary>
    public static string? HostPath()
    {
        if (!SeesAllProcesses()) return null;
        return Files.TryIdentify("/proc/1/ns/net", out _) == Errno.None ? "/proc/1/ns/net" : "/proc/2/ns/net";
    }

    /// <summary>The container in a cgroup path, of either version and of every engine: the last run of exactly 64 hexadecimal digits.</summary>
    public static string? ContainerIdOf(string? cgroup)
    {
        if (cgroup is null) return null;
        for (int end = cgroup.Length; end >= IdLength;)
        {
            int start = end;
            while (start > 0 && char.IsAsciiHexDigitLower(cgroup[start - 1])) start--;
            if (end - start == IdLength) return cgroup[start..end];
            end = start == end ? end - 1 : start;
        }
        return null;
    }

    private static ulong? Identify(string directory, string name)
    {
        // A name whose namespace is gone is an ordinary empty file: that is none.
        if (Files.TryOpen(directory + "/" + name, out var opened) != Errno.None) return null;
        using (opened) return Namespaces.KindOf(opened) == NamespaceKinds.Network ? Files.Identify(opened).Inode : null;
    }

    internal static IEnumerable<int> ProcessIds()
    {
        var ids = new List<int>();
        foreach (string path in DirectoriesOf("/proc"))
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) ids.Add(id);
        ids.Sort();
        return ids;
    }

    private static string[] DirectoriesOf(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The names of the files of a directory, in order; none when it is not there or may not be read.</summary>
    internal static IEnumerable<string> FilesOf(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? Directory.GetFiles(directory).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed class Entry
    {
        public List<NamespaceProcess> Processes { get; } = [];

        public List<string> Names { get; } = [];

        public List<string> DockerNames { get; } = [];

        public int Count { get; set; }
    }
}
