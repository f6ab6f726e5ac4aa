namespace Netshoot.Netlink.Netfilter.Tables.Expressions;

/// <summary>Writes to the log (<c>NFTA_LOG_*</c>).</summary>
/// <param name="Prefix">What stands before; null for nothing.</param>
/// <param name="Group">The group of nfnetlink_log; null for the kernel's own log.</param>
/// <param name="Level"><c>NFT_LOGLEVEL_*</c>.</param>
/// <param name="Flags"><c>NF_LOG_*</c>.</param>
/// <param name="Length">How many bytes of a packet.</param>
/// <param name="Threshold">How many packets at once.</param>
public sealed record LogExpression(string? Prefix, ushort? Group, uint? Level, uint Flags, uint? Length, ushort? Threshold) : Expression("log")
{
    internal static LogExpression Read(NetlinkAttributes data) => new(
        data.Find(2) is { Exists: true } prefix ? prefix.Text : null,
        data.Find(1) is { Exists: true } group ? group.U16BigEndian : null,
        data.Find(5) is { Exists: true } level ? level.U32BigEndian : null,
        data.Find(6).U32BigEndian,
        data.Find(3) is { Exists: true } length ? length.U32BigEndian : null,
        data.Find(4) is { Exists: true } threshold ? threshold.U16BigEndian : null);
}

/// <summary>Refuses with an answer (<c>NFTA_REJECT_*</c>; types <c>NFT_REJECT_*</c>: ICMP, TCP reset, ICMP of either family).</summary>
public sealed record RejectExpression(uint Type, byte Code) : Expression("reject")
{
    internal static RejectExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, data.Find(2).U8);
}

/// <summary>Rewrites addresses of the destination or of the source (<c>NFTA_NAT_*</c>). Families are <c>NFPROTO_IPV4</c> and <c>NFPROTO_IPV6</c>, flags <c>NF_NAT_RANGE_*</c>.</summary>
public sealed record NatExpression(bool IsDestination, uint Family, int FirstAddress, int LastAddress, int FirstPort, int LastPort, uint Flags) : Expression("nat")
{
    internal static NatExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian == 1, data.Find(2).U32BigEndian, Register(data.Find(3)), Register(data.Find(4)),
        Register(data.Find(5)), Register(data.Find(6)), data.Find(7).U32BigEndian);
}

/// <summary>Takes the address of the output interface (<c>NFTA_MASQ_*</c>).</summary>
public sealed record MasqueradeExpression(uint Flags, int FirstPort, int LastPort) : Expression("masq")
{
    internal static MasqueradeExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, Register(data.Find(2)), Register(data.Find(3)));
}

/// <summary>Leads to this machine (<c>NFTA_REDIR_*</c>).</summary>
public sealed record RedirectExpression(uint Flags, int FirstPort, int LastPort) : Expression("redir")
{
    internal static RedirectExpression Read(NetlinkAttributes data) => new(data.Find(3).U32BigEndian, Register(data.Find(1)), Register(data.Find(2)));
}

/// <summary>Hands to a local socket (<c>NFTA_TPROXY_*</c>).</summary>
public sealed record TransparentProxyExpression(uint Family, int Address, int Port) : Expression("tproxy")
{
    internal static TransparentProxyExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, Register(data.Find(2)), Register(data.Find(3)));
}

/// <summary>Sends a copy elsewhere (<c>NFTA_DUP_*</c>).</summary>
public sealed record DuplicateExpression(int Address, int Device) : Expression("dup")
{
    internal static DuplicateExpression Read(NetlinkAttributes data) => new(Register(data.Find(1)), Register(data.Find(2)));
}

/// <summary>Sends elsewhere (<c>NFTA_FWD_*</c>).</summary>
public sealed record ForwardExpression(int Device, int Address, uint Family) : Expression("fwd")
{
    internal static ForwardExpression Read(NetlinkAttributes data) => new(Register(data.Find(1)), Register(data.Find(2)), data.Find(3).U32BigEndian);
}

/// <summary>Hands to a program (<c>NFTA_QUEUE_*</c>; flags <c>NFT_QUEUE_FLAG_*</c>).</summary>
public sealed record QueueExpression(ushort Number, ushort Total, ushort Flags, int Source) : Expression("queue")
{
    internal static QueueExpression Read(NetlinkAttributes data) => new(data.Find(1).U16BigEndian, data.Find(2).U16BigEndian, data.Find(3).U16BigEndian, Register(data.Find(4)));
}

/// <summary>Answers SYN in place of the server (<c>NFTA_SYNPROXY_*</c>; flags <c>NF_SYNPROXY_OPT_*</c>).</summary>
public sealed record SynproxyExpression(ushort SegmentSize, byte WindowScale, uint Flags) : Expression("synproxy")
{
    internal static SynproxyExpression Read(NetlinkAttributes data) => new(data.Find(1).U16BigEndian, data.Find(2).U8, data.Find(3).U32BigEndian);
}

/// <summary>Hands the connection to a flowtable (<c>NFTA_FLOW_*</c>).</summary>
public sealed record FlowOffloadExpression(string Flowtable) : Expression("flow_offload");

/// <summary>Keeps the packet from connection tracking.</summary>
public sealed record NoTrackExpression() : Expression("notrack");

/// <summary>A match or target of x_tables inside of nf_tables (<c>NFTA_MATCH_*</c>, <c>NFTA_TARGET_*</c>, include/uapi/linux/netfilter/nf_tables_compat.h), as iptables-nft writes it.</summary>
/// <param name="IsTarget">Whether it is a target.</param>
/// <param name="Extension">What x_tables calls it: <c>tcp</c>, <c>MASQUERADE</c>.</param>
/// <param name="Revision">The revision of its structure.</param>
/// <param name="Information">The structure.</param>
public sealed record CompatibilityExpression(bool IsTarget, string Extension, uint Revision, byte[] Information) : Expression(IsTarget ? "target" : "match")
{
    internal static CompatibilityExpression Read(NetlinkAttributes data, bool isTarget)
        => new(isTarget, data.Find(1).Text, data.Find(2).U32BigEndian, data.Find(3).Value.ToArray());
}
