using Netshoot.Kernel;

namespace Netshoot.Host.Loop;

/// <summary>
/// Where a tool waits: one thread, one poll(2) over every descriptor and timer that somebody waits for. Continuations run on this
/// thread, one after the other, so that engines need no locks, and a tool that only waits for an answer starts no thread pool (which
/// costs a short tool more than its work).
/// </summary>
/// <remarks>
/// It is the synchronization context of what it runs: an <c>await</c> on something else (an HTTP client) comes back here.
/// <see cref="Clock"/> has its timers here, so <c>Task.Delay(time, clock, stop)</c> needs no other thread either.
/// </remarks>
public sealed class EventLoop : SynchronizationContext, IDisposable
{
    private readonly List<Waiter> _waiters = [];
    private readonly List<Waiter> _ready = [];
    private readonly Stack<Waiter> _idle = [];
    private readonly LoopClock _clock;
    private readonly WakeUp _wakeUp = new();
    private readonly Lock _lock = new();
    private Queue<(SendOrPostCallback Callback, object? State)> _posted = [];
    private Queue<(SendOrPostCallback Callback, object? State)> _running = [];
    private PollEntry[] _entries = new PollEntry[8];

    public EventLoop() => _clock = new LoopClock(_wakeUp);

    public TimeProvider Clock => _clock;

    /// <summary>Called each time before the loop waits: what was said so far is written then.</summary>
    public Action? BeforeWait { get; set; }

    /// <summary>Runs until the task has ended, and returns its result or throws what it threw.</summary>
    public T Run<T>(ValueTask<T> task)
    {
        // What ends without waiting, as most short tools do, needs nothing of this.
        if (task.IsCompleted) return task.GetAwaiter().GetResult();
        var whole = task.AsTask();
        // The end may come on another thread, where nobody else would wake this one.
        whole.ContinueWith(static (_, state) => ((WakeUp)state!).Ring(), _wakeUp, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!whole.IsCompleted) Turn();
        return whole.GetAwaiter().GetResult();
    }

    /// <summary>Makes this loop the place where the awaits of <paramref name="start"/> come back to, and runs it to its end.</summary>
    public T Run<T>(Func<ValueTask<T>> start)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return Run(start());
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Waits until the descriptor is ready for one of the wanted events, in error, or hung up.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> WaitAsync(FileDescriptor descriptor, PollEvents wanted, TimeSpan patience, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (!_idle.TryPop(out var waiter)) waiter = new Waiter(this);
        _waiters.Add(waiter);
        return waiter.Start(descriptor, wanted, patience < TimeSpan.Zero ? long.MaxValue : _clock.After(patience), stop);
    }

    /// <summary>Runs a callback on the loop's thread; any thread may ask for it.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock) _posted.Enqueue((d, state));
        _wakeUp.Ring();
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("waiting for the event loop would be waiting for oneself");

    public void Dispose() => _wakeUp.Dispose();

    internal void Cancel(Waiter waiter)
    {
        if (_waiters.Remove(waiter)) waiter.Complete(ready: false, cancelled: true);
    }

    internal void Recycle(Waiter waiter) => _idle.Push(waiter);

    private void Turn()
    {
        RunPosted();
        _clock.FireDue();
        lock (_lock) if (_posted.Count > 0) return;

        BeforeWait?.Invoke();
        long now = _clock.GetTimestamp();
        long deadline = _clock.NextDue;
        if (_entries.Length < _waiters.Count + 1) _entries = new PollEntry[2 * _waiters.Count + 2];
        _entries[0] = new() { Descriptor = _wakeUp.Descriptor.Number, Wanted = PollEvents.Read };
        for (int i = 0; i < _waiters.Count; i++)
        {
            deadline = Math.Min(deadline, _waiters[i].Deadline);
            _entries[i + 1] = new() { Descriptor = _waiters[i].Descriptor, Wanted = _waiters[i].Wanted };
        }
        var patience = deadline == long.MaxValue ? Timeout.InfiniteTimeSpan : _clock.GetElapsedTime(now, Math.Max(now, deadline));
        Poll.Wait(_entries.AsSpan(0, _waiters.Count + 1), patience);
        if (_entries[0].Happened != PollEvents.None) _wakeUp.Answer();

        // Whoever is woken may start or cancel other waits: first find all that are ready, then wake them.
        now = _clock.GetTimestamp();
        int kept = 0;
        for (int i = 0; i < _waiters.Count; i++)
        {
            var waiter = _waiters[i];
            waiter.IsReady = _entries[i + 1].Happened != PollEvents.None;
            if (waiter.IsReady || waiter.Deadline <= now) _ready.Add(waiter);
            else _waiters[kept++] = waiter;
        }
        _waiters.RemoveRange(kept, _waiters.Count - kept);
        foreach (var waiter in _ready) waiter.Complete(waiter.IsReady, cancelled: false);
        _ready.Clear();
    }

    private void RunPosted()
    {
        lock (_lock) (_posted, _running) = (_running, _posted);
        while (_running.TryDequeue(out var item)) item.Callback(item.State);
    }
}
