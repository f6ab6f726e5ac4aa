using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge fdb</c> (bridge(8)).</summary>
internal static class ForwardingCommands
{
    public static void Run(IpContext context, IpWords words)
    {
        if (!words.More) Show(context, words);
        else if (words.Matches("add")) ForwardingChange.Run(context, Rest(words), RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        else if (words.Matches("append")) ForwardingChange.Run(context, Rest(words), RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Append);
        else if (words.Matches("replace")) ForwardingChange.Run(context, Rest(words), RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Replace);
        else if (words.Matches("delete")) ForwardingChange.Run(context, Rest(words), RouteMessageType.DeleteNeighbor, NetlinkFlags.None);
        else if (words.Matches("get")) Get(context, Rest(words));
        else if (words.Matches("show") || words.Matches("lst") || words.Matches("list")) Show(context, Rest(words));
        else if (words.Matches("flush")) ForwardingFlush.Run(context, Rest(words));
        else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Forwarding);
        else throw IpFailure.UnknownCommand(words.Current, "bridge fdb help");
    }

    private static IpWords Rest(IpWords words)
    {
        words.Advance();
        return words;
    }

    private static void Show(IpContext context, IpWords words)
    {
        string? bridge = null, device = null;
        ushort vlan = 0;
        NeighborStates? states = null;
        bool onlyDynamic = false;
        for (; words.More; words.Advance())
        {
            if (words.Is("brport") || words.Is("dev")) device = words.Next();
            else if (words.Is("br")) bridge = words.Next();
            else if (words.Is("vlan")) vlan = BridgeNames.Vlan(words.Next());
            else if (words.Is("state")) states = StateOf(words.Next());
            else if (words.Is("dynamic")) onlyDynamic = true;
            else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Forwarding);
        }
        int bridgeIndex = bridge is null ? 0 : BridgeNames.Bridge(context, bridge);
        int deviceIndex = device is null ? 0 : BridgeNames.Device(context, device);
        var dump = context.Channel.Dump(NeighborRequests.ListForwarding(deviceIndex, bridgeIndex));
        var report = new ForwardingReport(context, hidesDevice: device is not null);
        var entry = new Neighbor();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!entry.Read(message) || entry.Family != AddressFamilyNumber.Bridge) continue;
            if (deviceIndex != 0 && entry.InterfaceIndex != deviceIndex) continue;
            if (vlan != 0 && entry.Vlan != vlan) continue;
            if (states is { } wanted && (entry.State & wanted) == 0) continue;
            if (onlyDynamic && entry.State.HasFlag(NeighborStates.Permanent)) continue;
            report.Write(entry);
            context.EntryWritten();
        }
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }

    private static void Get(IpContext context, IpWords words)
    {
        string? address = null, device = null, bridge = null;
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        var flags = NeighborFlags.None;
        for (; words.More; words.Advance())
        {
            if (words.Is("brport") || words.Is("dev")) device = words.Next();
            else if (words.Is("br")) bridge = words.Next();
            else if (words.Is("vlan")) attributes.Attribute((ushort)NeighborAttribute.Vlan, BridgeNames.Vlan(words.Next()));
            else if (words.Is("vni")) attributes.Attribute((ushort)NeighborAttribute.NetworkIdentifier, ForwardingChange.Identifier(words.Next(), "invalid VNI\n"));
            else if (words.Is("self")) flags |= NeighborFlags.Self;
            else if (words.Matches("master")) flags |= NeighborFlags.Master;
            else if (words.Is("dynamic")) flags |= NeighborFlags.None;
            else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Forwarding);
            else if (words.Is("to")) address = words.Next();
            else if (address is null) address = words.Current;
            else throw IpFailure.DuplicateOrGarbage("to", words.Current);
        }
        if (device is null && bridge is null || address is null) throw new IpFailure("Device or master and address are required arguments.\n");
        var mac = ForwardingChange.Mac(address);
        int deviceIndex = device is null ? 0 : BridgeNames.Device(context, device);
        var request = NeighborRequests.FindForwarding(deviceIndex, mac, bridge is null ? 0 : BridgeNames.Bridge(context, bridge), flags).Append(attributes);
        var error = context.Channel.TryGet<Neighbor>(request, out var entry);
        const byte NotFound = 254;
        if (error.Failed) throw new IpFailure(context.Answer(error), NotFound);
        context.OpenList();
        if (entry is not null) new ForwardingReport(context, hidesDevice: false).Write(entry);
        context.CloseList();
    }

    private static NeighborStates StateOf(string word) => word switch
    {
        "permanent" => NeighborStates.Permanent,
        "static" or "temp" => NeighborStates.NoArp,
        "stale" => NeighborStates.Stale,
        "reachable" or "dynamic" => NeighborStates.Reachable,
        "all" => (NeighborStates)ushort.MaxValue,
        _ => throw IpFailure.Invalid(word, "invalid state"),
    };
}
