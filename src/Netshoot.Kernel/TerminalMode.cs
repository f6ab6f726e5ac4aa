using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>
/// How a terminal treats what is typed (termios(3), tty_ioctl(4)): as it was found, and with every key handed over at once and nothing
/// echoed. Keys that send signals (^C, ^Z, ^\) go on doing so.
/// </summary>
public sealed unsafe partial class TerminalMode
{
    // struct termios of the kernel: four words of flags, the line discipline and 19 characters (include/uapi/asm-generic/termbits.h).
    private const int Words = 16, LocalFlags = 3, CharactersAt = 17;
    private const uint Canonical = 0x2, Echo = 0x8; // ICANON, ECHO
    private const int Time = 5, Minimum = 6; // VTIME, VMIN
    private const ulong Get = 0x5401, SetWhenWritten = 0x5403, GetGroup = 0x540f; // TCGETS, TCSETSW, TIOCGPGRP

    private readonly FileDescriptor _terminal;
    private readonly uint[] _found;

    private TerminalMode(FileDescriptor terminal, uint[] found)
    {
        _terminal = terminal;
        _found = found;
    }

    /// <summary>Remembers how a terminal is set.</summary>
    public static Errno TryFind(FileDescriptor terminal, out TerminalMode? mode)
    {
        mode = null;
        uint[] found = new uint[Words];
        // SAFETY: the buffer is larger than the structure that TCGETS fills.
        fixed (uint* attributes = found)
            if (Libc.Ioctl(terminal, Get, attributes) != 0) return KernelFailure.LastErrno;
        mode = new(terminal, found);
        return Errno.None;
    }

    /// <summary>Whether this process may read from it: others that try are stopped (tty_ioctl(4), TIOCGPGRP).</summary>
    public bool IsForeground
    {
        get
        {
            int group;
            // SAFETY: the request writes one number.
            return Libc.Ioctl(_terminal, GetGroup, (uint*)&group) == 0 && group == Libc.GetProcessGroup();
        }
    }

    /// <summary>Hands every key over at once, unseen.</summary>
    public void HandOverKeys()
    {
        uint* attributes = stackalloc uint[Words];
        _found.CopyTo(new Span<uint>(attributes, Words));
        attributes[LocalFlags] &= ~(Canonical | Echo);
        // SAFETY: both characters lie in the structure, behind its flags and the line discipline.
        byte* characters = (byte*)attributes + CharactersAt;
        characters[Minimum] = 1;
        characters[Time] = 0;
        _ = Libc.Ioctl(_terminal, SetWhenWritten, attributes);
    }

    /// <summary>Sets the terminal as it was found.</summary>
    public void Restore()
    {
        // SAFETY: the buffer is larger than the structure that TCSETSW reads.
        fixed (uint* attributes = _found) _ = Libc.Ioctl(_terminal, SetWhenWritten, attributes);
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "getpgrp")]
        public static partial int GetProcessGroup();

        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, ulong request, uint* argument);
    }
}
