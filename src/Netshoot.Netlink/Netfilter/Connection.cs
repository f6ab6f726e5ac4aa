namespace Netshoot.Netlink.Netfilter;

/// <summary>A connection that the kernel tracks, or what happened to one: <c>CTA_*</c> (include/uapi/linux/netfilter/nfnetlink_conntrack.h).</summary>
public sealed class Connection : INetlinkTable
{
    // IPCTNL_MSG_CT_*
    private const byte NewMessage = 0, DeleteMessage = 2;

    public ConnectionChange Change { get; private set; }

    /// <summary>The netlink port of the program that did it; 0 when the kernel did.</summary>
    public uint Port { get; private set; }

    /// <summary>AF_INET or AF_INET6.</summary>
    public byte Family { get; private set; }

    public ConnectionTuple Original { get; private set; }

    public ConnectionTuple Reply { get; private set; }

    public ConnectionStatus Status { get; private set; }

    /// <summary>Seconds until it is forgotten; null when it is gone.</summary>
    public uint? Timeout { get; private set; }

    public uint? Mark { get; private set; }

    public uint? Use { get; private set; }

    public uint? Id { get; private set; }

    public ushort? Zone { get; private set; }

    /// <summary>The protocol's own state: of TCP <c>TCP_CONNTRACK_*</c>, of SCTP <c>SCTP_CONNTRACK_*</c>, of DCCP its.</summary>
    public byte? State { get; private set; }

    public uint? OriginalTag { get; private set; }

    public uint? ReplyTag { get; private set; }

    public ConnectionCounters? OriginalCounters { get; private set; }

    public ConnectionCounters? ReplyCounters { get; private set; }

    /// <summary>Nanoseconds since 1970 when it began, and when it ended.</summary>
    public ulong? Start { get; private set; }

    public ulong? Stop { get; private set; }

    /// <summary>Everything else.</summary>
    public AttributeStore Others { get; } = new();

    /// <summary>The name of the helper that reads along; null when there is none.</summary>
    public string? Helper => Others.Attributes.Find((ushort)ConnectionAttribute.Helper) is { Exists: true } helper ? helper.Nested.Find(1).Text : null;

    /// <summary>The security context; null when there is none.</summary>
    public string? SecurityContext => Others.Attributes.Find((ushort)ConnectionAttribute.SecurityContext) is { Exists: true } context ? context.Nested.Find(1).Text : null;

    public bool Read(NetlinkMessage message)
    {
        if (!NetfilterMessage.TryRead(message, out var netfilter) || netfilter.Subsystem != NetfilterSubsystem.Connections || netfilter.Message is not (NewMessage or DeleteMessage)) return false;
        const NetlinkFlags Made = NetlinkFlags.Create | NetlinkFlags.Exclusive;
        Change = netfilter.Message == DeleteMessage ? ConnectionChange.Ended : (message.Header.Flags & Made) != 0 ? ConnectionChange.New : ConnectionChange.Changed;
        Port = message.Header.Port;
        Family = netfilter.Family;
        Original = Reply = default;
        Status = ConnectionStatus.None;
        Timeout = Mark = Use = Id = OriginalTag = ReplyTag = null;
        Zone = null;
        State = null;
        OriginalCounters = ReplyCounters = null;
        Start = Stop = null;
        Others.Clear();
        bool hasTuple = false;
        foreach (var attribute in netfilter.Attributes)
        {
            switch ((ConnectionAttribute)attribute.Type)
            {
                case ConnectionAttribute.Original:
                    Original = ConnectionTuple.Read(attribute);
                    hasTuple = true;
                    break;
                case ConnectionAttribute.Reply: Reply = ConnectionTuple.Read(attribute); break;
                case ConnectionAttribute.Status: Status = (ConnectionStatus)attribute.U32BigEndian; break;
                case ConnectionAttribute.ProtocolInformation: ReadProtocol(attribute); break;
                case ConnectionAttribute.Timeout: Timeout = attribute.U32BigEndian; break;
                case ConnectionAttribute.Mark: Mark = attribute.U32BigEndian; break;
                case ConnectionAttribute.OriginalCounters: OriginalCounters = ConnectionCounters.Read(attribute); break;
                case ConnectionAttribute.ReplyCounters: ReplyCounters = ConnectionCounters.Read(attribute); break;
                case ConnectionAttribute.Use: Use = attribute.U32BigEndian; break;
                case ConnectionAttribute.Id: Id = attribute.U32BigEndian; break;
                case ConnectionAttribute.Zone: Zone = attribute.U16BigEndian; break;
                case ConnectionAttribute.Times:
                    Start = attribute.Nested.Find(1) is { Exists: true } start ? start.U64BigEndian : null;
                    Stop = attribute.Nested.Find(2) is { Exists: true } stop ? stop.U64BigEndian : null;
                    break;
                default: Others.Add(attribute); break;
            }
        }
        return hasTuple;
    }

    // One nest a protocol, which all have the state first.
    private void ReadProtocol(NetlinkAttribute information)
    {
        const ushort Sctp = 3, StateAttribute = 1, OriginalTagAttribute = 2, ReplyTagAttribute = 3;
        foreach (var protocol in information.Nested)
        {
            var inside = protocol.Nested;
            if (inside.Find(StateAttribute) is { Exists: true } state) State = state.U8;
            if (protocol.Type != Sctp) continue;
            // As the original tool has them: a tag is four bytes that are compared, and it takes them in this machine's order both ways.
            OriginalTag = inside.Find(OriginalTagAttribute).U32;
            ReplyTag = inside.Find(ReplyTagAttribute).U32;
        }
    }
}

/// <summary>What happened to a connection.</summary>
public enum ConnectionChange : byte
{
    Changed,
    New,
    Ended,
}

/// <summary>Packets and bytes of one direction: <c>CTA_COUNTERS_*</c>.</summary>
public readonly record struct ConnectionCounters(ulong Packets, ulong Bytes)
{
    internal static ConnectionCounters Read(NetlinkAttribute nest) => new(nest.Nested.Find(1).U64BigEndian, nest.Nested.Find(2).U64BigEndian);
}

/// <summary><c>IPS_*</c> (include/uapi/linux/netfilter/nf_conntrack_common.h).</summary>
[Flags]
public enum ConnectionStatus : uint
{
    None = 0,
    Expected = 1 << 0,
    SeenReply = 1 << 1,
    Assured = 1 << 2,
    Confirmed = 1 << 3,
    SourceTranslated = 1 << 4,
    DestinationTranslated = 1 << 5,
    Dying = 1 << 9,
    FixedTimeout = 1 << 10,
    Offloaded = 1 << 14,
    OffloadedToHardware = 1 << 15,
}

/// <summary><c>CTA_*</c>.</summary>
public enum ConnectionAttribute : ushort
{
    None = 0,
    Original = 1,
    Reply = 2,
    Status = 3,
    ProtocolInformation = 4,
    Helper = 5,
    SourceTranslation = 6,
    Timeout = 7,
    Mark = 8,
    OriginalCounters = 9,
    ReplyCounters = 10,
    Use = 11,
    Id = 12,
    DestinationTranslation = 13,
    SecurityMark = 17,
    Zone = 18,
    SecurityContext = 19,
    Times = 20,
    MarkMask = 21,
    Labels = 22,
}
