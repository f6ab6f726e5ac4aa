using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Bytes to and from a server over one connection, each call with a limit in time (ETIMEDOUT).</summary>
internal interface IDnsPipe : IDisposable
{
    /// <summary>Some bytes; none at the end of the stream.</summary>
    ValueTask<(int Received, Errno Errno)> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken stop);

    /// <summary>All bytes.</summary>
    ValueTask<Errno> WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience, CancellationToken stop);
}

/// <summary>A connection as it is.</summary>
internal sealed class SocketPipe(ISocket socket, TimeProvider clock) : IDnsPipe
{
    public async ValueTask<(int Received, Errno Errno)> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken stop)
    {
        long began = clock.GetTimestamp();
        while (true)
        {
            var errno = socket.TryReceive(buffer.Span, out int received);
            if (errno == Errno.EAGAIN) errno = await WaitAsync(SocketReadiness.Readable, began, patience, stop);
            else return (received, errno);
            if (errno != Errno.None) return (0, errno);
        }
    }

    public async ValueTask<Errno> WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience, CancellationToken stop)
    {
        long began = clock.GetTimestamp();
        for (int at = 0; at < bytes.Length;)
        {
            var errno = socket.TrySend(bytes.Span[at..], out int sent);
            if (errno == Errno.EAGAIN) errno = await WaitAsync(SocketReadiness.Writable, began, patience, stop);
            else at += sent;
            if (errno != Errno.None) return errno;
        }
        return Errno.None;
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<Errno> WaitAsync(SocketReadiness readiness, long began, TimeSpan patience, CancellationToken stop)
    {
        var rest = patience - clock.GetElapsedTime(began);
        return rest > TimeSpan.Zero && await socket.WaitAsync(readiness, rest, stop) ? Errno.None : Errno.ETIMEDOUT;
    }
}
