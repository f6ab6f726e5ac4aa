using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>A method that opens a socket for each probe, so that the kernel tells which answer belongs to which.</summary>
/// <param name="machine">Where.</param>
/// <param name="settings">What the probes look like.</param>
/// <param name="kind">The kind of socket.</param>
/// <param name="protocol">Its protocol.</param>
public abstract class SocketPerProbe(IMachine machine, TraceSettings settings, SocketKind kind, int protocol) : ITraceMethod
{
    private readonly Dictionary<int, Slot> _slots = [];
    private readonly Queue<TraceAnswer> _answers = new();
    private TaskCompletionSource<bool>? _waiter;

    private sealed class Slot(ISocket socket) : IDisposable
    {
        public ISocket Socket => socket;

        /// <summary>Ends the wait before the descriptor is closed, whose number may soon be another's.</summary>
        public CancellationTokenSource End { get; } = new();

        public bool IsAnswered { get; set; }

        public void Dispose()
        {
            End.Cancel();
            socket.Dispose();
            End.Dispose();
        }
    }

    public int Length { get; set; } = settings.Length;

    protected TraceSettings Settings => settings;

    protected IMachine Machine => machine;

    public Errno Send(int id, int hopLimit)
    {
        Forget(id);
        var slot = new Slot(settings.Open(machine, kind, protocol));
        _slots.Add(id, slot);
        slot.Socket.Set(SocketOption.HopLimit, hopLimit);
        Prepare(slot.Socket);
        var errno = Start(slot.Socket, id);
        if (errno != Errno.None)
        {
            // The kernel's own word on a length is an answer like a router's.
            Drain(id, slot.Socket);
            if (_answers.Count == 0) Forget(id);
            return errno;
        }
        _ = WatchAsync(id, slot);
        return Errno.None;
    }

    public bool TryTake(out TraceAnswer answer)
    {
        // What has arrived counts, even when nobody has been woken for it yet: the caller may be about to give it up.
        if (_answers.Count == 0)
            foreach (var (id, slot) in _slots)
                if (!slot.IsAnswered) slot.IsAnswered = Drain(id, slot.Socket);
        if (!_answers.TryDequeue(out answer)) return false;
        Forget(answer.Id);
        return true;
    }

    public void Forget(int id)
    {
        if (_slots.Remove(id, out var slot)) slot.Dispose();
    }

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_answers.Count > 0) return true;
        if (patience <= TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan || stop.IsCancellationRequested) return false;
        var waiter = _waiter = new();
        await using var timer = machine.Clock.CreateTimer(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false), waiter, patience, Timeout.InfiniteTimeSpan);
        await using var registration = stop.UnsafeRegister(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false), waiter);
        return await waiter.Task;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var slot in _slots.Values) slot.Dispose();
        _slots.Clear();
    }

    /// <summary>What this method sets besides.</summary>
    protected virtual void Prepare(ISocket socket) { }

    /// <summary>Connects, and sends what is to be sent.</summary>
    protected abstract Errno Start(ISocket socket, int id);

    /// <summary>What to wait for.</summary>
    protected virtual SocketReadiness Readiness => SocketReadiness.Readable;

    /// <summary>Looks what came in besides errors.</summary>
    /// <returns>Whether that was an answer.</returns>
    protected abstract bool TryReceive(ISocket socket, out TraceAnswer answer);

    /// <summary>Bytes between a probe's first byte and what is quoted of it.</summary>
    protected abstract int Skipped { get; }

    private async Task WatchAsync(int id, Slot slot)
    {
        try
        {
            while (true)
            {
                await slot.Socket.WaitAsync(Readiness, Timeout.InfiniteTimeSpan, slot.End.Token);
                slot.IsAnswered = slot.IsAnswered || Drain(id, slot.Socket);
                if (slot.IsAnswered) break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        _waiter?.TrySetResult(true);
    }

    private bool Drain(int id, ISocket socket)
    {
        Span<byte> quoted = stackalloc byte[1024];
        bool hasError = socket.TryReceiveError(quoted, out var report) == Errno.None;
        TraceAnswer answer;
        if (hasError) answer = TraceAnswer.OfError(id, in report, quoted[..Math.Min(report.Length, quoted.Length)], Skipped, settings.Destination);
        else if (!TryReceive(socket, out answer)) return false;
        _answers.Enqueue(answer with { Id = id });
        return true;
    }
}
