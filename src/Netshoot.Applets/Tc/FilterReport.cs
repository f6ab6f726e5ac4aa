using Netshoot.Applets.Tc.Filters;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>What of a filter goes without saying, because it was asked for.</summary>
internal readonly record struct FilterScope(int Interface = 0, uint Parent = 0, uint Priority = 0, ushort Protocol = 0, uint? Chain = null, uint Block = 0);

/// <summary>One filter, or one chain of them, as tc(8) prints it.</summary>
/// <param name="context">The command.</param>
/// <param name="scope">What goes without saying.</param>
internal sealed class FilterReport(TcContext context, FilterScope scope)
{
    public void Write(TrafficFilter filter)
    {
        var to = context.To;
        to.OpenObject();
        WriteState(filter);
        to.Text($"filter ");
        WritePlace(filter);
        var attributes = filter.Attributes.Attributes;
        if (filter.Information != 0)
        {
            if (filter.Protocol != 0 && filter.Protocol != scope.Protocol)
            {
                string name = EtherTypes.Name(filter.Protocol, context.Options.Common.Numeric);
                to.Field("protocol", name, $"protocol {name} ");
            }
            if (filter.Priority != 0 && filter.Priority != scope.Priority) to.Field("pref", filter.Priority, $"pref {filter.Priority} ");
        }
        to.Field("kind", filter.Kind, $"{filter.Kind} ");
        WriteChain(attributes);
        if (filter.Options is { Exists: true } options)
        {
            to.OpenObject("options");
            FilterKinds.Write(context, filter, options.Nested);
            to.CloseObject();
        }
        to.Text($"{context.LineBreak}");
        if (context.HasStatistics && attributes.Find((ushort)TrafficAttribute.Statistics) is { Exists: true } statistics)
        {
            StatisticsReport.Write(context, statistics.Nested, ' ');
            to.Text($"{context.LineBreak}");
        }
        to.CloseObject();
    }

    public void Write(TrafficChain chain)
    {
        var to = context.To;
        to.OpenObject();
        WriteState(chain);
        to.Text($"chain ");
        WritePlace(chain);
        WriteChain(chain.Attributes.Attributes);
        if (chain.Kind.Length > 0) to.Field("kind", chain.Kind, $"{chain.Kind} ");
        to.Text($"{context.LineBreak}");
        to.CloseObject();
    }

    // Only a notification says that something came.
    private void WriteState(TrafficObject found)
    {
        var to = context.To;
        bool created = found.MessageFlags.HasFlag(NetlinkFlags.Create), exclusive = found.MessageFlags.HasFlag(NetlinkFlags.Exclusive);
        if (found.IsDeleted) to.Field("deleted", true, $"deleted ");
        else if (created && !exclusive) to.Field("replaced", true, $"replaced ");
        else if (created) to.Field("added", true, $"added ");
    }

    private void WritePlace(TrafficObject found)
    {
        var to = context.To;
        if (found.InterfaceIndex == TrafficObject.BlockInterface)
        {
            if (scope.Block == 0) to.Field("block", found.Parent, $"block {found.Parent} ");
            return;
        }
        if (scope.Interface == 0 || scope.Interface != found.InterfaceIndex)
        {
            string device = context.Ip.Links.NameOf(found.InterfaceIndex);
            to.Text($"dev ");
            to.Field(Paint.Interface, "dev", device, $"{device} ");
        }
        if (scope.Parent != 0 && scope.Parent == found.Parent) return;
        switch (found.Parent)
        {
            case TrafficHandle.Root: to.Field("root", true, $"root "); break;
            case TrafficHandle.ClassifyIngress: to.Field("ingress", true, $"ingress "); break;
            case TrafficHandle.ClassifyEgress: to.Field("egress", true, $"egress "); break;
            default:
                to.Field("parent", context.Class(found.Parent), $"parent {context.Class(found.Parent)} ");
                break;
        }
    }

    private void WriteChain(NetlinkAttributes attributes)
    {
        if (attributes.Find((ushort)TrafficAttribute.Chain) is { Exists: true } chain && chain.U32 != scope.Chain) context.To.Field("chain", chain.U32, $"chain {chain.U32} ");
    }
}
