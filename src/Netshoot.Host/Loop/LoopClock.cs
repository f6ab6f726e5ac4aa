using Netshoot.Kernel;

namespace Netshoot.Host.Loop;

/// <summary>The machine's time, with timers that fire on the loop's thread.</summary>
internal sealed class LoopClock(WakeUp wakeUp) : TimeProvider
{
    private readonly PriorityQueue<(LoopTimer Timer, long Version), long> _due = new();
    private readonly Lock _lock = new();

    /// <summary>When the next timer is due, in ticks; far away when there is none.</summary>
    public long NextDue
    {
        get
        {
            lock (_lock)
            {
                while (_due.TryPeek(out var next, out long at))
                {
                    if (next.Timer.Version == next.Version) return at;
                    _due.Dequeue();
                }
                return long.MaxValue;
            }
        }
    }

    /// <summary>The tick that lies <paramref name="time"/> from now.</summary>
    public long After(TimeSpan time)
    {
        double ticks = time.TotalSeconds * TimestampFrequency;
        long now = GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)Math.Ceiling(ticks);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void FireDue()
    {
        long now = GetTimestamp();
        while (NextDue <= now)
        {
            LoopTimer timer;
            lock (_lock)
            {
                if (!_due.TryDequeue(out var next, out _) || next.Timer.Version != next.Version) continue;
                timer = next.Timer;
            }
            timer.Fire();
        }
    }

    private void Schedule(LoopTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            timer.Version++;
            if (dueTime < TimeSpan.Zero) return;
            _due.Enqueue((timer, timer.Version), After(dueTime));
        }
        // Set from another thread, it may be earlier than what the loop waits for.
        if (SynchronizationContext.Current is not EventLoop) wakeUp.Ring();
    }

    private sealed class LoopTimer(LoopClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Version { get; set; }

        public void Fire()
        {
            if (_period > TimeSpan.Zero) clock.Schedule(this, _period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            clock.Schedule(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Schedule(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
