using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>The details of a bridge: <c>IFLA_BR_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class BridgeReport
{
    private const ushort VlanProtocol = 8, BooleanOptions = 46;

    // struct br_boolopt_multi: values, then which of them are meant (include/uapi/linux/if_bridge.h).
    private const uint NoLinkLocalLearning = 1, MulticastVlanSnooping = 2;

    private static readonly LinkRow[] s_first =
    [
        new(1, "forward_delay"),
        new(2, "hello_time"),
        new(3, "max_age"),
        new(4, "ageing_time"),
        new(5, "stp_state"),
        new(6, "priority"),
        new(7, "vlan_filtering"),
    ];

    private static readonly LinkRow[] s_second =
    [
        new(11, "bridge_id", LinkRowForm.BridgeId),
        new(10, "root_id", "designated_root", LinkRowForm.BridgeId),
        new(12, "root_port"),
        new(13, "root_path_cost"),
        new(14, "topology_change"),
        new(15, "topology_change_detected"),
        new(16, "hello_timer", LinkRowForm.Timer),
        new(17, "tcn_timer", LinkRowForm.Timer),
        new(18, "topology_change_timer", LinkRowForm.Timer),
        new(19, "gc_timer", LinkRowForm.Timer),
        new(39, "vlan_default_pvid"),
        new(41, "vlan_stats_enabled"),
        new(45, "vlan_stats_per_port"),
        new(9, "group_fwd_mask", LinkRowForm.Hexadecimal),
        new(20, "group_addr", "group_address", LinkRowForm.Mac),
        new(23, "mcast_snooping"),
    ];

    private static readonly LinkRow[] s_third =
    [
        new(22, "mcast_router"),
        new(24, "mcast_query_use_ifaddr"),
        new(25, "mcast_querier"),
        new(26, "mcast_hash_elasticity"),
        new(27, "mcast_hash_max"),
        new(28, "mcast_last_member_cnt", "mcast_last_member_count"),
        new(29, "mcast_startup_query_cnt", "mcast_startup_query_count"),
        new(30, "mcast_last_member_intvl", "mcast_last_member_interval"),
        new(31, "mcast_membership_intvl", "mcast_membership_interval"),
        new(32, "mcast_querier_intvl", "mcast_querier_interval"),
        new(33, "mcast_query_intvl", "mcast_query_interval"),
        new(34, "mcast_query_response_intvl", "mcast_query_response_interval"),
        new(35, "mcast_startup_query_intvl", "mcast_startup_query_interval"),
        new(42, "mcast_stats_enabled"),
        new(43, "mcast_igmp_version"),
        new(44, "mcast_mld_version"),
        new(36, "nf_call_iptables"),
        new(37, "nf_call_ip6tables"),
        new(38, "nf_call_arptables"),
    ];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        LinkRow.Write(context, attributes, s_first);
        if (attributes.Find(VlanProtocol) is { Exists: true } protocol)
        {
            string name = EtherTypeName(protocol.U16BigEndian);
            context.To.Field("vlan_protocol", name, $"vlan_protocol {name} ");
        }
        LinkRow.Write(context, attributes, s_second);
        if (attributes.Find(BooleanOptions) is { Exists: true } options)
        {
            var reader = options.Reader;
            uint values = reader.U32(), meant = reader.U32();
            WriteOption("no_linklocal_learn", NoLinkLocalLearning);
            WriteOption("mcast_vlan_snooping", MulticastVlanSnooping);

            void WriteOption(string name, uint bit)
            {
                if ((meant & bit) != 0) context.To.Field(name, (values & bit) != 0 ? 1 : 0, $"{name} {((values & bit) != 0 ? 1 : 0)} ");
            }
        }
        LinkRow.Write(context, attributes, s_third);
    }

    /// <summary>IEEE's names of the two kinds of VLAN tags.</summary>
    public static string EtherTypeName(ushort type) => type switch
    {
        0x8100 => "802.1Q",
        0x88a8 => "802.1ad",
        _ => $"[{type}]",
    };
}
