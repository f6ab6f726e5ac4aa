using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>What probes with headers of our own making need: the address that they leave from, and what a raw socket gives back.</summary>
internal static class RawHeader
{
    private const int Shortest4 = 20;

    /// <summary>The address that packets to the destination leave from, as the routes have it (a connected datagram socket tells).</summary>
    public static InternetAddress SourceOf(IMachine machine, TraceSettings settings)
    {
        if (settings.Source is { } source) return source;
        using var probe = (settings with { SourcePort = 0 }).Open(machine, SocketKind.Datagram, 0);
        TraceSettings.Must(machine, probe.Connect(settings.Destination), "connect");
        return probe.LocalEndpoint.Address;
    }

    /// <summary>Opens a raw socket that is connected: the kernel then hands it what comes from the destination and what is said about packets to it, and no more.</summary>
    public static ISocket Open(IMachine machine, TraceSettings settings, int protocol)
    {
        var socket = (settings with { SourcePort = 0 }).Open(machine, SocketKind.Raw, protocol);
        var errno = socket.Connect(settings.Destination with { Port = 0, FlowLabel = settings.FlowLabel });
        if (errno == Errno.None) return socket;
        socket.Dispose();
        TraceSettings.Must(machine, errno, "connect");
        return socket;
    }

    /// <summary>A port that nobody else here uses as long as this socket is open.</summary>
    public static ISocket? Reserve(IMachine machine, TraceSettings settings, SocketKind kind, int protocol, InternetAddress source, ushort port)
    {
        if (machine.TryOpen(settings.Family, kind, protocol, out var socket) != Errno.None) return null;
        if (port != 0) socket!.Set(SocketOption.ReuseAddress, 1);
        var errno = socket!.Bind(new(source, port, source.IsLinkLocal ? settings.Destination.Scope : 0));
        if (errno == Errno.None) return socket;
        socket.Dispose();
        TraceSettings.Must(machine, errno, "bind");
        return null;
    }

    /// <summary>The payload of a packet out of a raw socket, which shows the IP header of IPv4 and not that of IPv6.</summary>
    public static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> packet, bool is6, ref Arrival arrival)
    {
        if (is6) return packet;
        if (packet.Length < Shortest4) return default;
        int length = (packet[0] & 15) * 4;
        if (arrival.HopLimit < 0) arrival.HopLimit = packet[8];
        return length < Shortest4 || length > packet.Length ? default : packet[length..];
    }

    /// <summary>Puts the checksum with its pseudo header in (RFC 9293 section 3.1).</summary>
    public static void Seal(Span<byte> message, int at, InternetAddress source, InternetAddress destination, byte protocol)
    {
        message.Slice(at, 2).Clear();
        ushort sum = Packets.Transport.PseudoHeader.Checksum(source, destination, protocol, message, message.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(message[at..], sum);
    }
}
