namespace Netshoot.Netlink.Neighbors;

/// <summary>A table of neighbors, or the settings of one interface in it: <c>struct ndtmsg</c> with <c>NDTA_*</c> (include/uapi/linux/neighbour.h).</summary>
public sealed class NeighborTable : INetlinkTable
{
    private const int HeaderSize = 4;

    public byte Family { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>All of it, <c>NDTA_*</c>.</summary>
    public AttributeStore Attributes { get; } = new();

    /// <summary>The settings, <c>NDTPA_*</c>.</summary>
    public NetlinkAttributes Settings => Attributes.Attributes.Find((ushort)NeighborTableAttribute.Settings).Nested;

    /// <summary>The interface that the settings are of; null for those that new interfaces get.</summary>
    public int? InterfaceIndex => Settings.Find((ushort)NeighborSetting.InterfaceIndex) is { Exists: true } index ? index.I32 : null;

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != RouteMessageType.NewNeighborTable) return false;
        Attributes.Clear();
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        reader.Skip(HeaderSize - 1);
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes) Attributes.Add(attribute);
        Name = Attributes.Attributes.Find((ushort)NeighborTableAttribute.Name).Text;
        return true;
    }

    public static NetlinkRequest List(byte family) => new NetlinkRequest(RouteMessageType.GetNeighborTable, NetlinkFlags.None).U8(family).Zero(HeaderSize - 1);

    /// <summary>Begins a change of a table; the attributes are the caller's.</summary>
    public static NetlinkRequest Change(byte family, string name)
        => new NetlinkRequest(RouteMessageType.SetNeighborTable, NetlinkFlags.Replace).U8(family).Zero(HeaderSize - 1).Attribute((ushort)NeighborTableAttribute.Name, name);
}

/// <summary><c>NDTA_*</c>.</summary>
public enum NeighborTableAttribute : ushort
{
    Name = 1,
    Threshold1 = 2,
    Threshold2 = 3,
    Threshold3 = 4,

    /// <summary><c>struct ndt_config</c>.</summary>
    Configuration = 5,
    Settings = 6,

    /// <summary><c>struct ndt_stats</c>.</summary>
    Statistics = 7,
    CollectionInterval = 8,
}

/// <summary><c>NDTPA_*</c>; times are in milliseconds.</summary>
public enum NeighborSetting : ushort
{
    InterfaceIndex = 1,
    References = 2,
    ReachableTime = 3,
    BaseReachableTime = 4,
    RetransmitTime = 5,
    StaleTime = 6,
    DelayProbeTime = 7,
    QueueLength = 8,
    ApplicationProbes = 9,
    UnicastProbes = 10,
    MulticastProbes = 11,
    AnycastDelay = 12,
    ProxyDelay = 13,
    ProxyQueueLength = 14,
    LockTime = 15,
}
