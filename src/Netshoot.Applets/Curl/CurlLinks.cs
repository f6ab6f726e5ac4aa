using System.Globalization;
using System.Net.Security;
using System.Text;
using Netshoot.Probes.Dns;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Finds or makes the connection that a request travels on: through proxies, tunnels and TLS.</summary>
internal sealed class CurlLinks(CurlConnector connector, CurlConfig config, CurlFiles files, CurlFacts facts, CurlTrace trace, CurlProgress progress, CurlNames names, CurlClock time)
{
    /// <param name="url">The server.</param>
    /// <param name="proxy">The proxy, or null.</param>
    /// <param name="auth">Who asks the proxy.</param>
    /// <param name="sinks">Where the header of the proxy goes.</param>
    /// <param name="mustBeFresh">An older connection did not do.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="CurlFailure">There is none.</exception>
    public async ValueTask<(CurlLink Link, bool IsReused)> OpenAsync(HttpUrl url, CurlProxy? proxy, CurlAuthState auth, CurlSinks sinks, bool mustBeFresh, CancellationToken stop)
    {
        var (host, port) = ConnectTo(url);
        bool tunnels = proxy is { Socks: null } && (url.IsSecure || config.Tunnels || host != url.Host || port != url.Port);
        bool isPlainProxy = proxy is { Socks: null } && !tunnels;
        string server = isPlainProxy ? "" : string.Create(CultureInfo.InvariantCulture, $"{(url.IsSecure ? "tls" : "tcp")}://{url.Host.ToLowerInvariant()}:{url.Port} {host}:{port} {config.Tls.Insecure} {config.Tls.CaFile} {config.Tls.Certificate} {config.Tls.PinnedKey} {config.HttpVersion}");
        string key = $"{server}|{proxy?.Host}:{proxy?.Port} {proxy?.Socks} {proxy?.User}|{config.UnixSocket}|{config.Interface} {config.LocalPorts}";
        if (!mustBeFresh && connector.TryReuse(key, trace) is { } known)
        {
            facts.Local = known.Local ?? facts.Local;
            facts.Remote = known.Remote ?? facts.Remote;
            facts.Resolved = facts.Connected = time.Now;
            if (url.IsSecure) facts.Secured = time.Now;
            return (known, true);
        }
        progress.Begin();
        while (true)
        {
            var link = await MakeAsync(url, host, port, proxy, isPlainProxy, key, stop);
            bool stands = false;
            try
            {
                if (proxy is { IsSecure: true, Socks: null }) await SecureAsync(link, config.ProxyTls, proxy.Host, [], stop);
                stands = !tunnels || await TunnelAsync(link, proxy!, auth, string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"), sinks, stop);
                // The proxy wants to be asked again, over another connection.
                if (!stands) continue;
                if (config.HaProxy && link.Local is { } from && link.Remote is { } to)
                    await WriteAsync(link, string.Create(CultureInfo.InvariantCulture, $"PROXY TCP{(to.Address.Is6 ? 6 : 4)} {from.Address} {to.Address} {from.Port} {to.Port}\r\n"), stop);
                if (url.IsSecure) await SecureAsync(link, config.Tls, url.Host, config.Alpn ? Protocols : [], stop);
                if (Speaks2(link, url, isPlainProxy)) link.Connection.Secure(new Http2Channel(link.Connection.Stream));
                facts.Secured = url.IsSecure ? time.Now : facts.Secured;
                return (link, false);
            }
            catch (CurlFailure e)
            {
                stands = false;
                trace.Info(e.Message.Split('\n')[0]);
                progress.End();
                throw;
            }
            finally
            {
                if (!stands) connector.Close(link, trace);
            }
        }
    }

    private async ValueTask<CurlLink> MakeAsync(HttpUrl url, string host, ushort port, CurlProxy? proxy, bool isPlainProxy, string key, CancellationToken stop)
    {
        string target = proxy?.Host ?? host;
        ushort targetPort = proxy?.Port ?? port;
        string name = isPlainProxy ? proxy!.Host : url.Host;
        int number = connector.Next;
        try
        {
            HttpConnection connection;
            InternetEndpoint? local = null, remote = null;
            if (config.UnixSocket is { } path)
            {
                connection = new(connector.ConnectUnix(path, host, port, trace));
                facts.Connected = time.Now;
                trace.Info(string.Create(CultureInfo.InvariantCulture, $"Connected to {target} ({CurlText.Bytes(path)}) port {targetPort} (#{number})"));
            }
            else
            {
                var addresses = await ResolveAsync(target, targetPort, proxy is not null, stop);
                facts.Resolved = time.Now;
                var socket = await connector.ConnectAsync(config, addresses, target, trace, stop);
                facts.Connected = time.Now;
                (local, remote) = (socket.LocalEndpoint, socket.PeerEndpoint);
                connection = new(socket);
                if (proxy?.Socks is null) trace.Info(string.Create(CultureInfo.InvariantCulture, $"Connected to {target} ({remote.Value.Address}) port {targetPort} (#{number})"));
                facts.Local = local;
                facts.Remote = remote;
            }
            facts.Connects++;
            var link = connector.Add(new CurlLink(connection, number, key) { Name = name, Proxy = isPlainProxy ? proxy : null, Local = local, Remote = remote });
            if (proxy?.Socks is { } version && config.UnixSocket is null) await AskSocksAsync(link, proxy, version, host, port, stop);
            return link;
        }
        catch (CurlFailure e) when (number == connector.Next)
        {
            if (e.Code is not CurlExit.NoHost and not CurlExit.NoProxy) progress.End();
            trace.Info(string.Create(CultureInfo.InvariantCulture, $"Closing connection {number}"));
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<InternetEndpoint>> ResolveAsync(string host, ushort port, bool isProxy, CancellationToken stop)
    {
        try
        {
            return await names.FindAsync(host, port, trace, stop);
        }
        catch (Failure e)
        {
            string message = $"Could not resolve {(isProxy ? "proxy" : "host")}: {host}";
            trace.Info(message);
            throw new CurlFailure(isProxy ? CurlExit.NoProxy : CurlExit.NoHost, message) { Hint = e.Hint };
        }
    }

    private async ValueTask AskSocksAsync(CurlLink link, CurlProxy proxy, SocksVersion version, string host, ushort port, CancellationToken stop)
    {
        InternetAddress? address = InternetAddress.TryParse(host, out var literal) ? literal : null;
        if (address is null && version is SocksVersion.Four or SocksVersion.Five) address = (await ResolveAsync(host, port, false, stop))[0].Address;
        if (version is SocksVersion.Four or SocksVersion.FourA && address is { Is6: true })
        {
            connector.Close(link, trace);
            throw new CurlFailure(CurlExit.ProxyHandshake, $"SOCKS4 connection to {host} not supported");
        }
        trace.Info(version switch
        {
            SocksVersion.Five or SocksVersion.FiveByName => string.Create(CultureInfo.InvariantCulture, $"SOCKS5 connect to {host}:{port} ({(version == SocksVersion.Five ? "locally" : "remotely")} resolved)"),
            SocksVersion.FourA => string.Create(CultureInfo.InvariantCulture, $"SOCKS4a communication to {host}:{port}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"SOCKS4 communication to {host}:{port}"),
        });
        var greeting = new SocksGreeting(link.Connection, version, proxy.User, proxy.Password);
        var fault = await greeting.AskAsync(host, address, port, stop);
        if (fault == SocksFault.None)
        {
            trace.Info(version is SocksVersion.Five or SocksVersion.FiveByName ? "SOCKS5 request granted." : "SOCKS4 request granted.");
            trace.Info(string.Create(CultureInfo.InvariantCulture, $"Connected to {proxy.Host} ({link.Remote!.Value.Address}) port {proxy.Port} (#{link.Number})"));
            facts.Connected = time.Now;
            return;
        }
        connector.Close(link, trace);
        bool isFive = version is SocksVersion.Five or SocksVersion.FiveByName;
        throw new CurlFailure(CurlExit.ProxyHandshake, fault switch
        {
            SocksFault.Refused when isFive => string.Create(CultureInfo.InvariantCulture, $"Can't complete SOCKS5 connection to {host}. ({greeting.Code})"),
            SocksFault.Refused => string.Create(CultureInfo.InvariantCulture, $"Can't complete SOCKS4 connection to {address?.ToString() ?? host}:{port}. ({greeting.Code}), {(greeting.Code == 91 ? "request rejected or failed." : "Unknown.")}"),
            SocksFault.NoMethod => "No authentication method was acceptable.",
            SocksFault.BadLogin => string.Create(CultureInfo.InvariantCulture, $"User was rejected by the SOCKS5 server (1 {greeting.Code})."),
            SocksFault.TooLong => isFive ? $"SOCKS5: the destination hostname is too long to be resolved remotely by the proxy." : "SOCKS4: too long host name",
            SocksFault.BadVersion => isFive ? "Received invalid version in initial SOCKS5 response." : "SOCKS4 reply has wrong version, version should be 0.",
            _ => isFive ? "connection to proxy closed" : "connection to proxy closed",
        });
    }

    /// <summary>Asks an HTTP proxy for a connection (RFC 9110 section 9.3.6); false when it must be asked over another one.</summary>
    private async ValueTask<bool> TunnelAsync(CurlLink link, CurlProxy proxy, CurlAuthState auth, string target, CurlSinks sinks, CancellationToken stop)
    {
        while (true)
        {
            trace.Info($"allocate connect buffer");
            trace.Info($"Establish HTTP proxy tunnel to {target}");
            string? login = auth.Header("CONNECT", target);
            if (login is not null) trace.Info($"Proxy auth using {auth.Name} with user '{auth.User}'");
            var request = new StringBuilder($"CONNECT {target} HTTP/{(proxy.IsHttp10 ? "1.0" : "1.1")}\r\n");
            if (CurlRequest.Find(config.ProxyHeaders, "Host") is null) request.Append("Host: ").Append(target).Append("\r\n");
            if (login is not null) request.Append("Proxy-Authorization: ").Append(login).Append("\r\n");
            if (CurlRequest.Find(config.ProxyHeaders, "User-Agent") is null && config.UserAgent is not "") request.Append("User-Agent: ").Append(config.UserAgent ?? CurlVersion.Agent).Append("\r\n");
            if (CurlRequest.Find(config.ProxyHeaders, "Proxy-Connection") is null) request.Append("Proxy-Connection: Keep-Alive\r\n");
            CurlRequest.AppendLines(request, config.ProxyHeaders, static _ => false);
            byte[] bytes = Encoding.Latin1.GetBytes(request.Append("\r\n").ToString());
            facts.RequestSize += bytes.Length;
            trace.Header(bytes, sent: true);
            if (await link.Connection.WriteAsync(bytes, stop) != Errno.None) throw new CurlFailure(CurlExit.SendError, "Failed sending CONNECT to proxy");

            var head = new HttpHead();
            sinks.IsTunnel = true;
            var fault = await HttpHeadReader.ReadAsync(link.Connection, head, line => sinks.HeaderLine(line), stop);
            sinks.IsTunnel = false;
            if (fault != HttpHeadFault.None) throw new CurlFailure(CurlExit.ReceiveError, fault is HttpHeadFault.Nothing or HttpHeadFault.Short ? "Proxy CONNECT aborted" : "Invalid response header of a proxy");
            facts.ConnectStatus = head.Status;
            if (head.Status / 100 == 2)
            {
                foreach (var (header, _) in head.Headers)
                    if (header.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || header.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) trace.Info($"Ignoring {header} in CONNECT {head.Status} response");
                trace.Info("CONNECT phase completed");
                trace.Info($"CONNECT tunnel established, response {head.Status}");
                return true;
            }
            bool again = head.Status == 407 && auth.Challenge(head, "Proxy-Authenticate");
            if (!again)
            {
                throw new CurlFailure(CurlExit.ReceiveError, $"CONNECT tunnel failed, response {head.Status}");
            }
            if (head.Version == 10 || head.Has("Connection", "close") || head.Has("Proxy-Connection", "close")) return false;
            bool hasLength = long.TryParse(head["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out long length);
            var framing = head.Has("Transfer-Encoding", "chunked") ? HttpFraming.Chunked : hasLength ? HttpFraming.Length : HttpFraming.None;
            if (framing != HttpFraming.None) trace.Info($"Ignore {(framing == HttpFraming.Length ? $"{length} bytes of" : "chunked")} response-body");
            var body = new HttpBody(link.Connection, framing, length, stop);
            while (!(await body.NextAsync()).IsEmpty) { }
            if (body.Fault != HttpBodyFault.None) return false;
        }
    }

    /// <summary>What is offered, as the version asks for it.</summary>
    private IReadOnlyList<string> Protocols => config.HttpVersion switch
    {
        10 => ["http/1.0"],
        11 => ["http/1.1"],
        _ => ["h2", "http/1.1"],
    };

    private bool Speaks2(CurlLink link, HttpUrl url, bool isPlainProxy)
        => url.IsSecure ? link.Connection.Secured is SslStream tls && tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 : config.HttpVersion == CurlConfig.PriorKnowledge && !isPlainProxy;

    private async ValueTask SecureAsync(CurlLink link, CurlTls tls, string host, IReadOnlyList<string> protocols, CancellationToken stop)
    {
        var stream = await new CurlTlsOptions(tls, files, trace).ShakeHandsAsync(link.Connection.Stream, host, protocols, stop);
        link.Connection.Secure(stream);
    }

    private static async ValueTask WriteAsync(CurlLink link, string text, CancellationToken stop)
    {
        if (await link.Connection.WriteAsync(Encoding.Latin1.GetBytes(text), stop) != Errno.None) throw new CurlFailure(CurlExit.SendError, "Failed sending data to the peer");
    }

    /// <summary>Where --connect-to leads (curl(1)): the first entry that fits; empty words fit anything and change nothing.</summary>
    private (string Host, ushort Port) ConnectTo(HttpUrl url)
    {
        foreach (string entry in config.ConnectTo)
        {
            if (Words(entry) is not [var host, var port, var toHost, var toPort]) continue;
            if (host.Length > 0 && !host.Equals(url.Host, StringComparison.OrdinalIgnoreCase)) continue;
            if (port.Length > 0 && port != url.Port.ToString(CultureInfo.InvariantCulture)) continue;
            ushort to = ushort.TryParse(toPort, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : url.Port;
            if (toHost.Length > 0) trace.Info($"Connecting to hostname: {toHost}");
            if (toPort.Length > 0) trace.Info(string.Create(CultureInfo.InvariantCulture, $"Connecting to port: {to}"));
            return (toHost.Length > 0 ? toHost : url.Host, to);
        }
        return (url.Host, url.Port);
    }

    /// <summary>Cuts at the colons outside of brackets.</summary>
    private static List<string> Words(string entry)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inBrackets = false;
        foreach (char c in entry)
        {
            if (c is '[' or ']') inBrackets = c == '[';
            else if (c == ':' && !inBrackets)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else word.Append(c);
        }
        words.Add(word.ToString());
        return words;
    }
}
