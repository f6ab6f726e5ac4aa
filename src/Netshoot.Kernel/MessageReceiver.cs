using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary><c>struct msghdr</c> (recvmsg(2)); the gaps are the padding of 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Address;
    public int AddressLength;
    private readonly int _gap;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public MessageFlags Flags;
    private readonly int _gap2;
}

/// <summary><c>struct iovec</c> (readv(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}

/// <summary>Datagrams with all that the kernel tells about them (recvmsg(2), cmsg(3)).</summary>
public sealed unsafe partial class NetworkSocket
{
    private const int ControlRoom = 512;

    /// <summary>The next datagram, or with <see cref="MessageFlags.ErrorQueue"/> the next error.</summary>
    public Errno ReceiveMessage(Span<byte> buffer, MessageFlags flags, out Arrival arrival)
    {
        arrival = new Arrival { HopLimit = -1, TrafficClass = -1 };
        var address = new SocketAddress();
        byte* control = stackalloc byte[ControlRoom];
        // SAFETY: every buffer that the header names is pinned or on this stack, with its length beside it.
        fixed (byte* bytes = buffer)
        fixed (byte* from = address.Buffer)
        {
            var vector = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var message = new MessageHeader { Address = from, AddressLength = address.Buffer.Length, Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlRoom };
            nint result;
            do result = Libc.RecvMsg(Descriptor, &message, flags);
            while (result < 0 && KernelFailure.LastErrno == Errno.EINTR);
            if (result < 0) return KernelFailure.LastErrno;
            address.Length = message.AddressLength;
            arrival.Length = (int)result;
            arrival.Truncated = (message.Flags & MessageFlags.Truncate) != 0;
            arrival.From = address.ToInternet();
            ReadControl(new ReadOnlySpan<byte>(control, (int)Math.Min(message.ControlLength, ControlRoom)), ref arrival);
        }
        return Errno.None;
    }

    /// <summary>The next datagram of a netlink socket that listens to all namespaces; its length is the whole even where the buffer cut it.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="length">Its length.</param>
    /// <param name="namespaceId">The number of the namespace that it is from; null for this one.</param>
    public Errno ReceiveNotification(Span<byte> buffer, out int length, out int? namespaceId)
    {
        const int Header = 16, NamespaceIdMessage = 8; // NETLINK_LISTEN_ALL_NSID
        length = 0;
        namespaceId = null;
        byte* control = stackalloc byte[ControlRoom];
        // SAFETY: every buffer that the header names is pinned or on this stack, with its length beside it.
        fixed (byte* bytes = buffer)
        {
            var vector = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlRoom };
            nint result;
            do result = Libc.RecvMsg(Descriptor, &message, MessageFlags.Truncate);
            while (result < 0 && KernelFailure.LastErrno == Errno.EINTR);
            if (result < 0) return KernelFailure.LastErrno;
            length = (int)result;
            var told = new ReadOnlySpan<byte>(control, (int)Math.Min(message.ControlLength, ControlRoom));
            if (told.Length >= Header + sizeof(int) && MemoryMarshal.Read<int>(told[8..]) == SocketLevel.Netlink && MemoryMarshal.Read<int>(told[12..]) == NamespaceIdMessage)
                namespaceId = MemoryMarshal.Read<int>(told[Header..]);
        }
        return Errno.None;
    }

    /// <summary>Reads the control messages: <c>struct cmsghdr</c> (length, level, type), data, padding to eight bytes.</summary>
    internal static void ReadControl(ReadOnlySpan<byte> control, ref Arrival arrival)
    {
        const int Header = 16;
        while (control.Length >= Header)
        {
            ulong claimed = MemoryMarshal.Read<ulong>(control);
            if (claimed < Header || claimed > (ulong)control.Length) return;
            int length = (int)claimed;
            ReadControl(MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..]), control[Header..length], ref arrival);
            int next = (length + 7) & ~7;
            if (next >= control.Length) return;
            control = control[next..];
        }
    }

    private static void ReadControl(int level, int type, ReadOnlySpan<byte> data, ref Arrival arrival)
    {
        switch (level, type)
        {
            case (SocketLevel.Socket, 29 or 35) when data.Length >= 16: // SCM_TIMESTAMP is in microseconds, SCM_TIMESTAMPNS in nanoseconds.
                arrival.ReceivedNanoseconds = MemoryMarshal.Read<long>(data) * 1_000_000_000 + MemoryMarshal.Read<long>(data[8..]) * (type == 29 ? 1000 : 1);
                break;
            case (SocketLevel.Ip, 2) when data.Length >= 4: // IP_TTL
            case (SocketLevel.Ip6, 52) when data.Length >= 4: // IPV6_HOPLIMIT
                arrival.HopLimit = MemoryMarshal.Read<int>(data);
                break;
            case (SocketLevel.Ip, 1) when data.Length >= 1: // IP_TOS
                arrival.TrafficClass = data[0];
                break;
            case (SocketLevel.Ip6, 67) when data.Length >= 4: // IPV6_TCLASS
                arrival.TrafficClass = MemoryMarshal.Read<int>(data);
                break;
            case (SocketLevel.Ip, 8) when data.Length >= 12: // IP_PKTINFO: interface, local address, destination of the header
                arrival.InterfaceIndex = MemoryMarshal.Read<int>(data);
                arrival.To = InternetAddress.FromBytes(data[8..12]);
                break;
            case (SocketLevel.Ip6, 50) when data.Length >= 20: // IPV6_PKTINFO
                arrival.To = InternetAddress.FromBytes(data[..16]);
                arrival.InterfaceIndex = MemoryMarshal.Read<int>(data[16..]);
                break;
            case (SocketLevel.Ip, 6 or 7): // IP_RECVOPTS, IP_RETOPTS
                arrival.OptionsLength = Math.Min(data.Length, IpOptions.Size);
                data[..arrival.OptionsLength].CopyTo(arrival.Options);
                break;
            case (SocketLevel.Ip, 11) when data.Length >= 16: // IP_RECVERR
            case (SocketLevel.Ip6, 25) when data.Length >= 16: // IPV6_RECVERR
                arrival.Error = ReadError(data);
                break;
        }
    }

    private static QueuedError ReadError(ReadOnlySpan<byte> data)
    {
        var error = new QueuedError
        {
            Errno = (Errno)MemoryMarshal.Read<uint>(data),
            Origin = (QueuedErrorOrigin)data[4],
            Type = data[5],
            Code = data[6],
            Info = MemoryMarshal.Read<uint>(data[8..]),
            Data = MemoryMarshal.Read<uint>(data[12..]),
        };
        // SO_EE_OFFENDER: a socket address behind the structure.
        var offender = data[16..];
        if (offender.Length >= 16)
        {
            int family = MemoryMarshal.Read<ushort>(offender);
            if (family == SocketAddress.Inet) error.Offender = InternetAddress.From4(BinaryPrimitives.ReadUInt32BigEndian(offender[4..]));
            else if (family == SocketAddress.Inet6 && offender.Length >= 24) error.Offender = InternetAddress.FromBytes(offender[8..24]);
        }
        return error;
    }
}
