using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge link</c> (bridge(8)).</summary>
internal static class LinkCommands
{
    public const ushort StateAttribute = 1, PriorityAttribute = 2, CostAttribute = 3, MulticastRouterAttribute = 25, BackupPortAttribute = 34;

    public static string[] States { get; } = ["disabled", "listening", "learning", "forwarding", "blocking"];

    // IFLA_BRPORT_* (include/uapi/linux/if_link.h)
    private static readonly LinkRow[] s_details =
    [
        new(4, "hairpin", LinkRowForm.OnOff),
        new(5, "guard", LinkRowForm.OnOff),
        new(6, "root_block", LinkRowForm.OnOff),
        new(7, "fastleave", LinkRowForm.OnOff),
        new(8, "learning", LinkRowForm.OnOff),
        new(11, "learning_sync", LinkRowForm.OnOff),
        new(9, "flood", LinkRowForm.OnOff),
        new(27, "mcast_flood", LinkRowForm.OnOff),
        new(30, "bcast_flood", LinkRowForm.OnOff),
        new(25, "mcast_router"),
        new(28, "mcast_to_unicast", LinkRowForm.OnOff),
        new(32, "neigh_suppress", LinkRowForm.OnOff),
        new(29, "vlan_tunnel", LinkRowForm.OnOff),
    ];

    private static readonly LinkRow[] s_lastDetails =
    [
        new(33, "isolated", LinkRowForm.OnOff),
        new(39, "locked", LinkRowForm.OnOff),
    ];

    /// <summary>What can be switched on and off.</summary>
    public static LinkRow[] Switches { get; } = [.. s_details.Concat(s_lastDetails).Where(static row => row.Form == LinkRowForm.OnOff)];

    public static void Run(IpContext context, IpWords words)
    {
        if (!words.More)
        {
            Show(context, words);
        }
        else if (words.Matches("set") || words.Matches("change"))
        {
            words.Advance();
            LinkChange.Run(context, words);
        }
        else if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            Show(context, words);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(BridgeUsage.Link);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "bridge link help");
        }
    }

    private static void Show(IpContext context, IpWords words)
    {
        string? device = null;
        for (; words.More; words.Advance())
            if (words.Is("dev")) device = words.Next();
        int index = device is null ? 0 : BridgeNames.Device(context, device);
        var dump = context.Channel.Dump(LinkRequests.ListBridging());
        var link = new Link();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!link.Read(message) || link.Family != AddressFamilyNumber.Bridge || index != 0 && link.Index != index) continue;
            // A bridge stands among its ports without being one.
            if (link.PortData.IsEmpty && link.MasterIndex is null) continue;
            Write(context, link);
            context.EntryWritten();
        }
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }

    public static void Write(IpContext context, Link link)
    {
        var to = context.To;
        to.OpenObject();
        if (link.IsDeleted) to.Field("deleted", true, $"Deleted ");
        to.Field("ifindex", link.Index, $"{link.Index}: ");
        LinkHead.WriteName(context, link, brief: false);
        LinkHead.WriteFlags(context, link);
        if (link.Mtu is { } mtu) to.Field("mtu", mtu, $"mtu {mtu} ");
        if (link.MasterIndex is { } master) to.Field("master", context.Links.NameOf(master), $"master {context.Links.NameOf(master)} ");
        // What any link says of its bridge in its details, only the bridge's own view says here.
        var port = link.Family == AddressFamilyNumber.Bridge ? link.PortData.Attributes : default;
        if (port.Find(StateAttribute) is { Exists: true } state)
        {
            if (state.U8 < States.Length) to.Field("state", States[state.U8], $"state {States[state.U8]} ");
            else to.Field("state", state.U8, $"state ({state.U8}) ");
        }
        if (port.Find(PriorityAttribute) is { Exists: true } priority) to.Field("priority", priority.U16, $"priority {priority.U16} ");
        if (port.Find(CostAttribute) is { Exists: true } cost) to.Field("cost", cost.U32, $"cost {cost.U32} ");
        if (context.Options.Details && link.Family == AddressFamilyNumber.Bridge)
        {
            to.Text($"{context.LineBreak}    ");
            LinkRow.Write(context, port, s_details);
            if (port.Find(BackupPortAttribute) is { Exists: true } backup) to.Field("backup_port", context.Links.NameOf(backup.I32), $"backup_port {context.Links.NameOf(backup.I32)} ");
            LinkRow.Write(context, port, s_lastDetails);
        }
        to.Text($"\n");
        to.CloseObject();
    }
}
