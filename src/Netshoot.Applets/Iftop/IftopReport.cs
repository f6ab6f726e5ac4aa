using System.Globalization;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>The text of <c>iftop -t</c>, and the same for programs: rates in bits a second (bytes with <c>-B</c>), totals in bytes.</summary>
internal sealed record IftopReport(string Interface, IftopSettings Settings, IftopView View, IftopNames Names, int Lines, long Untracked, CaptureCounters Counters) : IReport
{
    private const int NameWidth = 40, ColumnWidth = 11, FirstEnd = 59;

    private static readonly string s_line = new('-', 92), s_double = new('=', 92);

    public void Write(ReportWriter to)
    {
        if (to.Buffer is { } text) WriteText(text);
        else WriteFields(to);
    }

    private void WriteText(TextBuffer to)
    {
        to.Append("   # Host name (port/service if enabled)            last 2s   last 10s   last 40s cumulative\n"u8);
        to.Append($"{s_line}\n");
        int number = 0;
        foreach (var row in View.Rows)
        {
            if (++number > Lines) break;
            var key = row.Key;
            WriteEnd(to, $"{number,4} ", Names.Text(key.Source, key.SourcePort, key.Protocol, Settings.HidesSource, Settings.ShowsSourcePort, NameWidth), "=>", row.Sent);
            WriteEnd(to, "     ", Names.Text(key.Destination, key.DestinationPort, key.Protocol, Settings.HidesDestination, Settings.ShowsDestinationPort, NameWidth), "<=", row.Received);
        }
        to.Append($"{s_line}\n");
        var both = View.Sent + View.Received;
        WriteSum(to, "Total send rate:", View.Sent.Two, View.Sent.Ten, View.Sent.Forty);
        WriteSum(to, "Total receive rate:", View.Received.Two, View.Received.Ten, View.Received.Forty);
        WriteSum(to, "Total send and receive rate:", both.Two, both.Ten, both.Forty);
        to.Append($"{s_line}\n");
        WriteSum(to, "Peak rate (sent/received/total):", View.Peaks.Sent, View.Peaks.Received, View.Peaks.Both);
        WriteColumns(to, "Cumulative (sent/received/total):", FirstEnd, TrafficSize.Total(View.Sent.Total), TrafficSize.Total(View.Received.Total), TrafficSize.Total(both.Total));
        to.Append($"{s_double}\n");
    }

    private void WriteEnd(TextBuffer to, string head, string name, string arrow, in TrafficRates rates)
    {
        int start = to.Length;
        to.Append(head);
        to.Foreign(name);
        to.Align(start, -(head.Length + NameWidth + 1));
        to.Append(arrow);
        foreach (string column in (ReadOnlySpan<string>)[Rate(rates.Two), Rate(rates.Ten), Rate(rates.Forty), TrafficSize.Total(rates.Total)]) to.Append(column.PadLeft(ColumnWidth));
        to.Append((byte)'\n');
    }

    private void WriteSum(TextBuffer to, string title, double first, double second, double third) => WriteColumns(to, title, FirstEnd, Rate(first), Rate(second), Rate(third));

    private static void WriteColumns(TextBuffer to, string title, int firstEnd, params ReadOnlySpan<string> columns)
    {
        to.Append(title);
        int width = firstEnd - title.Length;
        foreach (string column in columns)
        {
            to.Append(column.PadLeft(width));
            width = ColumnWidth;
        }
        to.Append((byte)'\n');
    }

    private string Rate(double bytesPerSecond) => TrafficSize.Rate(bytesPerSecond, Settings.UsesBytes);

    private void WriteFields(ReportWriter to)
    {
        to.Field("interface", Interface);
        to.Field("unit", Settings.UsesBytes ? "bytes/s" : "bits/s");
        to.OpenArray("pairs");
        int number = 0;
        foreach (var row in View.Rows)
        {
            if (++number > Lines) break;
            to.OpenObject();
            WriteEndFields(to, "source", row.Key.Source, row.Key.SourcePort, Settings.HidesSource);
            WriteEndFields(to, "destination", row.Key.Destination, row.Key.DestinationPort, Settings.HidesDestination);
            if (row.Key.Protocol != 0) to.Field("protocol", row.Key.Protocol.ToString(CultureInfo.InvariantCulture));
            WriteRates(to, "sent", row.Sent);
            WriteRates(to, "received", row.Received);
            to.CloseObject();
        }
        to.CloseArray();
        WriteRates(to, "sent", View.Sent);
        WriteRates(to, "received", View.Received);
        to.OpenObject("peak");
        to.Field("sent", Scaled(View.Peaks.Sent));
        to.Field("received", Scaled(View.Peaks.Received));
        to.Field("both", Scaled(View.Peaks.Both));
        to.CloseObject();
        to.Field("packets_without_place", Untracked);
        to.Field("dropped_by_kernel", Counters.DroppedByKernel);
        to.Field("dropped_by_interface", Counters.DroppedByInterface);
    }

    private void WriteEndFields(ReportWriter to, string name, in InternetAddress address, ushort port, bool isHidden)
    {
        if (isHidden) return;
        to.OpenObject(name);
        string text = address.ToString(), host = Names.Host(address);
        to.Field("address", text);
        if (Names.Container(address) is { } container) to.Field("container", container);
        else if (host != text) to.Field("host", host);
        if (port != 0) to.Field("port", port);
        to.CloseObject();
    }

    private void WriteRates(ReportWriter to, string name, in TrafficRates rates)
    {
        to.OpenObject(name);
        to.Field("last_2s", Scaled(rates.Two));
        to.Field("last_10s", Scaled(rates.Ten));
        to.Field("last_40s", Scaled(rates.Forty));
        to.Field("total_bytes", rates.Total);
        to.CloseObject();
    }

    private double Scaled(double bytesPerSecond) => Math.Round(Settings.UsesBytes ? bytesPerSecond : bytesPerSecond * 8, 1);
}
