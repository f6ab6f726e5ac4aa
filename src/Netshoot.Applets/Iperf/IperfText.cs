using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf;

/// <summary>Tests as iperf 2.1.8 prints them: lines, comma-separated values, or (ours) one JSON object a line.</summary>
internal sealed class IperfText(Shell shell, Output output, IperfOptions options) : IIperf2Observer
{
    private const string Rule = "------------------------------------------------------------";
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private readonly HashSet<string> _headers = [];

    private bool IsPlain => !shell.Json && !options.IsCsv;

    public void Listening(int buffer)
    {
        Json("listening", null, null, static (_, _) => { });
        if (!IsPlain || IsExcluded('S')) return;
        Line(Rule);
        Line(string.Create(s_culture, $"Server listening on {Protocol} port {options.Port}"));
        if (options.Serializes) Line("Server set to single client traffic mode (serialize traffic tests)");
        Line(Buffer(buffer));
        Line(Rule);
    }

    public void Connecting(InternetEndpoint remote, int buffer)
    {
        if (!IsPlain || IsExcluded('S')) return;
        Line(Rule);
        Line(string.Create(s_culture, $"Client connecting to {(options.HidesAddresses ? "(**hidden**)" : options.Server ?? remote.Address.ToString())}, {Protocol} port {remote.Port}"));
        if (options.Bind is { } bind && !options.Serves) Line($"Binding to local address {bind}");
        if (options.MaximumSegment > 0 && !options.IsUdp) Line(string.Create(s_culture, $"MSS req size {options.MaximumSegment} bytes (per TCP_MAXSEG)"));
        if (options.IsUdp) Line(string.Create(s_culture, $"Sending {BlockSize} byte datagrams, IPG target: {(Rate > 0 ? BlockSize * 8e6 / Rate : 0):0.00} us (kalman adjust)"));
        Line(Buffer(buffer));
        Line(Rule);
    }

    /// <summary>Bits per second as asked for, or as datagrams have it by themselves.</summary>
    public double Rate => options.Rate is { } rate ? options.IsPackets ? rate * BlockSize * 8 : rate : options.IsUdp ? 1024 * 1024 : 0;

    public int BlockSize => options.BlockSize > 0 ? options.BlockSize : options.IsUdp ? IsIp6 ? 1450 : 1470 : 128 * 1024;

    /// <summary>Whether the server's address is of IPv6.</summary>
    public bool IsIp6 { get; set; }

    public void Connected(Iperf2Flow flow)
    {
        Json("connected", flow, null, (to, f) =>
        {
            to.Field("local", f!.Local);
            to.Field("remote", f.Remote);
            to.Field("sends", f.Sends);
        });
        if (!IsPlain || IsExcluded('C') || options.OnlySums) return;
        string path = flow.IsUdp ? "" : string.Create(s_culture, $" (icwnd/mss/irtt={flow.Path.Window}/{flow.Path.Segment}/{flow.Path.RoundTrip})");
        string note = flow.Note is { } text ? $" ({text})" : "";
        Line(string.Create(s_culture, $"[{flow.Number,3}] local {Address(flow.Local.Address)} port {flow.Local.Port} connected with {Address(flow.Remote.Address)} port {flow.Remote.Port}{note}{path}"));
        if (options.PrintsSegment && !flow.IsUdp) Line(string.Create(s_culture, $"[{flow.Number,3}] MSS size {flow.Path.Segment} bytes"));
    }

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
        Header(tellsLoss);
        Line(Head(Label(flow), interval) + (tellsLoss ? Loss(read) : ""));
        if (tellsLoss && read.OutOfOrder > 0) Line(string.Create(s_culture, $"{Label(flow)} {Times(interval)} sec  {read.OutOfOrder} datagrams received out-of-order"));
        if (flow is { IsUdp: true, Sends: true } && interval.IsFinal) Line(string.Create(s_culture, $"[{flow.Number,3}] Sent {read.Datagrams} datagrams"));
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
        string label = options.OnlySums ? string.Create(s_culture, $"[SUM-{flows}]") : "[SUM]";
        if (options.OnlySums && _headers.Add("sum")) Line("[SUM-cnt] Interval       Transfer     Bandwidth");
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
        Header(tellsLoss: true);
        string label = string.Create(s_culture, $"[{flow.Number,3}]");
        Line(Head(label, whole) + Loss(read));
        if (read.OutOfOrder > 0) Line(string.Create(s_culture, $"{label} {Times(whole)} sec  {read.OutOfOrder} datagrams received out-of-order"));
    }

    public void Warn(string text)
    {
        output.Flush();
        shell.Error.Line($"{text}");
    }

    private string Protocol => options.IsUdp ? "UDP" : "TCP";

    private bool IsExcluded(char letter) => options.Excluded.Contains(letter, StringComparison.Ordinal);

    private string Buffer(int bytes)
    {
        string size = new Amount(bytes, 'A').ToString().TrimEnd('s');
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

    private static string Label(Iperf2Flow flow) => string.Create(s_culture, $"[{(flow.IsReverse ? $"*{flow.Number.ToString(s_culture)}" : flow.Number.ToString(s_culture)),3}]");

    private static string Times(Iperf2Interval of) => string.Create(s_culture, $"{of.Start:0.0000}-{of.End:0.0000}");

    private string Head(string label, Iperf2Interval of)
    {
        double seconds = of.End - of.Start;
        return string.Create(s_culture, $"{label} {Times(of)} sec  {new Amount(of.Read.Bytes, 'A')}  {new Amount(seconds > 0 ? of.Read.Bytes / seconds : 0, options.Format)}/sec");
    }

    private static string Loss(Iperf2Reading read)
        => string.Create(s_culture, $"  {read.Jitter * 1000,6:0.000} ms {read.Lost}/{read.Datagrams} ({Percent.Text(read.Datagrams > 0 ? 100.0 * read.Lost / read.Datagrams : 0)}%)");

    private void Header(bool tellsLoss)
    {
        string header = tellsLoss ? "[ ID] Interval       Transfer     Bandwidth        Jitter   Lost/Total Datagrams" : "[ ID] Interval       Transfer     Bandwidth";
        if (_headers.Add(header)) Line(header);
    }

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
        output.Line($"{text}");
        if (options.OutputFile is not null) output.Flush();
    }

    private void Json(string name, Iperf2Flow? flow, Iperf2Interval? interval, Action<ReportWriter, Iperf2Flow?> more)
    {
        if (!shell.Json) return;
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
        if (!interval.Flow.IsUdp) return;
        to.Field("datagrams", interval.Read.Datagrams);
        to.Field("lost", interval.Read.Lost);
        to.Field("out_of_order", interval.Read.OutOfOrder);
        to.Field("jitter_ms", interval.Read.Jitter * 1000);
    }
}
