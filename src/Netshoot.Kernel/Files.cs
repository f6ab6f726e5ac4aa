using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Opens and reads files with the checks that files of other processes need.</summary>
public static partial class Files
{
    private const int CloseOnExec = 0x80000;
    private const int CurrentDirectory = -100;

    /// <summary>Files of /proc and /etc that are read whole are cut here: what is longer is not what we take it for.</summary>
    public const int LargestFile = 4 * 1024 * 1024;

    /// <returns>An invalid descriptor with the error number, or an open one.</returns>
    public static Errno TryOpen(string path, out FileDescriptor descriptor)
    {
        descriptor = Libc.OpenAt(CurrentDirectory, path, CloseOnExec, 0);
        return descriptor.IsInvalid ? KernelFailure.LastErrno : Errno.None;
    }

    /// <inheritdoc cref="TryOpen(string, out FileDescriptor)"/>
    public static Errno TryOpen(string path, FileAccess access, out FileDescriptor descriptor)
    {
        descriptor = Libc.OpenAt(CurrentDirectory, path, CloseOnExec | AccessMode(access), 0);
        return descriptor.IsInvalid ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>Opens a file to write it anew: what was in it is gone.</summary>
    public static Errno TryCreate(string path, out FileDescriptor descriptor)
    {
        const int WriteOnly = 1, Create = 0x40, Truncate = 0x200;
        const uint AnybodyReadsAndWrites = 0x1b6; // 0666, as far as the umask allows
        descriptor = Libc.OpenAt(CurrentDirectory, path, CloseOnExec | WriteOnly | Create | Truncate, AnybodyReadsAndWrites);
        return descriptor.IsInvalid ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>
    /// Opens anew what a descriptor refers to, so that it never waits (O_NONBLOCK): that flag belongs to the open file, which a
    /// standard stream shares with other processes, and setting it there would change theirs too.
    /// </summary>
    public static Errno TryReopenNonBlocking(FileDescriptor descriptor, FileAccess access, out FileDescriptor reopened)
    {
        const int NonBlocking = 0x800, NoTerminal = 0x100;
        reopened = Libc.OpenAt(CurrentDirectory, $"/proc/self/fd/{descriptor.Number}", CloseOnExec | NonBlocking | NoTerminal | AccessMode(access), 0);
        return reopened.IsInvalid ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>O_RDONLY, O_WRONLY, O_RDWR.</summary>
    private static int AccessMode(FileAccess access) => access switch { FileAccess.Read => 0, FileAccess.Write => 1, _ => 2 };

    /// <exception cref="Failure">It cannot be opened.</exception>
    public static FileDescriptor Open(string path, bool writable = false)
    {
        const int ReadWrite = 2;
        var descriptor = Libc.OpenAt(CurrentDirectory, path, CloseOnExec | (writable ? ReadWrite : 0), 0);
        return descriptor.IsInvalid ? throw KernelFailure.Last(path) : descriptor;
    }

    /// <summary>Opens a file below a directory as if that were the root: no symbolic link, however hostile, leads out of it (openat2(2), RESOLVE_IN_ROOT).</summary>
    public static unsafe Errno TryOpenInRoot(FileDescriptor root, string path, out FileDescriptor descriptor)
    {
        const long OpenAt2 = 437; // The same number on every architecture that we build for.
        const ulong ResolveInRoot = 0x10, ResolveNoMagicLinks = 0x02;
        const ulong NonBlocking = 0x800, NoTerminal = 0x100;
        // A fifo or a terminal in the place of a file must not hold us up.
        var how = new OpenHow { Flags = CloseOnExec | NonBlocking | NoTerminal, Resolve = ResolveInRoot | ResolveNoMagicLinks };
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        // SAFETY: the name is pinned and ends in NUL; the structure lives on this stack and its size is passed.
        fixed (byte* start = name)
        {
            nint result = Libc.SystemCall(OpenAt2, root.Number, (nint)start, (nint)(&how), sizeof(OpenHow));
            descriptor = new FileDescriptor((int)result);
            return result < 0 ? KernelFailure.LastErrno : Errno.None;
        }
    }

    /// <summary>All that is in the file, up to <see cref="LargestFile"/> bytes.</summary>
    public static byte[] ReadAll(FileDescriptor descriptor, out Errno errno)
    {
        var bytes = new byte[4096];
        int length = 0;
        while (true)
        {
            errno = descriptor.Read(bytes.AsSpan(length), out int count);
            if (errno != Errno.None || count == 0 || length + count >= LargestFile) return bytes[..(length + count)];
            length += count;
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
        }
    }

    /// <summary>The text of a file, or null when it cannot be read (it is gone, or belongs to somebody else).</summary>
    public static string? TryReadText(string path)
    {
        using var descriptor = TryOpen(path, out var opened) == Errno.None ? opened : null;
        if (descriptor is null) return null;
        byte[] bytes = ReadAll(descriptor, out var errno);
        return errno == Errno.None ? Encoding.UTF8.GetString(bytes) : null;
    }

    /// <summary>The device and inode of an open file: what tells two namespaces apart.</summary>
    public static FileIdentity Identify(FileDescriptor descriptor) => TryStatus("", descriptor.Number, 0x1000, out var identity) is var errno and not Errno.None
        ? throw KernelFailure.Of(errno, "stat") : identity;

    /// <inheritdoc cref="Identify"/>
    public static Errno TryIdentify(FileDescriptor descriptor, out FileIdentity identity) => TryStatus("", descriptor.Number, 0x1000, out identity);

    /// <summary>The device and inode behind a path.</summary>
    public static Errno TryIdentify(string path, out FileIdentity identity) => TryStatus(path, CurrentDirectory, 0, out identity);

    private static unsafe Errno TryStatus(string path, int directory, int flags, out FileIdentity identity)
    {
        // struct statx (linux/stat.h) is 256 bytes: inode at 32, device major and minor at 136 and 140, mode at 28.
        byte* status = stackalloc byte[256];
        // SAFETY: the buffer has the size of struct statx; the path is marshalled with its NUL.
        if (Libc.Statx(directory, path, flags, 0x7ff, status) < 0)
        {
            identity = default;
            return KernelFailure.LastErrno;
        }
        identity = new((ulong)*(uint*)(status + 136) << 32 | *(uint*)(status + 140), *(ulong*)(status + 32), *(ushort*)(status + 28));
        return Errno.None;
    }

    /// <summary><c>struct open_how</c> (include/uapi/linux/openat2.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial FileDescriptor OpenAt(int directory, string path, int flags, uint mode);

        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Statx(int directory, string path, int flags, uint mask, byte* status);

        [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
        public static partial nint SystemCall(long number, nint a, nint b, nint c, nint d);
    }
}

/// <summary>What makes a file that file: its device and inode; with the mode (stat(2)).</summary>
public readonly record struct FileIdentity(ulong Device, ulong Inode, ushort Mode)
{
    public bool IsSocket => (Mode & 0xf000) == 0xc000;

    public bool IsRegular => (Mode & 0xf000) == 0x8000;

    public bool IsPipe => (Mode & 0xf000) == 0x1000;

    public bool IsCharacterDevice => (Mode & 0xf000) == 0x2000;

    public bool IsDirectory => (Mode & 0xf000) == 0x4000;
}
