using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Moves bytes between descriptors inside the kernel, without a copy through this process (splice(2), sendfile(2)).</summary>
public static partial class ByteTransfer
{
    private const uint Move = 1, NonBlocking = 2;

    /// <summary>Moves bytes between two descriptors of which one is a pipe. EINVAL when they do not allow it, EAGAIN when one of them is not ready.</summary>
    /// <returns>With no error and nothing moved, the source has ended.</returns>
    public static unsafe Errno Splice(FileDescriptor from, FileDescriptor to, int most, out int moved)
    {
        while (true)
        {
            nint result = Libc.Splice(from, null, to, null, (nuint)most, Move | NonBlocking);
            moved = result < 0 ? 0 : (int)result;
            if (result >= 0) return Errno.None;
            if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
        }
    }

    /// <summary>Sends bytes of a file, from where it stands. EINVAL when the file does not allow it.</summary>
    /// <returns>With no error and nothing moved, the file has ended.</returns>
    public static unsafe Errno SendFile(FileDescriptor from, FileDescriptor to, int most, out int moved)
    {
        while (true)
        {
            nint result = Libc.SendFile(to, from, null, (nuint)most);
            moved = result < 0 ? 0 : (int)result;
            if (result >= 0) return Errno.None;
            if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
        }
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
        public static partial nint Splice(FileDescriptor from, long* fromOffset, FileDescriptor to, long* toOffset, nuint count, uint flags);

        [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
        public static partial nint SendFile(FileDescriptor to, FileDescriptor from, long* offset, nuint count);
    }
}
