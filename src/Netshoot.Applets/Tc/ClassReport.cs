using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>One class as tc(8) prints it: always text.</summary>
/// <param name="context">The command.</param>
/// <param name="hidesDevice">Whether the device goes without saying.</param>
/// <param name="hidesMajor">Whether the qdisc does.</param>
internal sealed class ClassReport(TcContext context, bool hidesDevice, bool hidesMajor = false)
{
    public void Write(TrafficClass found)
    {
        var to = context.To;
        if (found.IsDeleted) to.Text($"deleted ");
        to.Text($"class {found.Kind} {Number(found.Handle)} ");
        if (!hidesDevice) to.Text($"dev {context.Ip.Links.NameOf(found.InterfaceIndex)} ");
        if (found.Parent == TrafficHandle.Root) to.Text($"root ");
        else to.Text($"parent {Number(found.Parent)} ");
        if (found.Information != 0) to.Text($"leaf {found.Information >> 16:x}: ");
        if (found.Options is { Exists: true } options) ClassKinds.Write(context, found.Kind, options);
        to.Text($"{context.LineBreak}");
        if (!context.HasStatistics || found.Attributes.Attributes.Find((ushort)TrafficAttribute.Statistics) is not { Exists: true } statistics) return;
        StatisticsReport.Write(context, statistics.Nested, ' ');
        to.Text($"{context.LineBreak}");
        if (TrafficStatistics.OfKind(statistics.Nested) is { Exists: true } own && QdiscKinds.WriteStatistics(context, found.Kind, own)) to.Text($"{context.LineBreak}");
    }

    private string Number(uint number) => context.Class(hidesMajor ? TrafficHandle.Minor(number) : number);
}
