using System.Globalization;
using System.Text;
using Netshoot.Applets.Measures;
using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Applets.Iperf;

/// <summary>The columns of the enhanced reports of iperf 2.1.8 (-e), as they were seen: a header for each kind of flow, and what stands behind the bandwidth.</summary>
internal static class IperfEnhanced
{
    private const string Start = "[ ID] Interval            Transfer    Bandwidth", WideStart = "[ ID] Interval            Transfer     Bandwidth";

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>The header of a flow's lines; null for the plain one.</summary>
    public static string? Header(Iperf2Flow flow)
    {
        var traits = flow.Traits;
        if (traits.Bounce is not null) return flow.Sends ? $"{Start}         BB cnt=avg/min/max/stdev         Rtry  Cwnd/RTT    RPS" : null;
        if (!traits.IsEnhanced) return null;
        return (flow.IsUdp, flow.Sends) switch
        {
            (true, true) => $"{WideStart}      Write/Err  PPS{(traits.Isochronous ? "  isoch:tx/miss/slip" : "")}",
            (true, false) when flow.Frames is not null => $"{WideStart}        Jitter   Lost/Total Latency avg/min/max/stdev  PPS  Frame:rx/lost  latency  NetPwr",
            (true, false) => DatagramHeader,
            (false, true) when traits.Isochronous => $"{WideStart}      Write/Err  Rtry     Cwnd/RTT     isoch:tx/miss/slip  NetPwr",
            (false, true) => $"{Start}       Write/Err  Rtry     Cwnd/RTT(var)        NetPwr",
            (false, false) when traits.TripTimes => $"{Start}    Burst Latency avg/min/max/stdev (cnt/size) {(traits.Isochronous ? "" : "inP ")}NetPwr  Reads=Dist",
            _ => $"{Start}       Reads=Dist",
        };
    }

    /// <summary>Of datagrams that are received, at either end.</summary>
    public static string DatagramHeader => $"{WideStart}        Jitter   Lost/Total  Latency avg/min/max/stdev PPS  Rx/inP  NetPwr";

    /// <summary>The header that a sum's lines have where it is another one than its flows'.</summary>
    public static string? SumHeader(Iperf2Flow flow) => flow switch
    {
        { IsUdp: true, Sends: false } => $"{WideStart}      Write/Err  PPS",
        { IsUdp: false, Sends: false, Traits.TripTimes: true } => $"{Start}       Reads=Dist",
        _ => null,
    };

    /// <summary>What stands behind the bandwidth of one flow.</summary>
    public static string Row(Iperf2Interval of)
    {
        var flow = of.Flow;
        var traits = flow.Traits;
        var details = of.Details!;
        double seconds = of.End - of.Start;
        double rate = seconds > 0 ? of.Read.Bytes / seconds : 0;
        double packets = seconds > 0 ? of.Read.Datagrams / seconds : 0;
        var text = new StringBuilder();
        if (traits.Bounce is not null)
        {
            if (!flow.Sends) return "";
            var bounces = details.Latency!.Figures;
            return string.Create(s_culture, $"    {bounces.Count}={Times(bounces)} ms{details.Retransmits,5}{details.Window,5}K/{details.RoundTrip} us    {(bounces.Mean > 0 ? 1 / bounces.Mean : 0):0} rps");
        }
        if (flow.IsUdp)
        {
            if (!flow.Sends) return Datagrams(of, flow.Frames is null ? null : details);
            text.Append(string.Create(s_culture, $"  {of.Read.Datagrams}/{details.Errors}{packets,9:0} pps"));
            if (traits.Isochronous) text.Append(string.Create(s_culture, $"{details.Frames,5}/{details.FramesMissed}/{details.FramesLate}"));
            return text.ToString();
        }
        if (flow.Sends)
        {
            double power = details.RoundTrip > 0 ? rate / details.RoundTrip : 0;
            return traits.Isochronous
                ? string.Create(s_culture, $"  {details.Writes}/{details.Errors}{details.Retransmits,9}{details.Window,9}K/{details.RoundTrip} us{details.Frames,11}/{details.FramesMissed}/{details.FramesLate}        {Power(power)}")
                : string.Create(s_culture, $"  {details.Writes}/{details.Errors}{details.Retransmits,11}{details.Window,9}K/{details.RoundTrip}({details.RoundTripVariation}) us  {Power(power)}");
        }
        if (traits.TripTimes)
        {
            var bursts = details.Latency!.Figures;
            text.Append(string.Create(s_culture, $"  {Times(bursts)} ms ({bursts.Count}/{(bursts.Count > 0 ? of.Read.Bytes / bursts.Count : 0)})"));
            if (!traits.Isochronous) text.Append(string.Create(s_culture, $" {new Amount(rate * Math.Max(0, bursts.Mean), 'A').ToString().TrimEnd('s')}"));
            text.Append(string.Create(s_culture, $" {Power(bursts.Mean > 0 ? rate / bursts.Mean / 1e6 : double.NaN)}"));
        }
        return text.Append("  ").Append(Reads(details)).ToString();
    }

