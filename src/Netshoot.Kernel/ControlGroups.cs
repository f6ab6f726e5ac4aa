using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Control groups whose sockets are bound to a network device (cgroups(7), bpf(2)).</summary>
public static unsafe partial class ControlGroups
{
    private const int LoadProgram = 5, AttachProgram = 8; // BPF_PROG_LOAD, BPF_PROG_ATTACH
    private const uint ControlGroupSocket = 9, SocketIsMade = 2; // BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE

    // Zero is what the kernel expects in the parts of union bpf_attr that are not said.
    private const int AttributesSize = 128;

    /// <summary>Binds each socket that a process of the group makes from now on to a device. What was attached before is replaced.</summary>
    /// <param name="group">The group's directory.</param>
    /// <param name="interfaceIndex">The device.</param>
    public static Errno TryBind(string group, int interfaceIndex)
    {
        var errno = Files.TryOpen(group, out var directory);
        using (directory)
        {
            if (errno != Errno.None) return errno;
            // struct bpf_insn: operation, registers (source in the upper half), offset, number. Context stays in r6; bound_dev_if is its first field.
            ReadOnlySpan<ulong> program =
            [
                Instruction(0xbf, destination: 6, source: 1, 0),
                Instruction(0xb7, destination: 3, source: 0, interfaceIndex),
                Instruction(0x63, destination: 6, source: 3, 0),
                Instruction(0xb7, destination: 0, source: 0, 1),
                Instruction(0x95, destination: 0, source: 0, 0),
            ];
            int loaded = Load(program);
            if (loaded < 0) return KernelFailure.LastErrno;
            using var held = new FileDescriptor(loaded);
            uint* attributes = stackalloc uint[AttributesSize / sizeof(uint)];
            new Span<byte>(attributes, AttributesSize).Clear();
            (attributes[0], attributes[1], attributes[2]) = ((uint)directory.Number, (uint)loaded, SocketIsMade);
            // SAFETY: the attributes live on this stack, and their size is passed with them.
            return Libc.SystemCall(Number, AttachProgram, (nint)attributes, AttributesSize) < 0 ? KernelFailure.LastErrno : Errno.None;
        }
    }

    /// <summary>Mounts the unified hierarchy of control groups.</summary>
    public static Errno TryMount(string directory) => Libc.Mount("none", directory, "cgroup2", 0, 0) == 0 ? Errno.None : KernelFailure.LastErrno;

    private static int Load(ReadOnlySpan<ulong> program)
    {
        byte* attributes = stackalloc byte[AttributesSize];
        var bytes = new Span<byte>(attributes, AttributesSize);
        bytes.Clear();
        // SAFETY: instructions and licence are pinned for the call, which copies them; their number is passed with them.
        fixed (ulong* instructions = program)
        fixed (byte* licence = "GPL\0"u8)
        {
            MemoryMarshal.Write(bytes, ControlGroupSocket);
            MemoryMarshal.Write(bytes[4..], program.Length);
            MemoryMarshal.Write(bytes[8..], (ulong)instructions);
            MemoryMarshal.Write(bytes[16..], (ulong)licence);
            return (int)Libc.SystemCall(Number, LoadProgram, (nint)attributes, AttributesSize);
        }
    }

    private static ulong Instruction(byte operation, int destination, int source, int number)
        => operation | (ulong)(uint)(destination | source << 4) << 8 | (ulong)(uint)number << 32;

    // __NR_bpf
    private static long Number => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
        public static partial nint SystemCall(long number, nint command, nint attributes, nint size);

        [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Mount(string source, string target, string type, ulong flags, nint data);
    }
}
