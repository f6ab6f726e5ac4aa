using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>The counters of a link, in the columns of <c>ip -statistics</c>.</summary>
internal static class LinkStatisticsReport
{
    public static void Write(IpContext context, LinkStatistics s, uint? carrierChanges) => Write(context, s, carrierChanges, context.Options.Statistics > 1);

    /// <param name="context">The command.</param>
    /// <param name="s">The counters.</param>
    /// <param name="carrierChanges">How often the link went up or down; null when nobody knows.</param>
    /// <param name="errors">Whether each kind of error is shown.</param>
    public static void Write(IpContext context, LinkStatistics s, uint? carrierChanges, bool errors)
    {
        if (context.To.IsText) WriteText(context, s, carrierChanges, errors);
        else WriteFields(context, s, carrierChanges, errors);
    }

    private static void WriteFields(IpContext context, LinkStatistics s, uint? carrierChanges, bool errors)
    {
        var to = context.To;
        to.OpenObject("stats64");
        to.OpenObject("rx");
        to.Field("bytes", s.ReceivedBytes);
        to.Field("packets", s.ReceivedPackets);
        to.Field("errors", s.ReceiveErrors);
        to.Field("dropped", s.ReceiveDropped);
        to.Field("over_errors", s.ReceiveOverErrors);
        to.Field("multicast", s.Multicast);
        if (s.ReceivedCompressed > 0) to.Field("compressed", s.ReceivedCompressed);
        if (errors)
        {
            to.Field("length_errors", s.ReceiveLengthErrors);
            to.Field("crc_errors", s.ReceiveCrcErrors);
            to.Field("frame_errors", s.ReceiveFrameErrors);
            to.Field("fifo_errors", s.ReceiveFifoErrors);
            to.Field("missed_errors", s.ReceiveMissed);
            if (s.ReceiveNoHandler > 0) to.Field("nohandler", s.ReceiveNoHandler);
            if (s.ReceiveOtherHost > 0) to.Field("otherhost_dropped", s.ReceiveOtherHost);
        }
        to.CloseObject();
        to.OpenObject("tx");
        to.Field("bytes", s.SentBytes);
        to.Field("packets", s.SentPackets);
        to.Field("errors", s.SendErrors);
        to.Field("dropped", s.SendDropped);
        to.Field("carrier_errors", s.SendCarrierErrors);
        to.Field("collisions", s.Collisions);
        if (s.SentCompressed > 0) to.Field("compressed", s.SentCompressed);
        if (errors)
        {
            to.Field("aborted_errors", s.SendAborted);
            to.Field("fifo_errors", s.SendFifoErrors);
            to.Field("window_errors", s.SendWindowErrors);
            to.Field("heartbeat_errors", s.SendHeartbeatErrors);
            if (carrierChanges is { } changes) to.Field("carrier_changes", changes);
        }
        to.CloseObject();
        to.CloseObject();
    }

    private static void WriteText(IpContext context, LinkStatistics s, uint? carrierChanges, bool errors)
    {
        // A column is as wide as its widest number in any of the rows that stand below each other.
        var columns = new Columns(context, 10, 7, 6, 7, 7, 7, 10);
        ReadOnlySpan<ulong> received = [s.ReceivedBytes, s.ReceivedPackets, s.ReceiveErrors, s.ReceiveDropped, s.ReceiveMissed, s.Multicast, s.ReceivedCompressed];
        ReadOnlySpan<ulong> receiveErrors = [s.ReceiveLengthErrors, s.ReceiveCrcErrors, s.ReceiveFrameErrors, s.ReceiveFifoErrors, s.ReceiveOverErrors, s.ReceiveNoHandler, s.ReceiveOtherHost];
        ReadOnlySpan<ulong> sent = [s.SentBytes, s.SentPackets, s.SendErrors, s.SendDropped, s.SendCarrierErrors, s.Collisions, s.SentCompressed];
        ReadOnlySpan<ulong> sendErrors = [s.SendAborted, s.SendFifoErrors, s.SendWindowErrors, s.SendHeartbeatErrors, carrierChanges ?? 0];
        columns.Fit(received, 0);
        columns.Fit(sent, 0);
        if (errors)
        {
            columns.Fit(receiveErrors, 1);
            columns.Fit(sendErrors, 1);
        }

        columns.Head("RX:", 0, "bytes", "packets", "errors", "dropped", "missed", "mcast", s.ReceivedCompressed > 0 ? "compressed" : "");
        columns.Row(received[..(s.ReceivedCompressed > 0 ? 7 : 6)], 0);
        if (errors)
        {
            columns.Head("RX errors:", 1, "length", "crc", "frame", "fifo", "overrun", s.ReceiveNoHandler > 0 ? "nohandler" : "", s.ReceiveOtherHost > 0 ? "otherhost" : "");
            columns.Row(receiveErrors[..(s.ReceiveOtherHost > 0 ? 7 : s.ReceiveNoHandler > 0 ? 6 : 5)], 1);
        }
        columns.Head("TX:", 0, "bytes", "packets", "errors", "dropped", "carrier", "collsns", s.SentCompressed > 0 ? "compressed" : "");
        columns.Row(sent[..(s.SentCompressed > 0 ? 7 : 6)], 0);
        if (errors)
        {
            columns.Head("TX errors:", 1, "aborted", "fifo", "window", "heartbt", carrierChanges is null ? " " : "transns");
            columns.Row(sendErrors[..(carrierChanges is null ? 4 : 5)], 1);
        }
    }

    /// <summary>Columns of numbers, each with a space behind it.</summary>
    private sealed class Columns(IpContext context, params int[] widths)
    {
        /// <param name="numbers">A row.</param>
        /// <param name="merged">1 when its first number takes the place of the first two columns.</param>
        public void Fit(ReadOnlySpan<ulong> numbers, int merged)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                int column = i == 0 ? 0 : i + merged;
                if (column >= widths.Length || i == 0 && merged > 0) continue;
                widths[column] = Math.Max(widths[column], Text(numbers[i]).Length);
            }
        }

        public void Head(string title, int merged, params ReadOnlySpan<string> names)
        {
            var to = context.To;
            to.Text($"{context.LineBreak}    {title}");
            for (int i = 0; i < names.Length; i++)
            {
                int width = i == 0 ? Width(0, merged) - title.Length : Width(i, merged);
                string name = names[i].PadLeft(width);
                if (merged > 0 && names[i].Length == 0) continue;
                if (i > 0) to.Text($" {name}");
                else to.Text($"{name}");
            }
        }

        public void Row(ReadOnlySpan<ulong> numbers, int merged)
        {
            var to = context.To;
            to.Text($"{context.LineBreak}    ");
            for (int i = 0; i < numbers.Length; i++) to.Text($"{Text(numbers[i]).PadLeft(Width(i, merged))} ");
        }

        private int Width(int i, int merged) => merged == 0 ? widths[i] : i == 0 ? widths[0] + 1 + widths[1] : i + merged < widths.Length ? widths[i + merged] : 0;

        private string Text(ulong number)
        {
            if (!context.Options.HumanReadable) return number.ToString(CultureInfo.InvariantCulture);
            double factor = context.Options.BinaryUnits ? 1024 : 1000, value = number;
            const string Units = "kMGTPE";
            int unit = -1;
            while (value >= factor && unit + 1 < Units.Length)
            {
                value /= factor;
                unit++;
            }
            if (unit < 0) return number.ToString(CultureInfo.InvariantCulture);
            // Three digits that count.
            string digits = value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
            return $"{digits}{Units[unit]}{(context.Options.BinaryUnits ? "i" : "")}";
        }
    }
}
