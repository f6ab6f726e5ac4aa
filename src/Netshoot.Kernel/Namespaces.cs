using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>The kinds of namespaces, <c>CLONE_NEW*</c> (include/uapi/linux/sched.h).</summary>
[Flags]
public enum NamespaceKinds
{
    None = 0,
    Time = 0x00000080,
    Mount = 0x00020000,
    Cgroup = 0x02000000,
    Uts = 0x04000000,
    Ipc = 0x08000000,
    User = 0x10000000,
    Pid = 0x20000000,
    Network = 0x40000000,
}

/// <summary>Enters and creates namespaces. All of it binds the calling thread only (setns(2), unshare(2)).</summary>
public static partial class Namespaces
{
    private const ulong NamespaceFileSystem = 0x6e736673; // NSFS_MAGIC (include/uapi/linux/magic.h)

    /// <summary>Moves the calling thread into the namespace behind the descriptor.</summary>
    public static Errno TryEnter(FileDescriptor target, NamespaceKinds kinds)
        => Libc.SetNs(target, (int)kinds) == 0 ? Errno.None : KernelFailure.LastErrno;

    /// <summary>Moves the calling thread into a new namespace of its own.</summary>
    public static Errno TryUnshare(NamespaceKinds kinds) => Libc.Unshare((int)kinds) == 0 ? Errno.None : KernelFailure.LastErrno;

    /// <summary>Gives the calling thread its own working directory, root and umask, without which setns(2) refuses a mount namespace in a program with threads.</summary>
    public static Errno TryUnshareFileSystemState() => Libc.Unshare(0x00000200) == 0 ? Errno.None : KernelFailure.LastErrno;

    /// <summary>What kind of namespace a descriptor refers to (ioctl_ns(2), NS_GET_NSTYPE); none when it is not a namespace.</summary>
    public static NamespaceKinds KindOf(FileDescriptor descriptor)
    {
        const ulong GetNamespaceType = 0xb703;
        if (!IsNamespace(descriptor)) return NamespaceKinds.None;
        int kind = Libc.Ioctl(descriptor, GetNamespaceType, 0);
        return kind < 0 ? NamespaceKinds.None : (NamespaceKinds)kind;
    }

    private static unsafe bool IsNamespace(FileDescriptor descriptor)
    {
        // struct statfs is 120 bytes on 64-bit machines and begins with the type of the file system.
        byte* status = stackalloc byte[128];
        // SAFETY: the buffer is larger than struct statfs.
        return Libc.FStatFs(descriptor, status) == 0 && *(ulong*)status == NamespaceFileSystem;
    }

    /// <summary>
    /// Opens a socket in another network namespace. A thread that lives for this alone makes the three calls and ends: threads that
    /// the runtime starts are born where the thread that caused them stands, so nothing of the runtime may run in there.
    /// </summary>
    public static NetworkSocket OpenSocketIn(FileDescriptor networkNamespace, int family, int type, int protocol)
    {
        NetworkSocket? socket = null;
        var errno = Errno.None;
        var door = new Thread(() =>
        {
            errno = TryEnter(networkNamespace, NamespaceKinds.Network);
            if (errno == Errno.None) errno = NetworkSocket.TryOpen(family, type, protocol, out socket);
        }, 128 * 1024);
        door.Start();
        door.Join();
        return errno == Errno.None ? socket! : throw KernelFailure.Of(errno, "socket");
    }

    /// <summary>A table below /proc/net of another network namespace; null when there is none of that name. A thread that lives for this alone opens it, and what is open stays with its namespace.</summary>
    public static string? TryReadTableIn(FileDescriptor networkNamespace, string name)
    {
        FileDescriptor? table = null;
        var errno = Errno.None;
        var door = new Thread(() =>
        {
            errno = TryEnter(networkNamespace, NamespaceKinds.Network);
            if (errno == Errno.None) errno = Files.TryOpen($"/proc/thread-self/net/{name}", out table);
        }, 128 * 1024);
        door.Start();
        door.Join();
        using (table)
        {
            if (errno != Errno.None || table is null) return null;
            byte[] bytes = Files.ReadAll(table, out errno);
            return errno == Errno.None ? System.Text.Encoding.UTF8.GetString(bytes) : null;
        }
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
        public static partial int SetNs(FileDescriptor target, int kinds);

        [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
        public static partial int Unshare(int kinds);

        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, ulong request, nint argument);

        [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
        public static partial int FStatFs(FileDescriptor descriptor, byte* status);
    }
}
