using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>The counters that all qdiscs, classes and actions have (<c>tc -statistics</c>).</summary>
internal static class StatisticsReport
{
    /// <param name="context">The command.</param>
    /// <param name="attributes">The counters, <c>TCA_STATS_*</c>.</param>
    /// <param name="indent">What each line begins with.</param>
    public static void Write(TcContext context, NetlinkAttributes attributes, char indent)
    {
        var to = context.To;
        var statistics = TrafficStatistics.Read(attributes);

        if (statistics.Sent is { } sent)
        {
            Indent();
            to.Field("bytes", sent.Bytes, $"Sent {sent.Bytes} bytes");
            to.Field("packets", sent.Packets, $" {sent.Packets} pkt");
        }
        if (statistics.Queue is { } queue)
        {
            to.Field("drops", queue.Drops, $" (dropped {queue.Drops}, ");
            to.Field("overlimits", queue.Overlimits, $"overlimits {queue.Overlimits} ");
            to.Field("requeues", queue.Requeues, $"requeues {queue.Requeues}) ");
        }
        if (statistics.SentByHardware is { Bytes: > 0 } hardware && statistics.Sent is { } all)
        {
            var software = (Bytes: all.Bytes - hardware.Bytes, Packets: all.Packets - hardware.Packets);
            to.Text($"{context.LineBreak}");
            Indent();
            to.Field("sw_bytes", software.Bytes, $"Sent software {software.Bytes} bytes");
            to.Field("sw_packets", software.Packets, $" {software.Packets} pkt");
            to.Text($"{context.LineBreak}");
            Indent();
            to.Field("hw_bytes", hardware.Bytes, $"Sent hardware {hardware.Bytes} bytes");
            to.Field("hw_packets", hardware.Packets, $" {hardware.Packets} pkt");
        }
        if (statistics.Rate is { } rate)
        {
            to.Text($"{context.LineBreak}");
            Indent();
            to.Field("rate", rate.Bytes, $"rate {context.Rate(rate.Bytes)}");
            to.Field("pps", rate.Packets, $" {rate.Packets}pps");
        }
        if (statistics.Queue is { } waiting)
        {
            if (statistics.Rate is null) to.Text($"{context.LineBreak}");
            if (statistics.Rate is null) Indent();
            else to.Text($" ");
            to.Field("backlog", waiting.Backlog, $"backlog {TcText.Size(waiting.Backlog)}");
            to.Field("qlen", waiting.Length, $" {waiting.Length}p");
            to.Text($" requeues {waiting.Requeues}");
        }

        void Indent()
        {
            if (indent == '\t') to.Text($"\t");
            else to.Text($" ");
        }
    }
}
