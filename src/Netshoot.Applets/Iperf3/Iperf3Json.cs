using System.Text.Json;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf3;

/// <summary>A test as JSON, as iperf3 -J prints it at the end; with --json-stream each piece as an object of its own when it is known.</summary>
internal sealed class Iperf3Json(Iperf3Page page, Iperf3Options options, Iperf3Facts facts) : IIperf3Observer
{
    private readonly List<IReadOnlyList<Iperf3Interval>> _intervals = [];
    private IReadOnlyList<Iperf3Stream> _streams = [];
    private Iperf3Parameters? _parameters;
    private InternetEndpoint _peer;
    private string _cookie = "";
    private int _segment;
    private Iperf3End? _end;

    private bool IsServer => options.Serves;

    public (string? Text, string? Json) Output => (null, Text(null, JsonLayout.Compact));

    public void Agreed(Iperf3Parameters parameters, string cookie, InternetEndpoint peer, int maximumSegment)
    {
        _parameters = parameters;
        _cookie = cookie;
        _peer = peer;
        _segment = maximumSegment;
    }

    public void Connected(IReadOnlyList<Iperf3Stream> streams)
    {
        _streams = streams;
        Event("start", json => Start(json, "data"));
    }

    private long _moved;

    public void Interval(IReadOnlyList<Iperf3Interval> streams)
    {
        if (options.JsonStream) Event("interval", json => Interval(json, "data", streams));
        else _intervals.Add(streams);
        if (options.JsonStream || options.Serves) return;
        var sum = Iperf3Sums.Of(streams);
        _moved += sum.Bytes;
        page.Progress.Show(sum.End, _parameters!.Time > 0 ? _parameters.Time : null, _moved, sum.Seconds > 0 ? sum.Bytes / sum.Seconds : 0);
    }

    public void Ended(Iperf3End end)
    {
        _end = end;
        Event("end", json => End(json, "data"));
    }

    /// <summary>Prints the whole object.</summary>
    /// <param name="error">What went wrong, or null.</param>
    public void Print(string? error)
    {
        page.Progress.Clear();
        if (options.JsonStream)
        {
            if (error is not null) Event("error", json => json.Write("data", error));
            return;
        }
        page.Output.Literal(Text(error, JsonLayout.Tabs) + "\n");
        page.Output.Flush();
    }

    private string Text(string? error, JsonLayout layout)
    {
        var buffer = new TextBuffer();
        var json = new JsonText(buffer, layout);
        json.OpenObject();
        Start(json, "start");
        json.OpenArray("intervals");
        foreach (var interval in _intervals) Interval(json, null, interval);
        json.CloseArray();
        End(json, "end");
        if (_end is not null)
        {
            if (_parameters?.Title is { } title) json.Write("title", title);
            if (_parameters?.ExtraData is { } extra) json.Write("extra_data", extra);
            if (_end.ServerText is { } text) json.Write("server_output_text", text);
            if (_end.ServerJson is { } server)
            {
                using var document = JsonDocument.Parse(server, new JsonDocumentOptions { MaxDepth = 32 });
                Copy(json, "server_output_json", document.RootElement);
            }
        }
        if (error is not null) json.Write("error", error);
        json.CloseObject();
        return buffer.ToString();
    }

    private void Event(string name, Action<JsonText> data)
    {
        if (!options.JsonStream) return;
        var json = new JsonText(page.Output.Buffer);
        json.OpenObject();
        json.Write("event", name);
        data(json);
        json.CloseObject();
        page.Output.Literal("\n");
        page.Output.Flush();
    }

    private void Start(JsonText json, string key)
    {
        json.OpenObject(key);
        json.OpenArray("connected");
        foreach (var stream in _streams)
        {
            json.OpenObject();
            json.Write("socket", stream.Socket);
            json.WriteText("local_host", stream.Local.Address);
            json.Write("local_port", stream.Local.Port);
            json.WriteText("remote_host", stream.Remote.Address);
            json.Write("remote_port", stream.Remote.Port);
            json.CloseObject();
        }
        json.CloseArray();
        json.Write("version", "iperf 3.12");
        json.Write("system_info", facts.System);
        if (_parameters is { } parameters)
        {
            if (IsServer && parameters.Rate > 0) json.Write("target_bitrate", parameters.Rate);
            if (IsServer && !parameters.IsUdp) Buffers(json, parameters, _streams.Take(1));
            json.OpenObject("timestamp");
            json.Write("time", facts.Time);
            json.Write("timesecs", facts.Seconds);
            json.CloseObject();
            json.OpenObject(IsServer ? "accepted_connection" : "connecting_to");
            if (IsServer) json.WriteText("host", _peer.Address);
            else json.Write("host", options.Server ?? "");
            json.Write("port", IsServer ? _peer.Port : options.Port);
            json.CloseObject();
            json.Write("cookie", _cookie);
            if (!parameters.IsUdp) json.Write(parameters.MaximumSegment > 0 ? "tcp_mss" : "tcp_mss_default", parameters.MaximumSegment > 0 ? parameters.MaximumSegment : _segment);
            json.Write("target_bitrate", parameters.Rate);
            if (!IsServer || parameters.IsUdp) Buffers(json, parameters, _streams);
            TestStart(json, parameters);
        }
        json.CloseObject();
    }

