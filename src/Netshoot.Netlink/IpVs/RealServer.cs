using Netshoot.Netlink.Generic;
using Netshoot.Wire;

namespace Netshoot.Netlink.IpVs;

/// <summary>A server behind a virtual service: <c>IPVS_DEST_ATTR_*</c> (include/uapi/linux/ip_vs.h).</summary>
public sealed class RealServer : INetlinkTable
{
    public InternetAddress Address { get; set; }

    public ushort Port { get; set; }

    /// <summary>How it is reached, <c>IP_VS_CONN_F_*</c>: 0 masquerading, 1 local, 2 tunnel, 3 direct routing, 4 bypass.</summary>
    public uint Forwarding { get; set; }

    public int Weight { get; set; }

    public uint UpperThreshold { get; set; }

    public uint LowerThreshold { get; set; }

    public uint Active { get; private set; }

    public uint Inactive { get; private set; }

    public uint Persistent { get; private set; }

    /// <summary><c>IP_VS_CONN_F_TUNNEL_TYPE_*</c>: 0 IPIP, 1 GUE, 2 GRE.</summary>
    public byte TunnelType { get; set; }

    public ushort TunnelPort { get; set; }

    /// <summary><c>IP_VS_TUNNEL_ENCAP_FLAG_*</c>: 1 checksum, 2 remote checksum.</summary>
    public ushort TunnelFlags { get; set; }

    public IpVsStatistics Statistics { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (!GenericMessage.TryRead(message, out var generic)) return false;
        var nest = generic.Attributes.Find(IpVsRequests.Destination);
        if (!nest.Exists) return false;
        (Port, Forwarding, Weight, UpperThreshold, LowerThreshold, Active, Inactive, Persistent) = (0, 0, 0, 0, 0, 0, 0, 0);
        (TunnelType, TunnelPort, TunnelFlags, Statistics) = (0, 0, 0, default);
        ushort family = AddressFamilyNumber.Inet;
        ReadOnlySpan<byte> address = default;
        foreach (var attribute in nest.Nested)
        {
            switch ((RealServerAttribute)attribute.Type)
            {
                case RealServerAttribute.Address: address = attribute.Value; break;
                case RealServerAttribute.Port: Port = attribute.U16BigEndian; break;
                case RealServerAttribute.Forwarding: Forwarding = attribute.U32; break;
                case RealServerAttribute.Weight: Weight = attribute.I32; break;
                case RealServerAttribute.UpperThreshold: UpperThreshold = attribute.U32; break;
                case RealServerAttribute.LowerThreshold: LowerThreshold = attribute.U32; break;
                case RealServerAttribute.Active: Active = attribute.U32; break;
                case RealServerAttribute.Inactive: Inactive = attribute.U32; break;
                case RealServerAttribute.Persistent: Persistent = attribute.U32; break;
                case RealServerAttribute.Family: family = attribute.U16; break;
                case RealServerAttribute.Statistics64: Statistics = IpVsStatistics.Read(attribute); break;
                case RealServerAttribute.TunnelType: TunnelType = attribute.U8; break;
                case RealServerAttribute.TunnelPort: TunnelPort = attribute.U16BigEndian; break;
                case RealServerAttribute.TunnelFlags: TunnelFlags = attribute.U16; break;
            }
        }
        Address = IpVsRequests.AddressOf(family, address);
        return true;
    }
}

/// <summary><c>IPVS_DEST_ATTR_*</c>.</summary>
public enum RealServerAttribute : ushort
{
    None = 0,
    Address = 1,
    Port = 2,
    Forwarding = 3,
    Weight = 4,
    UpperThreshold = 5,
    LowerThreshold = 6,
    Active = 7,
    Inactive = 8,
    Persistent = 9,
    Statistics = 10,
    Family = 11,
    Statistics64 = 12,
    TunnelType = 13,
    TunnelPort = 14,
    TunnelFlags = 15,
}
