using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Filters;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc filter get</c> (tc(8)): one filter.</summary>
internal static class FilterLookup
{
    public static void Run(TcContext context, IpWords words)
    {
        var wanted = new FilterRequest(TcUsage.Filter);
        wanted.Take(context, words);
        string? missing = wanted.Protocol is null ? "Must specify filter protocol"
            : wanted.Priority is null ? "Must specify filter priority"
            : !wanted.HasTarget ? "Must specify netdevice \"dev\" or block index \"block\""
            : !wanted.HasPlace ? "Must specify filter parent"
            : wanted.Kind is null ? "Must specify filter type"
            : wanted.Handle is null ? "Must specify filter \"handle\""
            : null;
        if (missing is not null) throw new IpFailure($"{missing}\n");
        var attributes = new NetlinkRequest(0, NetlinkFlags.None).Attribute((ushort)TrafficAttribute.Kind, wanted.Kind!);
        if (wanted.Chain is { } chain) attributes.Attribute((ushort)TrafficAttribute.Chain, chain);
        FilterKinds.ReadHandle(wanted);
        var request = wanted.Begin(context, RouteMessageType.GetTrafficFilter, NetlinkFlags.None).Append(attributes);
        var error = context.Ip.Channel.TryGet<TrafficFilter>(request, out var filter);
        if (error.Failed) throw context.Talking(error);
        context.Ip.OpenList();
        if (filter is not null) new FilterReport(context, new(filter.InterfaceIndex)).Write(filter);
        context.Ip.CloseList();
    }
}
