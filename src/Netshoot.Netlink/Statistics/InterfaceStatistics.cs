namespace Netshoot.Netlink.Statistics;

/// <summary>Counters of an interface by who counts: <c>struct if_stats_msg</c> with <c>IFLA_STATS_*</c> (include/uapi/linux/if_link.h).</summary>
public sealed class InterfaceStatistics : INetlinkTable
{
    // struct if_stats_msg: family, padding of three, index, mask.
    private const int HeaderSize = 12;

    public int InterfaceIndex { get; private set; }

    /// <summary>The attributes, each group in one of them.</summary>
    public AttributeStore Groups { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != RouteMessageType.NewStatistics) return false;
        Groups.Clear();
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(4);
        InterfaceIndex = reader.I32();
        reader.U32();
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes) Groups.Add(attribute);
        return true;
    }

    /// <param name="interfaceIndex">0 for all of them.</param>
    /// <param name="groups">Which groups, a bit each: 1 shifted by the number less one.</param>
    /// <param name="offloadGroups">Which parts of the offload group.</param>
    public static NetlinkRequest List(int interfaceIndex, uint groups, uint offloadGroups = 0)
    {
        var request = new NetlinkRequest(RouteMessageType.GetStatistics, NetlinkFlags.None).Zero(4).I32(interfaceIndex).U32(groups);
        if (offloadGroups == 0) return request;
        const ushort Filters = 1; // IFLA_STATS_GET_FILTERS
        int filters = request.Begin(Filters, flagged: true);
        request.Attribute((ushort)StatisticsGroup.Offload, offloadGroups);
        request.End(filters);
        return request;
    }

    /// <summary>Switches the counters of routed packets in hardware on or off.</summary>
    public static NetlinkRequest SetLayer3(int interfaceIndex, bool isOn)
        => new NetlinkRequest(RouteMessageType.SetStatistics, NetlinkFlags.None).Zero(4).I32(interfaceIndex).U32(0).Attribute(2, isOn ? (byte)1 : (byte)0);
}

/// <summary><c>IFLA_STATS_*</c>.</summary>
public enum StatisticsGroup : ushort
{
    Link = 1,
    Extended = 2,
    ExtendedPort = 3,
    Offload = 4,
    Family = 5,
}
