using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Network namespaces with a name below /run/netns, as ip-netns(8) makes them: an empty file with the namespace mounted on it.</summary>
public static partial class NamedNamespaces
{
    public const string Directory = "/run/netns";

    /// <summary>
    /// Makes the directory of the names, and shares what is mounted in it with the mount namespaces that come of this one, so that a
    /// name that is taken away here does not live on there.
    /// </summary>
    /// <param name="step">What failed, as a command that would do the same.</param>
    public static Errno TryPrepare(out string step)
    {
        step = $"mkdir {Directory}";
        try
        {
            System.IO.Directory.CreateDirectory(Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is UnauthorizedAccessException ? Errno.EACCES : Errno.EIO;
        }
        step = $"mount --make-shared {Directory}";
        var errno = Share();
        // Only what is mounted can be shared: then it is mounted on itself.
        if (errno != Errno.EINVAL) return errno;
        step = $"mount --bind {Directory} {Directory}";
        errno = Mount(Directory, Directory, MountFlag.Bind | MountFlag.Recursive);
        if (errno != Errno.None) return errno;
        step = $"mount --make-shared {Directory}";
        return Share();
    }

    /// <summary>Makes a namespace of that name; EEXIST when there is a file of that name already.</summary>
    public static Errno TryCreate(string name)
        => TryName(name, static path =>
        {
            // The namespace is born around a thread that lives for this alone; the mount keeps it when the thread ends.
            var errno = Errno.None;
            var maker = new Thread(() =>
            {
                errno = Namespaces.TryUnshare(NamespaceKinds.Network);
                if (errno == Errno.None) errno = Mount(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{Libc.GetTid()}/ns/net"), path, MountFlag.Bind);
            }, 128 * 1024);
            maker.Start();
            maker.Join();
            return errno;
        });

    /// <summary>Gives a namespace that exists a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="source">The namespace's file.</param>
    public static Errno TryAttach(string name, string source) => TryName(name, path => Mount(source, path, MountFlag.Bind));

    /// <summary>Takes the name away; the namespace goes with its last process.</summary>
    public static Errno TryDelete(string name)
    {
        string path = Directory + "/" + name;
        // A file that is not mounted, left by a crash in between, is only a file.
        if (Libc.Umount2(path, MountFlag.Detach) < 0 && KernelFailure.LastErrno is Errno.ENOENT) return Errno.ENOENT;
        return Libc.Unlink(path) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    private static Errno TryName(string name, Func<string, Errno> mount)
    {
        string path = Directory + "/" + name;
        try
        {
            System.IO.Directory.CreateDirectory(Directory);
            using var place = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException) when (File.Exists(path))
        {
            return Errno.EEXIST;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is UnauthorizedAccessException ? Errno.EACCES : Errno.EIO;
        }
        var errno = mount(path);
        if (errno != Errno.None) File.Delete(path);
        return errno;
    }

    private static Errno Share() => Mount("", Directory, MountFlag.Shared | MountFlag.Recursive);

    private static Errno Mount(string source, string target, int flags)
        => Libc.Mount(source, target, "none", (ulong)flags, 0) == 0 ? Errno.None : KernelFailure.LastErrno;

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Mount(string source, string target, string type, ulong flags, nint data);

        [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Umount2(string target, int flags);

        [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Unlink(string path);

        [LibraryImport("libc", EntryPoint = "gettid")]
        public static partial int GetTid();
    }
}
