namespace Netshoot.Netlink.TrafficControl;

/// <summary>A filter of a qdisc or a block (tc(8)).</summary>
public sealed class TrafficFilter() : TrafficObject(RouteMessageType.NewTrafficFilter, RouteMessageType.DeleteTrafficFilter)
{
    /// <summary>The smaller, the earlier.</summary>
    public uint Priority => Information >> 16;

    /// <summary>The EtherType of the packets that it looks at.</summary>
    public ushort Protocol => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)Information);
}
