using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Bridges;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge vlan set</c>, <c>bridge vlan global</c>, and VLANs with their details (bridge(8)).</summary>
internal static class VlanSettings
{
    // BRIDGE_VLANDB_ENTRY_* and BRIDGE_VLANDB_GOPTS_* (include/uapi/linux/if_bridge.h)
    private const ushort EntryInfo = 1, EntryRange = 2, EntryState = 3, EntryRouter = 6;
    private const ushort GlobalId = 1, GlobalRange = 2, GlobalRouterPorts = 16;

    private const int LastVlan = 4095;

    // In the order in which they are shown; those of more than a byte are counts or hundredths of seconds.
    private static readonly (ushort Attribute, string Name, int Size)[] s_options =
    [
        (3, "mcast_snooping", 1), (15, "mcast_querier", 1), (4, "mcast_igmp_version", 1), (5, "mcast_mld_version", 1), (6, "mcast_last_member_count", 4), (8, "mcast_last_member_interval", 8),
        (7, "mcast_startup_query_count", 4), (14, "mcast_startup_query_interval", 8), (10, "mcast_membership_interval", 8), (11, "mcast_querier_interval", 8), (12, "mcast_query_interval", 8),
        (13, "mcast_query_response_interval", 8),
    ];

    /// <summary>The VLANs of ports with state and multicast routers.</summary>
    public static void ShowDetails(IpContext context, int index, ushort vlan) => Show(context, index, vlan, globals: false);

    public static void RunGlobal(IpContext context, IpWords words)
    {
        bool sets = words.More && words.Matches("set");
        if (words.More && !sets && !words.Matches("show") && !words.Matches("lst") && !words.Matches("list")) throw new IpFailure(BridgeUsage.Vlan);
        words.Advance();
        if (sets)
        {
            Set(context, words, global: true);
            return;
        }
        var (device, vlan) = Selection(words);
        Show(context, device is null ? 0 : BridgeNames.Device(context, device), vlan, globals: true);
    }

