namespace Netshoot.Netlink.TrafficControl;

/// <summary>
/// What the messages of qdiscs, classes, filters and chains have in common: <c>struct tcmsg</c> with <c>TCA_*</c>
/// (include/uapi/linux/rtnetlink.h). All attributes are kept; the options mean what the kind says.
/// </summary>
public abstract class TrafficObject : INetlinkTable
{
    /// <summary>Bytes of <c>struct tcmsg</c>.</summary>
    public const int HeaderSize = 20;

    /// <summary>Stands in the place of an interface where a message is about a block (<c>TCM_IFINDEX_MAGIC_BLOCK</c>); the parent is its number then.</summary>
    public const int BlockInterface = -1;

    private readonly ushort _new, _delete;

    private protected TrafficObject(ushort newType, ushort deleteType) => (_new, _delete) = (newType, deleteType);

    public bool IsDeleted { get; private set; }

    public int InterfaceIndex { get; private set; }

    /// <summary>Which one it is: of a qdisc and a class major and minor number, of a filter what its kind makes of it.</summary>
    public uint Handle { get; private set; }

    /// <summary>Where it hangs.</summary>
    public uint Parent { get; private set; }

    /// <summary>Of a qdisc how many use it, of a class its inner qdisc, of a filter its priority and protocol.</summary>
    public uint Information { get; private set; }

    public string Kind { get; private set; } = "";

    /// <summary>What the message came with: whether something was replaced, for one.</summary>
    public NetlinkFlags MessageFlags { get; private set; }

    /// <summary>All of it, <c>TCA_*</c>.</summary>
    public AttributeStore Attributes { get; } = new();

    /// <summary>What the kind has to say.</summary>
    public NetlinkAttribute Options => Attributes.Attributes.Find((ushort)TrafficAttribute.Options);

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != _new && message.Type != _delete) return false;
        IsDeleted = message.Type == _delete;
        MessageFlags = message.Header.Flags;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(4);
        InterfaceIndex = reader.I32();
        Handle = reader.U32();
        Parent = reader.U32();
        Information = reader.U32();
        if (reader.Truncated) return false;
        Attributes.SetAll(reader.Attributes);
        Kind = Attributes.Attributes.Find((ushort)TrafficAttribute.Kind).Text;
        return true;
    }
}

/// <summary><c>TCA_*</c>.</summary>
public enum TrafficAttribute : ushort
{
    Kind = 1,
    Options = 2,
    OldStatistics = 3,
    OldKindStatistics = 4,
    Rate = 5,
    Statistics = 7,
    SizeTable = 8,
    Chain = 11,
    HardwareOffload = 12,
    IngressBlock = 13,
    EgressBlock = 14,
    DumpFlags = 15,
    DumpInvisible = 10,
    ExternalWarning = 16,
}

/// <summary>Numbers of places that are no objects (<c>TC_H_*</c>, include/uapi/linux/pkt_sched.h).</summary>
public static class TrafficHandle
{
    public const uint Unspecified = 0, Root = 0xffffffff, Ingress = 0xfffffff1, IngressQdisc = 0xffff0000, ClassifyIngress = 0xfffffff2, ClassifyEgress = 0xfffffff3;

    public static uint Major(uint handle) => handle & 0xffff0000;

    public static uint Minor(uint handle) => handle & 0xffff;
}
