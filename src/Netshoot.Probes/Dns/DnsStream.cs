using System.Buffers;
using System.Buffers.Binary;
using Netshoot.Dns;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Messages over one TCP connection, each behind two bytes of length (RFC 1035 section 4.2.2).</summary>
public sealed class DnsStream : IDisposable
{
    private readonly ISocket _socket;
    private readonly TimeProvider _clock;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(sizeof(ushort) + DnsMessage.MaxSize);
    private int _have;
    private int _taken;

    private DnsStream(ISocket socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
    }

    /// <summary>Connects to the server of a plan.</summary>
    /// <exception cref="Failure">The source address was refused.</exception>
    public static async ValueTask<(DnsStream? Stream, Errno Errno)> ConnectAsync(IMachine machine, DnsPlan plan, CancellationToken stop)
    {
        var outcome = await new Connector(machine, SocketKind.Stream, 0, new(), plan.Patience).ConnectAsync(plan.Server, plan.Source is { } source ? new(source, 0) : null, stop);
        return outcome.Socket is null ? (null, outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno) : (new(outcome.Socket, machine.Clock), Errno.None);
    }

    /// <summary>Sends a message; ETIMEDOUT when the peer does not take it in time.</summary>
    public async ValueTask<Errno> SendAsync(ReadOnlyMemory<byte> message, TimeSpan patience, CancellationToken stop)
    {
        var framed = new byte[sizeof(ushort) + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.Span.CopyTo(framed.AsSpan(sizeof(ushort)));
        long began = _clock.GetTimestamp();
        for (int at = 0; at < framed.Length;)
        {
            var errno = _socket.TrySend(framed.AsSpan(at), out int sent);
            if (errno == Errno.EAGAIN) errno = await WaitAsync(SocketReadiness.Writable, began, patience, stop);
            else at += sent;
            if (errno != Errno.None) return errno;
        }
        return Errno.None;
    }

    /// <summary>The next message; it is good until the next call. ECONNRESET when the peer closes before its end, ETIMEDOUT when it does not come in time.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Message, Errno Errno)> ReceiveAsync(TimeSpan patience, CancellationToken stop)
    {
        _buffer.AsSpan(_taken, _have - _taken).CopyTo(_buffer);
        _have -= _taken;
        _taken = 0;
        long began = _clock.GetTimestamp();
        while (true)
        {
            if (_have >= sizeof(ushort) && sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(_buffer) is var whole && _have >= whole)
            {
                _taken = whole;
                return (_buffer.AsMemory(sizeof(ushort), whole - sizeof(ushort)), Errno.None);
            }
            var errno = _socket.TryReceive(_buffer.AsSpan(_have), out int received);
            if (errno == Errno.EAGAIN) errno = await WaitAsync(SocketReadiness.Readable, began, patience, stop);
            else if (errno == Errno.None && received == 0) errno = Errno.ECONNRESET;
            else _have += received;
            if (errno != Errno.None) return (default, errno);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<Errno> WaitAsync(SocketReadiness readiness, long began, TimeSpan patience, CancellationToken stop)
    {
        var rest = patience - _clock.GetElapsedTime(began);
        return rest > TimeSpan.Zero && await _socket.WaitAsync(readiness, rest, stop) ? Errno.None : Errno.ETIMEDOUT;
    }
}
