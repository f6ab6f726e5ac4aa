using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Wire;

namespace Netshoot.Applets.Throughput;

/// <summary>What the path carried: a line for each second as it passes, a sparkline, and what the whole was; or one JSON object.</summary>
internal sealed class ThroughputReport(string from, string to, ThroughputOptions options, Shell shell) : IIperf3Observer, IReport
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly List<Iperf3Interval> _intervals = [];
    private readonly ProgressLine _progress = new(shell);
    private Iperf3StreamEnd? _end;
    private Iperf3End? _whole;

    /// <summary>The address that is tried, or was used.</summary>
    public InternetAddress Address { get; set; }

    private bool IsUdp => options.IsUdp;

    public void Agreed(Iperf3Parameters parameters, string cookie, InternetEndpoint peer, int maximumSegment)
    {
        if (shell.Json) return;
        shell.Output.Line($"{from} to {to} ({Address}), {(IsUdp ? "UDP" : "TCP")}, {options.Streams} stream{(options.Streams == 1 ? "" : "s")}");
        shell.Output.Line($"{(IsUdp ? "SECONDS    TRANSFER      BITRATE          DATAGRAMS" : "SECONDS    TRANSFER      BITRATE          RETRANSMITS  WINDOW       ROUND TRIP")}");
    }

    public void Connected(IReadOnlyList<Iperf3Stream> streams) { }

    public void Interval(IReadOnlyList<Iperf3Interval> streams)
    {
        var sum = Iperf3Sums.Of(streams);
        _intervals.Add(sum);
        if (shell.Json)
        {
            _progress.Show(sum.End, options.Seconds, _intervals.Sum(static i => i.Bytes), sum.Seconds > 0 ? sum.Bytes / sum.Seconds : 0);
            return;
        }
        string seconds = string.Create(s_culture, $"{sum.Start:0.0}-{sum.End:0.0}");
        var rate = new Amount(sum.Seconds > 0 ? sum.Bytes / sum.Seconds : 0, 'a');
        string line = string.Create(s_culture, $"{seconds,-9}  {new Amount(sum.Bytes, 'A').ToString(),-12}  {rate + "/s",-15}  ");
        line += IsUdp ? sum.Packets.ToString(s_culture) : string.Create(s_culture, $"{sum.Retransmits,-11}  {new Amount(sum.CongestionWindow, 'A').ToString(),-11}  {sum.RoundTrip / 1000.0:0.000} ms");
        shell.Output.Line($"{line}");
    }

    public void Ended(Iperf3End end)
    {
        _whole = end;
        _end = Iperf3Sums.Of(end.Streams);
    }

    public void WriteSummary()
    {
        if (_end is not { } end) return;
        if (_intervals.Count > 1) shell.Output.Line($"{Sparkline(_intervals.Select(static i => i.Seconds > 0 ? i.Bytes / i.Seconds : 0))}");
        var sent = new Amount(end.SenderSeconds > 0 ? end.Sent / end.SenderSeconds : 0, 'a');
        var received = new Amount(end.ReceiverSeconds > 0 ? end.Received / end.ReceiverSeconds : 0, 'a');
        shell.Output.Line($"sent      {new Amount(end.Sent, 'A')} at {sent}/s");
        // What was broken off was measured at the sender alone.
        if (_whole!.HasRemote) shell.Output.Line($"received  {new Amount(end.Received, 'A')} at {received}/s");
        if (IsUdp)
        {
            if (_whole.HasRemote) shell.Output.Line($"lost      {end.Lost} of {end.ReceiverPackets} ({Percent.Text(end.ReceiverPackets > 0 ? 100.0 * end.Lost / end.ReceiverPackets : 0)}%), jitter {end.Jitter * 1000:0.000} ms");
            return;
        }
        shell.Output.Line($"path      MTU {Mtu}, segments of {Segment} bytes, {end.Retransmits} retransmits, round trip {end.MeanRoundTrip / 1000.0:0.000} ms");
    }

    public void Write(ReportWriter to)
    {
        _progress.Clear();
        to.Field("from", from);
        to.Field("to", this.To);
        to.Field("address", Address);
        to.Field("protocol", IsUdp ? "udp" : "tcp");
        to.Field("streams", (long)options.Streams);
        to.OpenArray("intervals");
        foreach (var interval in _intervals)
        {
            to.OpenObject();
            to.Field("start", interval.Start);
            to.Field("end", interval.End);
            to.Field("bytes", interval.Bytes);
            to.Field("bits_per_second", interval.Seconds > 0 ? interval.Bytes * 8 / interval.Seconds : 0);
            if (IsUdp) to.Field("datagrams", interval.Packets);
            else
            {
                to.Field("retransmits", interval.Retransmits);
                to.Field("congestion_window", interval.CongestionWindow);
                to.Field("round_trip_us", interval.RoundTrip);
            }
            to.CloseObject();
        }
        to.CloseArray();
        if (_end is not { } end) return;
        to.Field("seconds", end.SenderSeconds);
        to.Field("sent_bytes", end.Sent);
        to.Field("sent_bits_per_second", end.SenderSeconds > 0 ? end.Sent * 8 / end.SenderSeconds : 0);
        if (_whole!.HasRemote)
        {
            to.Field("received_bytes", end.Received);
            to.Field("received_bits_per_second", end.ReceiverSeconds > 0 ? end.Received * 8 / end.ReceiverSeconds : 0);
        }
        if (IsUdp)
        {
            if (!_whole.HasRemote) return;
            to.Field("datagrams", end.ReceiverPackets);
            to.Field("lost", end.Lost);
            to.Field("jitter_ms", end.Jitter * 1000);
            return;
        }
        to.Field("retransmits", end.Retransmits);
        to.Field("path_mtu", Mtu);
        to.Field("segment_size", Segment);
        to.Field("round_trip_us", end.MeanRoundTrip);
    }

    private string To => to;

    private long Mtu => _intervals.Count > 0 ? _intervals[^1].PathMtu : 0;

    private long Segment => _intervals.Count > 0 ? _intervals[^1].SegmentSize : 0;

    /// <summary>The rates as eighths of the highest.</summary>
    private static string Sparkline(IEnumerable<double> rates)
    {
        const string Steps = "▁▂▃▄▅▆▇█";
        double[] all = [.. rates];
        double most = all.Max();
        return string.Concat(all.Select(r => Steps[most > 0 ? (int)Math.Clamp(Math.Ceiling(r / most * Steps.Length) - 1, 0, Steps.Length - 1) : 0]));
    }
}
