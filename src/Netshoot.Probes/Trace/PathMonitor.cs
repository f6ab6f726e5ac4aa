using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>What a <see cref="PathMonitor"/> is to do.</summary>
public sealed record PathMonitorPlan
{
    public int FirstHop { get; set; } = 1;

    public int MostHops { get; set; } = 30;

    /// <summary>How many silent hops one after another are the end of what can be seen.</summary>
    public int MostSilent { get; init; } = 5;

    /// <summary>How often each hop is asked; null for ever.</summary>
    public int? Cycles { get; set; }

    /// <summary>The time that a cycle takes.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait behind the last probe.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When a probe counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What happened to a probe of a <see cref="PathMonitor"/>.</summary>
public enum PathMonitorEventKind
{
    Sent,
    Answered,

    /// <summary>Every hop was asked once more.</summary>
    CycleEnded,
}

/// <param name="Kind">What happened.</param>
/// <param name="Hop">The number of the hop, from 1.</param>
/// <param name="Number">The number of the probe, from 0.</param>
/// <param name="RoundTrip">Of an answer: microseconds.</param>
/// <param name="IsNew">Of an answer: nobody of that address had answered at this hop before.</param>
public readonly record struct PathMonitorEvent(PathMonitorEventKind Kind, int Hop, int Number, long RoundTrip = 0, bool IsNew = false);

/// <summary>Asks every hop of a path again and again, one probe after the other, and keeps account of what comes back (mtr(8)).</summary>
/// <param name="method">How to ask.</param>
/// <param name="destination">Whose answer is the end of the path.</param>
/// <param name="plan">What to do.</param>
/// <param name="clock">The time.</param>
public sealed class PathMonitor(ITraceMethod method, InternetAddress destination, PathMonitorPlan plan, TimeProvider clock)
{
    /// <summary>How many hops a path is taken to have as long as nothing is known of it.</summary>
    private const int UsualHops = 10;

    private readonly HopStatistics[] _hops = [.. Enumerable.Range(0, 256).Select(static _ => new HopStatistics())];
    private readonly Dictionary<int, (int Hop, int Number, int Generation, SendingTime Sent)> _underWay = [];
    private ITraceMethod _method = method;
    private int _generation;
    private int _number;
    private int _hop = plan.FirstHop;
    private long _nextSend;
    private long _lastSend;

    /// <summary>The hop at which the destination answered; null as long as it has not.</summary>
    public int? Destination { get; private set; }

    public int Cycle { get; private set; }

    public bool IsPaused { get; set; }

    public HopStatistics this[int hop] => _hops[hop];

    /// <summary>The last hop that is worth showing: the destination, or one behind the last that answered.</summary>
    public int Hops
    {
        get
        {
            if (Destination is { } known) return known;
            int last = 0;
            for (int hop = plan.FirstHop; hop <= plan.MostHops; hop++)
                if (_hops[hop].Received > 0) last = hop;
            int most = 0;
            for (int hop = plan.FirstHop; hop <= plan.MostHops; hop++)
                if (_hops[hop].Sent > 0) most = hop;
            return Math.Min(most, last + 1);
        }
    }

    /// <summary>Forgets all that is known.</summary>
    public void Restart()
    {
        _generation++;
        for (int i = 0; i < _hops.Length; i++) _hops[i] = new();
        Destination = null;
        Cycle = 0;
        _hop = plan.FirstHop;
    }

    /// <summary>Asks in another way from now on; what is known stays. Not while it runs.</summary>
    public void Use(ITraceMethod other)
    {
        GiveUp();
        _method = other;
    }

    /// <summary>Goes on until all cycles are over and their answers are there, or until it is told to stop.</summary>
    /// <exception cref="Failure">A probe could not be sent.</exception>
    public async ValueTask RunAsync(Action<PathMonitorEvent> told, CancellationToken stop)
    {
        _nextSend = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            Collect(told);
            Expire();
            bool maySend = !IsPaused && (plan.Cycles is not { } cycles || Cycle < cycles);
            long now = clock.GetTimestamp();
            if (!maySend && !IsPaused && (_underWay.Count == 0 || clock.GetElapsedTime(_lastSend, now) >= plan.Grace)) return;
            if (maySend && now >= _nextSend)
            {
                Send(now, told);
                continue;
            }
            var patience = IsPaused ? TimeSpan.FromMilliseconds(100)
                : maySend ? clock.GetElapsedTime(now, _nextSend)
                : plan.Grace - clock.GetElapsedTime(_lastSend, now);
            await _method.WaitAsync(patience, stop);
        }
    }

    private void Send(long now, Action<PathMonitorEvent> told)
    {
        if (plan.Cycles == 0) return;
        int id = _number % ITraceMethod.Identifiers;
        if (_underWay.Remove(id, out var old) && old.Generation == _generation) _hops[old.Hop].UnderWay--;
        var errno = _method.Send(id, _hop);
        if (errno is not (Errno.None or Errno.EMSGSIZE or Errno.EAGAIN or Errno.ENOBUFS)) throw new Failure("send", "", errno: (int)errno);
        _hops[_hop].Sent++;
        _hops[_hop].UnderWay++;
        _underWay[id] = (_hop, _number, _generation, SendingTime.Now(clock));
        told(new(PathMonitorEventKind.Sent, _hop, _number));
        _number++;
        _lastSend = now;
        _nextSend = now + (long)(plan.Interval.TotalSeconds / Math.Max(1, Cycle == 0 ? UsualHops : Hops - plan.FirstHop + 1) * clock.TimestampFrequency);
        // What has come back meanwhile may say that the path ends here.
        Collect(told);
        if (!IsLast(_hop))
        {
            _hop++;
            return;
        }
        _hop = plan.FirstHop;
        Cycle++;
        told(new(PathMonitorEventKind.CycleEnded, 0, _number));
    }

    private bool IsLast(int hop)
    {
        if (hop >= plan.MostHops || hop >= Destination) return true;
        int silent = 0;
        for (int i = hop; i >= plan.FirstHop && _hops[i].Received == 0; i--) silent++;
        return silent > plan.MostSilent;
    }

    private void Collect(Action<PathMonitorEvent> told)
    {
        while (_method.TryTake(out var answer))
        {
            if (!_underWay.Remove(answer.Id, out var probe) || probe.Generation != _generation) continue;
            _method.Forget(answer.Id);
            var hop = _hops[probe.Hop];
            hop.UnderWay--;
            // This machine's own refusal is nobody's answer.
            if (answer.Error.Origin == QueuedErrorOrigin.Local) continue;
            long roundTrip = probe.Sent.Until(answer.ReceivedNanoseconds, clock);
            bool isNew = hop.Answer(in answer, roundTrip);
            if (answer.Kind != TraceAnswerKind.Hop || answer.From.Address == destination) Destination = Math.Min(Destination ?? int.MaxValue, probe.Hop);
            told(new(PathMonitorEventKind.Answered, probe.Hop, probe.Number, roundTrip, isNew));
        }
    }

    private void Expire()
    {
        foreach (var (id, probe) in _underWay)
        {
            if (clock.GetElapsedTime(probe.Sent.Timestamp) < plan.Patience) continue;
            _underWay.Remove(id);
            _method.Forget(id);
            if (probe.Generation == _generation) _hops[probe.Hop].UnderWay--;
        }
    }

    /// <summary>What is still under way now counts as lost.</summary>
    public void GiveUp()
    {
        foreach (var (id, probe) in _underWay)
        {
            _method.Forget(id);
            if (probe.Generation == _generation) _hops[probe.Hop].UnderWay--;
        }
        _underWay.Clear();
    }
}
