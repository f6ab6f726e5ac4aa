using System.Runtime.InteropServices;
using Netshoot.Host.Bulk;
using Netshoot.Host.Loop;
using Netshoot.Host.Streams;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>A socket of the kernel. Nothing in it waits but <see cref="WaitAsync"/>.</summary>
internal sealed class MachineSocket(NetworkSocket socket, SocketFamily family, EventLoop loop) : ISocket
{
    private const int NonBlocking = 0x800;

    public SocketFamily Family => family;

    public int Number => socket.Descriptor.Number;

    public InternetEndpoint LocalEndpoint => socket.LocalAddress().ToInternet();

    public InternetEndpoint PeerEndpoint => socket.PeerAddress().ToInternet();

    public string PeerUnixPath => socket.PeerAddress().ToUnixPath();

    public static Errno TryOpen(EventLoop loop, SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
    {
        var errno = NetworkSocket.TryOpen(DomainOf(family), (int)kind | NonBlocking, protocol, out var opened);
        socket = opened is null ? null : new MachineSocket(opened, family, loop);
        return errno;
    }

    public static Errno TryOpenIn(EventLoop loop, string path, SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
    {
        socket = null;
        var errno = Files.TryOpen(path, out var descriptor);
        using (descriptor)
        {
            if (errno != Errno.None) return errno;
            if (Namespaces.KindOf(descriptor) != NamespaceKinds.Network) return Errno.EINVAL;
            try
            {
                socket = new MachineSocket(Namespaces.OpenSocketIn(descriptor, DomainOf(family), (int)kind | NonBlocking, protocol), family, loop);
                return Errno.None;
            }
            catch (Failure e)
            {
                return (Errno)e.Errno;
            }
        }
    }

    public Errno Bind(InternetEndpoint local) => socket.Bind(SocketAddress.Of(local));

    public Errno BindUnix(string path) => socket.Bind(SocketAddress.OfUnix(path));

    public Errno BindToInterface(string name) => socket.SetOption(SocketLevel.Socket, 25, System.Text.Encoding.UTF8.GetBytes(name + '\0'));

    public Errno Connect(InternetEndpoint remote) => socket.Connect(SocketAddress.Of(remote));

    public Errno ConnectUnix(string path) => socket.Connect(SocketAddress.OfUnix(path));

    public Errno Listen(int backlog) => socket.Listen(backlog);

    public Errno TryAccept(out ISocket? connection, out InternetEndpoint peer)
    {
        var errno = socket.Accept(out var accepted, out var address);
        accepted?.Descriptor.SetNonBlocking(true);
        connection = accepted is null ? null : new MachineSocket(accepted, family, loop);
        peer = address.ToInternet();
        return errno;
    }

    public Errno TrySend(ReadOnlySpan<byte> bytes, out int sent) => socket.Send(bytes, MessageFlags.DontWait, out sent);

    public Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent) => socket.SendTo(bytes, SocketAddress.Of(to), MessageFlags.DontWait, out sent);

    public Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent) => socket.SendTo(bytes, SocketAddress.OfUnix(path), MessageFlags.DontWait, out sent);

    public Errno TryReceive(Span<byte> buffer, out int received) => socket.Receive(buffer, MessageFlags.DontWait, out received);

    public Errno TryPeek(Span<byte> buffer, out Arrival arrival) => socket.ReceiveMessage(buffer, MessageFlags.DontWait | MessageFlags.Peek, out arrival);

