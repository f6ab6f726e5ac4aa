using System.Globalization;
using Netshoot.Netlink;

namespace Netshoot.Applets.Iproute;

/// <summary>What stands before a notification: when it came, where it is from, and what it is about.</summary>
/// <param name="context">The tool.</param>
/// <param name="labels">Whether it says what it is about.</param>
/// <param name="namespaces">Whether it says where it is from.</param>
internal sealed class MonitorHead(IpContext context, bool labels, bool namespaces)
{
    /// <summary>The message by which rtmon(8) records the time (NLMSG_TSTAMP).</summary>
    public const ushort Recorded = 15;

    public void Write(string label, int? namespaceId)
    {
        var to = context.To;
        if (context.Options.Timestamp)
        {
            var now = context.Shell.Clock.GetLocalNow();
            int microseconds = (int)(now.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
            if (context.Options.ShortTimestamp) to.Text($"[{now.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)}.{microseconds:d6}] ");
            else to.Text($"Timestamp: {Long(now)} {microseconds} usec\n");
        }
        if (namespaces && namespaceId is { } id) to.Text($"[nsid {id}]");
        else if (namespaces) to.Text($"[nsid current]");
        if (labels) to.Text($"[{label}]");
    }

    public void WriteRecorded(NetlinkMessage message)
    {
        var reader = new NetlinkReader(message.Payload);
        uint seconds = reader.U32(), microseconds = reader.U32();
        if (reader.Truncated) return;
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), context.Shell.Clock.LocalTimeZone);
        context.To.Text($"Timestamp: {Long(time)} {microseconds} us\n");
    }

    // As asctime(3) writes it.
    private static string Long(DateTimeOffset time) => $"{time.ToString("ddd MMM", CultureInfo.InvariantCulture)} {time.Day,2} {time.ToString("HH:mm:ss yyyy", CultureInfo.InvariantCulture)}";
}
