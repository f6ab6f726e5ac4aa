using System.Buffers;
using System.Buffers.Binary;
using Netshoot.Dns;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Asks one server one query, over UDP or TCP, as often as a plan says, and keeps what came back.</summary>
/// <remarks>Each attempt has a socket, and so a port, of its own: who wants to forge an answer must guess it again (RFC 5452 section 9.2).</remarks>
public sealed class DnsAsker(IMachine machine, DnsPlan plan)
{
    /// <summary>So many datagrams with other ids are no accident; the attempt is over.</summary>
    private const int MostStrangers = 10_000;

    /// <param name="query">The message in whole; its id is what answers are known by.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="Failure">The source address was refused.</exception>
    public async ValueTask<DnsExchange> AskAsync(ReadOnlyMemory<byte> query, CancellationToken stop)
    {
        var exchange = new DnsExchange();
        await AskAsync(exchange, query, plan.Transport, stop);
        if (plan.FollowsTruncation && exchange.Reply is { IsTruncated: true, OverTcp: false }) await AskAsync(exchange, query, DnsTransport.Tcp, stop);
        return exchange;
    }

    private async ValueTask AskAsync(DnsExchange exchange, ReadOnlyMemory<byte> query, DnsTransport transport, CancellationToken stop)
    {
        for (int attempt = 0; attempt < plan.Attempts; attempt++)
        {
            var askedAt = machine.Clock.GetUtcNow();
            long began = machine.Clock.GetTimestamp();
            var (bytes, errno) = transport switch
            {
                DnsTransport.Udp => await AskUdpAsync(exchange, query, began, stop),
                DnsTransport.Tcp or DnsTransport.Tls => await AskStreamAsync(exchange, query, transport, stop),
                _ => await new DnsHttp(machine, plan).AskAsync(exchange, query, stop),
            };
            exchange.Errno = errno;
            if (bytes is not null)
            {
                exchange.Add(new(bytes, transport != DnsTransport.Udp, askedAt, machine.Clock.GetElapsedTime(began)));
                return;
            }
            // Whoever refuses now refuses again; silence and closed connections may be bad luck.
            if (errno is not (Errno.ETIMEDOUT or Errno.ECONNRESET or Errno.EPIPE)) return;
        }
    }

    private async ValueTask<(byte[]? Bytes, Errno Errno)> AskUdpAsync(DnsExchange exchange, ReadOnlyMemory<byte> query, long began, CancellationToken stop)
    {
        // Connected, the kernel passes on only what comes from the server, and tells of ICMP errors.
        var outcome = await new Connector(machine, SocketKind.Datagram, 0, new(), plan.Patience).ConnectAsync(plan.Server, plan.Local, stop);
        if (outcome.Socket is null)
        {
            exchange.Stage = DnsStage.Setup;
            return (null, outcome.Errno);
        }
        exchange.Stage = DnsStage.Talk;
        using var socket = outcome.Socket;
        var errno = socket.TrySend(query.Span, out _);
        exchange.Sent++;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(DnsMessage.MaxSize);
        try
        {
            int strangers = 0;
            while (errno == Errno.None && strangers < MostStrangers)
            {
                var rest = plan.Patience - machine.Clock.GetElapsedTime(began);
                if (rest <= TimeSpan.Zero || !await socket.WaitAsync(SocketReadiness.Readable, rest, stop)) break;
                errno = socket.TryReceive(buffer, out int received);
                if (errno == Errno.EAGAIN)
                {
                    errno = Errno.None;
                }
                else if (errno == Errno.None)
                {
                    if (plan.Accepts?.Invoke(buffer.AsMemory(0, received)) ?? IsAnswer(query.Span, buffer.AsSpan(0, received))) return (buffer.AsSpan(0, received).ToArray(), Errno.None);
                    strangers++;
                    exchange.Strangers++;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return (null, errno == Errno.None ? Errno.ETIMEDOUT : errno);
    }

    private async ValueTask<(byte[]? Bytes, Errno Errno)> AskStreamAsync(DnsExchange exchange, ReadOnlyMemory<byte> query, DnsTransport transport, CancellationToken stop)
    {
        var route = plan with { Transport = transport };
        var (stream, errno) = plan.Connections?.Take(route) is { } kept ? (kept, Errno.None) : await DnsStream.ConnectAsync(machine, route, exchange, stop);
        if (stream is null) return (null, errno);
        exchange.Stage = DnsStage.Talk;
        try
        {
            errno = await stream.SendAsync(query, plan.Patience, stop);
            if (errno != Errno.None) return (null, errno);
            exchange.Sent++;
            (var message, errno) = await stream.ReceiveAsync(plan.Patience, stop);
            if (errno != Errno.None) return (null, errno);
            // Nobody else can write into this connection: the message is the server's answer, whatever its id.
            byte[] answer = message.ToArray();
            if (plan.Connections is { } connections)
            {
                connections.Keep(route, stream);
                stream = null;
            }
            return (answer, Errno.None);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    private static bool IsAnswer(ReadOnlySpan<byte> query, ReadOnlySpan<byte> datagram)
        => datagram.Length >= sizeof(ushort) && query.Length >= sizeof(ushort)
            && BinaryPrimitives.ReadUInt16BigEndian(datagram) == BinaryPrimitives.ReadUInt16BigEndian(query);
}
