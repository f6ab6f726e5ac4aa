using Netshoot.Cli;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.BrCtl;

/// <summary><c>brctl show</c>, <c>showmacs</c> and <c>showstp</c> (brctl(8)).</summary>
internal static class BrCtlShow
{
    private const ushort PortNumber = 18; // IFLA_BRPORT_NO

    public static ExitCode Bridges(BrCtlContext context, IReadOnlyList<string> names)
    {
        var bridges = new List<Link>();
        bool failed = false;
        if (names.Count == 0) bridges.AddRange(context.Links.All.Where(static link => link.Kind == BrCtlContext.BridgeKind).OrderBy(static link => link.Name, StringComparer.Ordinal));
        foreach (string name in names)
        {
            if (context.RequireBridge(name) is { } bridge) bridges.Add(bridge);
            else failed = true;
        }
        if (!context.Shell.Json && bridges.Count + (names.Count == 0 ? 1 : 0) > 0) context.Shell.Output.Literal("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n");
        foreach (var bridge in bridges) context.Shell.Report(new BridgeRow(bridge, [.. context.PortsOf(bridge).Select(static port => port.Name)]));
        return failed ? ExitCode.Failed : ExitCode.Ok;
    }

    public static ExitCode Macs(BrCtlContext context, IReadOnlyList<string> words)
    {
        var bridge = context.Links.Find(words[0]);
        if (bridge is null) return context.Fail($"read of forward table failed: {context.Text(Wire.Errno.ENODEV)}");
        if (bridge.Kind != BrCtlContext.BridgeKind) return context.Fail($"read of forward table failed: {context.Text(Wire.Errno.EOPNOTSUPP)}");
        var ports = context.PortsOf(bridge).ToDictionary(static port => port.Index, static port => port.PortData.Attributes.Find(PortNumber).U16);
        var rows = new List<MacRow>();
        foreach (var entry in context.Channel.ReadAll<Neighbor>(NeighborRequests.ListForwarding(bridge: bridge.Index), "forwarding database"))
        {
            // What belongs to a device itself, or to the bridge itself, has no port.
            if (entry.MasterIndex != bridge.Index || !ports.TryGetValue(entry.InterfaceIndex, out ushort number)) continue;
            bool isLocal = entry.State.HasFlag(NeighborStates.Permanent);
            uint age = isLocal || entry.State.HasFlag(NeighborStates.NoArp) ? 0 : entry.Use?.Updated ?? 0;
            rows.Add(new(number, entry.HardwareAddress.Mac, isLocal, age));
        }
        if (!context.Shell.Json) context.Shell.Output.Literal("port no\tmac addr\t\tis local?\tageing timer\n");
        foreach (var row in rows.OrderBy(static row => row.Address.Value)) context.Shell.Report(row);
        return ExitCode.Ok;
    }

    public static ExitCode SpanningTree(BrCtlContext context, IReadOnlyList<string> words)
    {
        if (context.RequireBridge(words[0]) is not { } bridge) return ExitCode.Failed;
        context.Shell.Report(new SpanningTreeReport(bridge));
        foreach (var port in context.PortsOf(bridge)) context.Shell.Report(new SpanningTreePortReport(port));
        return ExitCode.Ok;
    }
}
