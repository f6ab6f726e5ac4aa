using System.Globalization;
using System.Text;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf;

/// <summary>Tests as iperf 2.1.8 prints them: lines, comma-separated values, or (ours) one JSON object a line.</summary>
internal sealed class IperfText(Shell shell, Output output, IperfOptions options) : IIperf2Observer
{
    private const string Rule = "------------------------------------------------------------";
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly HashSet<string> _headers = [];
    private readonly LocalInterfaces _interfaces = new(shell.Machine);

    private readonly ProgressLine _progress = new(shell);
    private readonly List<Iperf2Flow> _flows = [];

    /// <summary>Tells once a second how far the test is, when nothing else tells.</summary>
    public async Task ShowProgressAsync(CancellationToken stop)
    {
        if (options.Interval > 0 && IsPlain) return;
        long moved = 0;
        try
        {
            for (int second = 1; ; second++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), shell.Clock, stop);
                if (_flows.Count == 0) continue;
                long now = _flows.Sum(static f => f.Stream.Meter.Bytes);
                _progress.Show(second, options.Bytes > 0 ? null : options.Time ?? 10, now, now - moved);
                moved = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private bool IsPlain => !shell.Json && !options.IsCsv;

    public void Listening(int buffer)
    {
        Json("listening", null, null, static (_, _) => { });
        if (!IsPlain || IsExcluded('S')) return;
        Line(Rule);
        // Who sorts latencies tells all there is.
        bool isFull = options.Enhanced || options.Bins is not null;
        Line(string.Create(s_culture, $"Server listening on {Protocol} port {options.Port}{(isFull ? $" with pid {Environment.ProcessId}" : "")}"));
        if (isFull)
        {
            Line($"Read buffer size: {Size(BlockSize)} (Dist bin width={Size(BlockSize / 8)})");
            if (options.Bins is { } bins) Line(string.Create(s_culture, $"Enabled receive histograms bin-width={bins.Width * 1000:0.000} ms, bins={bins.Count} (clients should use --trip-times)"));
            if (options.TypeOfService > 0) Line($"TOS will be set to 0x{options.TypeOfService:x}");
        }
        if (options.ReflectedTypeOfService > 0) Line($"Reflected TOS will be set to 0x{options.ReflectedTypeOfService:x}");
        if (options.Serializes) Line("Server set to single client traffic mode (serialize traffic tests)");
        Line(Buffer(buffer));
        if (options.Key is { } key) Line(string.Create(s_culture, $"Permit key is '{key}' (timeout in {options.KeyLifetime:0.0} seconds)"));
        Line(Rule);
    }

    public void Connecting(InternetEndpoint remote, int buffer)
    {
        if (!IsPlain || IsExcluded('S')) return;
        Line(Rule);
        bool isFull = options.IsEnhanced;
        int flows = options.Serves ? 1 : options.Streams;
        Line(string.Create(s_culture, $"Client connecting to {(options.HidesAddresses ? "(**hidden**)" : options.Server ?? remote.Address.ToString())}, {Protocol} port {remote.Port}{(isFull || options.Device is not null ? string.Create(s_culture, $" with pid {Environment.ProcessId}{(options.Device is { } device ? $" via {device}" : "")} ({flows} flows)") : "")}"));
        if (!options.IsUdp && (isFull || options.CongestionWeight > 0)) Line(options.BounceWrites > 0 ? $"Write buffer size: {Size(BlockSize)}" : $"Write buffer size: {BlockSize} Byte");
        if (options.HasBursts) Line(string.Create(s_culture, $"Bursting: {Size(options.BurstSize > 0 ? options.BurstSize : 1 << 20)} every {(options.BurstPeriod > 0 ? options.BurstPeriod : 1):0.00} second(s)"));
        if (options.MaximumSegment > 0 && !options.IsUdp) Line(string.Create(s_culture, $"MSS req size {options.MaximumSegment} bytes (per TCP_MAXSEG)"));
        if (options.BounceWrites > 0)
        {
            Line(string.Create(s_culture, $"Bursting: {Size(BlockSize)} writes {options.BounceWrites} times every {options.BouncePeriod:0.00} second(s)"));
            Line(string.Create(s_culture, $"Bounce-back test (size= {Size(BlockSize).TrimStart()}) (server hold req={options.BounceHold * 1000:0} usecs{(options.BounceNoQuickAck ? "" : " & tcp_quickack")})"));
        }
        if (options.Congestion is { } congestion && isFull) Line($"TCP congestion control set to {congestion}");
        if (Frames is { } frames)
            Line(string.Create(s_culture, $"Isochronous: {frames.PerSecond:0.00} frames/sec mean={Load(frames.Mean)}, stddev={Load(frames.Deviation)}, Period/IPG={frames.Period.TotalMilliseconds:0.00}/0.000 ms"));
        if (options.PacingRate > 0) Line($"fair-queue socket pacing set to {Load(options.PacingRate).TrimStart()}");
        if (isFull) Line($"TOS set to 0x{options.TypeOfService:x}{(options.NoDelay || options.BounceWrites > 0 ? " and nodelay (Nagle off)" : " (Nagle on)")}");
        if (options.CongestionWeight > 0) Line(string.Create(s_culture, $"TCP near-congestion delay weight set to {options.CongestionWeight:0.0000}{(options.HasUsualWeight ? " (use --near-congestion=<value> to change)" : "")}"));
        if (options.IsUdp && Frames is null) Line(string.Create(s_culture, $"Sending {BlockSize} byte datagrams, IPG target: {(Rate > 0 ? BlockSize * 8e6 / Rate : 0):0.00} us (kalman adjust)"));
        Line(options.Connects is null ? Buffer(buffer) : "TCP three-way-handshake (3WHS) only");
        if (options.Prefetch > 0) Line(string.Create(s_culture, $"Event based writes (pending queue watermark at {options.Prefetch} bytes)"));
        Line(Rule);
    }

    /// <summary>The frames that are sent, their size in bits; null for none.</summary>
    public FramePlan? Frames => options.Frames is not { } frames ? null : options.FramePackets > 0 ? frames with { Mean = options.FramePackets * BlockSize * 8 * frames.PerSecond } : frames;

    /// <summary>Bits per second as asked for, or as datagrams have it by themselves.</summary>
    public double Rate => options.Rate is { } rate ? options.IsPackets ? rate * BlockSize * 8 : rate : options.IsUdp ? 1024 * 1024 : 0;

    public int BlockSize => options.BlockSize > 0 ? options.BlockSize : options.IsUdp ? IsIp6 ? 1450 : 1470 : options.BounceWrites > 0 ? 100 : 128 * 1024;

    /// <summary>Whether the server's address is of IPv6.</summary>
    public bool IsIp6 { get; set; }

    public void Connected(Iperf2Flow flow)
    {
        if (!options.Serves && options.Connects is null) _flows.Add(flow);
        Json("connected", flow, null, (to, f) =>
        {
            to.Field("local", f!.Local);
            to.Field("remote", f.Remote);
            to.Field("sends", f.Sends);
        });
        if (!IsPlain || IsExcluded('C') || options.OnlySums) return;
        string local = $"{Address(flow.Local.Address)}{(flow.Traits.IsEnhanced && _interfaces.Of(flow.Local.Address) is { } name ? $"%{name}" : "")}";
        string head = $"{Label(flow, isReverse: false)} ";
        Line(string.Create(s_culture, $"{head}local {local} port {flow.Local.Port} connected with {Address(flow.Remote.Address)} port {flow.Remote.Port}{Notes(flow)}"));
        if (options.PrintsSegment && !flow.IsUdp && !flow.Traits.IsEnhanced) Line(string.Create(s_culture, $"{head}MSS size {flow.Path.Segment} bytes"));
        if (flow.Traits.ClockCheck is { } check) Line(string.Create(s_culture, $"{head}Clock sync check (ms): RTT/Half=({check.RoundTrip * 1000:0.000}/{check.RoundTrip * 500:0.000}) OWD-send/ack/asym=({check.To * 1000:0.000}/{check.From * 1000:0.000}/{Math.Abs(check.To - check.From) * 1000:0.000})"));
    }

    public void Starting(Iperf2Flow flow, DateTimeOffset start)
    {
        if (!IsPlain || IsExcluded('C') || options.OnlySums || flow.IsReverse) return;
        var now = shell.Clock.GetLocalNow();
        var at = start.ToOffset(now.Offset);
        if (start < now && options.Start is { } given)
            Line(string.Create(s_culture, $"{Label(flow, isReverse: false)} WARNING: --txstart-time ({given}) {at:yyyy-MM-dd HH:mm:ss} is before now {now:yyyy-MM-dd HH:mm:ss} ({Zone(now)})"));
        else
            Line(string.Create(s_culture, $"{Label(flow, isReverse: false)} Client traffic to start in {Math.Round((start - now).TotalSeconds, MidpointRounding.AwayFromZero):0} seconds at {at:yyyy-MM-dd HH:mm:ss} current time is {now:yyyy-MM-dd HH:mm:ss} ({Zone(now)})"));
    }

    public void Dropped(Iperf2Flow flow)
    {
        Json("dropped", flow, null, static (to, f) => to.Field("remote", f!.Remote));
        if (!IsPlain || IsExcluded('C')) return;
        Line(string.Create(s_culture, $"[drop] local {Address(flow.Local.Address)} port {flow.Local.Port} connection with {Address(flow.Remote.Address)} port {flow.Remote.Port}{Notes(flow)} (permit key fail)"));
    }

    private string Notes(Iperf2Flow flow)
    {
        var traits = flow.Traits;
        var notes = new StringBuilder();
        void Note(bool applies, string text)
        {
            if (applies) notes.Append(" (").Append(text).Append(')');
        }
        Note(traits.IsReverse, "reverse");
        Note(traits.IsFullDuplex, "full-duplex");
        Note(traits.NoFin, "no-udp-fin");
        if (traits.Bounce is { } bounce) Note(true, string.Create(s_culture, $"bb {(bounce.QuickAcknowledgements ? "w/quickack " : "")}len/hold={traits.BounceSize}/{bounce.Hold.TotalMicroseconds:0}"));
        Note(traits.Isochronous, "isoch");
        Note(traits.TripTimes, "trip-times");
        Note(traits.WindowClamp > 0, string.Create(s_culture, $"clamp={traits.WindowClamp}"));
        Note(traits.Prefetch > 0, string.Create(s_culture, $"prefetch={traits.Prefetch}"));
        Note(traits.HasStart, "epoch-start");
        Note(traits.IsEnhanced, string.Create(s_culture, $"sock={traits.SocketNumber}"));
        Note(traits.TypeOfService > 0, $"tos rx=0x{traits.TypeOfService:x}");
        Note(traits.IsEnhanced && traits.Peer.Length > 0, $"peer {traits.Peer}");
        Note(traits.QuickAcknowledgements, "qack");
        Note(!flow.IsUdp, string.Create(s_culture, $"icwnd/mss/irtt={flow.Path.Window}/{flow.Path.Segment}/{flow.Path.RoundTrip}"));
        if (!traits.IsEnhanced && !traits.IsConnectOnly) return notes.ToString();
        if (traits.ConnectTime is { } connected) Note(true, string.Create(s_culture, $"ct={connected * 1000:0.00} ms"));
        // A server that sends does not say when.
        if (!options.Serves || (!traits.IsReverse && !traits.IsFullDuplex)) notes.Append(string.Create(s_culture, $" on {traits.Date:yyyy-MM-dd HH:mm:ss} ({Zone(traits.Date)})"));
        return notes.ToString();
    }

    private static string Zone(DateTimeOffset date) => date.Offset == TimeSpan.Zero ? "UTC" : date.ToString("zzz", s_culture).Replace(":", "", StringComparison.Ordinal);

    public void Interval(Iperf2Interval interval)
    {
        var flow = interval.Flow;
        var read = interval.Read;
        Json(interval.IsFinal ? "end" : "interval", flow, interval, static (_, _) => { });
        if (shell.Json || IsExcluded('D') || options.OnlySums) return;
        if (options.IsCsv)
        {
            Csv(interval, flow.Number);
            return;
        }
        bool tellsLoss = flow.IsUdp && !flow.Sends;
        string? header = IperfEnhanced.Header(flow);
        if (header is null) Header(tellsLoss);
        else Header(header);
        Line(Head(Label(flow), interval) + (tellsLoss ? Loss(read) : "") + (header is null ? "" : IperfEnhanced.Row(interval)));
        if (tellsLoss && read.OutOfOrder > 0) Line(string.Create(s_culture, $"{Label(flow)} {Times(interval)} sec  {read.OutOfOrder} datagrams received out-of-order"));
        if (flow is { IsUdp: true, Sends: true } && interval.IsFinal) Line(string.Create(s_culture, $"[{flow.Number,3}] Sent {read.Datagrams} datagrams"));
        if (interval.Details?.Latency is not { Figures.Count: > 0 } latency) return;
        if (interval.IsFinal && flow.Traits.Bounce?.OneWay is { } ways)
            Line(string.Create(s_culture, $"{Label(flow)} {Times(interval)} sec  OWD Delays (ms) Cnt={latency.Figures.Count} To={IperfEnhanced.Times(ways.To.Whole().Figures)} From={IperfEnhanced.Times(ways.From.Whole().Figures)} Asymmetry={IperfEnhanced.Times(ways.Asymmetry.Whole().Figures)}    {1 / latency.Figures.Mean:0} rps"));
        if (latency.Bins is null || (flow.Traits.Bounce is not null && !interval.IsFinal)) return;
        string kind = flow.Traits.Bounce is not null ? "BB8" : flow.IsUdp ? "T8" : "F8";
        Line(string.Create(s_culture, $"{Label(flow)} {Times(interval)} sec") + IperfEnhanced.Histogram(latency, kind, interval.IsFinal, tellsLongest: kind == "F8"));
        if (interval.Details.FrameLatency is { Figures.Count: > 0 } frames) Line(string.Create(s_culture, $"{Label(flow)} {Times(interval)} sec") + IperfEnhanced.Histogram(frames, "F8", interval.IsFinal, tellsLongest: true));
    }

    public void ConnectTimes(IReadOnlyList<double> seconds)
    {
        if (!IsPlain || !options.IsEnhanced || options.OnlySums || seconds.Count < 2) return;
        double mean = seconds.Average();
        double deviation = Math.Sqrt(seconds.Sum(s => (s - mean) * (s - mean)) / (seconds.Count - 1));
        Line(string.Create(s_culture, $"[ CT] final connect times (min/avg/max/stdev) = {seconds.Min() * 1000:0.000}/{mean * 1000:0.000}/{seconds.Max() * 1000:0.000}/{deviation * 1000:0.000} ms (tot/err) = {seconds.Count}/0"));
    }

    public void Sum(Iperf2Interval sum, int flows)
    {
        var read = sum.Read;
        bool tellsLoss = sum.Flow is { IsUdp: true, Sends: false };
        if (shell.Json)
        {
            Json(sum.IsFinal ? "sum-end" : "sum", null, sum, static (_, _) => { });
            return;
        }
        if (IsExcluded('D')) return;
        if (options.IsCsv)
        {
            Csv(sum, -1);
            return;
        }
        if (sum.Flow.Traits.Bounce is not null) return;
        bool isFullDuplex = sum.Flow.Traits.IsFullDuplex;
        bool isFull = sum.Details is not null && !isFullDuplex;
        string label = options.OnlySums ? string.Create(s_culture, $"[SUM-{flows}]") : isFullDuplex && sum.Details is not null ? string.Create(s_culture, $"[FD{sum.Flow.Number}]") : "[SUM]";
        if (options.OnlySums && _headers.Add("sum")) Line(isFull ? "[SUM-cnt] Interval            Transfer    Bandwidth       Write/Err  Rtry" : "[SUM-cnt] Interval       Transfer     Bandwidth");
        if (isFullDuplex && sum.Flow.IsUdp)
        {
            Header("[ ID] Interval       Transfer     Bandwidth    Datagrams   PPS");
            double packets = sum.End > sum.Start ? read.Datagrams / (sum.End - sum.Start) : 0;
            Line(Head(label, sum) + string.Create(s_culture, $" {read.Datagrams}{packets,8:0} pps"));
            return;
        }
        if (isFullDuplex && sum.Details is not null) Header(tellsLoss: false);
        if (isFull)
        {
            if (!options.OnlySums && IperfEnhanced.SumHeader(sum.Flow) is { } header) Header(header);
            Line(Head(label, sum) + IperfEnhanced.SumRow(sum));
            if (sum.Flow is { IsUdp: true, Sends: true } && sum.IsFinal) Line(string.Create(s_culture, $"[SUM-{flows}] Sent {read.Datagrams} datagrams"));
            return;
        }
        Line(Head(label, sum) + (tellsLoss ? string.Create(s_culture, $"   {read.Lost}/{read.Datagrams} ({Percent.Text(read.Datagrams > 0 ? 100.0 * read.Lost / read.Datagrams : 0)}%)") : ""));
        if (tellsLoss && read.OutOfOrder > 0) Line(string.Create(s_culture, $"{label} {Times(sum)} sec  {read.OutOfOrder} datagrams received out-of-order"));
        if (sum.Flow is { IsUdp: true, Sends: true } && sum.IsFinal) Line(string.Create(s_culture, $"[SUM-{flows}] Sent {read.Datagrams} datagrams"));
    }

    public void ServerReport(Iperf2Flow flow)
    {
        var report = flow.Report!.Value;
        var read = new Iperf2Reading(report.Bytes, report.Datagrams, report.Lost, report.OutOfOrder, report.Jitter);
        var whole = new Iperf2Interval(flow, 0, report.Seconds, read, IsFinal: true);
        Json("server-report", flow, whole, static (_, _) => { });
        if (!IsPlain || IsExcluded('V') || options.OnlySums) return;
        Line(string.Create(s_culture, $"[{flow.Number,3}] Server Report:"));
        string label = string.Create(s_culture, $"[{flow.Number,3}]");
        if (report.Latency.Count > 0)
        {
            // A server that says more is told of in full, whatever this end was asked for.
            Header(IperfEnhanced.DatagramHeader);
            Line(Head(label, whole) + Loss(read) + IperfEnhanced.Latencies(report.Latency, report.Seconds > 0 ? report.Bytes / report.Seconds : 0, report.Rate, report.Rate));
        }
        else
        {
            Header(tellsLoss: true);
            Line(Head(label, whole) + Loss(read));
        }
        if (read.OutOfOrder > 0) Line(string.Create(s_culture, $"{label} {Times(whole)} sec  {read.OutOfOrder} datagrams received out-of-order"));
    }

    public void Warn(string text)
    {
        _progress.Clear();
        output.Flush();
        shell.Error.Line($"{text}");
    }

    private string Protocol => options.IsUdp ? "UDP" : "TCP";

    private bool IsExcluded(char letter) => options.Excluded.Contains(letter, StringComparison.Ordinal);

    private string Buffer(int bytes)
    {
        string size = Size(bytes);
        string what = options.IsUdp ? "UDP buffer" : "TCP window";
        if (options.Window == 0) return $"{what} size: {size} (default)";
        return bytes == options.Window ? $"{what} size: {size}" : $"{what} size: {size} (WARNING: requested {new Amount(options.Window, 'A').ToString().TrimEnd('s')})";
    }

    private string Address(InternetAddress address)
    {
        string text = address.ToString();
        if (!options.HidesAddresses) return text;
        return address.Is6 ? $"*:*:*:*:*:*:*:{text[(text.LastIndexOf(':') + 1)..]}" : $"*.*.*.{text[(text.LastIndexOf('.') + 1)..]}";
    }

    private static string Label(Iperf2Flow flow) => Label(flow, flow.IsReverse);

    private static string Label(Iperf2Flow flow, bool isReverse)
    {
        string number = (isReverse ? "*" : "") + flow.Number.ToString(s_culture);
        return flow.Traits.Key is { } key ? $"[{key}({number})]" : $"[{number,3}]";
    }

    private static string Times(Iperf2Interval of) => string.Create(s_culture, $"{of.Start:0.0000}-{of.End:0.0000}");

    private string Head(string label, Iperf2Interval of)
    {
        double seconds = of.End - of.Start;
        return string.Create(s_culture, $"{label} {Times(of)} sec  {Amount(of.Read.Bytes, char.ToUpperInvariant(options.Format))}  {Amount(seconds > 0 ? of.Read.Bytes / seconds : 0, options.Format)}/sec");
    }

    private static string Loss(Iperf2Reading read)
        => string.Create(s_culture, $"  {read.Jitter * 1000,6:0.000} ms {read.Lost}/{read.Datagrams} ({Percent.Text(read.Datagrams > 0 ? 100.0 * read.Lost / read.Datagrams : 0)}%)");

    private void Header(bool tellsLoss)
    {
        string header = tellsLoss ? "[ ID] Interval       Transfer     Bandwidth        Jitter   Lost/Total Datagrams" : "[ ID] Interval       Transfer     Bandwidth";
        Header(header);
    }

    private void Header(string header)
    {
        if (_headers.Add(header)) Line(header);
    }

    private string Size(double bytes) => new Amount(bytes, options.Format is 'b' or 'B' ? 'B' : 'A').ToString().TrimEnd('s');

    private static string Load(double bits) => $"{Amount(bits / 8, 'a').TrimEnd('s')}/s";

    // Nothing has three digits behind the point, unlike with iperf3.
    private static string Amount(double bytes, char format) => bytes == 0 ? char.IsAsciiLetterLower(format) ? "0.000 bits" : "0.000 Bytes" : new Amount(bytes, format).ToString();

    private void Csv(Iperf2Interval of, int number)
    {
        var flow = of.Flow;
        double seconds = of.End - of.Start;
        string line = string.Create(s_culture, $"{shell.Clock.GetLocalNow():yyyyMMddHHmmss},{First(flow).Address},{First(flow).Port},{Second(flow).Address},{Second(flow).Port},{number},{of.Start:0.0}-{of.End:0.0},{of.Read.Bytes},{(seconds > 0 ? (long)(of.Read.Bytes * 8 / seconds) : 0)}");
        if (flow.IsUdp)
        {
            var read = of.Read;
            long total = flow.Sends ? -1 : read.Datagrams;
            line += string.Create(s_culture, $",{read.Jitter * 1000:0.000},{read.Lost},{total},{(total > 0 ? 100.0 * read.Lost / total : -0.0):0.000},{read.OutOfOrder}");
        }
        Line(line);
    }

    // The original writes the client's end first, at both ends.
    private InternetEndpoint First(Iperf2Flow flow) => options.Serves ? flow.Remote : flow.Local;

    private InternetEndpoint Second(Iperf2Flow flow) => options.Serves ? flow.Local : flow.Remote;

    private void Line(string text)
    {
        _progress.Clear();
        output.Line($"{text}");
        if (options.OutputFile is not null) output.Flush();
    }

    private void Json(string name, Iperf2Flow? flow, Iperf2Interval? interval, Action<ReportWriter, Iperf2Flow?> more)
    {
        if (!shell.Json) return;
        _progress.Clear();
        var json = new JsonText(output.Buffer);
        json.OpenObject();
        var to = new ReportWriter(json);
        to.Field("event", name);
        to.Field("protocol", options.IsUdp ? "udp" : "tcp");
        if (flow is not null) to.Field("stream", (long)flow.Number);
        more(to, flow);
        if (interval is not null) Write(to, interval);
        json.CloseObject();
        output.Literal("\n");
    }

    private static void Write(ReportWriter to, Iperf2Interval interval)
    {
        double seconds = interval.End - interval.Start;
        to.Field("sends", interval.Flow.Sends);
        to.Field("start", interval.Start);
        to.Field("end", interval.End);
        to.Field("bytes", interval.Read.Bytes);
        to.Field("bits_per_second", seconds > 0 ? interval.Read.Bytes * 8 / seconds : 0);
        Write(to, interval.Details);
        if (!interval.Flow.IsUdp) return;
        to.Field("datagrams", interval.Read.Datagrams);
        to.Field("lost", interval.Read.Lost);
        to.Field("out_of_order", interval.Read.OutOfOrder);
        to.Field("jitter_ms", interval.Read.Jitter * 1000);
    }

    private static void Write(ReportWriter to, Iperf2Details? details)
    {
        if (details is null) return;
        to.Field("writes", details.Writes);
        to.Field("write_errors", details.Errors);
        to.Field("retransmits", details.Retransmits);
        to.Field("congestion_window_kilobytes", details.Window);
        to.Field("round_trip_us", details.RoundTrip);
        to.Field("round_trip_variation_us", details.RoundTripVariation);
        if (details.Latency is not { Figures: var latency }) return;
        to.Field("latencies", latency.Count);
        to.Field("latency_mean_ms", latency.Mean * 1000);
        to.Field("latency_least_ms", latency.Least * 1000);
        to.Field("latency_most_ms", latency.Most * 1000);
        to.Field("latency_deviation_ms", latency.Deviation * 1000);
    }
}
