namespace Netshoot.Testing.Simulation;

/// <summary>
/// Time that passes only when everybody waits: then it jumps to what happens next. What runs in it needs no thread and no patience,
/// and runs the same way each time.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(VirtualTimer Timer, int Version), (long At, long Order)> _due = new();
    private readonly Pump _pump = new();
    private long _now;
    private long _order;
    private TimeSpan _set;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => new(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => s_begin + Elapsed + _set;

    /// <summary>Sets the time of day; time itself goes on.</summary>
    public void SetBy(TimeSpan time) => _set += time;

    /// <summary>The time of day in nanoseconds since 1970, as the kernel stamps packets.</summary>
    public long Nanoseconds => (GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Does something later.</summary>
    public void After(TimeSpan time, Action action) => CreateTimer(static state => ((Action)state!)(), action, time, Timeout.InfiniteTimeSpan);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs something to its end.</summary>
    /// <exception cref="InvalidOperationException">It waits for something that will never happen.</exception>
    public T Run<T>(Func<ValueTask<T>> start)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_pump);
        try
        {
            var task = start();
            if (task.IsCompleted) return task.GetAwaiter().GetResult();
            var whole = task.AsTask();
            while (!whole.IsCompleted)
            {
                if (_pump.RunOne()) continue;
                if (!_due.TryDequeue(out var next, out var at)) throw new InvalidOperationException("it waits for something that will never happen");
                _now = Math.Max(_now, at.At);
                if (next.Timer.Version == next.Version) next.Timer.Fire();
            }
            return whole.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public int Version { get; private set; }

        public void Fire()
        {
            if (_period > TimeSpan.Zero) Change(_period, _period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Version++;
            _period = period;
            if (dueTime >= TimeSpan.Zero) clock._due.Enqueue((this, Version), (clock._now + dueTime.Ticks, clock._order++));
            return true;
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Pump : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public bool RunOne()
        {
            if (!_posted.TryDequeue(out var item)) return false;
            item.Callback(item.State);
            return true;
        }
    }
}
