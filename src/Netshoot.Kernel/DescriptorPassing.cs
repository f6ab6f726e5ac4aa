using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Hands an open descriptor to another process over a unix socket (unix(7), SCM_RIGHTS).</summary>
public static partial class DescriptorPassing
{
    /// <summary>Sends <paramref name="what"/> with one byte of data, which some systems need to carry it.</summary>
    public static unsafe Errno Send(FileDescriptor over, FileDescriptor what)
    {
        byte nothing = 0;
        var vector = new IoVector { Base = &nothing, Length = 1 };
        // struct cmsghdr: length (of header and data), level SOL_SOCKET, type SCM_RIGHTS, one descriptor, padded to 24 bytes.
        int* control = stackalloc int[6];
        *(ulong*)control = 20;
        control[2] = SocketLevel.Socket;
        control[3] = 1;
        control[4] = what.Number;
        control[5] = 0;
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = (byte*)control, ControlLength = 24 };
        // SAFETY: everything that the header names lives on this stack, with its length beside it.
        while (true)
        {
            if (Libc.SendMsg(over, &message, MessageFlags.NoSignal) >= 0) return Errno.None;
            if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
        }
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
        public static partial nint SendMsg(FileDescriptor socket, MessageHeader* message, MessageFlags flags);
    }
}
