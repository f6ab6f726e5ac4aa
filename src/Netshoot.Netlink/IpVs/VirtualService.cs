using Netshoot.Netlink.Generic;
using Netshoot.Wire;

namespace Netshoot.Netlink.IpVs;

/// <summary>A virtual service of IPVS: <c>IPVS_SVC_ATTR_*</c> (include/uapi/linux/ip_vs.h).</summary>
public sealed class VirtualService : INetlinkTable
{
    public VirtualServiceKey Key { get; set; }

    public string Scheduler { get; set; } = "";

    /// <summary><c>IP_VS_SVC_F_*</c>.</summary>
    public uint Flags { get; set; }

    /// <summary>Seconds that a client stays with its server.</summary>
    public uint Timeout { get; set; }

    /// <summary>Of IPv4 the mask, of IPv6 the length of the prefix, by which clients are told apart.</summary>
    public uint Netmask { get; set; }

    public string? PersistenceEngine { get; set; }

    public IpVsStatistics Statistics { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (!GenericMessage.TryRead(message, out var generic)) return false;
        var nest = generic.Attributes.Find(IpVsRequests.Service);
        if (!nest.Exists) return false;
        (Scheduler, Flags, Timeout, Netmask, PersistenceEngine, Statistics) = ("", 0, 0, 0, null, default);
        ushort family = 0, protocol = 0, port = 0;
        uint mark = 0;
        ReadOnlySpan<byte> address = default;
        foreach (var attribute in nest.Nested)
        {
            switch ((VirtualServiceAttribute)attribute.Type)
            {
                case VirtualServiceAttribute.Family: family = attribute.U16; break;
                case VirtualServiceAttribute.Protocol: protocol = attribute.U16; break;
                case VirtualServiceAttribute.Address: address = attribute.Value; break;
                case VirtualServiceAttribute.Port: port = attribute.U16BigEndian; break;
                case VirtualServiceAttribute.Mark: mark = attribute.U32; break;
                case VirtualServiceAttribute.Scheduler: Scheduler = attribute.Text; break;
                case VirtualServiceAttribute.Flags: Flags = attribute.U32; break;
                case VirtualServiceAttribute.Timeout: Timeout = attribute.U32; break;
                case VirtualServiceAttribute.Netmask: Netmask = attribute.U32; break;
                case VirtualServiceAttribute.PersistenceEngine: PersistenceEngine = attribute.Text; break;
                case VirtualServiceAttribute.Statistics64: Statistics = IpVsStatistics.Read(attribute); break;
            }
        }
        Key = new(family == AddressFamilyNumber.Inet6, (byte)protocol, IpVsRequests.AddressOf(family, address), port, mark);
        return family is AddressFamilyNumber.Inet or AddressFamilyNumber.Inet6;
    }
}

/// <summary>What a virtual service is known by: protocol, address and port, or the mark of its packets.</summary>
public readonly record struct VirtualServiceKey(bool Is6, byte Protocol, InternetAddress Address, ushort Port, uint Mark);

/// <summary><c>IPVS_SVC_ATTR_*</c>.</summary>
public enum VirtualServiceAttribute : ushort
{
    None = 0,
    Family = 1,
    Protocol = 2,
    Address = 3,
    Port = 4,
    Mark = 5,
    Scheduler = 6,
    Flags = 7,
    Timeout = 8,
    Netmask = 9,
    Statistics = 10,
    PersistenceEngine = 11,
    Statistics64 = 12,
}

/// <summary>Counters and rates in a second: <c>IPVS_STATS_ATTR_*</c>.</summary>
public readonly record struct IpVsStatistics(ulong Connections, ulong PacketsIn, ulong PacketsOut, ulong BytesIn, ulong BytesOut)
{
    public ulong ConnectionRate { get; init; }

    public ulong PacketRateIn { get; init; }

    public ulong PacketRateOut { get; init; }

    public ulong ByteRateIn { get; init; }

    public ulong ByteRateOut { get; init; }

    internal static IpVsStatistics Read(NetlinkAttribute nest)
    {
        var inside = nest.Nested;
        return new(inside.Find(1).U64, inside.Find(2).U64, inside.Find(3).U64, inside.Find(4).U64, inside.Find(5).U64)
        {
            ConnectionRate = inside.Find(6).U64,
            PacketRateIn = inside.Find(7).U64,
            PacketRateOut = inside.Find(8).U64,
            ByteRateIn = inside.Find(9).U64,
            ByteRateOut = inside.Find(10).U64,
        };
    }
}
