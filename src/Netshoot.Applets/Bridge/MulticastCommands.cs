using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Bridges;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge mdb</c> (bridge(8)).</summary>
internal static class MulticastCommands
{
    private static readonly string[] s_routerTypes = ["disabled", "temp_query", "permanent", "temp"];

    public static void Run(IpContext context, IpWords words)
    {
        if (!words.More)
        {
            Show(context, words);
        }
        else if (words.Matches("add") || words.Matches("delete"))
        {
            bool adds = words.Matches("add");
            words.Advance();
            MulticastChange.Run(context, words, adds);
        }
        else if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            Show(context, words);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(BridgeUsage.Multicast);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "bridge mdb help");
        }
    }

    private static void Show(IpContext context, IpWords words)
    {
        string? bridge = null;
        ushort vlan = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) bridge = words.Next();
            else if (words.Is("vid")) vlan = BridgeNames.Vlan(words.Next());
        }
        int index = bridge is null ? 0 : BridgeNames.Device(context, bridge);
        var dump = context.Channel.Dump(MulticastDatabase.List());
        var to = context.To;
        // Programs are told all groups first and then all routers, as the original does; there are few enough to keep their text apart.
        var routers = new List<(string Bridge, List<(string Port, string? Timer, string? Type)> Ports)>();
        context.OpenList();
        to.OpenObject();
        to.OpenArray("mdb");
        foreach (var message in dump)
        {
            if (!MulticastDatabase.TryRead(message, out var database) || index != 0 && database.BridgeIndex != index) continue;
            int from = database.BridgeIndex;
            string name = context.Links.NameOf(from);
            database.ForEachEntry(entry =>
            {
                if (vlan == 0 || entry.Vlan == vlan) Write(context, from, name, entry);
            });
            if (!database.HasRouters || !context.Options.Details) continue;
            var ports = new List<(string, string?, string?)>();
            database.ForEachRouter(port => ports.Add(Router(context, port)));
            routers.Add((name, ports));
        }
        to.CloseArray();
        WriteRouters(context, routers);
        to.CloseObject();
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }

    /// <summary>What a notification says: groups that came or went, or with details the routers that are known now.</summary>
    public static void WriteChange(IpContext context, MulticastDatabase database, bool isDeleted)
    {
        int bridge = database.BridgeIndex;
        string name = context.Links.NameOf(bridge);
        database.ForEachEntry(entry =>
        {
            if (isDeleted) context.To.Text($"Deleted ");
            Write(context, bridge, name, entry);
        });
        if (!database.HasRouters || !context.Options.Details) return;
        var ports = new List<(string, string?, string?)>();
        database.ForEachRouter(port => ports.Add(Router(context, port)));
        if (isDeleted) context.To.Text($"Deleted ");
        WriteRouters(context, [(name, ports)]);
    }

    private static (string Port, string? Timer, string? Type) Router(IpContext context, MulticastRouterPort port)
        => (context.Links.NameOf(port.PortIndex), port.Timer is { } timer ? Timer(timer) : null, port.Type is { } type ? type < s_routerTypes.Length ? s_routerTypes[type] : "unknown" : null);

    private static void Write(IpContext context, int bridgeIndex, string bridge, MulticastEntry entry)
    {
        var to = context.To;
        string port = context.Links.NameOf(entry.PortIndex);
        to.OpenObject();
        to.Field("index", bridgeIndex);
        to.Field(Paint.Interface, "dev", bridge, $"dev {bridge}");
        to.Field("port", port, $" port {port}");
        if (entry.Group is { } group) to.Field(AddressPaint.PaintOf(group), "grp", group, $" grp {group}");
        else to.Field("grp", entry.Mac, $" grp {entry.Mac}");
        if (entry.Source is { } source) to.Field(AddressPaint.PaintOf(source), "src", source, $" src {source}");
        string state = entry.IsPermanent ? "permanent" : "temp";
        to.Field("state", state, $" {state}");
        if (context.Options.Details) WriteFilter(context, entry);
        to.OpenArray("flags");
        if (entry.Flags.HasFlag(MulticastEntryFlags.Offloaded)) to.Field(null, "offload", $" offload");
        if (entry.Flags.HasFlag(MulticastEntryFlags.FastLeave)) to.Field(null, "fast_leave", $" fast_leave");
        if (entry.Flags.HasFlag(MulticastEntryFlags.StarExclude)) to.Field(null, "added_by_star_ex", $" added_by_star_ex");
        if (entry.Flags.HasFlag(MulticastEntryFlags.Blocked)) to.Field(null, "blocked", $" blocked");
        to.CloseArray();
        if (entry.Vlan != 0) to.Field("vid", entry.Vlan, $" vid {entry.Vlan}");
        if (context.Options.Statistics > 0 && entry.Timer is { } timer) to.Field("timer", Timer(timer), $" {Timer(timer)}");
        to.Text($"{context.LineBreak}");
        to.CloseObject();
    }

    private static void WriteFilter(IpContext context, MulticastEntry entry)
    {
        const ushort SourceAttribute = 1, SourceAddressAttribute = 1, SourceTimerAttribute = 2; // MDBA_MDB_SRCLIST_ENTRY, MDBA_MDB_SRCATTR_*
        var to = context.To;
        if (entry.FilterMode is { } mode)
        {
            string name = mode == 1 ? "include" : "exclude";
            to.Field("filter_mode", name, $" filter_mode {name}");
        }
        if (!entry.Sources.Bytes.IsEmpty)
        {
            to.OpenArray("source_list");
            bool first = true;
            foreach (var source in entry.Sources)
            {
                if (source.Type != SourceAttribute) continue;
                var address = source.Nested.Find(SourceAddressAttribute).Address;
                string timer = Timer(source.Nested.Find(SourceTimerAttribute).U32);
                to.OpenObject();
                if (first) to.Text($" source_list ");
                else to.Text($",");
                to.Field(AddressPaint.PaintOf(address), "address", address, $"{address}");
                to.Field("timer", timer, $"/{timer}");
                to.CloseObject();
                first = false;
            }
            to.CloseArray();
        }
        if (entry.Protocol is { } protocol) to.Field("protocol", context.Protocols.Name(protocol), $" proto {context.Protocols.Name(protocol)} ");
    }

    private static void WriteRouters(IpContext context, List<(string Bridge, List<(string Port, string? Timer, string? Type)> Ports)> routers)
    {
        var to = context.To;
        bool more = context.Options.Statistics > 0;
        to.OpenObject("router");
        foreach (var (bridge, ports) in routers)
        {
            if (ports.Count == 0) continue;
            if (!more || !context.Options.Details) to.Text($"router ports on {bridge}: ");
            to.OpenArray(bridge);
            foreach (var (port, timer, type) in ports)
            {
                if (more && context.Options.Details) to.Text($"router ports on {bridge}: ");
                to.OpenObject();
                to.Field("port", port, $"{port} ");
                if (more && timer is not null) to.Field("timer", timer, $"{timer}");
                if (more && type is not null) to.Field("type", type, $" {type}");
                to.CloseObject();
                if (more && context.Options.Details) to.Text($"\n");
            }
            to.CloseArray();
            if (!more || !context.Options.Details) to.Text($"\n");
        }
        to.CloseObject();
    }

    // Hundredths of seconds, as the original aligns them.
    private static string Timer(uint hundredths) => string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100,4}.{hundredths % 100:00}");
}
