using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A bond: <c>IFLA_BOND_*</c> (include/uapi/linux/if_link.h; the kernel's Documentation/networking/bonding).</summary>
internal static class BondKind
{
    private const ushort ActivePort = 2, TargetAttribute = 8, Primary = 11, AggregatorInfo = 23, ActorSystem = 26, Target6 = 31;

    private enum Form
    {
        Number8,
        Number16,
        Number32,
        Choice,
        Choice32,
        Link,
        Targets,
        Aggregator,
        Mac,
    }

    // In the order of the report. A value without a name, or of another size, has its number.
    private readonly record struct Row(ushort Attribute, string Key, string Text, string[] Words, Form Form, string[]? Names = null, bool HidesZero = false)
    {
        public Row(ushort attribute, string name, Form form, string[]? names = null) : this(attribute, name, name, [name], form, names) { }
    }

    private static readonly Row[] s_rows =
    [
        new(1, "mode", Form.Choice, ["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"]),
        new(ActivePort, "active_slave", Form.Link),
        new(3, "miimon", Form.Number32),
        new(4, "updelay", Form.Number32),
        new(5, "downdelay", Form.Number32),
        new(28, "peer_notify_delay", Form.Number32),
        new(6, "use_carrier", Form.Number8),
        new(7, "arp_interval", Form.Number32),
        new(30, "arp_missed_max", Form.Number8),
        new(TargetAttribute, "arp_ip_target", Form.Targets),
        new(Target6, "ns_ip6_target", Form.Targets),
        new(9, "arp_validate", "arp_validate", ["arp_validate"], Form.Choice32, ["none", "active", "backup", "all", "filter", "filter_active", "filter_backup"], HidesZero: true),
        new(10, "arp_all_targets", Form.Choice32, ["any", "all"]),
        new(Primary, "primary", Form.Link),
        new(12, "primary_reselect", Form.Choice, ["always", "better", "failure"]),
        new(13, "fail_over_mac", Form.Choice, ["none", "active", "follow"]),
        new(14, "xmit_hash_policy", Form.Choice, ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"]),
        new(15, "resend_igmp", Form.Number32),
        new(16, "num_peer_notif", "num_grat_arp", ["num_grat_arp", "num_unsol_na"], Form.Number8),
        new(17, "all_slaves_active", Form.Number8),
        new(18, "min_links", Form.Number32),
        new(19, "lp_interval", Form.Number32),
        new(20, "packets_per_slave", Form.Number32),
        new(29, "ad_lacp_active", "lacp_active", ["lacp_active"], Form.Choice, ["off", "on"]),
        new(21, "ad_lacp_rate", "lacp_rate", ["lacp_rate"], Form.Choice, ["slow", "fast"]),
        new(22, "ad_select", Form.Choice, ["stable", "bandwidth", "count"]),
        new(AggregatorInfo, "ad_info", Form.Aggregator),
        new(24, "ad_actor_sys_prio", Form.Number16),
        new(25, "ad_user_port_key", Form.Number16),
        new(ActorSystem, "ad_actor_system", Form.Mac),
        new(27, "tlb_dynamic_lb", Form.Number8),
    ];

    private static readonly LinkRow[] s_aggregator =
    [
        new(1, "aggregator", "ad_aggregator"),
        new(2, "num_ports", "ad_num_ports"),
        new(3, "actor_key", "ad_actor_key"),
        new(4, "partner_key", "ad_partner_key"),
        new(5, "partner_mac", "ad_partner_mac", LinkRowForm.Mac),
    ];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        foreach (var row in s_rows)
            if (attributes.Find(row.Attribute) is { Exists: true } attribute) Write(context, row, attribute);
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("clear_active_slave"))
            {
                to.Attribute(ActivePort, 0);
                continue;
            }
            if (!TryFind(words, out var row)) throw KindWords.Unknown("bond", words.Current);
            Read(context, row, words, to);
        }
    }

    private static void Write(IpContext context, in Row row, NetlinkAttribute attribute)
    {
        var to = context.To;
        switch (row.Form)
        {
            case Form.Choice or Form.Choice32:
                uint number = (uint)attribute.Number;
                string name = KindWords.Name(row.Names!, number);
                // The original has no word for programs where nothing is validated.
                to.Field(row.Key, row.HidesZero && number == 0 ? null : name, $"{row.Text} {name} ");
                break;
            case Form.Link:
                if (attribute.I32 != 0) to.Field(row.Key, context.Links.NameOf(attribute.I32), $"{row.Text} {context.Links.NameOf(attribute.I32)} ");
                break;
            case Form.Targets:
                WriteTargets(context, row, attribute.Nested);
                break;
            case Form.Aggregator:
                to.OpenObject(row.Key);
                LinkRow.Write(context, attribute.Nested, s_aggregator);
                to.CloseObject();
                break;
            case Form.Mac:
                to.Field(row.Key, attribute.Mac, $"{row.Text} {attribute.Mac} ");
                break;
            default:
                to.Field(row.Key, attribute.Number, $"{row.Text} {attribute.Number} ");
                break;
        }
    }

    private static void WriteTargets(IpContext context, in Row row, NetlinkAttributes targets)
    {
        if (targets.Bytes.IsEmpty) return;
        var to = context.To;
        to.OpenArray(row.Key);
        to.Text($"{row.Text} ");
        bool any = false;
        foreach (var target in targets)
        {
            to.Field(null, target.Address, $"{(any ? "," : "")}{target.Address}");
            any = true;
        }
        to.CloseArray();
        to.Text($" ");
    }

    private static bool TryFind(IpWords words, out Row found)
    {
        foreach (var row in s_rows)
        {
            if (row.Form == Form.Aggregator || !Array.Exists(row.Words, words.Matches)) continue;
            found = row;
            return true;
        }
        found = default;
        return false;
    }

    private static void Read(IpContext context, in Row row, IpWords words, NetlinkRequest to)
    {
        string reason = $"invalid {string.Join('|', row.Words)}";
        switch (row.Form)
        {
            case Form.Choice:
                to.Attribute(row.Attribute, (byte)ReadChoice(words, row.Names!, reason));
                break;
            case Form.Choice32:
                to.Attribute(row.Attribute, ReadChoice(words, row.Names!, reason));
                break;
            case Form.Link:
                to.Attribute(row.Attribute, KindWords.Link(context, words, IpFailure.Missing));
                break;
            case Form.Targets:
                ReadTargets(row.Attribute, words, to);
                break;
            case Form.Mac:
                to.Attribute(row.Attribute, HardwareAddressText.Parse(words.Next()));
                break;
            case Form.Number8:
                to.Attribute(row.Attribute, (byte)KindWords.Number(words, byte.MaxValue, reason));
                break;
            case Form.Number16:
                to.Attribute(row.Attribute, (ushort)KindWords.Number(words, ushort.MaxValue, reason));
                break;
            default:
                to.Attribute(row.Attribute, KindWords.Number(words, uint.MaxValue, reason));
                break;
        }
    }

    private static uint ReadChoice(IpWords words, string[] names, string reason)
    {
        string word = words.Next();
        return Array.IndexOf(names, word) is >= 0 and var choice ? (uint)choice
            : IpWords.TryNumber(word, out uint number) && number < names.Length ? number : throw KindWords.Wrong(word, reason);
    }

    // An address each, numbered; no list at all takes away those that were there.
    private static void ReadTargets(ushort attribute, IpWords words, NetlinkRequest to)
    {
        int list = to.Begin(attribute, flagged: true);
        string[] targets = words.TryPeek(1) is null ? [] : words.Next().Split(',');
        for (int i = 0; i < targets.Length; i++)
        {
            if (attribute == Target6) to.Attribute((ushort)i, IpWords.Address(targets[i], AddressFamilyNumber.Inet6));
            else if (IpWords.TryAddress(targets[i], AddressFamilyNumber.Inet, out InternetAddress target)) to.Attribute((ushort)i, target);
            else throw new IpFailure($"Error: an IP address is expected rather than \"{targets[i]}\"\n", IpFailure.Missing);
        }
        to.End(list);
    }
}
