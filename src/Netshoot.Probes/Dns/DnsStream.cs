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
    private readonly IDnsPipe _pipe;
    private readonly TimeProvider _clock;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(sizeof(ushort) + DnsMessage.MaxSize);
    private int _have;
    private int _taken;

    private DnsStream(IDnsPipe pipe, TimeProvider clock)
    {
        _pipe = pipe;
        _clock = clock;
    }

    /// <summary>Connects to the server of a plan, with TLS where the plan says so.</summary>
    /// <exception cref="Failure">The source address was refused.</exception>
    public static ValueTask<(DnsStream? Stream, Errno Errno)> ConnectAsync(IMachine machine, DnsPlan plan, CancellationToken stop) => ConnectAsync(machine, plan, new(), stop);

    internal static async ValueTask<(DnsStream? Stream, Errno Errno)> ConnectAsync(IMachine machine, DnsPlan plan, DnsExchange exchange, CancellationToken stop)
    {
        long began = machine.Clock.GetTimestamp();
        exchange.Stage = DnsStage.Connect;
        var outcome = await new Connector(machine, SocketKind.Stream, 0, new(), plan.Patience).ConnectAsync(plan.Server, plan.Local, stop);
        if (outcome.Socket is null) return (null, outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno);
        if (plan.Transport != DnsTransport.Tls) return (new(new SocketPipe(outcome.Socket, machine.Clock), machine.Clock), Errno.None);
        var (pipe, errno) = await TlsPipe.OpenAsync(machine, plan, outcome.Socket, plan.Patience - machine.Clock.GetElapsedTime(began), exchange, stop);
        return pipe is null ? (null, errno) : (new(pipe, machine.Clock), Errno.None);
    }

    /// <summary>Sends a message; ETIMEDOUT when the peer does not take it in time.</summary>
    public async ValueTask<Errno> SendAsync(ReadOnlyMemory<byte> message, TimeSpan patience, CancellationToken stop)
    {
        var framed = new byte[sizeof(ushort) + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.Span.CopyTo(framed.AsSpan(sizeof(ushort)));
        return await _pipe.WriteAsync(framed, patience, stop);
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
            var (received, errno) = await _pipe.ReadAsync(_buffer.AsMemory(_have), patience - _clock.GetElapsedTime(began), stop);
            if (errno == Errno.None && received == 0) errno = Errno.ECONNRESET;
            if (errno != Errno.None) return (default, errno);
            _have += received;
        }
    }

    public void Dispose()
    {
        _pipe.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
