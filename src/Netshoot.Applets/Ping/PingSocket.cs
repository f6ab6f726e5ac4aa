using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>Opens and sets up the socket that ping's options ask for, with the original's words where one cannot be had.</summary>
internal static class PingSocket
{
    private const int IpLevel = 0, IpOptionsName = 4;

    public static EchoSocket Open(Shell shell, PingOptions options, InternetEndpoint destination, InternetAddress? source, IReadOnlyList<InternetAddress> hops)
    {
        bool is6 = destination.Address.Is6;
        // An identifier of 0 cannot be bound: it needs a raw socket (ping(8), -e).
        bool mustBeRaw = options.Identifier == 0 && !is6;
        var errno = EchoSocket.TryOpen(shell.Machine, is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, mustBeRaw, out var socket);
        if (errno is Errno.EPERM or Errno.EACCES)
        {
            shell.Complain("socktype: SOCK_RAW");
            shell.Complain($"socket: {shell.Machine.Text(errno)}");
            throw new Failure("", "=> missing cap_net_raw+p capability or setuid?",
                $"{shell.Machine.HowToGet("NET_RAW", "a raw socket")}; or let groups ping without it: sysctl net.ipv4.ping_group_range='0 2147483647'");
        }
        if (errno != Errno.None) throw Failed(shell, "socket", errno);

        try
        {
            SetUp(shell, options, destination, source, hops, socket!);
        }
        catch
        {
            socket!.Dispose();
            throw;
        }
        return socket!;
    }

    /// <summary>The address that packets to the destination leave from, as the routing tables have it (a connected datagram socket tells).</summary>
    public static InternetAddress FindSource(Shell shell, PingOptions options, InternetEndpoint destination)
    {
        if (destination is { Address.Is6: true, Scope: 0 } && (destination.Address.IsLinkLocal || destination.Address.IsMulticast))
        {
            // Without an interface there is no route to ask about, and the original asks about none even when it has one.
            if (options.Device is { } named) shell.Complain($"Warning: source address might be selected on device other than: {named}");
            return InternetAddress.Any6;
        }
        var errno = shell.Machine.TryOpen(destination.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Datagram, 0, out var opened);
        if (errno != Errno.None) throw Failed(shell, "socket", errno);
        using var probe = opened!;
        if (options.Device is { } device) Bind(shell, probe, device);
        if (options.TrafficClass is { } trafficClass && probe.Set(SocketOption.TrafficClass, trafficClass) != Errno.None) shell.Complain("warning: QOS sockopts");
        if (options.Mark is { } mark) SetMark(shell, probe, mark);
        var peer = destination with { Port = 1025 };
        errno = probe.Connect(peer);
        if (errno == Errno.EACCES)
        {
            if (!options.AllowsBroadcast || destination.Address.Is6)
                throw new Failure("", "Do you want to ping broadcast? Then -b. If not, check your local firewall rules", errno: (int)errno);
            shell.Error.Literal("WARNING: pinging broadcast address\n");
            probe.Set(SocketOption.Broadcast, 1);
            errno = probe.Connect(peer);
        }
        if (errno != Errno.None) throw Failed(shell, "connect", errno);
        return probe.LocalEndpoint.Address;
    }

    public static Failure Failed(Shell shell, string call, Errno errno) => new(call, shell.Machine.Text(errno), errno: (int)errno);

    /// <summary>The IPv4 options that go with each request (RFC 791 section 3.1): none, or as many bytes as fit.</summary>
    public static byte[] IpOptionsOf(PingOptions options, InternetEndpoint destination, IReadOnlyList<InternetAddress> hops)
    {
        const byte NoOperation = 1, RecordRoute = 7, Timestamp = 68, LooseSourceRoute = 131;
        const byte FirstTime = 5, FirstAddress = 4, WithAddress = 1, Prespecified = 3;
        if (options.IpOption == PingIpOption.None && hops.Count == 0) return [];
        byte[] bytes = new byte[IpOptions.Size];
        var wire = new WireWriter(bytes);
        switch (options.IpOption)
        {
            case PingIpOption.RecordRoute:
                // One byte of padding before it, then room for nine addresses.
                wire.Put([NoOperation, RecordRoute, IpOptions.Size - 1, FirstAddress]);
                break;
            case PingIpOption.TimestampOnly:
                wire.Put([Timestamp, IpOptions.Size, FirstTime, 0]);
                break;
            case PingIpOption.TimestampAndAddress:
                wire.Put([Timestamp, IpOptions.Size - 4, FirstTime, WithAddress]);
                break;
            case PingIpOption.TimestampPrespecified:
                wire.Put([Timestamp, (byte)(4 + 8 * hops.Count), FirstTime, Prespecified]);
                foreach (var hop in hops)
                {
                    wire.Ip(hop);
                    wire.Zero(4);
                }
                break;
            default:
                wire.Put([NoOperation, LooseSourceRoute, (byte)(3 + 4 * (hops.Count + 1)), FirstAddress]);
                foreach (var hop in hops) wire.Ip(hop);
                wire.Ip(destination.Address);
                break;
        }
        return bytes;
    }

