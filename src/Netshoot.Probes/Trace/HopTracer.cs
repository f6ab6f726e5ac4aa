using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>
/// Follows a path hop by hop with several probes under way at once, and tells what became of them in the order of the hops. How long to wait for a
/// silent node follows from what others took to answer (traceroute(8), <c>-w</c>).
/// </summary>
/// <param name="method">How to ask.</param>
/// <param name="plan">What to do.</param>
/// <param name="clock">The time.</param>
public sealed class HopTracer(ITraceMethod method, TracePlan plan, TimeProvider clock)
{
    /// <summary>However fast the others answer: a machine under load needs that long to see an answer that is there.</summary>
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromMilliseconds(10);

    private readonly List<TracedProbe> _probes = [];
    private int _front;
    private int _next;
    private int _underWay;
    private int _end = (plan.MostHops - plan.FirstHop + 1) * plan.Queries;
    private int? _finalHop;
    private long _lastSend = long.MinValue;

    /// <summary>The next probe of which all is known; null when it is over, or when the token was cancelled.</summary>
    /// <exception cref="Failure">A probe could not be sent.</exception>
    public async ValueTask<TracedProbe?> NextAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Collect();
            Expire();
            if (_front >= _end) return null;
            if (_front < _probes.Count && _probes[_front].IsDone) return _probes[_front++];
            if (TrySend(out var untilNext)) continue;
            await method.WaitAsync(Shorter(untilNext, UntilExpiry()), stop);
        }
        return null;
    }

    private static TimeSpan Shorter(TimeSpan? a, TimeSpan? b) => (a, b) switch
    {
        ({ } one, { } other) => one < other ? one : other,
        _ => a ?? b ?? Timeout.InfiniteTimeSpan,
    };

    /// <returns>Whether a probe was sent; if not, <paramref name="untilNext"/> says when the next may be, or null when others must be done first.</returns>
    private bool TrySend(out TimeSpan? untilNext)
    {
        untilNext = null;
        int index = NextIndex();
        if (index < 0 || _underWay >= Math.Max(1, plan.Simultaneous)) return false;
        var since = _lastSend == long.MinValue ? plan.Interval : clock.GetElapsedTime(_lastSend);
        if (since < plan.Interval)
        {
            untilNext = plan.Interval - since;
            return false;
        }
        if (index == _probes.Count) _probes.Add(new(plan.FirstHop + index / plan.Queries, index % plan.Queries));
        Send(index);
        return true;
    }

    /// <summary>A probe that is to be sent again, or the next that was not sent at all.</summary>
    private int NextIndex()
    {
        for (int i = _front; i < _next; i++)
            if (!_probes[i].IsDone && !_probes[i].IsUnderWay) return i;
        return _next < _end ? _next : -1;
    }

    private void Send(int index)
    {
        var probe = _probes[index];
        _next = Math.Max(_next, index + 1);
        _lastSend = clock.GetTimestamp();
        probe.Sent = SendingTime.Now(clock);
        var errno = method.Send(index, probe.Hop);
        if (errno is Errno.None or Errno.EMSGSIZE)
        {
            probe.IsUnderWay = true;
            _underWay++;
            return;
        }
        // A full queue has room again after a while: the probe is then as good as lost, as it would be on the way.
        if (errno is Errno.EAGAIN or Errno.ENOBUFS) probe.IsDone = true;
        else throw new Failure("send", "", errno: (int)errno);
    }

    private void Collect()
    {
        while (method.TryTake(out var answer))
        {
            if (answer.Id >= _probes.Count || _probes[answer.Id] is not { IsUnderWay: true } probe) continue;
            method.Forget(answer.Id);
            probe.IsUnderWay = false;
            _underWay--;
            if (plan.FindsMtu && answer.IsTooLong && TryShorten(probe, in answer)) continue;
            probe.Answer = answer;
            probe.RoundTrip = TimeSpan.FromMicroseconds(probe.Sent.Until(answer.ReceivedNanoseconds, clock));
            probe.IsDone = true;
            if (answer.Kind != TraceAnswerKind.Hop) End(probe.Hop);
        }
    }

    /// <summary>Who claims an MTU may be believed as long as it gets smaller.</summary>
    private bool TryShorten(TracedProbe probe, in TraceAnswer answer)
    {
        const int Least = 68;
        if (answer.Error.Info < Least || answer.Error.Info >= method.Length) return false;
        probe.Mtu = method.Length = (int)answer.Error.Info;
        return true;
    }

    private void End(int hop)
    {
        if (_finalHop <= hop) return;
        _finalHop = hop;
        _end = Math.Min(_end, (hop - plan.FirstHop + 1) * plan.Queries);
    }

    private void Expire()
    {
        for (int i = _front; i < Math.Min(_next, _end); i++)
        {
            var probe = _probes[i];
            if (!probe.IsUnderWay || clock.GetElapsedTime(probe.Sent.Timestamp) < Patience(probe)) continue;
            method.Forget(i);
            probe.IsUnderWay = false;
            _underWay--;
            if (MayBeTheLast(probe)) probe.IsRepeated = true;
            else probe.IsDone = true;
        }
    }

    /// <summary>A destination that answers only some of what comes at once looks as if it were farther away: what it may have dropped is sent once more.</summary>
    private bool MayBeTheLast(TracedProbe probe)
    {
        if (probe.IsRepeated || probe.Hop >= _finalHop || _finalHop is null) return false;
        foreach (var other in _probes)
            if (other.Hop >= probe.Hop && other.Hop < _finalHop && other.Answer is not null) return false;
        return true;
    }

    private TimeSpan? UntilExpiry()
    {
        TimeSpan? shortest = null;
        for (int i = _front; i < Math.Min(_next, _end); i++)
            if (_probes[i] is { IsUnderWay: true } probe)
            {
                var left = Patience(probe) - clock.GetElapsedTime(probe.Sent.Timestamp);
                shortest = Shorter(shortest, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
        return shortest;
    }

    private TimeSpan Patience(TracedProbe probe)
    {
        if (plan.SameHopFactor > 0 && FirstAnswer(h => h == probe.Hop) is { } same) return Times(same, plan.SameHopFactor);
        if (plan.LaterHopFactor > 0 && FirstAnswer(h => h > probe.Hop) is { } later) return Times(later, plan.LaterHopFactor);
        return plan.Patience;
    }

    private TimeSpan Times(TimeSpan roundTrip, double factor)
    {
        double wanted = roundTrip.TotalSeconds * factor;
        if (wanted >= plan.Patience.TotalSeconds) return plan.Patience;
        var time = TimeSpan.FromSeconds(wanted);
        return time > s_leastPatience ? time : s_leastPatience < plan.Patience ? s_leastPatience : plan.Patience;
    }

    private TimeSpan? FirstAnswer(Func<int, bool> isWanted)
    {
        foreach (var probe in _probes)
            if (probe.Answer is not null && isWanted(probe.Hop)) return probe.RoundTrip;
        return null;
    }
}
