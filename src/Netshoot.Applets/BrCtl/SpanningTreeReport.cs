using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.BrCtl;

/// <summary>A bridge as <c>brctl showstp</c> shows it: <c>IFLA_BR_*</c> (include/uapi/linux/if_link.h), times in hundredths of seconds.</summary>
internal readonly record struct SpanningTreeReport(Link Bridge) : IReport
{
    private const ushort ForwardDelay = 1, HelloTime = 2, MaximalAge = 3, AgeingTime = 4, RootId = 10, Id = 11, RootPort = 12, RootPathCost = 13,
        TopologyChange = 14, TopologyChangeDetected = 15, HelloTimer = 16, NotificationTimer = 17, TopologyChangeTimer = 18, CollectionTimer = 19;

    public void Write(ReportWriter to)
    {
        var all = Bridge.KindData.Attributes;
        BridgeId id = BridgeId.Read(all.Find(Id).Value), root = BridgeId.Read(all.Find(RootId).Value);
        ushort rootPort = all.Find(RootPort).U16;
        uint cost = all.Find(RootPathCost).U32;
        double maximalAge = Seconds(all, MaximalAge), hello = Seconds(all, HelloTime), delay = Seconds(all, ForwardDelay), ageing = Seconds(all, AgeingTime);
        double helloTimer = Seconds(all, HelloTimer), notification = Seconds(all, NotificationTimer), change = Seconds(all, TopologyChangeTimer), collection = Seconds(all, CollectionTimer);
        to.Field("bridge", Bridge.Name, $"{Bridge.Name}\n");
        to.Field("bridge_id", id, $" bridge id\t\t{id}\n");
        to.Field("designated_root", root, $" designated root\t{root}\n");
        to.Field("root_port", rootPort, $" root port\t\t{rootPort,4}\t\t\t");
        to.Field("path_cost", cost, $"path cost\t\t{cost,4}\n");
        // What the root says and what the bridge would say as root are the same number here.
        to.Field("max_age", maximalAge, $" max age\t\t{maximalAge,7:f2}\t\t\tbridge max age\t\t{maximalAge,7:f2}\n");
        to.Field("hello_time", hello, $" hello time\t\t{hello,7:f2}\t\t\tbridge hello time\t{hello,7:f2}\n");
        to.Field("forward_delay", delay, $" forward delay\t\t{delay,7:f2}\t\t\tbridge forward delay\t{delay,7:f2}\n");
        to.Field("ageing_time", ageing, $" ageing time\t\t{ageing,7:f2}\n");
        to.Field("hello_timer", helloTimer, $" hello timer\t\t{helloTimer,7:f2}\t\t\t");
        to.Field("tcn_timer", notification, $"tcn timer\t\t{notification,7:f2}\n");
        to.Field("topology_change_timer", change, $" topology change timer\t{change,7:f2}\t\t\t");
        to.Field("gc_timer", collection, $"gc timer\t\t{collection,7:f2}\n flags\t\t\t");
        to.OpenArray("flags");
        if (all.Find(TopologyChange).U8 != 0) to.Field(null, "TOPOLOGY_CHANGE", $"TOPOLOGY_CHANGE ");
        if (all.Find(TopologyChangeDetected).U8 != 0) to.Field(null, "TOPOLOGY_CHANGE_DETECTED", $"TOPOLOGY_CHANGE_DETECTED ");
        to.CloseArray();
        to.Text($"\n\n");
    }

    internal static double Seconds(NetlinkAttributes attributes, ushort type) => attributes.Find(type).Number / 100.0;
}

/// <summary>A port of a bridge as <c>brctl showstp</c> shows it: <c>IFLA_BRPORT_*</c>.</summary>
internal readonly record struct SpanningTreePortReport(Link Port) : IReport
{
    private const ushort State = 1, Cost = 3, Hairpin = 4, RootId = 13, BridgeIdAttribute = 14, DesignatedPort = 15, DesignatedCost = 16, Id = 17, Number = 18,
        ChangeAcknowledged = 19, ConfigurationPending = 20, MessageAgeTimer = 21, ForwardDelayTimer = 22, HoldTimer = 23;

    private static readonly string[] s_states = ["disabled", "listening", "learning", "forwarding", "blocking"];

    public void Write(ReportWriter to)
    {
        var all = Port.PortData.Attributes;
        ushort number = all.Find(Number).U16, id = all.Find(Id).U16, designatedPort = all.Find(DesignatedPort).U16;
        uint cost = all.Find(Cost).U32;
        uint designatedCost = all.Find(DesignatedCost).U16;
        byte state = all.Find(State).U8;
        string stateName = state < s_states.Length ? s_states[state] : "<INVALID STATE>";
        BridgeId root = BridgeId.Read(all.Find(RootId).Value), bridge = BridgeId.Read(all.Find(BridgeIdAttribute).Value);
        double age = SpanningTreeReport.Seconds(all, MessageAgeTimer), delay = SpanningTreeReport.Seconds(all, ForwardDelayTimer), hold = SpanningTreeReport.Seconds(all, HoldTimer);
        to.Field("port", Port.Name, $"{Port.Name} (");
        to.Field("number", number, $"{number})\n");
        to.Field("port_id", id, $" port id\t\t{id:x4}\t\t\t");
        to.Field("state", stateName, $"state\t\t{stateName,15}\n");
        to.Field("designated_root", root, $" designated root\t{root}\t");
        to.Field("path_cost", cost, $"path cost\t\t{cost,4}\n");
        to.Field("designated_bridge", bridge, $" designated bridge\t{bridge}\t");
        to.Field("message_age_timer", age, $"message age timer\t{age,7:f2}\n");
        to.Field("designated_port", designatedPort, $" designated port\t{designatedPort:x4}\t\t\t");
        to.Field("forward_delay_timer", delay, $"forward delay timer\t{delay,7:f2}\n");
        to.Field("designated_cost", designatedCost, $" designated cost\t{designatedCost,4}\t\t\t");
        to.Field("hold_timer", hold, $"hold timer\t\t{hold,7:f2}\n flags\t\t\t");
        to.OpenArray("flags");
        if (all.Find(ConfigurationPending).U8 != 0) to.Field(null, "CONFIG_PENDING", $"CONFIG_PENDING ");
        if (all.Find(ChangeAcknowledged).U8 != 0) to.Field(null, "TOPOLOGY_CHANGE_ACK", $"TOPOLOGY_CHANGE_ACK ");
        to.CloseArray();
        to.Text($"\n");
        if (all.Find(Hairpin).U8 != 0) to.Field("hairpin", true, $" hairpin mode\t\t{1,4}\n");
    }
}
