using System.Collections.Immutable;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>Where probes go, and what they look like whatever their protocol.</summary>
/// <param name="Destination">Where to; its port is the one of the first probe.</param>
public sealed record TraceSettings(InternetEndpoint Destination)
{
    /// <summary>The IP length of a probe.</summary>
    public int Length { get; init; }

    /// <summary>The address to send from; null to let the routes choose.</summary>
    public InternetAddress? Source { get; init; }

    /// <summary>The interface to send by; null to let the routes choose.</summary>
    public string? Device { get; init; }

    /// <summary>The port to send from; 0 to let the kernel choose one for each probe.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>Type of service or traffic class.</summary>
    public int TrafficClass { get; init; }

    /// <summary>The flow label of IPv6 (RFC 6437).</summary>
    public uint FlowLabel { get; init; }

    /// <summary>SO_MARK; null for none.</summary>
    public uint? Mark { get; init; }

    /// <summary>No fragments: neither here nor on the way, and what is known of the path is ignored.</summary>
    public bool DoesNotFragment { get; init; }

    public bool BypassesRoutes { get; init; }

    public bool Debugs { get; init; }

    /// <summary>Nodes that the packets are to pass: loose source routing (RFC 791 section 3.1), or a routing header (RFC 8200 section 4.4).</summary>
    public ImmutableArray<InternetAddress> Gateways { get; init; } = [];

    /// <summary>The type of the routing header.</summary>
    public byte RoutingType { get; init; } = 2;

    private const int Ip4Header = 20, Ip6Header = 40, Ip6Level = 41, IpLevel = 0;

    public bool Is6 => Destination.Address.Is6;

    public SocketFamily Family => Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4;

    /// <summary>Bytes of the IP header with its options, or of the IPv6 header with its routing header.</summary>
    public int HeaderLength => (Is6 ? Ip6Header : Ip4Header) + (Gateways.IsEmpty ? 0 : Is6 ? 8 + 16 * Gateways.Length : (3 + 4 * (Gateways.Length + 1) + 3) & ~3);

    /// <summary>Opens a socket of that kind for probes, with everything set that these settings ask for.</summary>
    /// <exception cref="Failure">What could not be had: the call and the kernel's word.</exception>
    public ISocket Open(IMachine machine, SocketKind kind, int protocol)
    {
        Must(machine, machine.TryOpen(Family, kind, protocol, out var opened), "socket");
        try
        {
            Prepare(machine, opened!);
        }
        catch
        {
            opened!.Dispose();
            throw;
        }
        return opened!;
    }

    /// <summary>Sets what these settings ask for on a socket that is open.</summary>
    public void Prepare(IMachine machine, ISocket socket)
    {
        const int IpOptions = 4, RoutingHeader = 57, ErrorsWithObjects4 = 26, ErrorsWithObjects6 = 31;
        if (Device is { } device) Must(machine, socket.BindToInterface(device), "setsockopt SO_BINDTODEVICE");
        if (SourcePort != 0) socket.Set(SocketOption.ReuseAddress, 1);
        if (Source is { } source || SourcePort != 0) Must(machine, socket.Bind(new(Source ?? Any, SourcePort, Source is { IsLinkLocal: true } ? Destination.Scope : 0)), "bind");
        if (Debugs) Must(machine, socket.Set(SocketOption.Debug, 1), "setsockopt SO_DEBUG");
        if (Mark is { } mark) Must(machine, socket.Set(SocketOption.Mark, (int)mark), "setsockopt SO_MARK");
        if (BypassesRoutes) Must(machine, socket.Set(SocketOption.DontRoute, 1), "setsockopt SO_DONTROUTE");
        socket.Set(SocketOption.PathMtuDiscovery, (int)(DoesNotFragment ? PathMtuDiscovery.Probe : PathMtuDiscovery.Dont));
        if (!Gateways.IsEmpty)
        {
            if (Is6) Must(machine, socket.SetRaw(Ip6Level, RoutingHeader, RoutingHeaderBytes()), "setsockopt IPV6_RTHDR");
            else Must(machine, socket.SetRaw(IpLevel, IpOptions, SourceRoute()), "setsockopt IP_OPTIONS");
        }
        if (TrafficClass != 0) Must(machine, socket.Set(SocketOption.TrafficClass, TrafficClass), Is6 ? "setsockopt IPV6_TCLASS" : "setsockopt IP_TOS");
        if (FlowLabel != 0 && Is6) ShareFlowLabel(machine, socket);
        socket.Set(SocketOption.ReceiveErrors, 1);
        socket.Set(SocketOption.ReceiveTimestamps, 1);
        socket.Set(SocketOption.ReceiveHopLimit, 1);
        // Kernels before 5.9 do not know it; the objects are then looked for where they usually are.
        socket.SetRaw(Is6 ? Ip6Level : IpLevel, Is6 ? ErrorsWithObjects6 : ErrorsWithObjects4, One);
    }

    /// <exception cref="Failure">When there is an error.</exception>
    public static void Must(IMachine machine, Errno errno, string call)
    {
        if (errno != Errno.None) throw new Failure(call, machine.Text(errno), Hint(machine, errno, call), (int)errno);
    }

    private static ReadOnlySpan<byte> One => [1, 0, 0, 0];

    private InternetAddress Any => Is6 ? InternetAddress.Any6 : InternetAddress.Any4;

    private static string? Hint(IMachine machine, Errno errno, string call)
        => errno is Errno.EPERM or Errno.EACCES && call == "socket" ? machine.HowToGet("NET_RAW", "a raw socket")
            : errno == Errno.EPERM && call.EndsWith("SO_MARK", StringComparison.Ordinal) ? machine.HowToGet("NET_ADMIN", "a mark") : null;

    /// <summary>Loose source and record route (RFC 791 section 3.1): the gateways and then the destination, one byte of padding before them.</summary>
    private byte[] SourceRoute()
    {
        byte[] bytes = new byte[4 + 4 * (Gateways.Length + 1)];
        var wire = new WireWriter(bytes);
        wire.Put([1, 131, (byte)(bytes.Length - 1), 4]);
        foreach (var gateway in Gateways) wire.Ip(gateway);
        wire.Ip(Destination.Address);
        return bytes;
    }

    /// <summary><c>struct ip6_rthdr</c> with its addresses (RFC 3542 section 7).</summary>
    private byte[] RoutingHeaderBytes()
    {
        byte[] bytes = new byte[8 + 16 * Gateways.Length];
        var wire = new WireWriter(bytes);
        wire.Put([0, (byte)(2 * Gateways.Length), RoutingType, (byte)Gateways.Length]);
        wire.Zero(4);
        foreach (var gateway in Gateways) wire.Ip(gateway);
        return bytes;
    }

    /// <summary><c>struct in6_flowlabel_req</c> (include/uapi/linux/in6.h): a label must be leased before packets can carry it.</summary>
    private void ShareFlowLabel(IMachine machine, ISocket socket)
    {
        const int FlowLabelManager = 32;
        Span<byte> request = stackalloc byte[32];
        request.Clear();
        Destination.Address.CopyTo(request);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(request[16..], FlowLabel);
        request[20] = 0; // IPV6_FL_A_GET
        request[21] = 255; // IPV6_FL_S_ANY
        request[22] = 1; // IPV6_FL_F_CREATE
        Must(machine, socket.SetRaw(Ip6Level, FlowLabelManager, request), "setsockopt IPV6_FLOWLABEL_MGR");
        Must(machine, socket.Set(SocketOption.SendFlowLabel, 1), "setsockopt IPV6_FLOWINFO_SEND");
    }
}
