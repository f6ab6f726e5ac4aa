using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>What a bond keeps about a link in it: <c>IFLA_BOND_SLAVE_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class BondPortKind
{
    private const ushort State = 1, MiiStatus = 2, QueueId = 5, Priority = 9;

    private static readonly LinkRow[] s_first =
    [
        new(3, "link_failure_count"),
        new(4, "perm_hwaddr", LinkRowForm.Mac),
        new(QueueId, "queue_id"),
    ];

    private static readonly LinkRow[] s_aggregator = [new(6, "ad_aggregator_id")];

    // The bits of the state of a port in LACP (IEEE 802.1AX), from the lowest.
    private static readonly string[] s_states = ["active", "short_timeout", "aggregating", "in_sync", "collecting", "distributing", "defaulted", "expired"];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(State) is { Exists: true } state)
        {
            string name = state.U8 switch { 0 => "ACTIVE", 1 => "BACKUP", var other => other.ToString(CultureInfo.InvariantCulture) };
            to.Field("state", name, $"state {name} ");
        }
        if (attributes.Find(MiiStatus) is { Exists: true } status)
        {
            string name = status.U8 switch { 0 => "UP", 1 => "GOING_DOWN", 2 => "DOWN", 3 => "GOING_BACK", var other => other.ToString(CultureInfo.InvariantCulture) };
            to.Field("mii_status", name, $"mii_status {name} ");
        }
        LinkRow.Write(context, attributes, s_first);
        if (attributes.Find(Priority) is { Exists: true } priority) to.Field("prio", priority.I32, $"prio {priority.I32} ");
        LinkRow.Write(context, attributes, s_aggregator);
        WritePortState(context, attributes.Find(7), "ad_actor_oper_port_state");
        WritePortState(context, attributes.Find(8), "ad_partner_oper_port_state");
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("queue_id"))
            {
                to.Attribute(QueueId, (ushort)KindWords.Number(words, ushort.MaxValue, "queue_id is invalid"));
            }
            else if (words.Matches("prio"))
            {
                string word = words.Next();
                to.Attribute(Priority, int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int priority) ? priority : throw KindWords.Wrong(word, "prio is invalid"));
            }
            else
            {
                throw KindWords.Unknown("bond_slave", words.Current, "option");
            }
        }
    }

    private static void WritePortState(IpContext context, NetlinkAttribute attribute, string key)
    {
        if (!attribute.Exists) return;
        var to = context.To;
        uint state = (uint)attribute.Number;
        to.Field(key, state, $"{key} {state} ");
        to.OpenArray($"{key}_str");
        to.Text($"{key}_str <");
        bool any = false;
        for (int bit = 0; bit < s_states.Length; bit++)
        {
            if ((state & 1 << bit) == 0) continue;
            to.Field(null, s_states[bit], $"{(any ? "," : "")}{s_states[bit]}");
            any = true;
        }
        to.CloseArray();
        to.Text($"> ");
    }
}
