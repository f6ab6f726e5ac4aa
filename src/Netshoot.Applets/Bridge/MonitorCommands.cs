using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Bridges;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge monitor</c> (bridge(8)): what changes, as it changes; always text, as of the original.</summary>
internal static class MonitorCommands
{
    // RTNLGRP_* (include/uapi/linux/rtnetlink.h)
    private const int LinkGroup = 1, NeighborGroup = 3, MulticastGroup = 26;

    private const string Usage = "Usage: bridge monitor [file | link | fdb | mdb | vlan | vni | all]\n";

    public static async ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        var groups = new HashSet<int>();
        bool labels = false;
        string? file = null;
        for (; words.More; words.Advance())
        {
            if (words.Matches("file")) file = words.Next();
            else if (words.Matches("link")) groups.Add(LinkGroup);
            else if (words.Matches("fdb")) groups.Add(NeighborGroup);
            else if (words.Matches("mdb")) groups.Add(MulticastGroup);
            else if (words.Is("all")) labels = true;
            else if (words.Matches("vlan") || words.Is("vni")) throw new IpFailure($"bridge: \"monitor {words.Current}\" is not supported\n");
            else if (words.Matches("help")) throw new IpFailure(Usage) { EndsBatch = true };
            else throw new IpFailure($"Argument \"{words.Current}\" is unknown, try \"bridge monitor help\".\n") { EndsBatch = true };
        }
        if (labels || groups.Count == 0) groups = [LinkGroup, NeighborGroup, MulticastGroup];
        using var lines = new IpContext(context.Options, context.Shell, isText: true);
        var report = new Report(lines, labels);
        if (file is null) return await MonitorLoop.RunAsync(lines, groups, allNamespaces: false, report.Write);
        MonitorFile.Show(lines, file, report.Write);
        return ExitCode.Ok;
    }

    private sealed class Report(IpContext context, bool labels)
    {
        private readonly MonitorHead _head = new(context, labels, namespaces: false);
        private readonly ForwardingReport _forwarding = new(context, hidesDevice: false);
        private readonly Link _link = new();
        private readonly Neighbor _entry = new();

        public void Write(NetlinkMessage message, int? namespaceId)
        {
            switch (message.Type)
            {
                case RouteMessageType.NewLink or RouteMessageType.DeleteLink when _link.Read(message):
                    _head.Write("LINK", namespaceId);
                    LinkCommands.Write(context, _link);
                    // A port that leaves its bridge is told as deleted, too.
                    if (!_link.IsDeleted) context.Links.Remember(_link);
                    else if (_link.Family != AddressFamilyNumber.Bridge) context.Links.Forget(_link.Index);
                    break;
                case RouteMessageType.NewNeighbor or RouteMessageType.DeleteNeighbor when _entry.Read(message) && _entry.Family == AddressFamilyNumber.Bridge:
                    _head.Write("NEIGH", namespaceId);
                    _forwarding.Write(_entry);
                    break;
                case RouteMessageType.NewMulticast or RouteMessageType.DeleteMulticast when MulticastDatabase.TryRead(message, out var database):
                    _head.Write("MDB", namespaceId);
                    MulticastCommands.WriteChange(context, database, message.Type == RouteMessageType.DeleteMulticast);
                    break;
                case MonitorHead.Recorded:
                    _head.WriteRecorded(message);
                    break;
            }
            context.EntryWritten();
        }
    }
}
