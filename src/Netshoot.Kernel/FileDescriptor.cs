using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>An open file descriptor, closed once.</summary>
public sealed partial class FileDescriptor : SafeHandle
{
    public FileDescriptor() : base(-1, ownsHandle: true) { }

    /// <summary>Takes over a number that somebody else opened.</summary>
    public FileDescriptor(int number, bool ownsHandle = true) : base(-1, ownsHandle) => handle = number;

    /// <summary>open(2) returns an int: -1 arrives in the 64-bit handle as 0xffffffff, which is not negative.</summary>
    public override bool IsInvalid => (int)handle < 0;

    /// <summary>The number, for calls that name it in a path or in a structure; valid while this object lives.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    /// <summary>Bytes read into <paramref name="buffer"/>; 0 at the end (read(2)).</summary>
    public unsafe Errno Read(Span<byte> buffer, out int count)
    {
        // SAFETY: the span is pinned for the call, and the kernel writes at most its length.
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint result = Libc.Read(this, start, (nuint)buffer.Length);
                count = result < 0 ? 0 : (int)result;
                if (result >= 0) return Errno.None;
                if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
            }
        }
    }

    /// <summary>Bytes written from <paramref name="buffer"/>, possibly fewer than all (write(2)).</summary>
    public unsafe Errno Write(ReadOnlySpan<byte> buffer, out int count)
    {
        // SAFETY: the span is pinned for the call, and the kernel reads at most its length.
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint result = Libc.Write(this, start, (nuint)buffer.Length);
                count = result < 0 ? 0 : (int)result;
                if (result >= 0) return Errno.None;
                if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
            }
        }
    }

    /// <summary>Makes reads and writes return EAGAIN instead of waiting (O_NONBLOCK).</summary>
    public void SetNonBlocking(bool on)
    {
        const int GetFlags = 3, SetFlags = 4, NonBlocking = 0x800;
        int flags = Libc.Fcntl(this, GetFlags, 0);
        _ = Libc.Fcntl(this, SetFlags, on ? flags | NonBlocking : flags & ~NonBlocking);
    }

    private static unsafe partial class Libc
    {
        // Without SetLastError: a close between a call and the look at its error number must not disturb it.
        [LibraryImport("libc", EntryPoint = "close")]
        public static partial int Close(int descriptor);

        [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
        public static partial nint Read(FileDescriptor descriptor, byte* buffer, nuint count);

        [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
        public static partial nint Write(FileDescriptor descriptor, byte* buffer, nuint count);

        [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
        public static partial int Fcntl(FileDescriptor descriptor, int command, long argument);
    }
}
