using System.Net.Security;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>
/// The bytes of one connection to a server or a proxy: a socket, and the layers of TLS that were laid upon it. What was read and not yet
/// used stays in one buffer; reading more while the request is still under way is how an early answer is seen.
/// </summary>
public sealed class HttpConnection(ISocket socket) : IDisposable
{
    /// <summary>As much as is read at once: enough that system calls cost nothing beside the copying.</summary>
    public const int BufferSize = 256 * 1024;

    private const int SmallBuffer = 16 * 1024;

    private byte[] _buffer = new byte[SmallBuffer];
    private int _start;
    private int _end;
    private Task<bool>? _filling;

    public ISocket Socket => socket;

    /// <summary>The outermost stream of TLS; null while bytes travel in the open.</summary>
    public Stream? Secured { get; private set; }

    /// <summary>Bytes that were read and not yet used.</summary>
    public ReadOnlyMemory<byte> Waiting => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The other end has closed, or the connection broke.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Why the connection broke; <see cref="Errno.None"/> when it was closed in order.</summary>
    public Errno Error { get; private set; }

    public bool IsFilling => _filling is not null;

    /// <summary>Everything that is sent and received from now on goes through this stream.</summary>
    public void Secure(Stream stream) => Secured = stream;

    /// <summary>The stream that the next layer of TLS is laid upon.</summary>
    public Stream Stream => Secured ?? new SocketStream(socket);

    public void Use(int count) => _start += count;

    /// <summary>Starts to read without waiting for it; false at the end of the connection.</summary>
    public Task<bool> StartFilling(CancellationToken stop)
    {
        if (_filling is { IsCompleted: false }) return _filling;
        return _filling = FillOnceAsync(stop).AsTask();
    }

    /// <summary>Reads more behind what is waiting; false at the end of the connection.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        if (_filling is { } started)
        {
            _filling = null;
            return await started;
        }
        return await FillOnceAsync(stop);
    }

    /// <summary>Makes room for a body, whose pieces are larger than headers.</summary>
    public void Widen()
    {
        if (_buffer.Length >= BufferSize || _filling is not null) return;
        byte[] larger = new byte[BufferSize];
        Waiting.CopyTo(larger);
        _end -= _start;
        _start = 0;
        _buffer = larger;
    }

    public async ValueTask<Errno> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        if (Secured is { } stream)
        {
            try
            {
                await stream.WriteAsync(bytes, stop);
                return Errno.None;
            }
            catch (IOException e)
            {
                return ErrnoOf(e);
            }
        }
        while (!bytes.IsEmpty)
        {
            var errno = socket.TrySend(bytes.Span, out int sent);
            if (errno == Errno.EAGAIN)
            {
                await socket.WaitAsync(SocketReadiness.Writable, Timeout.InfiniteTimeSpan, stop);
                continue;
            }
            if (errno != Errno.None) return errno;
            bytes = bytes[sent..];
        }
        return Errno.None;
    }

    /// <summary>HTTP/2, where it is spoken here.</summary>
    public Http2Channel? Http2 => Secured as Http2Channel;

    /// <summary>The end that was read was only that of a stream: another begins.</summary>
    public void Reopen()
    {
        HasEnded = false;
        Error = Errno.None;
        _start = _end = 0;
    }

    /// <summary>Whether an idle connection still stands and has nothing to say, as it must to be used again.</summary>
    public bool IsFresh()
    {
        Span<byte> one = stackalloc byte[1];
        // Between streams a server may say what concerns the connection.
        if (Http2 is { } http2) return !http2.IsOver && socket.TryPeek(one, out var next) is var errno && (errno == Errno.EAGAIN || (errno == Errno.None && next.Length > 0));
        if (HasEnded || _filling is not null || _end > _start) return false;
        return socket.TryPeek(one, out _) == Errno.EAGAIN;
    }

    public void Dispose()
    {
        Secured?.Dispose();
        socket.Dispose();
    }

    private async ValueTask<bool> FillOnceAsync(CancellationToken stop)
    {
        if (HasEnded) return false;
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length && _start > 0)
        {
            Waiting.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int count;
        if (Secured is { } stream)
        {
            try
            {
                count = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
            }
            catch (IOException e)
            {
                Error = ErrnoOf(e);
                count = 0;
            }
        }
        else
        {
            while (true)
            {
                var errno = socket.TryReceive(_buffer.AsSpan(_end), out count);
                if (errno == Errno.None) break;
                if (errno == Errno.EAGAIN)
                {
                    await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
                    continue;
                }
                Error = errno;
                count = 0;
                break;
            }
        }
        _end += count;
        HasEnded = count == 0;
        return count > 0;
    }

    private static Errno ErrnoOf(IOException e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
            if (inner is IOException && inner.HResult is > 0 and < 200) return (Errno)inner.HResult;
        return Errno.ECONNRESET;
    }
}
