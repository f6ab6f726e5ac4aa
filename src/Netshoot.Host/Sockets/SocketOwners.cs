using System.Globalization;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>The owners of sockets, from the descriptors in /proc (proc(5)). Processes may end while they are looked at; what is gone is left out.</summary>
internal sealed class SocketOwners : ISocketOwners
{
    public SocketOwnerTable Read(bool threads) => new DescriptorWalk(threads).Read();

    public string? ProcessName(int process)
        => Files.TryReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm"))?.TrimEnd('\n');

    public string? CalledName(int process)
        => Files.TryReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"))?.Split('\0')[0];

    public string? ControlGroupPath(ulong id, out bool isMounted)
    {
        string? root = MountPoint();
        isMounted = root is not null;
        return root is null ? null : FindDirectory(root, id) is { } path ? path.Length == root.Length ? "/" : path[root.Length..] : null;
    }

    public Errno TryControlGroup(string path, out bool isMounted, out ulong id)
    {
        id = 0;
        isMounted = true;
        if (Files.TryIdentify(path, out var identity) != Errno.None)
        {
            string? root = MountPoint();
            isMounted = root is not null;
            if (root is null) return Errno.ENOENT;
            if (Files.TryIdentify($"{root}/{path}", out identity) is var errno and not Errno.None) return errno;
        }
        id = identity.Inode;
        return Errno.None;
    }

    private static string? MountPoint()
    {
        foreach (string line in (Files.TryReadText("/proc/mounts") ?? "").Split('\n'))
            if (line.Split(' ') is [_, var directory, "cgroup2", ..]) return directory;
        return null;
    }

    // The number of a control group is the inode of its directory.
    private static string? FindDirectory(string path, ulong inode)
    {
        if (Files.TryIdentify(path, out var identity) != Errno.None) return null;
        if (identity.Inode == inode) return path;
        try
        {
            foreach (string directory in Directory.EnumerateDirectories(path))
                if (FindDirectory(directory, inode) is { } found) return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A group that is gone meanwhile holds nothing.
        }
        return null;
    }
}
