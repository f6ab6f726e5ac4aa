using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>A method that sends every probe through one socket, and tells answers apart by what they quote or acknowledge.</summary>
public abstract class SharedSocket : ITraceMethod
{
    private const int MostAttempts = 3;

    private readonly Queue<TraceAnswer> _found = new();
    private int _sending;

    public abstract int Length { get; set; }

    protected abstract ISocket Socket { get; }

    public Errno Send(int id, int hopLimit)
    {
        Socket.Set(SocketOption.HopLimit, hopLimit);
        _sending = id;
        for (int attempt = 1; ; attempt++)
        {
            var errno = SendOne(id);
            if (errno == Errno.None) return errno;
            // An error about an earlier probe comes out as the result of this call, which then has sent nothing: it waits in the queue as well.
            bool isLocal = false, any = false;
            while (TryReceive(out var answer))
            {
                any = true;
                isLocal |= answer.Error.Origin == QueuedErrorOrigin.Local;
                _found.Enqueue(answer);
            }
            if (isLocal || !any || attempt == MostAttempts) return errno;
        }
    }

    public bool TryTake(out TraceAnswer answer) => _found.TryDequeue(out answer) || TryReceive(out answer);

    public virtual void Forget(int id) { }

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_found.Count > 0) return true;
        try
        {
            return await Socket.WaitAsync(SocketReadiness.Readable, patience, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Socket.Dispose();

    protected abstract Errno SendOne(int id);

    /// <summary>The next answer out of the socket or its error queue.</summary>
    protected abstract bool TryReceive(out TraceAnswer answer);

    /// <summary>The probe that an error is about: this machine's own are about the one that is being sent.</summary>
    protected int IdOf(in QueuedError error, int quoted) => error.Origin == QueuedErrorOrigin.Local ? _sending : quoted;
}
