using Netshoot.Wire;

namespace Netshoot.Netlink.Routes;

/// <summary>A rule of the routing policy: <c>struct fib_rule_hdr</c> with <c>FRA_*</c> (include/uapi/linux/fib_rules.h).</summary>
public sealed class RoutingRule : INetlinkTable
{
    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    public byte DestinationLength { get; private set; }

    public byte SourceLength { get; private set; }

    public byte TypeOfService { get; private set; }

    public RuleAction Action { get; private set; }

    public RuleFlags Flags { get; private set; }

    public uint Table { get; private set; }

    public uint Priority { get; private set; }

    public InternetAddress? Destination { get; private set; }

    public InternetAddress? Source { get; private set; }

    public string? InputInterface { get; private set; }

    public string? OutputInterface { get; private set; }

    public uint? Goto { get; private set; }

    public uint? Mark { get; private set; }

    public uint? MarkMask { get; private set; }

    public uint? Realms { get; private set; }

    public ulong? TunnelId { get; private set; }

    public uint? SuppressGroup { get; private set; }

    public uint? SuppressPrefixLength { get; private set; }

    public bool UsesL3Master { get; private set; }

    public (uint First, uint Last)? UserIds { get; private set; }

    public byte? Protocol { get; private set; }

    public byte? IpProtocol { get; private set; }

    public (ushort First, ushort Last)? SourcePorts { get; private set; }

    public (ushort First, ushort Last)? DestinationPorts { get; private set; }

    public AttributeStore Others { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewRule or RouteMessageType.DeleteRule)) return false;
        Clear();
        IsDeleted = message.Type == RouteMessageType.DeleteRule;
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        DestinationLength = reader.U8();
        SourceLength = reader.U8();
        TypeOfService = reader.U8();
        Table = reader.U8();
        reader.Skip(2);
        Action = (RuleAction)reader.U8();
        Flags = (RuleFlags)reader.U32();
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes)
        {
            switch ((RuleAttribute)attribute.Type)
            {
                case RuleAttribute.Destination: Destination = attribute.Address; break;
                case RuleAttribute.Source: Source = attribute.Address; break;
                case RuleAttribute.InputInterface: InputInterface = attribute.Text; break;
                case RuleAttribute.Goto: Goto = attribute.U32; break;
                case RuleAttribute.Priority: Priority = attribute.U32; break;
                case RuleAttribute.Mark: Mark = attribute.U32; break;
                case RuleAttribute.Realms: Realms = attribute.U32; break;
                case RuleAttribute.TunnelId: TunnelId = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(attribute.U64); break;
                case RuleAttribute.SuppressGroup: SuppressGroup = attribute.U32; break;
                case RuleAttribute.SuppressPrefixLength: SuppressPrefixLength = attribute.U32; break;
                case RuleAttribute.Table: Table = attribute.U32; break;
                case RuleAttribute.MarkMask: MarkMask = attribute.U32; break;
                case RuleAttribute.OutputInterface: OutputInterface = attribute.Text; break;
                case RuleAttribute.L3Master: UsesL3Master = attribute.U8 != 0; break;
                case RuleAttribute.UserIds: UserIds = attribute.Reader is var ids ? (ids.U32(), ids.U32()) : default; break;
                case RuleAttribute.Protocol: Protocol = attribute.U8; break;
                case RuleAttribute.IpProtocol: IpProtocol = attribute.U8; break;
                case RuleAttribute.SourcePorts: SourcePorts = attribute.Reader is var sources ? (sources.U16(), sources.U16()) : default; break;
                case RuleAttribute.DestinationPorts: DestinationPorts = attribute.Reader is var destinations ? (destinations.U16(), destinations.U16()) : default; break;
                default: Others.Add(attribute); break;
            }
        }
        return true;
    }

    private void Clear()
    {
        Priority = 0;
        Destination = Source = null;
        InputInterface = OutputInterface = null;
        Goto = Mark = MarkMask = Realms = SuppressGroup = SuppressPrefixLength = null;
        TunnelId = null;
        UsesL3Master = false;
        UserIds = null;
        Protocol = IpProtocol = null;
        SourcePorts = DestinationPorts = null;
        Others.Clear();
    }
}

/// <summary><c>FRA_*</c>.</summary>
public enum RuleAttribute : ushort
{
    Destination = 1,
    Source = 2,
    InputInterface = 3,
    Goto = 4,
    Priority = 6,
    Mark = 10,
    Realms = 11,
    TunnelId = 12,
    SuppressGroup = 13,
    SuppressPrefixLength = 14,
    Table = 15,
    MarkMask = 16,
    OutputInterface = 17,
    L3Master = 19,
    UserIds = 20,
    Protocol = 21,
    IpProtocol = 22,
    SourcePorts = 23,
    DestinationPorts = 24,
}

/// <summary><c>FR_ACT_*</c>; from 6 on they are the route types of the same numbers.</summary>
public enum RuleAction : byte
{
    Unspecified = 0,
    ToTable = 1,
    Goto = 2,
    Nop = 3,
    Blackhole = 6,
    Unreachable = 7,
    Prohibit = 8,
}

/// <summary><c>FIB_RULE_*</c>.</summary>
[Flags]
public enum RuleFlags : uint
{
    None = 0,
    Permanent = 0x1,
    Invert = 0x2,
    Unresolved = 0x4,
    InputDetached = 0x8,
    OutputDetached = 0x10,
    FindSourceAddress = 0x10000,
}
