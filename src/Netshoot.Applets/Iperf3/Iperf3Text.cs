using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf3;

/// <summary>A test as lines of text, as iperf3 3.12 prints it.</summary>
internal sealed class Iperf3Text(Iperf3Page page, Iperf3Options options, Iperf3Facts facts) : IIperf3Observer
{
    private const string Separator = "- - - - - - - - - - - - - - - - - - - - - - - - -";
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    private Iperf3Parameters _parameters = new();
    private bool _hasHeader;

    private bool IsServer => options.Serves;

    private bool HasRole => _parameters.Bidirectional;

    public (string? Text, string? Json) Output => (page.Said, null);

    public void Agreed(Iperf3Parameters parameters, string cookie, InternetEndpoint peer, int maximumSegment)
    {
        _parameters = parameters;
        if (!IsServer && options.Verbose)
        {
            page.Line("iperf 3.12");
            page.Line(facts.System);
            page.Line(string.Create(s_culture, $"Control connection MSS {facts.ControlSegment(maximumSegment)}"));
        }
        if (options.Verbose) page.Line($"Time: {facts.Time}");
        if (IsServer) page.Line(string.Create(s_culture, $"Accepted connection from {peer.Address}, port {peer.Port}"));
        else page.Line(string.Create(s_culture, $"Connecting to host {options.Server}, port {options.Port}"));
        if (options.Verbose)
        {
            page.Line($"      Cookie: {cookie}");
            if (!parameters.IsUdp) page.Line(parameters.MaximumSegment > 0
                ? string.Create(s_culture, $"      TCP MSS: {parameters.MaximumSegment}")
                : string.Create(s_culture, $"      TCP MSS: {maximumSegment} (default)"));
            if (parameters.Rate > 0) page.Line(string.Create(s_culture, $"      Target Bitrate: {parameters.Rate}"));
        }
        if (!IsServer && parameters.Reverse) page.Line($"Reverse mode, remote host {options.Server} is sending");
    }

    public void Connected(IReadOnlyList<Iperf3Stream> streams)
    {
        foreach (var stream in streams)
            page.Line(string.Create(s_culture, $"[{stream.Socket,3}] local {stream.Local.Address} port {stream.Local.Port} connected to {stream.Remote.Address} port {stream.Remote.Port}"));
        if (!options.Verbose) return;
        var p = _parameters;
        string amount = p.Bytes > 0 ? $"{p.Bytes.ToString(s_culture)} bytes to send" : p.Blocks > 0 ? $"{p.Blocks.ToString(s_culture)} blocks to send" : $"{p.Time.ToString(s_culture)} second test";
        page.Line(string.Create(s_culture, $"Starting Test: protocol: {(p.IsUdp ? "UDP" : "TCP")}, {p.Streams} streams, {p.BlockSize} byte blocks, omitting {p.Omit} seconds, {amount}, tos {p.TypeOfService}"));
    }

    public void Interval(IReadOnlyList<Iperf3Interval> streams)
    {
        if (_hasHeader && _parameters.Streams > 1) page.Line(Separator);
        if (!_hasHeader) page.Line(Header(atEnd: false));
        _hasHeader = true;
        foreach (var group in Groups(streams, static s => s.Stream))
        {
            foreach (var stream in group) page.Line(Line(Label(stream.Stream), stream, group.Count));
            if (_parameters.Streams > 1) page.Line(Line(SumLabel(group[0].Stream), Sum(group), group.Count));
        }
    }

    public void Ended(Iperf3End end)
    {
        page.Line(Separator);
        if (options.Verbose) page.Line("Test Complete. Summary Results:");
        page.Line(Header(atEnd: true));
        var groups = Groups(end.Streams, static s => s.Stream);
        for (int i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            bool sends = group[0].Stream.Sends;
            foreach (var stream in group) Ends(Label(stream.Stream), $"[{stream.Stream.Socket.ToString(s_culture),3}]", stream, group.Count);
            if (_parameters.Streams > 1) Ends(SumLabel(group[0].Stream), "[SUM]", Sum(group), group.Count);
            if (!options.Verbose) continue;
            bool isTurn = !_parameters.Bidirectional || (IsServer ? i == groups.Count - 1 : i == 0);
            if (isTurn && (!IsServer || sends || _parameters.Bidirectional)) Processor(end, sends);
            if (_parameters.IsUdp) continue;
            if (end.SenderCongestion is { } sender && (!IsServer || sends)) page.Line($"snd_tcp_congestion {sender}");
            string? receiver = IsServer && !sends ? end.ReceiverCongestion ?? end.SenderCongestion : IsServer ? null : end.ReceiverCongestion;
            if (receiver is not null) page.Line($"rcv_tcp_congestion {receiver}");
        }
        if (IsServer) return;
        if (end.ServerText is { } text)
        {
            page.Line("");
            page.Output.Line($"Server output:");
            page.Foreign(text);
        }
        else if (end.ServerJson is { } json)
        {
            page.Line("");
            page.Output.Line($"Server JSON output:");
            page.Foreign(json);
        }
        if (!end.HasRemote) return;
        page.Line("");
        page.Line("iperf Done.");
    }

