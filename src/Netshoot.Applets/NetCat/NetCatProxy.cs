using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Probes.Relay.Proxies;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>Connections of nc through a proxy (-x, -X, -P).</summary>
internal sealed class NetCatProxy(NetCatSession session)
{
    private const int MostTries = 3;

    private readonly NetCatOptions _options = session.Options;
    private string? _credentials;

    /// <returns>The connection, or null when the proxy cannot be reached.</returns>
    /// <exception cref="Failure">The proxy was reached, and refuses.</exception>
    public async ValueTask<ISocket?> ConnectAsync(string host, ushort port)
    {
        long began = session.Shell.Clock.GetTimestamp();
        var (proxyHost, proxyPort) = Split(_options.Proxy!);
        for (int tries = 1; ; tries++)
        {
            IProxyProtocol protocol = _options.ProxyKind switch
            {
                ProxyKind.Socks4 => new Socks4(_options.Numeric),
                ProxyKind.Connect => new HttpConnect { Credentials = _credentials },
                _ => new Socks5(),
            };
            var socket = await ReachAsync(proxyHost, proxyPort ?? protocol.DefaultPort);
            if (socket is null) return null;
            bool kept = false;
            try
            {
                await protocol.AskAsync(new ProxyConversation(session.Machine, socket, _options.Timeout), new ProxyDestination(host, port), CancellationToken.None);
                kept = true;
                string service = session.ServiceName(port);
                session.Say($"Connection to {host} {port} port [{_options.ProtocolName}/{service}] succeeded!");
                session.Tell(new("connected", _options.ProtocolName) { Host = host, Service = service == "*" ? null : service, Took = session.Shell.Clock.GetElapsedTime(began) });
                return socket;
            }
            catch (ProxyAuthenticationRequired) when (_options.ProxyUser is not null)
            {
                if (tries > 1) session.Shell.Error.Literal("Proxy authentication failed\n");
                if (tries > MostTries) throw new Failure("", "Too many authentication failures", "-P USER says who asks; the proxy knows no such user or password");
                _credentials = $"{_options.ProxyUser}:{session.Ask($"Proxy password for {_options.ProxyUser}@{proxyHost}: ", "Unable to read proxy passphrase")}";
            }
            catch (ProxyAuthenticationRequired e)
            {
                throw new Failure("Proxy error", $"\"{e.Status}\"", "-P USER says who asks");
            }
            finally
            {
                if (!kept) socket.Dispose();
            }
        }
    }

    private async ValueTask<ISocket?> ReachAsync(string host, string service)
    {
        var connector = new Connector(session.Machine, SocketKind.Stream, session.Protocol, session.Settings, _options.Timeout);
        string subject = $"getaddrinfo for host \"{host}\" port {service}";
        ushort port = session.ServicePort(service, subject);
        foreach (var address in await ResolveAsync(host, subject))
        {
            var outcome = await connector.ConnectAsync(address with { Port = port }, local: null, CancellationToken.None);
            if (outcome.Socket is not null) return outcome.Socket;
            string numeric = session.Numeric(address);
            string reason = session.Machine.Text(outcome.Errno);
            session.Warn($"connect to {(host == numeric ? host : $"{host} ({numeric})")} port {service} (tcp) {(outcome.TimedOut ? "timed out" : "failed")}: {reason}");
            session.Tell(new(outcome.TimedOut ? "timed-out" : "failed", "tcp") { Host = host, Endpoint = address with { Port = port }, Errno = outcome.Errno, Reason = reason });
        }
        return null;
    }

    private async ValueTask<IReadOnlyList<InternetEndpoint>> ResolveAsync(string host, string subject) => await session.ResolveAsync(host, NameFamily.Any, subject);

    /// <summary>The address in brackets or not, and the port behind the last colon; without one the protocol's own.</summary>
    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0) throw new Failure("", "missing closing bracket in proxy");
            string behind = text[(close + 1)..];
            if (behind.Length > 0 && behind[0] != ':') throw new Failure("", "garbage proxy port delimiter");
            return (text[1..close], behind.Length == 0 ? null : behind[1..]);
        }
        int colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
