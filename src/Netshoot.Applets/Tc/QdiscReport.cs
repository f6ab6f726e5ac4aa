using Netshoot.Applets.Tc.Kinds;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>One qdisc as tc(8) prints it.</summary>
/// <param name="context">The command.</param>
/// <param name="hidesDevice">Whether the device goes without saying.</param>
internal sealed class QdiscReport(TcContext context, bool hidesDevice)
{
    public void Write(Qdisc qdisc)
    {
        var to = context.To;
        var attributes = qdisc.Attributes.Attributes;
        to.OpenObject();
        if (qdisc.IsDeleted) to.Field("deleted", true, $"deleted ");
        to.Field("kind", qdisc.Kind, $"qdisc {qdisc.Kind} ");
        to.Field("handle", TcText.Invariant($"{qdisc.Handle >> 16:x}:"), $"{qdisc.Handle >> 16:x}:");
        if (context.Options.Raw) to.Text($"[{qdisc.Handle:x8}] ");
        else to.Text($" ");
        if (!hidesDevice)
        {
            string device = context.Ip.Links.NameOf(qdisc.InterfaceIndex);
            to.Text($"dev ");
            to.Field(Paint.Interface, "dev", device, $"{device} ");
        }
        if (qdisc.Parent == TrafficHandle.Root) to.Field("root", true, $"root ");
        else if (qdisc.Parent != 0) to.Field("parent", context.Class(qdisc.Parent), $"parent {context.Class(qdisc.Parent)} ");
        if (qdisc.Information != 1) to.Field("refcnt", qdisc.Information, $"refcnt {qdisc.Information} ");
        if (attributes.Find((ushort)TrafficAttribute.HardwareOffload) is { Exists: true, U8: > 0 }) to.Field("offloaded", true, $"offloaded ");
        WriteBlock("ingress_block", attributes.Find((ushort)TrafficAttribute.IngressBlock));
        WriteBlock("egress_block", attributes.Find((ushort)TrafficAttribute.EgressBlock));
        to.OpenObject("options");
        if (qdisc.Options is { Exists: true } options) QdiscKinds.Write(context, qdisc.Kind, options);
        to.CloseObject();
        to.Text($"{context.LineBreak}");
        if (context.HasDetails && attributes.Find((ushort)TrafficAttribute.SizeTable) is { Exists: true } table)
        {
            to.Text($" ");
            SizeTableReport.Write(context, table.Nested);
            to.Text($"{context.LineBreak}");
        }
        if (context.HasStatistics) WriteStatistics(qdisc.Kind, attributes.Find((ushort)TrafficAttribute.Statistics));
        to.CloseObject();
    }

    private void WriteStatistics(string kind, NetlinkAttribute statistics)
    {
        if (!statistics.Exists) return;
        var to = context.To;
        StatisticsReport.Write(context, statistics.Nested, ' ');
        to.Text($"{context.LineBreak}");
        var own = TrafficStatistics.OfKind(statistics.Nested);
        if (own.Exists && QdiscKinds.WriteStatistics(context, kind, own)) to.Text($"{context.LineBreak}");
    }

    private void WriteBlock(string name, NetlinkAttribute block)
    {
        if (block.Exists) context.To.Field(name, block.U32, $"{name} {block.U32} ");
    }
}
