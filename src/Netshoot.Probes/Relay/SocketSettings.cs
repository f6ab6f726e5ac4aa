using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>What is set on a socket before it connects or listens.</summary>
public sealed record SocketSettings
{
    /// <summary>IPv4 type of service or IPv6 traffic class.</summary>
    public int? TrafficClass { get; init; }

    public int? HopLimit { get; init; }

    public int? MinimumHopLimit { get; init; }

    /// <summary>Bytes (SO_SNDBUF).</summary>
    public int? SendBuffer { get; init; }

    /// <summary>Bytes (SO_RCVBUF).</summary>
    public int? ReceiveBuffer { get; init; }

    public bool Broadcast { get; init; }

    public bool Debug { get; init; }

    /// <summary>Others may listen on the same port, and the kernel shares out what comes (SO_REUSEPORT).</summary>
    public bool SharesPort { get; init; }

    /// <summary>An IPv6 socket takes IPv4 connections, too (IPV6_V6ONLY off); without it the system decides.</summary>
    public bool AcceptsIp4 { get; init; }

    /// <summary>The key of RFC 2385 signatures; null for none.</summary>
    public byte[]? SignatureKey { get; init; }

    /// <summary>Sets it all; throws <see cref="Failure"/> at what the kernel refuses.</summary>
    /// <param name="machine">For the words of errors.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="peer">Whom the signatures are for: the peer, or the unspecified address of its family for every peer.</param>
    public void Apply(IMachine machine, ISocket socket, InternetEndpoint peer)
    {
        if (SignatureKey is not null) Must(machine, socket.SetTcpSignature(peer, SignatureKey), "");
        if (SharesPort) Must(machine, socket.Set(SocketOption.ReusePort, 1), "");
        if (AcceptsIp4) Must(machine, socket.Set(SocketOption.Ip6Only, 0), "");
        if (Broadcast) Must(machine, socket.Set(SocketOption.Broadcast, 1), "");
        if (Debug) Must(machine, socket.Set(SocketOption.Debug, 1), "");
        if (TrafficClass is { } trafficClass) Must(machine, socket.Set(SocketOption.TrafficClass, trafficClass), socket.Family == SocketFamily.Ip6 ? "set IPv6 traffic class" : "set IP ToS");
        if (ReceiveBuffer is { } receive) Must(machine, socket.Set(SocketOption.ReceiveBuffer, receive), "set TCP receive buffer size");
        if (SendBuffer is { } send) Must(machine, socket.Set(SocketOption.SendBuffer, send), "set TCP send buffer size");
        if (HopLimit is { } hops) Must(machine, socket.Set(SocketOption.HopLimit, hops), "set TTL");
        if (MinimumHopLimit is { } least) Must(machine, socket.Set(SocketOption.MinimumHopLimit, least), "set minimum TTL");
    }

    private static void Must(IMachine machine, Errno errno, string what)
    {
        if (errno != Errno.None) throw new Failure(what, machine.Text(errno), errno: (int)errno);
    }
}
