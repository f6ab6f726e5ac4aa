using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Netlink.Neighbors;

/// <summary>An entry of the neighbor table (ARP, neighbor discovery), of its proxies, or of a bridge's forwarding database: <c>struct ndmsg</c> with <c>NDA_*</c> (include/uapi/linux/neighbour.h).</summary>
public sealed class Neighbor : INetlinkTable
{
    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    public int InterfaceIndex { get; private set; }

    public NeighborStates State { get; private set; }

    public NeighborFlags Flags { get; private set; }

    public uint ExtendedFlags { get; private set; }

    /// <summary><c>RTN_*</c>.</summary>
    public byte Type { get; private set; }

    /// <summary>The neighbor's Internet address; for the forwarding database of a VXLAN the address of the other tunnel end.</summary>
    public InternetAddress? Address { get; private set; }

    /// <summary>Its link-layer address; empty while it is not known.</summary>
    public HardwareAddress HardwareAddress { get; private set; }

    public NeighborUse? Use { get; private set; }

    public uint? Probes { get; private set; }

    public ushort? Vlan { get; private set; }

    /// <summary>UDP port of a VXLAN's other end.</summary>
    public ushort? Port { get; private set; }

    public uint? NetworkIdentifier { get; private set; }

    public uint? SourceNetworkIdentifier { get; private set; }

    /// <summary>The interface that leads to the other end.</summary>
    public int? RemoteInterfaceIndex { get; private set; }

    public int? MasterIndex { get; private set; }

    public int? LinkNamespaceId { get; private set; }

    /// <summary>Who made it, <c>RTPROT_*</c>.</summary>
    public byte? Protocol { get; private set; }

    public uint? NexthopId { get; private set; }

    public AttributeStore Others { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewNeighbor or RouteMessageType.DeleteNeighbor)) return false;
        IsDeleted = message.Type == RouteMessageType.DeleteNeighbor;
        var reader = new NetlinkReader(message.Payload);
        var head = reader.Read<Head>();
        if (reader.Truncated) return false;
        (Family, InterfaceIndex, State, Flags, Type) = (head.Family, head.InterfaceIndex, head.State, head.Flags, head.Type);

        Address = null;
        HardwareAddress = default;
        Use = null;
        Probes = NetworkIdentifier = SourceNetworkIdentifier = NexthopId = null;
        Vlan = Port = null;
        RemoteInterfaceIndex = MasterIndex = LinkNamespaceId = null;
        Protocol = null;
        ExtendedFlags = 0;
        Others.Clear();
        foreach (var attribute in reader.Attributes)
        {
            switch ((NeighborAttribute)attribute.Type)
            {
                case NeighborAttribute.Destination: Address = attribute.Address; break;
                case NeighborAttribute.HardwareAddress: HardwareAddress = new(attribute.Value); break;
                case NeighborAttribute.CacheInfo: Use = NeighborUse.Read(attribute.Reader); break;
                case NeighborAttribute.Probes: Probes = attribute.U32; break;
                case NeighborAttribute.Vlan: Vlan = attribute.U16; break;
                case NeighborAttribute.Port: Port = attribute.U16BigEndian; break;
                case NeighborAttribute.NetworkIdentifier: NetworkIdentifier = attribute.U32; break;
                case NeighborAttribute.RemoteInterface: RemoteInterfaceIndex = attribute.I32; break;
                case NeighborAttribute.Master: MasterIndex = attribute.I32; break;
                case NeighborAttribute.LinkNamespaceId: LinkNamespaceId = attribute.I32; break;
                case NeighborAttribute.SourceNetworkIdentifier: SourceNetworkIdentifier = attribute.U32; break;
                case NeighborAttribute.Protocol: Protocol = attribute.U8; break;
                case NeighborAttribute.NexthopId: NexthopId = attribute.U32; break;
                case NeighborAttribute.ExtendedFlags: ExtendedFlags = attribute.U32; break;
                default: Others.Add(attribute); break;
            }
        }
        return true;
    }

    /// <summary><c>struct ndmsg</c>, read in one piece: there may be very many.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Head
    {
        public readonly byte Family;
        public readonly int InterfaceIndex;
        public readonly NeighborStates State;
        public readonly NeighborFlags Flags;
        public readonly byte Type;
    }
}

/// <summary><c>struct nda_cacheinfo</c>: how long ago, in hundredths of seconds.</summary>
public readonly record struct NeighborUse(uint Confirmed, uint Used, uint Updated, uint References)
{
    internal static NeighborUse Read(NetlinkReader reader) => new(reader.U32(), reader.U32(), reader.U32(), reader.U32());
}

/// <summary><c>NDA_*</c>.</summary>
public enum NeighborAttribute : ushort
{
    Destination = 1,
    HardwareAddress = 2,
    CacheInfo = 3,
    Probes = 4,
    Vlan = 5,
    Port = 6,
    NetworkIdentifier = 7,
    RemoteInterface = 8,
    Master = 9,
    LinkNamespaceId = 10,
    SourceNetworkIdentifier = 11,
    Protocol = 12,
    NexthopId = 13,
    ForwardingAttributes = 14,
    ExtendedFlags = 15,
    StateMask = 16,
    FlagsMask = 17,
}

/// <summary><c>NUD_*</c>.</summary>
[Flags]
public enum NeighborStates : ushort
{
    None = 0,
    Incomplete = 0x01,
    Reachable = 0x02,
    Stale = 0x04,
    Delay = 0x08,
    Probe = 0x10,
    Failed = 0x20,
    NoArp = 0x40,
    Permanent = 0x80,
}

/// <summary><c>NTF_*</c>.</summary>
[Flags]
public enum NeighborFlags : byte
{
    None = 0,
    Use = 0x01,
    Self = 0x02,
    Master = 0x04,
    Proxy = 0x08,
    ExternallyLearned = 0x10,
    Offloaded = 0x20,
    Sticky = 0x40,
    Router = 0x80,
}
