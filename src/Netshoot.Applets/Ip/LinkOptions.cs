using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>Reads the words behind <c>type KIND</c> and writes the attributes that they stand for.</summary>
internal delegate void ReadLinkOptions(IpContext context, IpWords words, NetlinkRequest to);

/// <summary>Finds who reads the words of a kind of link (ip-link(8)).</summary>
internal static class LinkOptions
{
    /// <param name="kind">The kind.</param>
    /// <param name="findCurrent">The link as it is, when it is changed.</param>
    public static ReadLinkOptions? Find(string kind, Func<Link?> findCurrent) => kind switch
    {
        "veth" => ReadCable,
        "bridge" => static (context, words, to) => LinkOption.Read(context, words, to, kind: "bridge", s_bridge),
        "bridge_slave" => static (context, words, to) => LinkOption.Read(context, words, to, kind: "bridge_slave", s_bridgePort),
        "vxlan" => VxlanOptions.Read,
        "macvlan" or "macvtap" => MacvlanKind.ReaderOf(kind),
        "vlan" => VlanKind.Read,
        "bond" => BondKind.Read,
        "bond_slave" => BondPortKind.Read,
        "vrf" => VrfKind.Read,
        "geneve" => GeneveKind.Read,
        "ipvlan" or "ipvtap" => IpvlanKind.ReaderOf(kind),
        "macsec" => MacsecKind.Read,
        "xfrm" => XfrmKind.Read,
        "ifb" or "dummy" or "nlmon" or "team" or "team_slave" or "vcan" or "netdevsim" => PassOver,
        "amt" or "bareudp" or "can" or "dsa" or "gtp" or "hsr" or "ipoib" or "rmnet" or "virt_wifi" or "vxcan" or "wwan" => throw new IpFailure($"ip: links of type \"{kind}\" are not supported\n"),
        _ => TunnelWords.Find(kind, findCurrent),
    };

    // IFLA_BR_*
    private static readonly LinkOption[] s_bridge =
    [
        new("forward_delay", 1, 4), new("hello_time", 2, 4), new("max_age", 3, 4), new("ageing_time", 4, 4), new("stp_state", 5, 4), new("priority", 6, 2),
        new("vlan_filtering", 7, 1), new("group_fwd_mask", 9, 2), new("vlan_default_pvid", 39, 2), new("vlan_stats_enabled", 41, 1), new("vlan_stats_per_port", 45, 1),
        new("mcast_router", 22, 1), new("mcast_snooping", 23, 1), new("mcast_query_use_ifaddr", 24, 1), new("mcast_querier", 25, 1), new("mcast_hash_elasticity", 26, 4),
        new("mcast_hash_max", 27, 4), new("mcast_last_member_count", 28, 4), new("mcast_startup_query_count", 29, 4), new("mcast_last_member_interval", 30, 8),
        new("mcast_membership_interval", 31, 8), new("mcast_querier_interval", 32, 8), new("mcast_query_interval", 33, 8), new("mcast_query_response_interval", 34, 8),
        new("mcast_startup_query_interval", 35, 8), new("mcast_stats_enabled", 42, 1), new("mcast_igmp_version", 43, 1), new("mcast_mld_version", 44, 1),
        new("nf_call_iptables", 36, 1), new("nf_call_ip6tables", 37, 1), new("nf_call_arptables", 38, 1),
        new("vlan_protocol", 8, LinkOption.VlanProtocol), new("group_address", 20, LinkOption.Mac), new("fdb_flush", 21, LinkOption.Flag),
        new("no_linklocal_learn", 0, LinkOption.BridgeSwitch), new("mcast_vlan_snooping", 1, LinkOption.BridgeSwitch),
    ];

    // IFLA_BRPORT_*
    private static readonly LinkOption[] s_bridgePort =
    [
        new("state", 1, 1), new("priority", 2, 2), new("cost", 3, 4), new("hairpin", 4, LinkOption.Switch), new("guard", 5, LinkOption.Switch), new("root_block", 6, LinkOption.Switch),
        new("fastleave", 7, LinkOption.Switch), new("learning", 8, LinkOption.Switch), new("flood", 9, LinkOption.Switch), new("proxy_arp", 10, LinkOption.Switch),
        new("proxy_arp_wifi", 12, LinkOption.Switch), new("mcast_router", 25, 1), new("mcast_fast_leave", 7, LinkOption.Switch), new("mcast_flood", 27, LinkOption.Switch),
        new("bcast_flood", 30, LinkOption.Switch), new("mcast_to_unicast", 28, LinkOption.Switch), new("group_fwd_mask", 31, 2), new("neigh_suppress", 32, LinkOption.Switch),
        new("vlan_tunnel", 29, LinkOption.Switch), new("isolated", 33, LinkOption.Switch), new("locked", 39, LinkOption.Switch), new("backup_port", 34, LinkOption.Link),
        new("nobackup_port", 34, LinkOption.NoLink), new("fdb_flush", 24, LinkOption.Flag),
    ];

