using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Tells of files that come to a directory and go from it (inotify(7)).</summary>
public sealed partial class DirectoryWatch : IDisposable
{
    private const uint Created = 0x100, Deleted = 0x200;

    // struct inotify_event: watch 4, mask 4, cookie 4, length 4, name.
    private const int MaskAt = 4, LengthAt = 12, NameAt = 16;

    private readonly byte[] _buffer = new byte[16 * 1024];

    private DirectoryWatch(FileDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>Readable when there is something to tell.</summary>
    public FileDescriptor Descriptor { get; }

    public static Errno TryOpen(string path, out DirectoryWatch? watch)
    {
        const int CloseOnExec = 0x80000, NonBlocking = 0x800;
        watch = null;
        var descriptor = Libc.Open(CloseOnExec | NonBlocking);
        if (descriptor.IsInvalid) return KernelFailure.LastErrno;
        if (Libc.Add(descriptor, path, Created | Deleted) < 0)
        {
            var errno = KernelFailure.LastErrno;
            descriptor.Dispose();
            return errno;
        }
        watch = new(descriptor);
        return Errno.None;
    }

    /// <summary>Hands what has happened to <paramref name="take"/>: a name, and whether it was deleted.</summary>
    public Errno Read(Action<string, bool> take)
    {
        var errno = Descriptor.Read(_buffer, out int length);
        if (errno != Errno.None) return errno == Errno.EAGAIN ? Errno.None : errno;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, length);
        while (rest.Length >= NameAt)
        {
            uint mask = MemoryMarshal.Read<uint>(rest[MaskAt..]);
            int nameLength = (int)Math.Min(MemoryMarshal.Read<uint>(rest[LengthAt..]), (uint)(rest.Length - NameAt));
            var name = rest.Slice(NameAt, nameLength);
            if (name.IndexOf((byte)0) is >= 0 and var end) name = name[..end];
            if ((mask & (Created | Deleted)) != 0) take(Encoding.UTF8.GetString(name), (mask & Deleted) != 0);
            rest = rest[(NameAt + nameLength)..];
        }
        return Errno.None;
    }

    public void Dispose() => Descriptor.Dispose();

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
        public static partial FileDescriptor Open(int flags);

        [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Add(FileDescriptor descriptor, string path, uint mask);
    }
}
