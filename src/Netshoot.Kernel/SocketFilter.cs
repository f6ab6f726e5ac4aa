using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Classic BPF filters of sockets (socket(7), <c>SO_ATTACH_FILTER</c>).</summary>
public static unsafe class SocketFilter
{
    private const int AttachFilter = 26;
    private const int InstructionSize = 8;

    /// <summary>Lets through only what the program accepts, cut to what it returns. A new program replaces the one before.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="program">Instructions in the layout of <c>struct sock_filter</c>, eight bytes each.</param>
    public static Errno TryAttach(NetworkSocket socket, ReadOnlySpan<byte> program)
    {
        // SAFETY: the instructions are pinned for the call, which copies them; their number is passed with them.
        fixed (byte* first = program)
        {
            var header = new ProgramHeader { Count = (ushort)(program.Length / InstructionSize), First = first };
            return socket.SetOption(SocketLevel.Socket, AttachFilter, new ReadOnlySpan<byte>(&header, sizeof(ProgramHeader)));
        }
    }

    /// <summary><c>struct sock_fprog</c> (include/uapi/linux/filter.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramHeader
    {
        public ushort Count;
        public byte* First;
    }
}
