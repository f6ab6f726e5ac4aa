using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>The old requests that change routes and neighbors, as net-tools make them (rtentry, netdevice(7), arp(7)); what they leave out the kernel fills in by rules of its own.</summary>
public static unsafe partial class TableRequests
{
    private const ushort Inet = 2; // AF_INET
    private const int Datagram = 2;

    /// <summary>A route of IPv4 (<c>struct rtentry</c>, include/uapi/linux/route.h).</summary>
    public static Errno ChangeRoute4(InternetAddress destination, InternetAddress gateway, InternetAddress mask, ushort flags, short metric, string? device, uint mss, uint window, ushort roundTrip, bool adds)
    {
        const int Size = 120, GatewayAt = 24, MaskAt = 40, FlagsAt = 56, MetricAt = 80, DeviceAt = 88, MssAt = 96, WindowAt = 104, RoundTripAt = 112;
        byte* entry = stackalloc byte[Size];
        var bytes = new Span<byte>(entry, Size);
        bytes.Clear();
        Put(bytes[8..], destination);
        Put(bytes[GatewayAt..], gateway);
        Put(bytes[MaskAt..], mask);
        BitConverter.TryWriteBytes(bytes[FlagsAt..], flags);
        BitConverter.TryWriteBytes(bytes[MetricAt..], metric);
        BitConverter.TryWriteBytes(bytes[MssAt..], (ulong)mss);
        BitConverter.TryWriteBytes(bytes[WindowAt..], (ulong)window);
        BitConverter.TryWriteBytes(bytes[RoundTripAt..], roundTrip);
        byte[] name = Encoding.UTF8.GetBytes((device ?? "") + '\0');
        // SAFETY: struct rtentry has 120 bytes on 64-bit machines; the name is pinned and ends in NUL.
        fixed (byte* start = name)
        {
            if (device is not null) *(byte**)(entry + DeviceAt) = start;
            return Control(SocketAddress.Inet, adds ? 0x890bu : 0x890cu, entry);
        }
    }

    /// <summary>A route of IPv6 (<c>struct in6_rtmsg</c>, include/uapi/linux/ipv6_route.h).</summary>
    public static Errno ChangeRoute6(InternetPrefix destination, InternetAddress? gateway, uint flags, uint metric, int index, bool adds)
    {
        const int Size = 80, GatewayAt = 32, LengthAt = 52, MetricAt = 56, FlagsAt = 72, IndexAt = 76;
        byte* entry = stackalloc byte[Size];
        var bytes = new Span<byte>(entry, Size);
        bytes.Clear();
        destination.Address.CopyTo(bytes);
        gateway?.CopyTo(bytes[GatewayAt..]);
        BitConverter.TryWriteBytes(bytes[LengthAt..], (ushort)destination.Length);
        BitConverter.TryWriteBytes(bytes[MetricAt..], metric);
        BitConverter.TryWriteBytes(bytes[FlagsAt..], flags);
        BitConverter.TryWriteBytes(bytes[IndexAt..], index);
        // SAFETY: struct in6_rtmsg has 80 bytes on 64-bit machines.
        return Control(SocketAddress.Inet6, adds ? 0x890bu : 0x890cu, entry);
    }

    /// <summary>A neighbor of IPv4 (<c>struct arpreq</c>, include/uapi/linux/if_arp.h).</summary>
    public static Errno ChangeNeighbor(InternetAddress address, MacAddress hardware, uint flags, InternetAddress mask, string? device, bool adds)
    {
        const int Size = 68, HardwareAt = 16, FlagsAt = 32, MaskAt = 36, DeviceAt = 52, DeviceLength = 16;
        const ushort Ethernet = 1;
        byte* entry = stackalloc byte[Size];
        var bytes = new Span<byte>(entry, Size);
        bytes.Clear();
        Put(bytes, address);
        BitConverter.TryWriteBytes(bytes[HardwareAt..], Ethernet);
        hardware.CopyTo(bytes[(HardwareAt + 2)..]);
        BitConverter.TryWriteBytes(bytes[FlagsAt..], flags);
        Put(bytes[MaskAt..], mask);
        byte[] name = Encoding.UTF8.GetBytes(device ?? "");
        if (name.Length >= DeviceLength) return Errno.ENODEV;
        name.CopyTo(bytes[DeviceAt..]);
        // SAFETY: struct arpreq has 68 bytes.
        return Control(SocketAddress.Inet, adds ? 0x8955u : 0x8953u, entry);
    }

    // struct sockaddr_in
    private static void Put(Span<byte> to, InternetAddress address)
    {
        BitConverter.TryWriteBytes(to, Inet);
        address.CopyTo(to[4..]);
    }

    private static Errno Control(int family, uint request, byte* entry)
    {
        var errno = NetworkSocket.TryOpen(family, Datagram, 0, out var socket);
        if (errno != Errno.None) return errno;
        // SAFETY: the caller's structure is the one that the request takes.
        using (socket) return Libc.Ioctl(socket!.Descriptor, request, entry) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, nuint request, byte* argument);
    }
}