    /// <summary>What is to be shown: a device, a VLAN, or all; other words mean nothing.</summary>
    public static (string? Device, ushort Vlan) Selection(IpWords words)
    {
        string? device = null;
        ushort vlan = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("vid")) vlan = BridgeNames.Vlan(words.Next());
        }
        return (device, vlan);
    }

    public static void Set(IpContext context, IpWords words, bool global)
    {
        string? device = null;
        (ushort First, ushort Last)? vlans = null;
        var options = new NetlinkRequest(0, NetlinkFlags.None);
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("vid")) vlans = VlanChange.Vlans(words.Next());
            else if (!global && words.Is("state")) options.Attribute(EntryState, State(words.Next()));
            else if (!global && words.Is("mcast_router")) options.Attribute(EntryRouter, (byte)Number(words, "mcast_router", byte.MaxValue));
            else if (global && Array.Find(s_options, option => words.Is(option.Name)) is { Name: not null } option) WriteOption(options, words, option.Attribute, option.Name, option.Size);
            else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Vlan);
        }
        if (device is null || vlans is not { } range) throw new IpFailure("Device and VLAN ID are required arguments.\n");
        int index = context.Links.IndexOf(device);
        if (index <= 0) throw new IpFailure($"Cannot find network device \"{device}\"\n");
        if (range.Last >= LastVlan + 1) throw new IpFailure($"Invalid VLAN ID \"{range.Last}\"\n");
        var request = VlanDatabase.Change(index);
        int entry = request.Begin(global ? VlanDatabase.GlobalOptions : VlanDatabase.Entry, flagged: true);
        if (global)
        {
            request.Attribute(GlobalId, range.First);
        }
        else
        {
            const ushort OnlyOptions = 1 << 6; // BRIDGE_VLAN_INFO_ONLY_OPTS
            int info = request.Begin(EntryInfo);
            request.U16(OnlyOptions).U16(range.First).End(info);
        }
        if (range.Last != range.First) request.Attribute(global ? GlobalRange : EntryRange, range.Last);
        request.Append(options).End(entry);
        BridgeNames.Execute(context, request);
    }

    private static byte State(string word)
    {
        if (Array.IndexOf(LinkCommands.States, word) is >= 0 and var known) return (byte)known;
        return IpWords.TryNumber(word, out uint state) && state < LinkCommands.States.Length ? (byte)state : throw new IpFailure("Error: invalid STP state\n");
    }

    private static uint Number(IpWords words, string name, uint largest)
        => IpWords.TryNumber(words.Next(), out uint number) && number <= largest ? number : throw IpFailure.Invalid(words.Current, $"invalid {name}");

    private static void WriteOption(NetlinkRequest options, IpWords words, ushort attribute, string name, int size)
    {
        uint number = Number(words, name, size == 1 ? byte.MaxValue : uint.MaxValue);
        if (size == 1) options.Attribute(attribute, (byte)number);
        else if (size == 4) options.Attribute(attribute, number);
        else options.Attribute(attribute, (ulong)number);
    }

    private static void Show(IpContext context, int index, ushort wanted, bool globals)
    {
        var to = context.To;
        var dump = context.Channel.Dump(VlanDatabase.List(index, globals));
        var database = new VlanDatabase();
        context.OpenList();
        to.Text($"{"port",-16}  vlan-id  \n");
        foreach (var message in dump)
        {
            if (!database.Read(message) || index != 0 && database.InterfaceIndex != index) continue;
            bool opened = false;
            foreach (var entry in database.Entries.Attributes)
            {
                if (entry.Type != (globals ? VlanDatabase.GlobalOptions : VlanDatabase.Entry)) continue;
                var attributes = entry.Nested;
                var (flags, first) = globals ? ((ushort)0, attributes.Find(GlobalId).U16) : Info(attributes.Find(EntryInfo));
                ushort last = attributes.Find(globals ? GlobalRange : EntryRange) is { Exists: true } range ? range.U16 : first;
                if (wanted != 0 && (wanted < first || wanted > last)) continue;
                VlanReport.Begin(to, context.Links.NameOf(database.InterfaceIndex), ref opened);
                VlanReport.WriteVlan(to, new(first, last, (BridgeVlanFlags)flags));
                to.Text($"{"",-20}");
                if (globals) WriteOptions(context, attributes);
                else WriteState(context, attributes);
                to.Text($"\n");
                to.CloseObject();
            }
            if (opened) VlanReport.End(to);
        }
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }

    // struct bridge_vlan_info
    private static (ushort Flags, ushort Vlan) Info(NetlinkAttribute info)
    {
        var reader = info.Reader;
        return (reader.U16(), reader.U16());
    }

    private static void WriteState(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(EntryState) is { Exists: true } state && state.U8 < LinkCommands.States.Length) to.Field("state", LinkCommands.States[state.U8], $"state {LinkCommands.States[state.U8]} ");
        if (attributes.Find(EntryRouter) is { Exists: true } router) to.Field("mcast_router", router.U8, $"mcast_router {router.U8} ");
    }

    private static void WriteOptions(IpContext context, NetlinkAttributes attributes)
    {
        // MDBA_ROUTER and MDBA_ROUTER_PORT of linux/if_bridge.h.
        const ushort Routers = 2, RouterPort = 1;
        var to = context.To;
        foreach (var (attribute, name, _) in s_options)
            if (attributes.Find(attribute) is { Exists: true } value) to.Field(name, value.Number, $"{name} {value.Number} ");
        if (attributes.Find(GlobalRouterPorts) is not { Exists: true } ports) return;
        to.Text($"\n{"",-20}");
        to.OpenArray("router_ports");
        to.Text($"router ports: ");
        // As in the database of groups, the ports stand in an attribute of their own.
        foreach (var part in ports.Nested)
        {
            if (part.Type != Routers) continue;
            foreach (var port in part.Nested)
                if (port.Type == RouterPort && port.Value.Length >= sizeof(int)) WriteRouter(context, new(port.Value));
        }
        to.CloseArray();
    }

    private static void WriteRouter(IpContext context, MulticastRouterPort port)
    {
        string name = context.Links.NameOf(port.PortIndex);
        context.To.OpenObject();
        context.To.Field("port", name, $"{name} ");
        context.To.CloseObject();
    }
}
