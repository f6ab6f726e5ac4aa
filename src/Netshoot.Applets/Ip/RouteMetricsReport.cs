using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary>What a route says of the paths over it: <c>RTAX_*</c> (include/uapi/linux/rtnetlink.h).</summary>
internal static class RouteMetricsReport
{
    private static readonly string?[] s_names =
    [
        null, null, "mtu", "window", "rtt", "rttvar", "ssthresh", "cwnd", "advmss", "reordering", "hoplimit", "initcwnd", "features", "rto_min", "initrwnd", "quickack", "congctl", "fastopen_no_cookie",
    ];

    // RTAX_FEATURE_*
    private const uint ExplicitCongestionNotification = 1;

    public static void Write(IpContext context, NetlinkAttributes metrics)
    {
        var to = context.To;
        uint locked = metrics.Find((ushort)RouteMetric.Lock).U32;
        to.OpenArray("metrics");
        to.OpenObject();
        // In the order of the numbers, in whichever order the kernel sent them.
        for (ushort number = (ushort)RouteMetric.Mtu; number < s_names.Length; number++)
        {
            var attribute = metrics.Find(number);
            if (!attribute.Exists || s_names[number] is not { } name) continue;
            var metric = (RouteMetric)number;
            if (metric == RouteMetric.HopLimit && attribute.U32 == uint.MaxValue) continue;
            to.Text($"{name} {((locked & 1u << number) != 0 ? "lock " : "")}");
            switch (metric)
            {
                case RouteMetric.CongestionControl:
                    to.Field("congestion", attribute.Text, $"{attribute.TextBytes} ");
                    break;
                case RouteMetric.Features:
                    WriteFeatures(context, attribute.U32);
                    break;
                case RouteMetric.RoundTripTime:
                    WriteTime(context, name, attribute.U32 / 8);
                    break;
                case RouteMetric.RoundTripVariance:
                    WriteTime(context, name, attribute.U32 / 4);
                    break;
                case RouteMetric.MinRetransmissionTimeout:
                    WriteTime(context, name, attribute.U32);
                    break;
                default:
                    to.Field(name, attribute.U32, $"{attribute.U32} ");
                    break;
            }
        }
        to.CloseObject();
        to.CloseArray();
    }

    private static void WriteFeatures(IpContext context, uint features)
    {
        if ((features & ExplicitCongestionNotification) != 0) context.To.Flag("ecn", $"ecn ");
        if ((features & ~ExplicitCongestionNotification) is var rest and not 0) context.To.Field("features", string.Create(CultureInfo.InvariantCulture, $"{rest:#x}"), $"0x{rest:x} ");
    }

    private static void WriteTime(IpContext context, string name, uint milliseconds)
    {
        if (milliseconds >= 1000) context.To.Field(name, milliseconds, $"{milliseconds / 1000.0:g6}s ");
        else context.To.Field(name, milliseconds, $"{milliseconds}ms ");
    }
}
