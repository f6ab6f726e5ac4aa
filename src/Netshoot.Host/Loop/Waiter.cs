using System.Threading.Tasks.Sources;
using Netshoot.Kernel;

namespace Netshoot.Host.Loop;

/// <summary>One wait for one descriptor; used again and again, so that waiting allocates nothing.</summary>
internal sealed class Waiter(EventLoop loop) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _stop;

    public int Descriptor { get; private set; }

    public PollEvents Wanted { get; private set; }

    /// <summary>In ticks of the loop's clock.</summary>
    public long Deadline { get; private set; }

    public bool IsReady { get; set; }

    public ValueTask<bool> Start(FileDescriptor descriptor, PollEvents wanted, long deadline, CancellationToken stop)
    {
        _core.Reset();
        Descriptor = descriptor.Number;
        Wanted = wanted;
        Deadline = deadline;
        _stop = stop;
        _registration = stop.UnsafeRegister(static state => ((Waiter)state!).Cancel(), this);
        return new(this, _core.Version);
    }

    public void Complete(bool ready, bool cancelled)
    {
        _registration.Unregister();
        if (cancelled) _core.SetException(new OperationCanceledException(_stop));
        else _core.SetResult(ready);
    }

    public bool GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            loop.Recycle(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        // Completed on the loop's own thread: no need to post what can be called.
        => _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    /// <summary>A token may be cancelled on any thread; the loop's list is the loop's alone.</summary>
    private void Cancel()
    {
        if (SynchronizationContext.Current == loop) loop.Cancel(this);
        else loop.Post(static state => ((Waiter)state!).CancelOnLoop(), this);
    }

    private void CancelOnLoop()
    {
        // It may have been completed, and even started anew for somebody else, while the message was under way.
        if (_stop.IsCancellationRequested) loop.Cancel(this);
    }
}
