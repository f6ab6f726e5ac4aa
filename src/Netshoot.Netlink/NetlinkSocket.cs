using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>Protocols of netlink sockets, <c>NETLINK_*</c> (include/uapi/linux/netlink.h).</summary>
public enum NetlinkProtocol
{
    Route = 0,
    SocketDiagnosis = 4,
    Xfrm = 6,
    Netfilter = 12,
    Generic = 16,
}

/// <summary>A netlink socket (netlink(7)) in the namespace of this process or in another.</summary>
public sealed class NetlinkSocket : INetlinkTransport
{
    private const int Raw = 3;
    private const int AddMembership = 1, ListenToAllNamespaces = 8, CapAcknowledgement = 10, ExtendedAcknowledgement = 11, StrictCheck = 12;
    private const int SendBuffer = 7, ReceiveBuffer = 8, ReceiveBufferForce = 33;

    private readonly NetworkSocket _socket;
    private bool _listensToAll;

    private NetlinkSocket(NetworkSocket socket)
    {
        _socket = socket;
        // Each of them is younger than some kernel that still runs: one that lacks it does without.
        _ = socket.SetOption(SocketLevel.Netlink, ExtendedAcknowledgement, 1);
        _ = socket.SetOption(SocketLevel.Netlink, CapAcknowledgement, 1);
        _ = socket.SetOption(SocketLevel.Netlink, StrictCheck, 1);
        _ = socket.SetOption(SocketLevel.Socket, SendBuffer, 32 * 1024);
        SetReceiveBuffer(1024 * 1024);
    }

    public FileDescriptor Descriptor => _socket.Descriptor;

    public static Errno TryOpen(NetlinkProtocol protocol, out NetlinkSocket? opened)
    {
        opened = null;
        var errno = NetworkSocket.TryOpen(SocketAddress.Netlink, Raw, (int)protocol, out var socket);
        if (errno != Errno.None) return errno;
        errno = socket!.Bind(SocketAddress.OfNetlink(0, 0));
        if (errno == Errno.None) opened = new(socket);
        else socket.Dispose();
        return errno;
    }

    /// <summary>Opens a socket in the network namespace behind a descriptor; it stays there.</summary>
    public static NetlinkSocket OpenIn(FileDescriptor networkNamespace, NetlinkProtocol protocol)
    {
        var socket = Namespaces.OpenSocketIn(networkNamespace, SocketAddress.Netlink, Raw, (int)protocol);
        var errno = socket.Bind(SocketAddress.OfNetlink(0, 0));
        if (errno == Errno.None) return new(socket);
        socket.Dispose();
        throw KernelFailure.Of(errno, "netlink");
    }

    /// <summary>Subscribes to notifications of a group (<c>RTNLGRP_*</c>, <c>NFNLGRP_*</c>, or one of a generic family).</summary>
    public Errno Join(int group) => _socket.SetOption(SocketLevel.Netlink, AddMembership, group);

    /// <summary>Subscribes to the notifications of all namespaces, too, that have a number in this one.</summary>
    public Errno ListenToAll()
    {
        var errno = _socket.SetOption(SocketLevel.Netlink, ListenToAllNamespaces, 1);
        _listensToAll = errno == Errno.None;
        return errno;
    }

    public int? NamespaceId { get; private set; }

    /// <summary>How many bytes of notifications may wait to be read; with the privilege for it beyond the system's limit.</summary>
    public void SetReceiveBuffer(int bytes)
    {
        if (_socket.SetOption(SocketLevel.Socket, ReceiveBufferForce, bytes) != Errno.None) _ = _socket.SetOption(SocketLevel.Socket, ReceiveBuffer, bytes);
    }

    public Errno Send(ReadOnlySpan<byte> datagram) => _socket.SendTo(datagram, SocketAddress.OfNetlink(0, 0), MessageFlags.None, out _);

    public Errno Receive(Span<byte> buffer, out int length)
    {
        if (!_listensToAll) return _socket.Receive(buffer, MessageFlags.Truncate, out length);
        var errno = _socket.ReceiveNotification(buffer, out length, out int? id);
        NamespaceId = id;
        return errno;
    }

    public void Dispose() => _socket.Dispose();
}
