using System.Runtime.InteropServices;

namespace Netshoot.Kernel;

/// <summary>Whether a descriptor is a terminal, and how large it is (tty_ioctl(4)).</summary>
public static unsafe partial class Terminal
{
    public static bool IsTerminal(FileDescriptor descriptor)
    {
        // struct termios of the kernel has 36 bytes; glibc's own has 60.
        byte* attributes = stackalloc byte[64];
        // SAFETY: the buffer is larger than the structure that TCGETS fills.
        return Libc.Ioctl(descriptor, 0x5401, attributes) == 0;
    }

    /// <summary>Columns and rows; null when the descriptor is no terminal or does not know.</summary>
    public static (int Columns, int Rows)? Size(FileDescriptor descriptor)
    {
        ushort* size = stackalloc ushort[4];
        // SAFETY: struct winsize is four 16-bit numbers: rows, columns, and two sizes in pixels.
        return Libc.Ioctl(descriptor, 0x5413, (byte*)size) == 0 && size[1] > 0 ? (size[1], size[0]) : null;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, ulong request, byte* argument);
    }
}
