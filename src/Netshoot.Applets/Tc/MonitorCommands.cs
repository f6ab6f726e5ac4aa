using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc monitor</c> (tc(8)): what changes, as it changes; always text, as of the original.</summary>
internal static class MonitorCommands
{
    // RTNLGRP_TC (include/uapi/linux/rtnetlink.h)
    private const int Group = 4;

    public static async ValueTask<ExitCode> RunAsync(TcContext context, IpWords words)
    {
        string? file = null;
        for (; words.More; words.Advance())
        {
            if (words.Matches("file")) file = words.Next();
            else if (words.Matches("help")) throw new IpFailure("Usage: tc [-timestamp [-tshort] monitor\n") { EndsBatch = true };
            else throw new IpFailure($"Argument \"{words.Current}\" is unknown, try \"tc monitor help\".\n") { EndsBatch = true };
        }
        using var lines = new IpContext(context.Options.Common, context.Ip.Shell, isText: true);
        var report = new Report(new(context.Options, lines));
        if (file is null) return await MonitorLoop.RunAsync(lines, [Group], allNamespaces: false, report.Write);
        try
        {
            MonitorFile.Show(lines, file, report.Write);
        }
        catch (IpFailure e)
        {
            throw new IpFailure(e.Message);
        }
        return ExitCode.Ok;
    }

    private sealed class Report(TcContext context)
    {
        private readonly MonitorHead _head = new(context.Ip, labels: false, namespaces: false);
        private readonly QdiscReport _qdiscs = new(context, hidesDevice: false);
        private readonly ClassReport _classes = new(context, hidesDevice: false);
        private readonly FilterReport _filters = new(context, default);
        private readonly Qdisc _qdisc = new();
        private readonly TrafficClass _class = new();
        private readonly TrafficFilter _filter = new();
        private readonly TrafficChain _chain = new();

        public void Write(NetlinkMessage message, int? namespaceId)
        {
            if (message.Type != MonitorHead.Recorded && context.Options.Common.Timestamp) _head.Write("", namespaceId);
            if (_qdisc.Read(message)) _qdiscs.Write(_qdisc);
            else if (_class.Read(message)) _classes.Write(_class);
            else if (_filter.Read(message)) _filters.Write(_filter);
            else if (_chain.Read(message)) _filters.Write(_chain);
            else if (TrafficAction.TryRead(message, out var root)) WriteActions(message, root);
            else if (message.Type == MonitorHead.Recorded) _head.WriteRecorded(message);
            context.Ip.EntryWritten();
        }

        private void WriteActions(NetlinkMessage message, NetlinkAttributes root)
        {
            var to = context.To;
            ActionReport.WriteTotal(context, root);
            to.Text($"{context.LineBreak}");
            bool replaces = message.Header.Flags.HasFlag(NetlinkFlags.Replace);
            if (message.Type == RouteMessageType.DeleteTrafficAction) to.Text($"Deleted action ");
            else if (replaces) to.Text($"Replaced action ");
            else to.Text($"Added action ");
            ActionReport.WriteList(context, root);
        }
    }
}
