using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>Flows that run side by side between the same two hosts: their intervals, and their sum.</summary>
internal sealed class Iperf2Group(TimeProvider clock, TimeSpan interval, IIperf2Observer observer)
{
    private readonly List<Iperf2Flow> _flows = [];
    private long _began = clock.GetTimestamp();
    private double _sumEnd;
    private int _running;

    public bool IsIdle => _running == 0;

    public void Add(Iperf2Flow flow)
    {
        _flows.Add(flow);
        _running++;
    }

    /// <summary>Whether its flows are between the same two hosts, and summed.</summary>
    public bool Sums { get; init; } = true;

    /// <summary>Begins it now.</summary>
    public void Begin() => _began = clock.GetTimestamp();

    /// <summary>Tells of a flow that has ended.</summary>
    public void Ended(Iperf2Flow flow)
    {
        if (flow.HasRest(interval.TotalSeconds)) observer.Interval(flow.Since());
        observer.Interval(flow.Whole());
        if (--_running > 0 || _flows.Count < 2 || !Sums) return;
        Sum([.. _flows.Select(static f => f.Whole())], 0, _flows.Max(static f => f.Ended ?? 0), isFinal: true);
    }

    /// <summary>Tells of each interval until it is stopped.</summary>
    public async Task TellAsync(CancellationToken stop)
    {
        if (interval <= TimeSpan.Zero) return;
        try
        {
            for (int tick = 1; ; tick++)
            {
                var wait = interval * tick - clock.GetElapsedTime(_began);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, stop);
                var parts = _flows.Where(static f => f.Ended is null).Select(static f => f.Since()).ToList();
                foreach (var part in parts) observer.Interval(part);
                double now = clock.GetElapsedTime(_began).TotalSeconds;
                if (parts.Count > 1 && Sums) Sum(parts, _sumEnd, now, isFinal: false);
                _sumEnd = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The flows have ended.
        }
    }

    private void Sum(IReadOnlyList<Iperf2Interval> parts, double start, double end, bool isFinal)
    {
        Iperf2Details? details = null;
        foreach (var part in parts)
            if (part.Details is { } more) details = details?.Plus(more) ?? more with { Latency = null };
        observer.Sum(new(parts[0].Flow, start, end, parts.Aggregate(default(Iperf2Reading), static (sum, part) => sum.Plus(part.Read)), isFinal) { Details = details }, parts.Count);
    }
}
