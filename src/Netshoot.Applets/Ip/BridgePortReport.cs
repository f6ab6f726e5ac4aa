using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>What a bridge keeps about a port: <c>IFLA_BRPORT_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class BridgePortReport
{
    private const ushort State = 1, FastLeave = 7, GroupForwardMask = 31, BackupPort = 34;

    private static readonly string[] s_states = ["disabled", "listening", "learning", "forwarding", "blocking"];

    private static readonly LinkRow[] s_first =
    [
        new(2, "priority"),
        new(3, "cost"),
        new(4, "hairpin", LinkRowForm.OnOff),
        new(5, "guard", LinkRowForm.OnOff),
        new(6, "root_block", LinkRowForm.OnOff),
        new(FastLeave, "fastleave", LinkRowForm.OnOff),
        new(8, "learning", LinkRowForm.OnOff),
        new(9, "flood", LinkRowForm.OnOff),
        new(17, "id", "port_id", LinkRowForm.HexadecimalAlways),
        new(18, "no", "port_no", LinkRowForm.HexadecimalAlways),
        new(15, "designated_port"),
        new(16, "designated_cost"),
        new(14, "bridge_id", "designated_bridge", LinkRowForm.BridgeId),
        new(13, "root_id", "designated_root", LinkRowForm.BridgeId),
        new(23, "hold_timer", LinkRowForm.Timer),
        new(21, "message_age_timer", LinkRowForm.Timer),
        new(22, "forward_delay_timer", LinkRowForm.Timer),
        new(19, "topology_change_ack"),
        new(20, "config_pending"),
        new(10, "proxy_arp", LinkRowForm.OnOff),
        new(12, "proxy_arp_wifi", LinkRowForm.OnOff),
        new(25, "multicast_router", "mcast_router"),
    ];

    private static readonly LinkRow[] s_second =
    [
        new(27, "mcast_flood", LinkRowForm.OnOff),
        new(30, "bcast_flood", LinkRowForm.OnOff),
        new(28, "mcast_to_unicast", LinkRowForm.OnOff),
        new(32, "neigh_suppress", LinkRowForm.OnOff),
        new(GroupForwardMask, "group_fwd_mask", LinkRowForm.Hexadecimal),
    ];

    private static readonly LinkRow[] s_third =
    [
        new(29, "vlan_tunnel", LinkRowForm.OnOff),
        new(33, "isolated", LinkRowForm.OnOff),
        new(39, "locked", LinkRowForm.OnOff),
    ];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(State) is { Exists: true } state)
        {
            if (state.U8 < s_states.Length) to.Field("state", s_states[state.U8], $"state {s_states[state.U8]} ");
            else to.Field("state_index", state.U8, $"state ({state.U8}) ");
        }
        LinkRow.Write(context, attributes, s_first);
        // People are told twice, by two names.
        if (attributes.Find(FastLeave) is { Exists: true } leave) to.Text($"mcast_fast_leave {(leave.U8 != 0 ? "on" : "off")} ");
        LinkRow.Write(context, attributes, s_second);
        if (attributes.Find(GroupForwardMask) is { Exists: true } mask)
        {
            string names = GroupNames(mask.U16);
            to.Field("group_fwd_mask_str", names, $"group_fwd_mask_str {names} ");
        }
        LinkRow.Write(context, attributes, s_third);
        if (attributes.Find(BackupPort) is { Exists: true } backup) to.Field("backup_port", context.Links.NameOf(backup.I32), $"backup_port {context.Links.NameOf(backup.I32)} ");
    }

    // The groups 01:80:c2:00:00:0x that a mask's bits stand for (IEEE 802.1D table 7-10).
    private static string GroupNames(ushort mask)
    {
        if (mask == 0) return LinkRow.Hexadecimal(0, always: true);
        var names = new List<string>();
        for (int bit = 0; bit < 16; bit++)
        {
            if ((mask & 1 << bit) == 0) continue;
            names.Add(bit switch { 0 => "stp", 2 => "lacp", 14 => "lldp", _ => LinkRow.Hexadecimal(1u << bit) });
        }
        return string.Join(',', names);
    }
}