    private static void Buffers(JsonText json, Iperf3Parameters parameters, IEnumerable<Iperf3Stream> streams)
    {
        foreach (var stream in streams)
        {
            json.Write("sock_bufsize", parameters.Window);
            json.Write("sndbuf_actual", stream.SendBuffer);
            json.Write("rcvbuf_actual", stream.ReceiveBuffer);
        }
    }

    private static void TestStart(JsonText json, Iperf3Parameters parameters)
    {
        json.OpenObject("test_start");
        json.Write("protocol", parameters.IsUdp ? "UDP" : "TCP");
        json.Write("num_streams", parameters.Streams);
        json.Write("blksize", parameters.BlockSize);
        json.Write("omit", parameters.Omit);
        json.Write("duration", parameters.Time);
        json.Write("bytes", parameters.Bytes);
        json.Write("blocks", parameters.Blocks);
        json.Write("reverse", parameters.Reverse ? 1 : 0);
        json.Write("tos", parameters.TypeOfService);
        json.Write("target_bitrate", parameters.Rate);
        json.CloseObject();
    }

    private void Interval(JsonText json, string? key, IReadOnlyList<Iperf3Interval> streams)
    {
        json.OpenObject(key);
        json.OpenArray("streams");
        foreach (var stream in streams) Interval(json, null, stream, isSum: false);
        json.CloseArray();
        var groups = streams.GroupBy(static s => s.Stream.Sends).ToList();
        for (int i = 0; i < groups.Count; i++) Interval(json, i == 0 ? "sum" : "sum_bidir_reverse", Iperf3Sums.Of([.. groups[i]]), isSum: true);
        json.CloseObject();
    }

    private void Interval(JsonText json, string? key, Iperf3Interval of, bool isSum)
    {
        json.OpenObject(key);
        if (!isSum) json.Write("socket", of.Stream.Socket);
        Span(json, of.Start, of.End, of.Seconds, of.Bytes);
        if (_parameters!.IsUdp)
        {
            if (of.Stream.Sends) json.Write("packets", of.Packets);
            else Datagrams(json, of.Jitter, of.Lost, of.Packets);
        }
        else if (of.Stream.Sends)
        {
            json.Write("retransmits", of.Retransmits);
            if (!isSum)
            {
                json.Write("snd_cwnd", of.CongestionWindow);
                json.Write("snd_wnd", of.SendWindow);
                json.Write("rtt", of.RoundTrip);
                json.Write("rttvar", of.RoundTripVariation);
                json.Write("pmtu", of.PathMtu);
            }
        }
        json.Write("omitted", of.Omitted);
        json.Write("sender", of.Stream.Sends);
        json.CloseObject();
    }

    private void End(JsonText json, string key)
    {
        json.OpenObject(key);
        if (_end is { } end)
        {
            json.OpenArray("streams");
            foreach (var stream in end.Streams) Stream(json, stream);
            json.CloseArray();
            var groups = end.Streams.GroupBy(static s => s.Stream.Sends).Select(static g => Iperf3Sums.Of([.. g])).ToList();
            for (int i = 0; i < groups.Count; i++) Sums(json, groups[i], i == 0 ? "" : "_bidir_reverse");
            json.OpenObject("cpu_utilization_percent");
            json.Write("host_total", end.Local.Total);
            json.Write("host_user", end.Local.User);
            json.Write("host_system", end.Local.System);
            json.Write("remote_total", end.Remote.Total);
            json.Write("remote_user", end.Remote.User);
            json.Write("remote_system", end.Remote.System);
            json.CloseObject();
            if (end.SenderCongestion is { } sender) json.Write("sender_tcp_congestion", sender);
            if (end.ReceiverCongestion is { } receiver) json.Write("receiver_tcp_congestion", receiver);
        }
        json.CloseObject();
    }

