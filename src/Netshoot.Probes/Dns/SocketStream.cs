using Netshoot.Host.Sockets;
using Netshoot.Probes.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>A socket as a stream, for the platform's TLS and HTTP. These go on wherever their awaits end; what touches the socket is brought back to the event loop.</summary>
public sealed class SocketStream(ISocket socket) : AsynchronousStream
{
    private readonly SynchronizationContext? _loop = SynchronizationContext.Current;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => IsHome ? ReadHereAsync(buffer, cancellationToken) : new(AtHome(() => ReadHereAsync(buffer, cancellationToken)));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => IsHome ? new(WriteHereAsync(buffer, cancellationToken).AsTask()) : new(AtHome(() => WriteHereAsync(buffer, cancellationToken)));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (IsHome) socket.Dispose();
            else _loop!.Post(static state => ((ISocket)state!).Dispose(), socket);
        }
        base.Dispose(disposing);
    }

    private bool IsHome => _loop is null || SynchronizationContext.Current == _loop;

    private async ValueTask<int> ReadHereAsync(Memory<byte> buffer, CancellationToken stop)
    {
        while (true)
        {
            var errno = socket.TryReceive(buffer.Span, out int received);
            if (errno == Errno.None) return received;
            if (errno != Errno.EAGAIN) throw Broken(errno);
            await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
        }
    }

    private async ValueTask<int> WriteHereAsync(ReadOnlyMemory<byte> buffer, CancellationToken stop)
    {
        for (int at = 0; at < buffer.Length;)
        {
            var errno = socket.TrySend(buffer.Span[at..], out int sent);
            if (errno == Errno.None) at += sent;
            else if (errno != Errno.EAGAIN) throw Broken(errno);
            else await socket.WaitAsync(SocketReadiness.Writable, Timeout.InfiniteTimeSpan, stop);
        }
        return buffer.Length;
    }

    private Task<int> AtHome(Func<ValueTask<int>> start)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop!.Post(async _ =>
        {
            try
            {
                done.SetResult(await start());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (IOException e)
            {
                done.SetException(e);
            }
        }, null);
        return done.Task;
    }

    private static IOException Broken(Errno errno) => new($"the connection broke ({errno})") { HResult = (int)errno };
}