    private static void SetUp(Shell shell, PingOptions options, InternetEndpoint destination, InternetAddress? source, IReadOnlyList<InternetAddress> hops, EchoSocket socket)
    {
        var plain = socket.Socket;
        bool is6 = destination.Address.Is6;
        socket.Identifier = (ushort)(options.Identifier ?? Random.Shared.Next(1, ushort.MaxValue));
        socket.SetPayloadLength(options.PayloadLength);
        Fill(socket.Payload, options.Pattern);

        if (is6 && !socket.IsRaw && destination.Address.IsLinkLocal && destination.Scope == 0)
            shell.Complain("Warning: IPv6 link-local address on ICMP datagram socket may require ifname or scope-id => use: address%<ifname|scope-id>");
        if (options.Device is { } device) Bind(shell, plain, device);
        var bound = source ?? (is6 ? InternetAddress.Any6 : InternetAddress.Any4);
        bool isDatagramIdentifier = !socket.IsRaw && options.Identifier is > 0;
        if (!bound.IsAny || isDatagramIdentifier)
        {
            var errno = plain.Bind(new(bound, isDatagramIdentifier ? socket.Identifier : (ushort)0, bound.IsLinkLocal ? destination.Scope : 0));
            if (errno != Errno.None) throw Failed(shell, is6 ? "bind icmp socket" : "bind", errno);
        }

        socket.Prepare();
        if (options.Mark is { } mark) SetMark(shell, plain, mark);
        if (options.AllowsBroadcast && !is6) plain.Set(SocketOption.Broadcast, 1);
        if (options.Debugs) plain.Set(SocketOption.Debug, 1);
        if (options.BypassesRoutes) plain.Set(SocketOption.DontRoute, 1);
        if (options.SuppressesLoop) Must(shell, plain.Set(SocketOption.MulticastLoop, 0), "cannot disable multicast loopback");
        if (options.TrafficClass is { } trafficClass) Must(shell, plain.Set(SocketOption.TrafficClass, trafficClass), "setsockopt");
        if (options.PathMtuDiscovery is { } discovery) Must(shell, plain.Set(SocketOption.PathMtuDiscovery, (int)discovery), is6 ? "IPV6_MTU_DISCOVER" : "IP_MTU_DISCOVER");
        if (options.HopLimit is { } hopLimit)
        {
            Must(shell, plain.Set(SocketOption.MulticastHopLimit, hopLimit), is6 ? "can't set multicast hop limit" : "cannot set multicast time-to-live");
            Must(shell, plain.Set(SocketOption.HopLimit, hopLimit), is6 ? "can't set unicast hop limit" : "cannot set unicast time-to-live");
        }
        if (!is6 && IpOptionsOf(options, destination, hops) is { Length: > 0 } ipOptions)
            Must(shell, plain.SetRaw(IpLevel, IpOptionsName, ipOptions), options.IpOption switch { PingIpOption.None => "record route", PingIpOption.RecordRoute => "record route", _ => "timestamp" });
        SetBuffers(options, plain);
        if (options.IsConnected)
        {
            var errno = plain.Connect(destination);
            if (errno != Errno.None) throw Failed(shell, "connect failed", errno);
        }
    }

    /// <summary>Not more than the requests under way wait in the send buffer, so that a slow device holds ping back; answers of a preload find room.</summary>
    private static void SetBuffers(PingOptions options, ISocket socket)
    {
        const int Overhead = 512, LeastReceive = 65536;
        long packet = Math.Min(options.PayloadLength + 8L + Overhead, int.MaxValue / 2);
        socket.Set(SocketOption.SendBuffer, options.SendBuffer ?? (int)packet);
        socket.Set(SocketOption.ReceiveBuffer, (int)Math.Clamp(packet * options.Preload, LeastReceive, int.MaxValue / 2));
    }

    private static void Bind(Shell shell, ISocket socket, string device)
    {
        var errno = socket.BindToInterface(device);
        if (errno == Errno.None) return;
        throw socket.Family == SocketFamily.Ip6 && errno == Errno.ENODEV
            ? new Failure("unknown iface", device, errno: (int)errno)
            : new Failure($"SO_BINDTODEVICE {device}", shell.Machine.Text(errno), errno: (int)errno);
    }

    private static void SetMark(Shell shell, ISocket socket, uint mark)
    {
        var errno = socket.Set(SocketOption.Mark, (int)mark);
        if (errno != Errno.None) shell.Complain($"WARNING: failed to set mark: {mark}: {shell.Machine.Text(errno)}");
    }

    private static void Must(Shell shell, Errno errno, string what)
    {
        if (errno != Errno.None) throw Failed(shell, what, errno);
    }

    private static void Fill(Span<byte> payload, ReadOnlySpan<byte> pattern)
    {
        for (int i = 0; i < payload.Length; i++) payload[i] = pattern.IsEmpty ? (byte)i : pattern[i % pattern.Length];
    }
}
