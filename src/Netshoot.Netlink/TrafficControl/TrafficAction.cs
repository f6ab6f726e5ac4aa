namespace Netshoot.Netlink.TrafficControl;

/// <summary>One action of a filter, or of the table of its kind: <c>TCA_ACT_*</c> (include/uapi/linux/pkt_cls.h).</summary>
/// <param name="attributes">Its attributes.</param>
public readonly ref struct TrafficAction(NetlinkAttributes attributes)
{
    /// <summary>Bytes of <c>struct tcamsg</c>, with which messages about actions begin.</summary>
    public const int HeaderSize = 4;

    /// <summary>Where the list of actions stands in such a message (<c>TCA_ACT_TAB</c>).</summary>
    public const ushort Table = 1;

    /// <summary><c>TCA_ROOT_*</c> beside the list.</summary>
    public const ushort RootFlags = 2, RootCount = 3;

    public NetlinkAttributes Attributes { get; } = attributes;

    public string Kind => Find(TrafficActionAttribute.Kind).Text;

    public NetlinkAttributes Options => Find(TrafficActionAttribute.Options).Nested;

    public NetlinkAttribute Statistics => Find(TrafficActionAttribute.Statistics);

    public NetlinkAttribute Find(TrafficActionAttribute attribute) => Attributes.Find((ushort)attribute);

    /// <summary>The attributes of a message about actions; false when it is none, or cut short.</summary>
    public static bool TryRead(NetlinkMessage message, out NetlinkAttributes root)
    {
        root = default;
        if (message.Type is not (RouteMessageType.NewTrafficAction or RouteMessageType.DeleteTrafficAction or RouteMessageType.GetTrafficAction)) return false;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(HeaderSize);
        if (reader.Truncated) return false;
        root = reader.Attributes;
        return true;
    }
}

/// <summary><c>TCA_ACT_*</c>.</summary>
public enum TrafficActionAttribute : ushort
{
    Kind = 1,
    Options = 2,
    Index = 3,
    Statistics = 4,
    Cookie = 6,
    Flags = 7,
    HardwareStatistics = 8,
    UsedHardwareStatistics = 9,
    InHardwareCount = 10,
}
