using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>What is known of one stream: its meter, less what was omitted, cut into intervals.</summary>
internal sealed class Iperf3Meter(Iperf3Stream facts, ThroughputStream stream)
{
    private Reading _base, _last, _final;
    private long _retransmitsBase, _retransmitsLast, _retransmits;
    private long _mostWindow, _mostSendWindow, _mostRoundTrip, _leastRoundTrip, _roundTrips, _samples;

    public Iperf3Stream Facts => facts;

    public ThroughputStream Stream => stream;

    /// <summary>Seconds after which nothing more was counted; null while it is.</summary>
    public double? FrozenAt { get; private set; }

    /// <summary>Bytes since what was omitted.</summary>
    public long Moved => stream.Meter.Bytes - _base.Bytes;

    /// <summary>Whether anything moved since the last interval.</summary>
    public bool HasNews => Now().Bytes != _last.Bytes || Now().Packets(facts.Sends) != _last.Packets(facts.Sends);

    private Reading Now() => FrozenAt is null ? Reading.Of(stream.Meter) : _final;

    /// <summary>What came so far does not count.</summary>
    public void Rebase()
    {
        _base = _last = Reading.Of(stream.Meter);
        _retransmitsBase = _retransmitsLast;
        _mostWindow = _mostSendWindow = 0;
    }

    public void Freeze(double seconds)
    {
        _final = Reading.Of(stream.Meter);
        FrozenAt = seconds;
    }

    public Iperf3Interval Interval(double start, double end, bool omitted, Iperf3Parameters parameters, bool isServer)
    {
        var now = Now();
        var since = _last;
        _last = now;
        var interval = new Iperf3Interval
        {
            Stream = facts,
            Start = start,
            End = end,
            Seconds = end - start,
            Bytes = now.Bytes - since.Bytes,
            Omitted = omitted,
            Packets = now.Packets(facts.Sends) - since.Packets(facts.Sends),
            Jitter = now.Jitter,
            Lost = now.Lost - since.Lost,
        };
        if (parameters.IsUdp || !facts.Sends && !(parameters.Bidirectional && !isServer)) return interval;
        var tcp = stream.ReadTcp();
        long retransmits = tcp.TotalRetransmissions - _retransmitsLast;
        _retransmitsLast = tcp.TotalRetransmissions;
        _retransmits = _retransmitsLast - _retransmitsBase;
        long window = (long)tcp.CongestionWindow * tcp.SendSegment;
        _mostWindow = Math.Max(_mostWindow, window);
        _mostSendWindow = Math.Max(_mostSendWindow, tcp.SendWindow);
        _mostRoundTrip = Math.Max(_mostRoundTrip, tcp.RoundTrip);
        _leastRoundTrip = _samples == 0 ? tcp.RoundTrip : Math.Min(_leastRoundTrip, tcp.RoundTrip);
        _roundTrips += tcp.RoundTrip;
        _samples++;
        return !facts.Sends ? interval : interval with
        {
            Retransmits = retransmits,
            CongestionWindow = window,
            SendWindow = tcp.SendWindow,
            RoundTrip = tcp.RoundTrip,
            RoundTripVariation = tcp.RoundTripVariation,
            PathMtu = tcp.PathMtu,
            SegmentSize = tcp.SendSegment,
        };
    }

    public Iperf3StreamResult Result(bool isUdp) => new(facts.Id, _final.Bytes - _base.Bytes, facts.Sends && !isUdp ? _retransmits : -1, facts.Sends ? 0 : _final.Jitter,
        _final.Lost - _base.Lost, isUdp ? _final.Packets(facts.Sends) - _base.Packets(facts.Sends) : 0, 0, FrozenAt ?? 0);

    /// <summary>What both ends know of it; the other end's part only where it was told.</summary>
    public Iperf3StreamEnd End(Iperf3Parameters parameters, bool isServer, Iperf3StreamResult? told, bool hasRemote)
    {
        long own = _final.Bytes - _base.Bytes, other = told?.Bytes ?? 0;
        double here = FrozenAt ?? 0, there = hasRemote && told is { } result && double.IsFinite(result.End) && result.End > 0 ? result.End : here;
        long packets = _final.Packets(facts.Sends) - _base.Packets(facts.Sends), otherPackets = told?.Packets ?? 0;
        // In a test of both directions the original takes the client's time for all that is sent, and the server's for what is received.
        bool isOwnTimeFirst = isServer || facts.Sends || parameters.Bidirectional;
        return new()
        {
            Stream = facts,
            Sent = facts.Sends ? own : isServer ? 0 : other,
            Received = facts.Sends ? isServer ? 0 : other : own,
            SenderSeconds = isOwnTimeFirst ? here : there,
            ReceiverSeconds = isServer ? here : isOwnTimeFirst ? there : here,
            Retransmits = parameters.IsUdp ? -1 : facts.Sends ? _retransmits : isServer || !hasRemote ? -1 : told?.Retransmits ?? -1,
            MaximumCongestionWindow = _mostWindow,
            MaximumSendWindow = _mostSendWindow,
            MaximumRoundTrip = _mostRoundTrip,
            MinimumRoundTrip = _leastRoundTrip,
            MeanRoundTrip = _samples == 0 ? 0 : _roundTrips / _samples,
            SenderPackets = facts.Sends ? packets : isServer ? 0 : otherPackets,
            ReceiverPackets = facts.Sends ? isServer ? 0 : otherPackets : packets,
            Jitter = facts.Sends ? told?.Jitter ?? 0 : _final.Jitter,
            Lost = facts.Sends ? told?.Errors ?? 0 : _final.Lost - _base.Lost,
            OutOfOrder = facts.Sends ? 0 : _final.OutOfOrder - _base.OutOfOrder,
        };
    }

    private readonly record struct Reading(long Bytes, long Datagrams, long Highest, long Lost, long OutOfOrder, double Jitter)
    {
        public static Reading Of(StreamMeter meter) => new(meter.Bytes, meter.Datagrams, meter.Highest, meter.Lost, meter.OutOfOrder, meter.Jitter);

        /// <summary>A receiver counts what it knows was sent.</summary>
        public long Packets(bool sends) => sends ? Datagrams : Highest;
    }
}