    public Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival) => socket.ReceiveMessage(buffer, MessageFlags.DontWait, out arrival);

    public Errno TryReceiveError(Span<byte> buffer, out Arrival arrival) => socket.ReceiveMessage(buffer, MessageFlags.DontWait | MessageFlags.ErrorQueue, out arrival);

    public Errno Shutdown(bool both = false) => socket.Shutdown(both ? 2 : 1);

    public Errno Set(SocketOption option, int value)
        => Find(option) is var (level, name) ? socket.SetOption(level, name, option == SocketOption.UnicastInterface ? System.Net.IPAddress.HostToNetworkOrder(value) : value) : Errno.EOPNOTSUPP;

    public Errno Get(SocketOption option, out int value)
    {
        value = 0;
        return Find(option) is var (level, name) ? socket.GetOption(level, name, out value) : Errno.EOPNOTSUPP;
    }

    public Errno SetRaw(int level, int name, ReadOnlySpan<byte> value) => socket.SetOption(level, name, value);

    public Errno GetRaw(int level, int name, Span<byte> value, out int length) => socket.GetOption(level, name, value, out length);

    public Errno TryPeekUnixSender(out string path)
    {
        var errno = socket.ReceiveFrom(default, MessageFlags.DontWait | MessageFlags.Peek, out var from, out _);
        path = from.ToUnixPath();
        return errno;
    }

    public Errno TrySendFrom(IByteChannel source, int most, out int moved)
    {
        moved = 0;
        if (source is not MachineChannel channel) return Errno.EOPNOTSUPP;
        return Moved(channel.Kind switch
        {
            ChannelKind.Pipe => ByteTransfer.Splice(channel.Descriptor, socket.Descriptor, most, out moved),
            ChannelKind.File => ByteTransfer.SendFile(channel.Descriptor, socket.Descriptor, most, out moved),
            _ => Errno.EOPNOTSUPP,
        });
    }

    public Errno TryReceiveInto(IByteChannel sink, int most, out int moved)
    {
        moved = 0;
        return sink is MachineChannel { Kind: ChannelKind.Pipe } channel
            ? Moved(ByteTransfer.Splice(socket.Descriptor, channel.Descriptor, most, out moved))
            : Errno.EOPNOTSUPP;
    }

    public Errno TryPassOver(IByteChannel channel)
        => channel is MachineChannel over ? DescriptorPassing.Send(over.Descriptor, socket.Descriptor) : Errno.EOPNOTSUPP;

    public Errno SetTcpSignature(InternetEndpoint peer, ReadOnlySpan<byte> key)
    {
        // struct tcp_md5sig (include/uapi/linux/tcp.h): the peer as struct sockaddr_storage, flags, prefix length, key length, interface, key.
        const int Option = 32, LongestKey = 80, FlagsAt = 128, LengthAt = 130, KeyAt = 136; // TCP_MD5SIG_EXT
        if (key.Length > LongestKey) return Errno.EINVAL;
        Span<byte> signature = stackalloc byte[KeyAt + LongestKey];
        signature.Clear();
        SocketAddress.Of(peer).Bytes.CopyTo(signature);
        // Every peer: a prefix of no bits, which the structure is filled with already.
        if (peer.Address.IsAny) signature[FlagsAt] = 1; // TCP_MD5SIG_FLAG_PREFIX
        MemoryMarshal.Write(signature[LengthAt..], (ushort)key.Length);
        key.CopyTo(signature[KeyAt..]);
        return socket.SetOption(SocketLevel.Tcp, Option, signature);
    }

    public IBulkSocket OpenBulk() => new MachineBulkSocket(socket);

    public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
        => loop.WaitAsync(socket.Descriptor, MachineChannel.EventsOf(readiness), patience, stop);

    public void Dispose() => socket.Dispose();

    private static int DomainOf(SocketFamily family) => family switch { SocketFamily.Ip4 => SocketAddress.Inet, SocketFamily.Ip6 => SocketAddress.Inet6, _ => SocketAddress.Unix };

    /// <summary>What cannot be moved inside the kernel is told by several numbers; callers need one.</summary>
    private static Errno Moved(Errno errno) => errno is Errno.EINVAL or Errno.ENOSYS or Errno.EBADF ? Errno.EOPNOTSUPP : errno;

    /// <summary>Level and number of an option for this family: include/uapi/linux/in.h, in6.h, tcp.h and asm-generic/socket.h.</summary>
    private (int Level, int Name)? Find(SocketOption option) => (option, family) switch
    {
        (SocketOption.Mark, _) => (SocketLevel.Socket, 36),
        (SocketOption.Priority, _) => (SocketLevel.Socket, 12),
        (SocketOption.Broadcast, _) => (SocketLevel.Socket, 6),
        (SocketOption.DontRoute, _) => (SocketLevel.Socket, 5),
        (SocketOption.Debug, _) => (SocketLevel.Socket, 1),
        (SocketOption.ReuseAddress, _) => (SocketLevel.Socket, 2),
        (SocketOption.ReusePort, _) => (SocketLevel.Socket, 15),
        (SocketOption.KeepAlive, _) => (SocketLevel.Socket, 9),
        (SocketOption.SendBuffer, _) => (SocketLevel.Socket, 7),
        (SocketOption.ReceiveBuffer, _) => (SocketLevel.Socket, 8),
        (SocketOption.PendingError, _) => (SocketLevel.Socket, 4),
        (SocketOption.ReceiveTimestamps, _) => (SocketLevel.Socket, 35),
        (SocketOption.NoDelay, _) => (SocketLevel.Tcp, 1),
        (SocketOption.MaximumSegment, _) => (SocketLevel.Tcp, 2),
        (_, SocketFamily.Ip4) => option switch
        {
            SocketOption.HopLimit => (SocketLevel.Ip, 2),
            SocketOption.MinimumHopLimit => (SocketLevel.Ip, 21),
            SocketOption.MulticastHopLimit => (SocketLevel.Ip, 33),
            SocketOption.MulticastLoop => (SocketLevel.Ip, 34),
            SocketOption.TrafficClass => (SocketLevel.Ip, 1),
            SocketOption.PathMtuDiscovery => (SocketLevel.Ip, 10),
            SocketOption.PathMtu => (SocketLevel.Ip, 14),
            SocketOption.ReceiveErrors => (SocketLevel.Ip, 11),
            SocketOption.ReceiveHopLimit => (SocketLevel.Ip, 12),
            SocketOption.ReceiveTrafficClass => (SocketLevel.Ip, 13),
            SocketOption.ReceivePacketInfo => (SocketLevel.Ip, 8),
            SocketOption.ReceiveIpOptions => (SocketLevel.Ip, 7),
            SocketOption.UnicastInterface => (SocketLevel.Ip, 50),
            SocketOption.FreeBind => (SocketLevel.Ip, 15),
            _ => null,
        },
        (_, SocketFamily.Ip6) => option switch
        {
            SocketOption.HopLimit => (SocketLevel.Ip6, 16),
            SocketOption.MinimumHopLimit => (SocketLevel.Ip6, 73),
            SocketOption.MulticastHopLimit => (SocketLevel.Ip6, 18),
            SocketOption.MulticastLoop => (SocketLevel.Ip6, 19),
            SocketOption.MulticastInterface => (SocketLevel.Ip6, 17),
            SocketOption.TrafficClass => (SocketLevel.Ip6, 67),
            SocketOption.PathMtuDiscovery => (SocketLevel.Ip6, 23),
            SocketOption.PathMtu => (SocketLevel.Ip6, 24),
            SocketOption.ReceiveErrors => (SocketLevel.Ip6, 25),
            SocketOption.ReceiveHopLimit => (SocketLevel.Ip6, 51),
            SocketOption.ReceiveTrafficClass => (SocketLevel.Ip6, 66),
            SocketOption.ReceivePacketInfo => (SocketLevel.Ip6, 49),
            SocketOption.Ip6Only => (SocketLevel.Ip6, 26),
            SocketOption.SendFlowLabel => (SocketLevel.Ip6, 33),
            SocketOption.UnicastInterface => (SocketLevel.Ip6, 76),
            SocketOption.FreeBind => (SocketLevel.Ip6, 78),
            _ => null,
        },
        _ => null,
    };
}