    private void Stream(JsonText json, Iperf3StreamEnd of)
    {
        json.OpenObject();
        if (_parameters!.IsUdp)
        {
            json.OpenObject("udp");
            json.Write("socket", of.Stream.Socket);
            Span(json, 0, of.SenderSeconds, of.SenderSeconds, of.Sent);
            Datagrams(json, of.Jitter, of.Lost, IsServer || of.SenderPackets == 0 ? Math.Max(of.SenderPackets, of.ReceiverPackets) : of.SenderPackets);
            json.Write("out_of_order", of.OutOfOrder);
            json.Write("sender", of.Stream.Sends);
            json.CloseObject();
        }
        else
        {
            json.OpenObject("sender");
            json.Write("socket", of.Stream.Socket);
            Span(json, 0, of.SenderSeconds, of.SenderSeconds, of.Sent);
            if (of.Retransmits >= 0)
            {
                json.Write("retransmits", of.Retransmits);
                json.Write("max_snd_cwnd", of.MaximumCongestionWindow);
                json.Write("max_snd_wnd", of.MaximumSendWindow);
                json.Write("max_rtt", of.MaximumRoundTrip);
                json.Write("min_rtt", of.MinimumRoundTrip);
                json.Write("mean_rtt", of.MeanRoundTrip);
            }
            json.Write("sender", of.Stream.Sends);
            json.CloseObject();
            json.OpenObject("receiver");
            json.Write("socket", of.Stream.Socket);
            Span(json, 0, of.ReceiverSeconds, of.ReceiverSeconds, of.Received);
            json.Write("sender", of.Stream.Sends);
            json.CloseObject();
        }
        json.CloseObject();
    }

    private void Sums(JsonText json, Iperf3StreamEnd of, string suffix)
    {
        if (_parameters!.IsUdp)
        {
            json.OpenObject($"sum{suffix}");
            Span(json, 0, of.ReceiverSeconds, of.ReceiverSeconds, of.Sent, of.SenderSeconds);
            Datagrams(json, of.Jitter, of.Lost, Math.Max(of.SenderPackets, of.ReceiverPackets));
            json.Write("sender", of.Stream.Sends);
            json.CloseObject();
        }
        json.OpenObject($"sum_sent{suffix}");
        Span(json, 0, of.SenderSeconds, of.SenderSeconds, of.Sent);
        if (_parameters.IsUdp) Datagrams(json, 0, 0, of.SenderPackets);
        else if (of.Retransmits >= 0) json.Write("retransmits", of.Retransmits);
        json.Write("sender", _parameters.IsUdp || of.Stream.Sends);
        json.CloseObject();
        json.OpenObject($"sum_received{suffix}");
        Span(json, 0, of.ReceiverSeconds, of.ReceiverSeconds, of.Received);
        if (_parameters.IsUdp) Datagrams(json, of.Jitter, of.Lost, of.ReceiverPackets);
        json.Write("sender", !_parameters.IsUdp && of.Stream.Sends);
        json.CloseObject();
    }

    private static void Span(JsonText json, double start, double end, double seconds, long bytes, double? over = null)
    {
        json.Write("start", Math.Round(start, 6));
        json.Write("end", Math.Round(end, 6));
        json.Write("seconds", seconds);
        json.Write("bytes", bytes);
        json.Write("bits_per_second", (over ?? seconds) > 0 ? bytes * 8 / (over ?? seconds) : 0.0);
    }

    private static void Datagrams(JsonText json, double jitter, long lost, long packets)
    {
        json.Write("jitter_ms", jitter * 1000);
        json.Write("lost_packets", lost);
        json.Write("packets", packets);
        json.Write("lost_percent", packets > 0 ? 100.0 * lost / packets : 0.0);
    }

    private static void Copy(JsonText json, string? key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.OpenObject(key);
                foreach (var member in value.EnumerateObject()) Copy(json, member.Name, member.Value);
                json.CloseObject();
                break;
            case JsonValueKind.Array:
                json.OpenArray(key);
                foreach (var item in value.EnumerateArray()) Copy(json, null, item);
                json.CloseArray();
                break;
            case JsonValueKind.Number when value.TryGetInt64(out long whole):
                json.Write(key, whole);
                break;
            case JsonValueKind.Number:
                json.Write(key, value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.Write(key, value.GetBoolean());
                break;
            case JsonValueKind.String:
                json.Write(key, value.GetString());
                break;
            default:
                json.WriteNull(key);
                break;
        }
    }
}
