using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary><c>IFF_*</c> (include/uapi/linux/if.h): what an interface is and how it stands.</summary>
[Flags]
public enum InterfaceFlags : ushort
{
    None = 0,
    Up = 0x1,
    Broadcast = 0x2,
    Loopback = 0x8,
    PointToPoint = 0x10,
    Running = 0x40,
    NoArp = 0x80,
}

/// <summary>Names and indexes of interfaces in the namespace of the calling thread (if_nametoindex(3)).</summary>
public static unsafe partial class Interfaces
{
    /// <summary><c>IFNAMSIZ</c>: the longest name with its NUL (include/uapi/linux/if.h).</summary>
    public const int LongestName = 16;

    /// <returns>0 when there is no such interface.</returns>
    public static int IndexOf(string name) => Encoding.UTF8.GetByteCount(name) < LongestName ? (int)Libc.IfNameToIndex(name) : 0;

    /// <returns>Null when there is no such interface.</returns>
    public static string? NameOf(int index)
    {
        byte* name = stackalloc byte[LongestName];
        // SAFETY: the buffer has IFNAMSIZ bytes, and the name in it ends in NUL.
        return Libc.IfIndexToName((uint)index, name) is null ? null : Marshal.PtrToStringUTF8((nint)name);
    }

    /// <summary>The names of all interfaces (if_nameindex(3)).</summary>
    public static IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        var first = Libc.IfNameIndex();
        if (first is null) return names;
        // SAFETY: the list ends in an entry with index 0 and no name, and each name in NUL; it is freed as a whole.
        for (var entry = first; entry->Index != 0; entry++) names.Add(Marshal.PtrToStringUTF8((nint)entry->Name)!);
        Libc.IfFreeNameIndex(first);
        return names;
    }

    /// <summary>The flags of an interface (SIOCGIFFLAGS, netdevice(7)); ENODEV when there is none of that name.</summary>
    public static Errno GetFlags(string name, out InterfaceFlags flags)
    {
        flags = InterfaceFlags.None;
        var errno = NetworkSocket.TryOpen(SocketAddress.Inet, 2, 0, out var socket);
        if (errno != Errno.None) return errno;
        using (socket) return GetFlags(socket!, name, out flags);
    }

    /// <summary>The same in the namespace of a socket.</summary>
    public static Errno GetFlags(NetworkSocket socket, string name, out InterfaceFlags flags)
    {
        var errno = Ask(socket, 0x8913, name, out int answer);
        flags = (InterfaceFlags)(ushort)answer;
        return errno;
    }

    /// <summary>The index of an interface in the namespace of a socket (SIOCGIFINDEX); ENODEV when there is none of that name.</summary>
    public static Errno GetIndex(NetworkSocket socket, string name, out int index) => Ask(socket, 0x8933, name, out index);

    /// <summary>What kind of hardware it is, <c>ARPHRD_*</c> of linux/if_arp.h, in the namespace of a socket (SIOCGIFHWADDR).</summary>
    public static Errno GetHardwareType(NetworkSocket socket, string name, out ushort type)
    {
        var errno = Ask(socket, 0x8927, name, out int answer);
        type = (ushort)answer;
        return errno;
    }

    /// <summary>Whether something is connected (ETHTOOL_GLINK of linux/ethtool.h); EOPNOTSUPP when the interface does not know.</summary>
    public static Errno GetLink(string name, out bool isConnected)
    {
        Span<uint> command = [0x0a, 0];
        var errno = ControlDriver(name, MemoryMarshal.AsBytes(command));
        isConnected = errno == Errno.None && command[1] != 0;
        return errno;
    }

    /// <summary>Has an interface's driver carry out a command (SIOCETHTOOL, linux/ethtool.h).</summary>
    /// <param name="name">The interface.</param>
    /// <param name="command">A structure that begins with its number, with room for the answer that takes its place.</param>
    public static Errno ControlDriver(string name, Span<byte> command)
    {
        const nuint Ethtool = 0x8946;
        const int RequestSize = 40;
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= LongestName) return Errno.ENODEV;
        var errno = NetworkSocket.TryOpen(SocketAddress.Inet, 2, 0, out var socket);
        if (errno != Errno.None) return errno;
        using (socket)
        {
            byte* request = stackalloc byte[RequestSize];
            var bytes = new Span<byte>(request, RequestSize);
            bytes.Clear();
            Encoding.UTF8.GetBytes(name, bytes);
            // SAFETY: struct ifreq has 40 bytes: the name, and behind it a pointer to the command, which is pinned for the call.
            fixed (byte* start = command)
            {
                *(byte**)(request + LongestName) = start;
                return Libc.Ioctl(socket!.Descriptor, Ethtool, request) < 0 ? KernelFailure.LastErrno : Errno.None;
            }
        }
    }

    /// <summary>Makes an interface listen to a multicast address of its hardware, or no longer (SIOCADDMULTI, SIOCDELMULTI).</summary>
    public static Errno ChangeMulticast(NetworkSocket socket, string name, MacAddress address, bool adds)
    {
        const nuint Add = 0x8931, Delete = 0x8932;
        const int RequestSize = 40, AddressAt = LongestName + sizeof(ushort);
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= LongestName) return Errno.ENODEV;
        byte* request = stackalloc byte[RequestSize];
        var bytes = new Span<byte>(request, RequestSize);
        bytes.Clear();
        Encoding.UTF8.GetBytes(name, bytes);
        address.CopyTo(bytes[AddressAt..]);
        // SAFETY: struct ifreq has 40 bytes: the name in the first sixteen, a socket address of the hardware behind it.
        return Libc.Ioctl(socket.Descriptor, adds ? Add : Delete, request) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>A request that changes an interface, in the namespace of a socket (netdevice(7)).</summary>
    /// <param name="socket">A socket of IPv4.</param>
    /// <param name="request">The number of the request, <c>SIOCSIF*</c>.</param>
    /// <param name="name">The interface, or a label of one of its addresses.</param>
    /// <param name="value">What stands behind the name in <c>struct ifreq</c>.</param>
    public static Errno Control(NetworkSocket socket, uint request, string name, ReadOnlySpan<byte> value)
    {
        const int RequestSize = 40;
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= LongestName) return Errno.ENODEV;
        byte* control = stackalloc byte[RequestSize];
        var bytes = new Span<byte>(control, RequestSize);
        bytes.Clear();
        Encoding.UTF8.GetBytes(name, bytes);
        value[..Math.Min(value.Length, RequestSize - LongestName)].CopyTo(bytes[LongestName..]);
        // SAFETY: struct ifreq has 40 bytes: the name in the first sixteen, the value behind it.
        return Libc.Ioctl(socket.Descriptor, request, control) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>Gives an interface an IPv6 address, or takes it away (SIOCSIFADDR, SIOCDIFADDR with <c>struct in6_ifreq</c>, include/uapi/linux/ipv6.h).</summary>
    public static Errno ChangeAddress6(InternetPrefix address, int index, bool adds)
    {
        const uint Add = 0x8916, Delete = 0x8936;
        const int Datagram = 2, RequestSize = 24;
        var errno = NetworkSocket.TryOpen(SocketAddress.Inet6, Datagram, 0, out var socket);
        if (errno != Errno.None) return errno;
        using (socket)
        {
            byte* control = stackalloc byte[RequestSize];
            var bytes = new Span<byte>(control, RequestSize);
            address.Address.CopyTo(bytes);
            BitConverter.TryWriteBytes(bytes[16..], address.Length);
            BitConverter.TryWriteBytes(bytes[20..], index);
            // SAFETY: struct in6_ifreq has 24 bytes, all of them written.
            return Libc.Ioctl(socket!.Descriptor, adds ? Add : Delete, control) < 0 ? KernelFailure.LastErrno : Errno.None;
        }
    }

    /// <summary>The first four bytes of an answer about an interface.</summary>
    private static Errno Ask(NetworkSocket socket, nuint question, string name, out int answer)
    {
        const int RequestSize = 40;
        answer = 0;
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) >= LongestName) return Errno.ENODEV;
        byte* request = stackalloc byte[RequestSize];
        var bytes = new Span<byte>(request, RequestSize);
        bytes.Clear();
        Encoding.UTF8.GetBytes(name, bytes);
        // SAFETY: struct ifreq has 40 bytes: the name in the first sixteen, the answer behind it.
        if (Libc.Ioctl(socket.Descriptor, question, request) < 0) return KernelFailure.LastErrno;
        answer = MemoryMarshal.Read<int>(bytes[LongestName..]);
        return Errno.None;
    }

    /// <summary><c>struct if_nameindex</c> (if_nameindex(3)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NameIndex
    {
        public uint Index;
        public byte* Name;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "if_nameindex", SetLastError = true)]
        public static partial NameIndex* IfNameIndex();

        [LibraryImport("libc", EntryPoint = "if_freenameindex")]
        public static partial void IfFreeNameIndex(NameIndex* first);

        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, nuint request, byte* argument);

        [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial uint IfNameToIndex(string name);

        [LibraryImport("libc", EntryPoint = "if_indextoname", SetLastError = true)]
        public static partial byte* IfIndexToName(uint index, byte* name);
    }
}
