using Netshoot.Netlink.Generic;
using Netshoot.Wire;

namespace Netshoot.Netlink.IpVs;

/// <summary>Requests to the family <c>IPVS</c> of generic netlink (include/uapi/linux/ip_vs.h).</summary>
public static class IpVsRequests
{
    /// <summary>The family's name.</summary>
    public const string Family = "IPVS";

    // IPVS_CMD_ATTR_*
    internal const ushort Service = 1, Destination = 2;

    private const ushort TcpTimeout = 4, TcpFinTimeout = 5, UdpTimeout = 6;
    private const byte SetConfiguration = 12, GetConfiguration = 13, GetInformation = 15, Zero = 16, FlushCommand = 17, GetService = 4, GetDestination = 8;

    public static NetlinkRequest Information(GenericFamily family) => family.Request(GetInformation);

    public static NetlinkRequest Timeouts(GenericFamily family) => family.Request(GetConfiguration);

    /// <summary>Seconds that idle connections are kept; 0 leaves one as it is.</summary>
    public static NetlinkRequest SetTimeouts(GenericFamily family, uint tcp, uint tcpFin, uint udp)
        => family.Request(SetConfiguration).Attribute(TcpTimeout, tcp).Attribute(TcpFinTimeout, tcpFin).Attribute(UdpTimeout, udp);

    public static NetlinkRequest ListServices(GenericFamily family) => family.Request(GetService);

    public static NetlinkRequest FindService(GenericFamily family, VirtualServiceKey key) => WithKey(family.Request(GetService), key);

    public static NetlinkRequest ListServers(GenericFamily family, VirtualServiceKey key) => WithKey(family.Request(GetDestination), key);

    public static NetlinkRequest Flush(GenericFamily family) => family.Request(FlushCommand);

    /// <summary>Sets counters to zero: those of one service, or all.</summary>
    public static NetlinkRequest ZeroCounters(GenericFamily family, VirtualServiceKey? key) => key is { } one ? WithKey(family.Request(Zero), one) : family.Request(Zero);

    /// <summary>Makes, changes or removes a service.</summary>
    public static NetlinkRequest Change(GenericFamily family, IpVsChange change, VirtualService service)
    {
        var request = family.Request((byte)change);
        int nest = request.Begin(Service, flagged: true);
        WriteKey(request, service.Key);
        if (change != IpVsChange.RemoveService)
        {
            request.Attribute((ushort)VirtualServiceAttribute.Scheduler, service.Scheduler);
            if (service.PersistenceEngine is { } engine) request.Attribute((ushort)VirtualServiceAttribute.PersistenceEngine, engine);
            Span<uint> flags = [service.Flags, uint.MaxValue];
            request.Attribute((ushort)VirtualServiceAttribute.Flags, System.Runtime.InteropServices.MemoryMarshal.AsBytes(flags));
            request.Attribute((ushort)VirtualServiceAttribute.Timeout, service.Timeout).Attribute((ushort)VirtualServiceAttribute.Netmask, service.Netmask);
        }
        request.End(nest);
        return request;
    }

    /// <summary>Makes, changes or removes a server of a service.</summary>
    public static NetlinkRequest Change(GenericFamily family, IpVsChange change, VirtualServiceKey key, RealServer server)
    {
        var request = WithKey(family.Request((byte)change), key);
        int nest = request.Begin(Destination, flagged: true);
        request.Attribute((ushort)RealServerAttribute.Family, server.Address.Is6 ? (ushort)AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet);
        WriteAddress(request, (ushort)RealServerAttribute.Address, server.Address);
        request.AttributeBigEndian((ushort)RealServerAttribute.Port, server.Port);
        if (change != IpVsChange.RemoveServer)
        {
            request.Attribute((ushort)RealServerAttribute.Forwarding, server.Forwarding).Attribute((ushort)RealServerAttribute.Weight, server.Weight)
                .Attribute((ushort)RealServerAttribute.UpperThreshold, server.UpperThreshold).Attribute((ushort)RealServerAttribute.LowerThreshold, server.LowerThreshold)
                .Attribute((ushort)RealServerAttribute.TunnelType, server.TunnelType).AttributeBigEndian((ushort)RealServerAttribute.TunnelPort, server.TunnelPort)
                .Attribute((ushort)RealServerAttribute.TunnelFlags, server.TunnelFlags);
        }
        request.End(nest);
        return request;
    }

    // The kernel has room for either kind of address.
    internal static InternetAddress AddressOf(ushort family, ReadOnlySpan<byte> bytes)
        => (family == AddressFamilyNumber.Inet6 ? 16 : 4) is var size && bytes.Length >= size ? InternetAddress.FromBytes(bytes[..size]) : default;

    private static NetlinkRequest WithKey(NetlinkRequest request, VirtualServiceKey key)
    {
        int nest = request.Begin(Service, flagged: true);
        WriteKey(request, key);
        request.End(nest);
        return request;
    }

    private static void WriteKey(NetlinkRequest request, VirtualServiceKey key)
    {
        request.Attribute((ushort)VirtualServiceAttribute.Family, key.Is6 ? (ushort)AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet);
        if (key.Mark != 0)
        {
            request.Attribute((ushort)VirtualServiceAttribute.Mark, key.Mark);
            return;
        }
        request.Attribute((ushort)VirtualServiceAttribute.Protocol, (ushort)key.Protocol);
        WriteAddress(request, (ushort)VirtualServiceAttribute.Address, key.Address);
        request.AttributeBigEndian((ushort)VirtualServiceAttribute.Port, key.Port);
    }

    private static void WriteAddress(NetlinkRequest request, ushort attribute, InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.CopyTo(bytes);
        request.Attribute(attribute, bytes);
    }
}

/// <summary>Changes of services and servers, <c>IPVS_CMD_*</c>.</summary>
public enum IpVsChange : byte
{
    None = 0,
    AddService = 1,
    ChangeService = 2,
    RemoveService = 3,
    AddServer = 5,
    ChangeServer = 6,
    RemoveServer = 7,
}

/// <summary>Numbers of IPVS as a whole: <c>IPVS_INFO_ATTR_*</c>, or timeouts as <c>IPVS_CMD_ATTR_TIMEOUT_*</c>.</summary>
public sealed class IpVsNumbers : INetlinkTable
{
    private readonly AttributeStore _attributes = new();

    /// <summary>The version, a byte for each of its three numbers.</summary>
    public uint Version => _attributes.Attributes.Find(1).U32;

    /// <summary>Entries of the table of connections.</summary>
    public uint TableSize => _attributes.Attributes.Find(2).U32;

    /// <summary>Seconds.</summary>
    public uint TcpTimeout => _attributes.Attributes.Find(4).U32;

    public uint TcpFinTimeout => _attributes.Attributes.Find(5).U32;

    public uint UdpTimeout => _attributes.Attributes.Find(6).U32;

    public bool Read(NetlinkMessage message)
    {
        _attributes.Clear();
        if (!GenericMessage.TryRead(message, out var generic)) return false;
        foreach (var attribute in generic.Attributes) _attributes.Add(attribute);
        return true;
    }
}
