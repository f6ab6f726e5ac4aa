using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using Netshoot.Dns;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Messages over HTTP/2 (RFC 8484), with and without TLS. The platform's client speaks it over our sockets; nothing else of the process is used: no proxy, no redirect, no cookie.</summary>
internal sealed class DnsHttp(IMachine machine, DnsPlan plan)
{
    private const string MediaType = "application/dns-message";

    private string? _refusal;

    private bool IsPlain => plan.Transport is DnsTransport.Http or DnsTransport.HttpGet;

    private bool IsGet => plan.Transport is DnsTransport.HttpsGet or DnsTransport.HttpGet;

    /// <summary>Asks once; what went wrong is noted in the exchange.</summary>
    public async ValueTask<(byte[]? Bytes, Errno Errno)> AskAsync(DnsExchange exchange, ReadOnlyMemory<byte> query, CancellationToken stop)
    {
        exchange.Stage = DnsStage.Connect;
        long began = machine.Clock.GetTimestamp();
        // The client would connect on a thread of the pool, where our sockets cannot wait: it is given a connection that stands.
        var outcome = await new Connector(machine, SocketKind.Stream, 0, new(), plan.Patience).ConnectAsync(plan.Server, plan.Local, stop);
        if (outcome.Socket is null) return (null, outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno);
        using var connection = new SocketStream(outcome.Socket);
        SocketStream? unused = connection;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (_, _) => Interlocked.Exchange(ref unused, null) is { } stream ? ValueTask.FromResult<Stream>(stream) : throw new IOException("the connection broke"),
            MaxResponseHeadersLength = 16,
        };
        if (!IsPlain) handler.SslOptions = plan.Tls.Options(machine, $"{plan.Server.Address}", SslApplicationProtocol.Http2, reason => _refusal = reason);
        using var client = new HttpMessageInvoker(handler);
        using var request = Request(query);
        using var limit = new CancellationTokenSource(Rest(began), machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            exchange.Sent++;
            using var response = await client.SendAsync(request, either.Token);
            exchange.Stage = DnsStage.Talk;
            if (response.StatusCode != HttpStatusCode.OK)
            {
                exchange.Detail = $"the server answered with HTTP status {(int)response.StatusCode}";
                return (null, Errno.EPROTO);
            }
            if (response.Content.Headers.ContentType?.MediaType != MediaType)
            {
                exchange.Detail = $"the server answered with {response.Content.Headers.ContentType?.MediaType ?? "no type"} instead of {MediaType}";
                return (null, Errno.EPROTO);
            }
            return (await BodyAsync(response, either.Token), Errno.None);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, Errno.ETIMEDOUT);
        }
        catch (HttpRequestException e)
        {
            return (null, Judge(exchange, e));
        }
        catch (IOException)
        {
            return (null, Errno.ECONNRESET);
        }
    }

    private TimeSpan Rest(long began)
    {
        var rest = plan.Patience - machine.Clock.GetElapsedTime(began);
        return rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1);
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> query)
    {
        string host = plan.Tls.HostName ?? (plan.Server.Address.Is6 ? $"[{plan.Server.Address}]" : $"{plan.Server.Address}");
        string url = $"{(IsPlain ? "http" : "https")}://{host}:{plan.Server.Port}{plan.HttpPath}";
        var request = IsGet
            ? new HttpRequestMessage(HttpMethod.Get, $"{url}?dns={Base64Url.EncodeToString(query.Span)}")
            : new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(query) };
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Accept.Add(new(MediaType));
        if (request.Content is { } content) content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        return request;
    }

    /// <summary>At most as many bytes as a message can have; one more tells that it is none.</summary>
    private static async ValueTask<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var buffer = new byte[DnsMessage.MaxSize + 1];
        using var body = await response.Content.ReadAsStreamAsync(stop);
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return buffer[..length];
    }

    private Errno Judge(DnsExchange exchange, HttpRequestException e)
    {
        if (_refusal is not null)
        {
            (exchange.Stage, exchange.Detail) = (DnsStage.Certificate, _refusal);
        }
        else if (e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.VersionNegotiationError)
        {
            bool noAlpn = e.HttpRequestError == HttpRequestError.VersionNegotiationError || e.InnerException is not AuthenticationException;
            (exchange.Stage, exchange.Detail) = (DnsStage.Protocol, noAlpn ? "ALPN for HTTP/2 failed" : e.InnerException!.Message);
        }
        else
        {
            (exchange.Stage, exchange.Detail) = (DnsStage.Talk, e.Message);
        }
        return Errno.EPROTO;
    }
}
