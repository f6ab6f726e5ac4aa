using Netshoot.Wire;

namespace Netshoot.Netlink.Routes;

/// <summary>A nexthop, a group of them or a bucket of such a group: <c>struct nhmsg</c> with <c>NHA_*</c> (include/uapi/linux/nexthop.h).</summary>
public sealed class Nexthop : INetlinkTable
{
    public const ushort ResilientGroup = 1; // NEXTHOP_GRP_TYPE_RES

    private readonly List<NexthopGroupMember> _group = [];

    public byte Family { get; private set; }

    /// <summary><c>RT_SCOPE_*</c>.</summary>
    public byte Scope { get; private set; }

    /// <summary><c>RTPROT_*</c>: who made it.</summary>
    public byte Protocol { get; private set; }

    public RouteFlags Flags { get; private set; }

    public uint Id { get; private set; }

    /// <summary>The members, when it is a group.</summary>
    public IReadOnlyList<NexthopGroupMember> Group => _group;

    /// <summary><c>NEXTHOP_GRP_TYPE_*</c>; 0 picks by hash, 1 is resilient.</summary>
    public ushort GroupType { get; private set; }

    public bool IsBlackhole { get; private set; }

    /// <summary>Whether it belongs to a bridge's forwarding database.</summary>
    public bool IsForwarding { get; private set; }

    public int? OutputInterface { get; private set; }

    public InternetAddress? Gateway { get; private set; }

    /// <summary><c>LWTUNNEL_ENCAP_*</c>.</summary>
    public ushort EncapsulationType { get; private set; }

    public AttributeStore Encapsulation { get; } = new();

    public ResilientNexthops? Resilient { get; private set; }

    public NexthopBucket? Bucket { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewNexthop or RouteMessageType.DeleteNexthop or RouteMessageType.NewNexthopBucket or RouteMessageType.DeleteNexthopBucket)) return false;
        Clear();
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        Scope = reader.U8();
        Protocol = reader.U8();
        reader.Skip(1);
        Flags = (RouteFlags)reader.U32();
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes)
        {
            switch ((NexthopAttribute)attribute.Type)
            {
                case NexthopAttribute.Id: Id = attribute.U32; break;
                case NexthopAttribute.Group: ReadGroup(attribute.Reader); break;
                case NexthopAttribute.GroupType: GroupType = attribute.U16; break;
                case NexthopAttribute.Blackhole: IsBlackhole = true; break;
                case NexthopAttribute.OutputInterface: OutputInterface = attribute.I32; break;
                case NexthopAttribute.Gateway: Gateway = attribute.Address; break;
                case NexthopAttribute.EncapsulationType: EncapsulationType = attribute.U16; break;
                case NexthopAttribute.Encapsulation: Encapsulation.Set(attribute); break;
                case NexthopAttribute.Forwarding: IsForwarding = true; break;
                case NexthopAttribute.ResilientGroup: Resilient = ResilientNexthops.Read(attribute.Nested); break;
                case NexthopAttribute.ResilientBucket: Bucket = NexthopBucket.Read(attribute.Nested); break;
            }
        }
        return true;
    }

    private void ReadGroup(NetlinkReader reader)
    {
        const int MemberSize = 8; // struct nexthop_grp
        while (reader.Remaining >= MemberSize)
        {
            _group.Add(new(reader.U32(), reader.U8() + 1));
            reader.Skip(3);
        }
    }

    private void Clear()
    {
        _group.Clear();
        Encapsulation.Clear();
        Id = 0;
        GroupType = EncapsulationType = 0;
        IsBlackhole = IsForwarding = false;
        OutputInterface = null;
        Gateway = null;
        Resilient = null;
        Bucket = null;
    }
}

/// <summary><c>NHA_*</c>.</summary>
public enum NexthopAttribute : ushort
{
    Id = 1,
    Group = 2,
    GroupType = 3,
    Blackhole = 4,
    OutputInterface = 5,
    Gateway = 6,
    EncapsulationType = 7,
    Encapsulation = 8,
    Groups = 9,
    Master = 10,
    Forwarding = 11,
    ResilientGroup = 12,
    ResilientBucket = 13,
}

/// <summary>One member of a group (<c>struct nexthop_grp</c>).</summary>
public readonly record struct NexthopGroupMember(uint Id, int Weight);

/// <summary>How a resilient group keeps flows together (<c>NHA_RES_GROUP_*</c>); times in hundredths of seconds.</summary>
public readonly record struct ResilientNexthops(ushort Buckets, uint IdleTimer, uint UnbalancedTimer, ulong UnbalancedTime)
{
    internal static ResilientNexthops Read(NetlinkAttributes attributes)
        => new(attributes.Find(1).U16, attributes.Find(2).U32, attributes.Find(3).U32, attributes.Find(4).U64);
}

/// <summary>One bucket of a resilient group (<c>NHA_RES_BUCKET_*</c>); its idle time in hundredths of seconds.</summary>
public readonly record struct NexthopBucket(ushort Index, ulong IdleTime, uint NexthopId)
{
    internal static NexthopBucket Read(NetlinkAttributes attributes) => new(attributes.Find(1).U16, attributes.Find(2).U64, attributes.Find(3).U32);
}
