using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Asks the person at the terminal for something that must not be seen on it (tty_ioctl(4)).</summary>
public static unsafe partial class SecretInput
{
    private const int LongestSecret = 1024;
    private const ulong GetAttributes = 0x5401, SetAttributesAndFlush = 0x5404; // TCGETS, TCSETSF
    private const uint Echo = 0x8;

    /// <returns>Null when there is no terminal to ask on (the process has no controlling one).</returns>
    public static string? Ask(string prompt)
    {
        if (Files.TryOpen("/dev/tty", FileAccess.ReadWrite, out var opened) != Errno.None) return null;
        using var terminal = opened;
        // struct termios of the kernel has 36 bytes; c_lflag is its fourth word.
        uint* attributes = stackalloc uint[16];
        // SAFETY: the buffer is larger than the structure that TCGETS fills and TCSETSF reads.
        if (Libc.Ioctl(terminal, GetAttributes, attributes) != 0) return null;
        uint flags = attributes[3];
        attributes[3] = flags & ~Echo;
        _ = Libc.Ioctl(terminal, SetAttributesAndFlush, attributes);
        try
        {
            terminal.Write(Encoding.UTF8.GetBytes(prompt), out _);
            return ReadLine(terminal);
        }
        finally
        {
            attributes[3] = flags;
            _ = Libc.Ioctl(terminal, SetAttributesAndFlush, attributes);
            terminal.Write("\n"u8, out _);
        }
    }

    private static string ReadLine(FileDescriptor terminal)
    {
        Span<byte> line = stackalloc byte[LongestSecret];
        int length = 0;
        // A terminal gives a line at a time; what is longer than a secret can be is cut.
        while (length < line.Length && terminal.Read(line[length..], out int count) == Errno.None && count > 0)
        {
            length += count;
            if (line[..length].Contains((byte)'\n')) break;
        }
        int end = line[..length].IndexOf((byte)'\n');
        string secret = Encoding.UTF8.GetString(line[..(end < 0 ? length : end)]);
        line.Clear();
        return secret;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, ulong request, uint* argument);
    }
}