    // Kinds without words of their own take what is said, and do nothing about it.
    private static void PassOver(IpContext context, IpWords words, NetlinkRequest to)
    {
        while (words.More) words.Advance();
    }

    private static void ReadCable(IpContext context, IpWords words, NetlinkRequest to)
    {
        const ushort Peer = 1; // VETH_INFO_PEER
        if (!words.Is("peer")) throw new IpFailure("Usage: ip link <options> type veth [peer <options>]\nTo get <options> type 'ip link add help'\n", IpFailure.Missing) { IsOutput = true };
        words.Advance();
        var settings = new LinkSettings(context);
        settings.Take(words);
        if (settings.Group is { } group) settings.Attributes.Attribute((ushort)LinkAttribute.Group, group);
        int peer = to.Begin(Peer);
        to.U8(0).U8(0).U16(0).I32(settings.Index).U32((uint)settings.Flags).U32((uint)settings.ChangedFlags);
        if ((settings.Name ?? settings.Device) is { } name) to.Attribute((ushort)LinkAttribute.Name, name);
        to.Append(settings.Attributes);
        to.End(peer);
    }
}

/// <summary>A word of a kind of link that is followed by a value.</summary>
/// <param name="Name">The word; any beginning of it will do.</param>
/// <param name="Attribute">Its number in the kind's enumeration.</param>
/// <param name="Size">Bytes of the number, or what else the value is.</param>
internal readonly record struct LinkOption(string Name, ushort Attribute, int Size)
{
    public const int Switch = -1, Link = -2, NoLink = -3, Flag = -4, Mac = -5, VlanProtocol = -6, BridgeSwitch = -7;
    private const ushort BridgeSwitches = 46; // IFLA_BR_MULTI_BOOLOPT

    public static void Read(IpContext context, IpWords words, NetlinkRequest to, string kind, LinkOption[] options)
    {
        uint switches = 0, changed = 0;
        for (; words.More; words.Advance())
        {
            var option = Array.Find(options, o => o.Name == words.Current) is { Name: not null } exact ? exact : Array.Find(options, o => words.Matches(o.Name));
            if (option.Name is null) throw new IpFailure($"{kind}: unknown {(kind == "bridge" ? "command" : "option")} \"{words.Current}\"?\n", IpFailure.Missing);
            if (option.Size == NoLink)
            {
                to.Attribute(option.Attribute, 0);
            }
            else if (option.Size == Flag)
            {
                to.Flag(option.Attribute);
            }
            else if (option.Size == BridgeSwitch)
            {
                // Bits of one attribute: those that were named, and which of them are on.
                changed |= 1u << option.Attribute;
                if (KindWords.Number(words, byte.MaxValue, $"invalid {option.Name}") != 0) switches |= 1u << option.Attribute;
            }
            else
            {
                option.Write(context, words.Next(), to);
            }
        }
        if (changed != 0) to.Attribute(BridgeSwitches, (ulong)changed << 32 | switches);
    }

    private void Write(IpContext context, string word, NetlinkRequest to)
    {
        switch (Size)
        {
            case Switch:
                to.Attribute(Attribute, word switch
                {
                    "on" => (byte)1,
                    "off" => (byte)0,
                    _ => throw new IpFailure($"Error: argument of \"{Name}\" must be \"on\" or \"off\", not \"{word}\"\n", IpFailure.Missing),
                });
                break;
            case Link:
                to.Attribute(Attribute, context.RequireLink(word));
                break;
            case Mac:
                to.Attribute(Attribute, HardwareAddressText.Parse(word));
                break;
            case VlanProtocol:
                to.AttributeBigEndian(Attribute, VlanKind.ProtocolOf(word) ?? throw KindWords.Wrong(word, $"invalid {Name}"));
                break;
            default:
                if (!IpWords.TryNumber(word, out uint number) || Size < 4 && number >= 1u << 8 * Size) throw new IpFailure($"Error: argument \"{word}\" is wrong: invalid {Name}\n");
                if (Size == 1) to.Attribute(Attribute, (byte)number);
                else if (Size == 2) to.Attribute(Attribute, (ushort)number);
                else if (Size == 4) to.Attribute(Attribute, number);
                else to.Attribute(Attribute, (ulong)number);
                break;
        }
    }
}
