using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay.Proxies;

/// <summary>The CONNECT method of an HTTP proxy (RFC 9110 section 9.3.6), with basic authentication (RFC 7617).</summary>
public sealed class HttpConnect : IProxyProtocol
{
    private const int LongestLine = 1024, MostHeaders = 200;

    /// <summary><c>user:password</c>; null to ask without.</summary>
    public string? Credentials { get; init; }

    public string DefaultPort => "3128";

    /// <exception cref="ProxyAuthenticationRequired">The proxy wants to know who asks.</exception>
    public async ValueTask AskAsync(ProxyConversation proxy, ProxyDestination destination, CancellationToken stop)
    {
        string host = destination.Host.Contains(':', StringComparison.Ordinal) ? $"[{destination.Host}]" : destination.Host;
        if (host.AsSpan().ContainsAny(" \r\n")) throw new Failure(destination.Host, "is no host name");
        var request = new StringBuilder($"CONNECT {host}:{destination.Port} HTTP/1.0\r\n");
        if (Credentials is not null) request.Append("Proxy-Authorization: Basic ").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials))).Append("\r\n");
        await proxy.WriteAsync(Encoding.UTF8.GetBytes(request.Append("\r\n").ToString()), stop);

        string status = await proxy.ReadLineAsync(LongestLine, stop);
        string[] words = status.Split(' ', 3);
        bool isHttp = words[0] is "HTTP/1.0" or "HTTP/1.1" && words.Length > 1;
        if (isHttp && words[1] == "407") throw new ProxyAuthenticationRequired(status);
        if (!isHttp || words[1] != "200") throw new Failure("Proxy error", $"\"{status}\"");
        for (int headers = 0; headers < MostHeaders; headers++)
            if ((await proxy.ReadLineAsync(LongestLine, stop)).Length == 0) return;
        throw new Failure("", "Too many proxy headers received");
    }
}

/// <summary>An HTTP proxy wants to know who asks (407); its status line says so.</summary>
public sealed class ProxyAuthenticationRequired(string status) : Exception
{
    public string Status => status;
}