    /// <summary>What stands behind the bandwidth of a sum.</summary>
    public static string SumRow(Iperf2Interval sum)
    {
        var details = sum.Details!;
        double seconds = sum.End - sum.Start;
        var read = sum.Read;
        double packets = seconds > 0 ? read.Datagrams / seconds : 0;
        return sum.Flow switch
        {
            { IsUdp: true, Sends: true } => string.Create(s_culture, $"  {read.Datagrams}/{details.Errors}{packets,9:0} pps"),
            { IsUdp: true } => string.Create(s_culture, $"  {read.Lost}/{read.Datagrams}{packets,9:0} pps"),
            { Sends: true } => string.Create(s_culture, $"  {details.Writes}/{details.Errors}{details.Retransmits,10}"),
            _ => $"  {Reads(details)}",
        };
    }

    /// <summary>How long datagrams were under way, as both ends tell it.</summary>
    public static string Latencies(LatencyFigures latency, double rate, double packets, long received)
    {
        // By Little's law so many are under way at once.
        double under = packets * Math.Max(0, latency.Mean), deviation = packets * latency.Deviation;
        return string.Create(s_culture, $" {Times(latency)} ms {packets:0} pps {received}/{under:0}({deviation:0}) pkts {Power(latency.Mean > 0 ? rate / latency.Mean / 1e6 : double.NaN)}");
    }

    /// <summary>How latencies are spread: the bins that have any, from the shortest on.</summary>
    /// <param name="latency">What was measured.</param>
    /// <param name="name">Of what: T8, F8, BB8.</param>
    /// <param name="isFinal">Whether it is of the whole.</param>
    /// <param name="tellsLongest">Whether the longest is told, and when it was.</param>
    public static string Histogram(LatencyReading latency, string name, bool isFinal, bool tellsLongest)
    {
        const double ThreeDeviations = 99.7;
        var bins = latency.Bins!;
        var text = new StringBuilder();
        double width = Math.Round(bins.Width * 1e6);
        text.Append(string.Create(s_culture, $" {name}{(isFinal ? "(f)" : "")}-PDF: bin(w={(width >= 1000 && width % 1000 == 0 ? string.Create(s_culture, $"{width / 1000}ms") : string.Create(s_culture, $"{width}us"))}):cnt({latency.Figures.Count})="));
        bool isFirst = true;
        for (int i = 0; i < latency.Counts!.Length; i++)
        {
            if (latency.Counts[i] == 0) continue;
            text.Append(string.Create(s_culture, $"{(isFirst ? "" : ",")}{i + 1}:{latency.Counts[i]}"));
            isFirst = false;
        }
        text.Append(string.Create(s_culture, $" ({bins.Lower:0.00}/{bins.Upper:0.00}/{ThreeDeviations}%={latency.Percentile(bins.Lower)}/{latency.Percentile(bins.Upper)}/{latency.Percentile(ThreeDeviations)},Outliers={latency.Outliers()},obl/obu=0/0)"));
        if (tellsLongest) text.Append(string.Create(s_culture, $" ({latency.Figures.Most * 1000:0.000} ms/{latency.Figures.MostAt:0.000000})"));
        return text.ToString();
    }

    private static string Datagrams(Iperf2Interval of, Iperf2Details? frames)
    {
        var read = of.Read;
        double seconds = of.End - of.Start;
        double rate = seconds > 0 ? read.Bytes / seconds : 0;
        long received = read.Datagrams - read.Lost;
        double packets = seconds > 0 ? received / seconds : 0;
        var latency = of.Details!.Latency!.Figures;
        if (frames is null) return Latencies(latency, rate, packets, received);
        return string.Create(s_culture, $" {Times(latency)} ms {packets:0} pps{frames.Frames,5}/{frames.FramesMissed}  {Times(frames.FrameLatency!.Figures)} ms {Power(latency.Mean > 0 ? rate / latency.Mean / 1e6 : double.NaN)}");
    }

    public static string Times(LatencyFigures of) => string.Create(s_culture, $"{of.Mean * 1000:0.000}/{of.Least * 1000:0.000}/{of.Most * 1000:0.000}/{of.Deviation * 1000:0.000}");

    private static string Reads(Iperf2Details details)
    {
        var text = new StringBuilder();
        text.Append(string.Create(s_culture, $"{details.Reads.Sum()}="));
        for (int i = 0; i < details.Reads.Length; i++) text.Append(string.Create(s_culture, $"{(i == 0 ? "" : ":")}{details.Reads[i]}"));
        return text.ToString();
    }

    private static string Power(double value)
        => double.IsNaN(value) ? "NAN" : value.ToString(value < 10 ? "0.000000" : value < 100 ? "0.00" : "0", s_culture);
}