    private void Processor(Iperf3End end, bool sends)
    {
        string Of(string here, string there) => string.Create(s_culture,
            $"CPU Utilization: local/{here} {end.Local.Total:0.0}% ({end.Local.User:0.0}%u/{end.Local.System:0.0}%s), remote/{there} {end.Remote.Total:0.0}% ({end.Remote.User:0.0}%u/{end.Remote.System:0.0}%s)");

        if (sends || _parameters.Bidirectional) page.Line(Of("sender", "receiver"));
        if (!sends || _parameters.Bidirectional) page.Line(Of("receiver", "sender"));
    }

    private string Header(bool atEnd)
    {
        string role = HasRole ? "[ ID][Role]" : "[ ID]";
        bool sends = _parameters.Bidirectional || _parameters.Reverse == IsServer;
        string rest = _parameters.IsUdp
            ? !atEnd && sends && !HasRole ? "         Total Datagrams" : "         Jitter    Lost/Total Datagrams"
            : IsServer && !sends ? "" : atEnd ? "         Retr" : "         Retr  Cwnd";
        return $"{role} Interval           Transfer     Bitrate{rest}";
    }

    private string Label(Iperf3Stream stream) => string.Create(s_culture, $"[{stream.Socket,3}]{Role(stream)}");

    private string SumLabel(Iperf3Stream stream) => $"[SUM]{Role(stream)}";

    private string Role(Iperf3Stream stream) => HasRole ? $"[{(stream.Sends ? "TX" : "RX")}-{(IsServer ? "S" : "C")}]" : "";

    private string Line(string label, Iperf3Interval of, int streams)
    {
        string head = Head(label, of.Start, of.End, of.Bytes, of.Seconds);
        string omitted = of.Omitted ? "(omitted)" : "";
        if (_parameters.IsUdp)
        {
            if (!of.Stream.Sends) return $"{head}  {Datagrams(of.Jitter, of.Lost, of.Packets)}  {omitted}";
            return string.Create(s_culture, $"{head}  {(HasRole ? "          " : "")}{of.Packets}  {omitted}");
        }
        if (!of.Stream.Sends) return $"{head}                  {omitted}";
        return label.StartsWith("[SUM]", StringComparison.Ordinal)
            ? string.Create(s_culture, $"{head}  {of.Retransmits,3}             {omitted}")
            : string.Create(s_culture, $"{head}  {of.Retransmits,3}   {new Amount(of.CongestionWindow, 'A')}       {omitted}");
    }

    private void Ends(string label, string number, Iperf3StreamEnd of, int streams)
    {
        bool knowsSender = !IsServer || of.Stream.Sends, knowsReceiver = !IsServer || !of.Stream.Sends;
        if (knowsSender) page.Line(End(label, of, of.SenderSeconds, of.Sent, "sender", streams));
        else if (options.Verbose) page.Line($"{number} (sender statistics not available)");
        if (knowsReceiver) page.Line(End(label, of, of.ReceiverSeconds, of.Received, "receiver", streams));
        else if (options.Verbose) page.Line($"{number} (receiver statistics not available)");
    }

    private string End(string label, Iperf3StreamEnd of, double seconds, long bytes, string side, int streams)
    {
        string head = Head(label, 0, seconds, bytes, seconds);
        if (_parameters.IsUdp) return side == "sender"
            ? $"{head}  {Datagrams(0, 0, of.SenderPackets)}  {side}"
            : $"{head}  {Datagrams(of.Jitter, of.Lost, of.ReceiverPackets)}  {side}";
        return side == "sender" && of.Retransmits >= 0
            ? string.Create(s_culture, $"{head}  {of.Retransmits,3}             {side}")
            : $"{head}                  {side}";
    }

    private string Head(string label, double start, double end, long bytes, double seconds)
    {
        char bits = options.Format;
        var rate = new Amount(seconds > 0 ? bytes / seconds : 0, bits);
        return string.Create(s_culture, $"{label} {start,6:0.00}-{string.Create(s_culture, $"{end:0.00}"),-6} sec  {new Amount(bytes, 'A')}  {rate}/sec");
    }

    private static string Datagrams(double jitter, long lost, long total)
        => string.Create(s_culture, $"{jitter * 1000:0.000} ms  {lost}/{total} ({Percent.Text(total > 0 ? 100.0 * lost / total : 0)}%)");

    /// <summary>The streams of the client's direction, then those of the other.</summary>
    private static List<List<T>> Groups<T>(IReadOnlyList<T> streams, Func<T, Iperf3Stream> of)
        => [.. streams.GroupBy(s => of(s).Sends).Select(static g => g.ToList())];

    private static Iperf3Interval Sum(List<Iperf3Interval> group) => Iperf3Sums.Of(group);

    private static Iperf3StreamEnd Sum(List<Iperf3StreamEnd> group) => Iperf3Sums.Of(group);
}
