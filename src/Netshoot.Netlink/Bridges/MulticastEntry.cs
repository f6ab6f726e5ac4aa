using Netshoot.Wire;

namespace Netshoot.Netlink.Bridges;

/// <summary>
/// A group of a bridge's multicast database and the port that has members of it: <c>struct br_mdb_entry</c> with
/// <c>MDBA_MDB_EATTR_*</c> (include/uapi/linux/if_bridge.h).
/// </summary>
public readonly ref struct MulticastEntry
{
    private const byte PermanentState = 1;
    private const ushort Ethernet = 0, Ip4 = 0x0800, Ip6 = 0x86dd;
    private const ushort TimerAttribute = 1, SourceListAttribute = 2, GroupModeAttribute = 3, SourceAttribute = 4, ProtocolAttribute = 5;
    private const int AddressSize = 16, TailSize = 2;

    internal MulticastEntry(ReadOnlySpan<byte> info)
    {
        var reader = new NetlinkReader(info);
        PortIndex = reader.I32();
        IsPermanent = reader.U8() == PermanentState;
        Flags = (MulticastEntryFlags)reader.U8();
        Vlan = reader.U16();
        var address = reader.Take(AddressSize);
        ushort protocol = reader.U16BigEndian();
        reader.Skip(TailSize);
        IsWhole = !reader.Truncated;
        Attributes = reader.Attributes;
        if (!IsWhole) return;
        switch (protocol)
        {
            case Ip4: Group = InternetAddress.FromBytes(address[..4]); break;
            case Ip6: Group = InternetAddress.FromBytes(address); break;
            case Ethernet: Mac = MacAddress.FromBytes(address[..MacAddress.Size]); break;
        }
    }

    internal bool IsWhole { get; }

    public int PortIndex { get; }

    public bool IsPermanent { get; }

    public MulticastEntryFlags Flags { get; }

    /// <summary>0 without VLANs.</summary>
    public ushort Vlan { get; }

    /// <summary>The group; null when it is a <see cref="Mac"/>.</summary>
    public InternetAddress? Group { get; }

    public MacAddress Mac { get; }

    /// <summary>What the kernel says beyond the structure.</summary>
    public NetlinkAttributes Attributes { get; }

    /// <summary>What is left of its life, in hundredths of seconds.</summary>
    public uint? Timer => Attributes.Find(TimerAttribute) is { Exists: true } timer ? timer.U32 : null;

    /// <summary>The only sender that is wanted; null for any.</summary>
    public InternetAddress? Source => Attributes.Find(SourceAttribute) is { Exists: true } source ? source.Address : null;

    /// <summary>Who made it, <c>RTPROT_*</c>.</summary>
    public byte? Protocol => Attributes.Find(ProtocolAttribute) is { Exists: true } protocol ? protocol.U8 : null;

    /// <summary><c>MCAST_EXCLUDE</c> is 0, <c>MCAST_INCLUDE</c> 1.</summary>
    public byte? FilterMode => Attributes.Find(GroupModeAttribute) is { Exists: true } mode ? mode.U8 : null;

    /// <summary>The senders that its filter names, <c>MDBA_MDB_SRCLIST_*</c>.</summary>
    public NetlinkAttributes Sources => Attributes.Find(SourceListAttribute).Nested;
}

/// <summary><c>MDB_FLAGS_*</c>.</summary>
[Flags]
public enum MulticastEntryFlags : byte
{
    None = 0,
    Offloaded = 0x01,
    FastLeave = 0x02,
    StarExclude = 0x04,
    Blocked = 0x08,
}

/// <summary>A port behind which a multicast router is: <c>MDBA_ROUTER_PORT</c>.</summary>
public readonly ref struct MulticastRouterPort
{
    private const ushort TimerAttribute = 1, TypeAttribute = 2;

    /// <param name="port">The value of MDBA_ROUTER_PORT: the index of the port, at least, and attributes.</param>
    public MulticastRouterPort(ReadOnlySpan<byte> port)
    {
        var reader = new NetlinkReader(port);
        PortIndex = reader.I32();
        Attributes = reader.Attributes;
    }

    public int PortIndex { get; }

    public NetlinkAttributes Attributes { get; }

    /// <summary>In hundredths of seconds.</summary>
    public uint? Timer => Attributes.Find(TimerAttribute) is { Exists: true } timer ? timer.U32 : null;

    /// <summary><c>MDB_RTR_TYPE_*</c>.</summary>
    public byte? Type => Attributes.Find(TypeAttribute) is { Exists: true } type ? type.U8 : null;
}
