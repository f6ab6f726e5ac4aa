using System.Net.Security;
using System.Security.Authentication;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>A connection inside TLS (RFC 7858).</summary>
internal sealed class TlsPipe : IDnsPipe
{
    /// <summary>The name of DNS over TLS in ALPN (IANA "TLS Application-Layer Protocol Negotiation Protocol IDs").</summary>
    private static readonly SslApplicationProtocol s_protocol = new("dot");

    private readonly SslStream _stream;
    private readonly TimeProvider _clock;

    private TlsPipe(SslStream stream, TimeProvider clock)
    {
        _stream = stream;
        _clock = clock;
    }

    /// <summary>Shakes hands; what went wrong is noted in the exchange.</summary>
    public static async ValueTask<(TlsPipe? Pipe, Errno Errno)> OpenAsync(IMachine machine, DnsPlan plan, ISocket socket, TimeSpan patience, DnsExchange exchange, CancellationToken stop)
    {
        string? refusal = null;
        SslStream? stream = null;
        try
        {
            stream = new SslStream(new SocketStream(socket));
            var options = plan.Tls.Options(machine, $"{plan.Server.Address}", s_protocol, reason => refusal = reason);
            var (_, errno) = await LimitedAsync(machine.Clock, patience, async limit =>
            {
                await stream.AuthenticateAsClientAsync(options, limit);
                return 0;
            }, stop);
            if (errno == Errno.None)
            {
                var pipe = new TlsPipe(stream, machine.Clock);
                stream = null;
                return (pipe, Errno.None);
            }
            exchange.Stage = DnsStage.Connect;
            return (null, errno);
        }
        catch (AuthenticationException e)
        {
            exchange.Stage = refusal is null ? DnsStage.Protocol : DnsStage.Certificate;
            exchange.Detail = refusal ?? (e.InnerException ?? e).Message;
            return (null, Errno.EPROTO);
        }
        finally
        {
            if (stream is not null) await stream.DisposeAsync();
        }
    }

    public ValueTask<(int Received, Errno Errno)> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken stop)
        => LimitedAsync(_clock, patience, limit => _stream.ReadAsync(buffer, limit), stop);

    public async ValueTask<Errno> WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience, CancellationToken stop)
        => (await LimitedAsync(_clock, patience, async limit =>
        {
            await _stream.WriteAsync(bytes, limit);
            return 0;
        }, stop)).Errno;

    public void Dispose() => _stream.Dispose();

    private static async ValueTask<(int Result, Errno Errno)> LimitedAsync(TimeProvider clock, TimeSpan patience, Func<CancellationToken, ValueTask<int>> act, CancellationToken stop)
    {
        if (patience <= TimeSpan.Zero) return (0, Errno.ETIMEDOUT);
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return (await act(either.Token), Errno.None);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (0, Errno.ETIMEDOUT);
        }
        catch (IOException)
        {
            return (0, Errno.ECONNRESET);
        }
    }
}
