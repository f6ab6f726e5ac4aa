namespace Netshoot.Netlink.Netfilter;

/// <summary>A message of <see cref="NetlinkProtocol.Netfilter"/>: <c>struct nfgenmsg</c> and attributes (include/uapi/linux/netfilter/nfnetlink.h).</summary>
public readonly ref struct NetfilterMessage
{
    private NetfilterMessage(ushort type, byte family, ushort resource, NetlinkAttributes attributes)
    {
        Type = type;
        Family = family;
        Resource = resource;
        Attributes = attributes;
    }

    /// <summary>The type of the netlink message: subsystem and message in one number.</summary>
    public ushort Type { get; }

    public NetfilterSubsystem Subsystem => (NetfilterSubsystem)(Type >> 8);

    /// <summary>What it says, by a number of the subsystem's own.</summary>
    public byte Message => (byte)Type;

    /// <summary><c>AF_*</c>, or for nf_tables <c>NFPROTO_*</c>.</summary>
    public byte Family { get; }

    /// <summary>A number whose meaning is the subsystem's: a generation, a queue, a CPU.</summary>
    public ushort Resource { get; }

    public NetlinkAttributes Attributes { get; }

    /// <returns>False when it is cut short, or about the protocol itself.</returns>
    public static bool TryRead(NetlinkMessage message, out NetfilterMessage read)
    {
        // Messages below 0x100 belong to netlink itself and to batches.
        const ushort First = 0x100;
        read = default;
        if (message.Type < First) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        reader.Skip(1);
        ushort resource = reader.U16BigEndian();
        if (reader.Truncated) return false;
        read = new(message.Type, family, resource, reader.Attributes);
        return true;
    }
}

/// <summary><c>NFNL_SUBSYS_*</c>.</summary>
public enum NetfilterSubsystem : byte
{
    None = 0,
    Connections = 1,
    Expectations = 2,
    Queue = 3,
    Log = 4,
    Accounting = 7,
    Timeouts = 8,
    Helpers = 9,
    Tables = 10,
    Compatibility = 11,
    Hooks = 12,
}

/// <summary><c>NFNLGRP_*</c>: groups of notifications for <see cref="NetlinkSocket.Join"/>.</summary>
public enum NetfilterGroup
{
    None = 0,
    NewConnections = 1,
    ChangedConnections = 2,
    EndedConnections = 3,
    NewExpectations = 4,
    ChangedExpectations = 5,
    EndedExpectations = 6,
    Tables = 7,
    Traces = 9,
}
