using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>The interfaces of the kernel.</summary>
internal sealed class MachineLinks(EventLoop loop) : ILinks
{
    public IReadOnlyList<string> Names => Interfaces.Names();

    public Errno TryGetState(string name, out LinkState state)
    {
        var errno = Interfaces.GetFlags(name, out var flags);
        state = new((flags & InterfaceFlags.Up) != 0, (flags & (InterfaceFlags.NoArp | InterfaceFlags.Loopback)) == 0);
        return errno;
    }

    public Errno TryOpen(string name, ushort etherType, out ILinkSocket? socket)
    {
        const int Datagram = 2, NonBlocking = 0x800;
        socket = null;
        var errno = NetworkSocket.TryOpen(SocketAddress.Packet, Datagram | NonBlocking, 0, out var opened);
        if (errno != Errno.None) return errno;
        // Without a protocol it hears nothing until it is bound: no frame of another interface comes in between.
        int index = Interfaces.IndexOf(name);
        errno = index == 0 ? Errno.ENODEV : opened!.Bind(SocketAddress.OfPacket(index, etherType));
        if (errno == Errno.None) socket = new LinkSocket(opened!, index, etherType, loop);
        else opened!.Dispose();
        return errno;
    }

    public string? TryReadTable(string? namespacePath, string name)
    {
        if (namespacePath is null) return Files.TryReadText($"/proc/net/{name}");
        if (Files.TryOpen(namespacePath, out var descriptor) != Errno.None) return null;
        using (descriptor) return Namespaces.TryReadTableIn(descriptor, name);
    }

    public Errno TryChangeMulticast(string? namespacePath, string name, MacAddress address, bool adds)
    {
        const int Datagram = 2;
        if (namespacePath is null)
        {
            var errno = NetworkSocket.TryOpen(SocketAddress.Inet, Datagram, 0, out var own);
            using (own) return errno == Errno.None ? Interfaces.ChangeMulticast(own!, name, address, adds) : errno;
        }
        var opened = Files.TryOpen(namespacePath, out var descriptor);
        if (opened != Errno.None) return opened;
        using (descriptor)
        using (var socket = Namespaces.OpenSocketIn(descriptor, SocketAddress.Inet, Datagram, 0))
            return Interfaces.ChangeMulticast(socket, name, address, adds);
    }

    public Errno ControlDriver(string name, Span<byte> command) => Interfaces.ControlDriver(name, command);

    public Errno TryGetFlags(string name, out ushort flags)
    {
        var errno = Interfaces.GetFlags(name, out var found);
        flags = (ushort)found;
        return errno;
    }

    public Errno TryControl(LinkControl what, string name, ReadOnlySpan<byte> value)
    {
        const int Datagram = 2;
        var errno = NetworkSocket.TryOpen(SocketAddress.Inet, Datagram, 0, out var socket);
        using (socket) return errno == Errno.None ? Interfaces.Control(socket!, (uint)what, name, value) : errno;
    }

    public Errno TryChangeAddress6(InternetPrefix address, int index, bool adds) => Interfaces.ChangeAddress6(address, index, adds);

    public Errno TryChangeTun(string name, ushort flags, bool stays, uint? user, uint? group, out string failed) => TunDevice.Change(name, flags, stays, user, group, out failed);

    private sealed class LinkSocket(NetworkSocket socket, int index, ushort etherType, EventLoop loop) : ILinkSocket
    {
        public MacAddress Address { get; } = socket.LocalAddress().ToPacket().From;

        public Errno TrySend(ReadOnlySpan<byte> payload, MacAddress to) => socket.SendTo(payload, SocketAddress.OfPacket(index, etherType, to), MessageFlags.DontWait, out _);

        public Errno TryReceive(Span<byte> buffer, out LinkArrival arrival)
        {
            var errno = socket.ReceiveFrom(buffer, MessageFlags.DontWait, out var from, out int received);
            var (_, delivery, sender) = from.ToPacket();
            arrival = new(received, sender, (LinkDelivery)delivery);
            return errno;
        }

        public ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop) => loop.WaitAsync(socket.Descriptor, PollEvents.Read, patience, stop);

        public void Dispose() => socket.Dispose();
    }
}
