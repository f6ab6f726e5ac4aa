using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What takes whole IP packets. The real one is <see cref="PacketSender"/>; tests have their own wire.</summary>
public interface IPacketSender
{
    /// <summary>Sends one packet; EAGAIN when there is no room.</summary>
    Errno Send(ReadOnlySpan<byte> packet, InternetEndpoint to);
}

/// <summary>
/// Sends whole IP packets by raw sockets (raw(7)): the kernel finds the way and the neighbor. Of IPv4 the header is ours; of IPv6
/// the kernel makes it, with the hop limit that ours has.
/// </summary>
public sealed class PacketSender : IPacketSender, IDisposable
{
    private const int WithHeader = 255; // IPPROTO_RAW

    private readonly IMachine _machine;
    private readonly string? _device;
    private readonly ISocket? _four;
    private readonly Dictionary<byte, ISocket> _six = [];

    private PacketSender(IMachine machine, ISocket? four, string? device) => (_machine, _four, _device) = (machine, four, device);

    /// <summary>The most bytes of a packet; longer ones are cut into fragments here. 0 leaves that to the kernel.</summary>
    public int Mtu { get; init; }

    /// <summary>Opens what sends; needs CAP_NET_RAW.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="device">The interface to send by; null leaves it to the routes.</param>
    /// <param name="mtu">See <see cref="Mtu"/>.</param>
    /// <param name="sender">The sender, or null.</param>
    public static Errno TryOpen(IMachine machine, string? device, int mtu, out PacketSender? sender)
    {
        sender = null;
        var errno = machine.TryOpen(SocketFamily.Ip4, SocketKind.Raw, WithHeader, out var four);
        if (errno != Errno.None) return errno;
        errno = device is null ? Errno.None : four!.BindToInterface(device);
        if (errno != Errno.None)
        {
            four!.Dispose();
            return errno;
        }
        four!.Set(SocketOption.Broadcast, 1);
        four.Set(SocketOption.SendBuffer, 4 << 20);
        sender = new(machine, four, device) { Mtu = mtu };
        return Errno.None;
    }

    public Errno Send(ReadOnlySpan<byte> packet, InternetEndpoint to)
    {
        if (to.Address.Is6) return Send6(packet, to);
        if (Mtu > 0 && packet.Length > Mtu + Ipv4Header.Size) return SendFragments(packet, to);
        return _four!.TrySendTo(packet, to with { Port = 0 }, out _);
    }

    public void Dispose()
    {
        _four?.Dispose();
        foreach (var socket in _six.Values) socket.Dispose();
    }

    private Errno Send6(ReadOnlySpan<byte> packet, InternetEndpoint to)
    {
        byte protocol = packet[6], hops = packet[7];
        if (!_six.TryGetValue(protocol, out var socket))
        {
            var errno = _machine.TryOpen(SocketFamily.Ip6, SocketKind.Raw, protocol, out socket);
            if (errno != Errno.None) return errno;
            if (_device is not null) socket!.BindToInterface(_device);
            socket!.Set(SocketOption.SendBuffer, 4 << 20);
            _six.Add(protocol, socket);
        }
        socket.Set(SocketOption.HopLimit, hops);
        return socket.TrySendTo(packet[Ipv6Header.Size..], to with { Port = 0 }, out _);
    }

    private Errno SendFragments(ReadOnlySpan<byte> packet, InternetEndpoint to)
    {
        int header = (packet[0] & 15) * 4, step = Mtu & ~7;
        ushort flags = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & ~(Ipv4Header.MoreFragments | Ipv4Header.OffsetMask));
        Span<byte> fragment = stackalloc byte[header + step];
        for (int at = header; at < packet.Length; at += step)
        {
            var body = packet[at..Math.Min(packet.Length, at + step)];
            packet[..header].CopyTo(fragment);
            body.CopyTo(fragment[header..]);
            bool isLast = at + body.Length == packet.Length;
            BinaryPrimitives.WriteUInt16BigEndian(fragment[6..], (ushort)(flags | (at - header) / 8 | (isLast ? 0 : Ipv4Header.MoreFragments)));
            var errno = _four!.TrySendTo(fragment[..(header + body.Length)], to with { Port = 0 }, out _);
            if (errno != Errno.None) return errno;
        }
        return Errno.None;
    }
}
