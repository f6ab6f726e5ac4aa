using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Network namespaces with a name below /run/netns, as ip-netns(8) makes them: an empty file with the namespace mounted on it.</summary>
public static partial class NamedNamespaces
{
    public const string Directory = "/run/netns";

    /// <summary>Makes a namespace of that name; EEXIST when there is a file of that name already.</summary>
    public static Errno TryCreate(string name)
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

        // The namespace is born around a thread that lives for this alone; the mount keeps it when the thread ends.
        var errno = Errno.None;
        var maker = new Thread(() =>
        {
            errno = Namespaces.TryUnshare(NamespaceKinds.Network);
            if (errno == Errno.None) errno = Mount(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{Libc.GetTid()}/ns/net"), path);
        }, 128 * 1024);
        maker.Start();
        maker.Join();
        if (errno != Errno.None) File.Delete(path);
        return errno;
    }

    /// <summary>Takes the name away; the namespace goes with its last process.</summary>
    public static Errno TryDelete(string name)
    {
        const int Detach = 2; // MNT_DETACH
        string path = Directory + "/" + name;
        if (!File.Exists(path)) return Errno.ENOENT;
        // A file that is not mounted, left by a crash in between, is only a file.
        if (Libc.Umount2(path, Detach) < 0 && KernelFailure.LastErrno is var errno and not Errno.EINVAL) return errno;
        File.Delete(path);
        return Errno.None;
    }

    private static Errno Mount(string source, string target)
    {
        const ulong Bind = 4096; // MS_BIND
        return Libc.Mount(source, target, "none", Bind, 0) == 0 ? Errno.None : KernelFailure.LastErrno;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Mount(string source, string target, string type, ulong flags, nint data);

        [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Umount2(string target, int flags);

        [LibraryImport("libc", EntryPoint = "gettid")]
        public static partial int GetTid();
    }
}
