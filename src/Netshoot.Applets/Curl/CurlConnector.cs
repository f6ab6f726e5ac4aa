using System.Globalization;
using System.Net.Security;
using System.Runtime.InteropServices;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Http;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>The connections of a run: those that stand and can be used again, and how new ones are made.</summary>
internal sealed class CurlConnector(Shell shell) : IDisposable
{
    private const int MostIdle = 5;
    private static readonly TimeSpan s_longestIdle = TimeSpan.FromSeconds(118);

    private readonly List<CurlLink> _links = [];
    private int _next;

    public int Next => _next;

    /// <summary>An idle connection with that key that still stands; null when there is none.</summary>
    public CurlLink? TryReuse(string key, CurlTrace trace)
    {
        for (int i = 0; i < _links.Count; i++)
        {
            var link = _links[i];
            if (link.IsBusy || link.Key != key) continue;
            if (!link.Connection.IsFresh() || shell.Clock.GetElapsedTime(link.IdleSince) > s_longestIdle)
            {
                trace.Info($"Connection {link.Number} seems to be dead");
                Close(link, trace);
                i--;
                continue;
            }
            trace.Info(string.Create(CultureInfo.InvariantCulture, $"Found bundle for host: 0x{i + 1:x} [{(link.Connection.Http2 is null ? "serially" : "can multiplex")}]"));
            if (link.Connection.Http2 is null) trace.Info("Can not multiplex, even if we wanted to");
            trace.Info(string.Create(CultureInfo.InvariantCulture, $"Re-using existing connection #{link.Number} with {(link.Proxy is null ? "host" : "proxy")} {link.Name}"));
            link.IsBusy = true;
            return link;
        }
        return null;
    }

    public void Keep(CurlLink link, CurlTrace trace)
    {
        link.IsBusy = false;
        link.IdleSince = shell.Clock.GetTimestamp();
        trace.Info(string.Create(CultureInfo.InvariantCulture, $"Connection #{link.Number} to host {link.Name} left intact"));
        var idle = _links.FindAll(static l => !l.IsBusy);
        if (idle.Count > MostIdle) Drop(idle[0]);
    }

    public void Close(CurlLink link, CurlTrace trace)
    {
        trace.Info(string.Create(CultureInfo.InvariantCulture, $"Closing connection {link.Number}"));
        Drop(link);
    }

    public void Dispose()
    {
        foreach (var link in _links) link.Dispose();
        _links.Clear();
    }

    /// <summary>A fresh connection to an address of a host, the fastest of both families (RFC 8305).</summary>
    /// <exception cref="CurlFailure">There is none to be had.</exception>
    public async ValueTask<ISocket> ConnectAsync(CurlConfig config, IReadOnlyList<InternetEndpoint> addresses, string host, CurlTrace trace, CancellationToken stop)
    {
        long began = shell.Clock.GetTimestamp();
        var first = new List<InternetEndpoint>();
        var second = new List<InternetEndpoint>();
        foreach (var address in addresses) (address.Address.Is6 == addresses[0].Address.Is6 ? first : second).Add(address);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var attempts = new List<Task<(ISocket? Socket, Errno Errno)>> { TryAllAsync(config, first, trace, done.Token) };
        if (second.Count > 0)
        {
            await Task.WhenAny(attempts[0], Task.Delay(TimeSpan.FromMilliseconds(config.HappyEyeballs), shell.Clock, done.Token));
            if (!attempts[0].IsCompletedSuccessfully || attempts[0].Result.Socket is null) attempts.Add(TryAllAsync(config, second, trace, done.Token));
        }
        var errno = Errno.None;
        while (attempts.Count > 0)
        {
            var ready = await Task.WhenAny(attempts);
            attempts.Remove(ready);
            var (socket, failed) = await ready;
            if (socket is null)
            {
                errno = failed;
                continue;
            }
            done.Cancel();
            foreach (var late in attempts)
            {
                try
                {
                    (await late).Socket?.Dispose();
                }
                catch (OperationCanceledException)
                {
                    // The slower of the two was given up.
                }
            }
            return socket;
        }
        string took = string.Create(CultureInfo.InvariantCulture, $"{(long)shell.Clock.GetElapsedTime(began).TotalMilliseconds} ms");
        string message = string.Create(CultureInfo.InvariantCulture, $"Failed to connect to {host} port {addresses[0].Port} after {took}: Couldn't connect to server");
        trace.Info(message);
        throw new CurlConnectFailure(errno, message);
    }

    /// <exception cref="CurlFailure">Nobody listens.</exception>
    public ISocket ConnectUnix(string path, string host, ushort port, CurlTrace trace)
    {
        trace.Info($"  Trying {CurlText.Bytes(path.TrimStart('@'))}:0...");
        var errno = shell.Machine.TryOpen(SocketFamily.Unix, SocketKind.Stream, 0, out var socket);
        if (socket is not null) errno = socket.ConnectUnix(path);
        if (errno == Errno.None) return socket!;
        socket?.Dispose();
        trace.Info($"Immediate connect fail for {CurlText.Bytes(path)}: {shell.Machine.Text(errno)}");
        string message = string.Create(CultureInfo.InvariantCulture, $"Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server");
        trace.Info(message);
        throw new CurlConnectFailure(errno, message);
    }

    public CurlLink Add(CurlLink link)
    {
        _next++;
        link.IsBusy = true;
        _links.Add(link);
        return link;
    }

    private async Task<(ISocket? Socket, Errno Errno)> TryAllAsync(CurlConfig config, List<InternetEndpoint> addresses, CurlTrace trace, CancellationToken stop)
    {
        var errno = Errno.None;
        foreach (var address in addresses)
        {
            trace.Info($"  Trying {address}...");
            errno = shell.Machine.TryOpen(address.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Stream, 0, out var socket);
            if (socket is null) continue;
            bool kept = false;
            try
            {
                Prepare(config, socket);
                await BindAsync(config, socket, address, trace, stop);
                var outcome = await Connector.ConnectAsync(socket, address, null, stop);
                kept = outcome.Socket is not null;
                if (kept) return (socket, Errno.None);
                errno = outcome.Errno;
                trace.Info(errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ETIMEDOUT
                    ? string.Create(CultureInfo.InvariantCulture, $"connect to {address.Address} port {address.Port} failed: {shell.Machine.Text(errno)}")
                    : $"Immediate connect fail for {address.Address}: {shell.Machine.Text(errno)}");
            }
            finally
            {
                if (!kept) socket.Dispose();
            }
        }
        return (null, errno);
    }

    /// <summary>Options of tcp(7); a kernel that refuses one is no reason not to connect.</summary>
    private static void Prepare(CurlConfig config, ISocket socket)
    {
        const int TcpLevel = 6, KeepIdle = 4, KeepInterval = 5;
        if (config.NoDelay) socket.Set(SocketOption.NoDelay, 1);
        if (!config.KeepsAlive) return;
        socket.Set(SocketOption.KeepAlive, 1);
        int seconds = config.KeepAliveTime > 0 ? config.KeepAliveTime : 60;
        socket.SetRaw(TcpLevel, KeepIdle, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in seconds)));
        socket.SetRaw(TcpLevel, KeepInterval, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in seconds)));
    }

    private async ValueTask BindAsync(CurlConfig config, ISocket socket, InternetEndpoint remote, CurlTrace trace, CancellationToken stop)
    {
        if (config.Interface is null && config.LocalPorts is null) return;
        var local = remote.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4;
        if (config.Interface is { } text)
        {
            string name = CurlText.Word(text);
            bool mustBeInterface = name.StartsWith("if!", StringComparison.Ordinal), mustBeHost = name.StartsWith("host!", StringComparison.Ordinal);
            if (mustBeInterface) name = name[3..];
            if (mustBeHost) name = name[5..];
            if (!mustBeHost && shell.Machine.InterfaceIndex(name) != 0)
            {
                if (socket.BindToInterface(name) is var errno and not Errno.None) throw new CurlFailure(CurlExit.InterfaceFailed, $"Couldn't bind to interface '{text}': {shell.Machine.Text(errno)}");
            }
            else if (!mustBeInterface && InternetAddress.TryParse(name, out local))
            {
                if (local.Is6 != remote.Address.Is6) throw new CurlFailure(CurlExit.InterfaceFailed, $"Couldn't bind to '{text}'");
            }
            else
            {
                try
                {
                    if (mustBeInterface) throw new Failure(name, "");
                    local = (await shell.Machine.Names.AddressesAsync(name, remote.Address.Is6 ? Host.Names.NameFamily.Ip6 : Host.Names.NameFamily.Ip4, stop))[0].Address;
                }
                catch (Failure)
                {
                    throw new CurlFailure(CurlExit.InterfaceFailed, mustBeInterface ? $"Couldn't bind to interface '{name}'" : $"Couldn't bind to '{name}'");
                }
            }
            if (local != (remote.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4)) trace.Info($"Name '{name}' family {(remote.Address.Is6 ? 10 : 2)} resolved to '{local}' family {(remote.Address.Is6 ? 10 : 2)}");
        }
        var (port, last) = config.LocalPorts ?? (0, 0);
        while (socket.Bind(new(local, (ushort)port)) is var refused and not Errno.None)
        {
            if (++port > last) throw new CurlFailure(CurlExit.InterfaceFailed, $"bind failed with errno {(int)refused}: {shell.Machine.Text(refused)}");
            trace.Info(string.Create(CultureInfo.InvariantCulture, $"Bind to local port {port - 1} failed, trying next"));
        }
        if (last > 0) trace.Info(string.Create(CultureInfo.InvariantCulture, $"Local port: {port}"));
    }

    private void Drop(CurlLink link)
    {
        _links.Remove(link);
        link.Dispose();
    }
}

/// <summary>Nobody could be connected to.</summary>
internal sealed class CurlConnectFailure(Errno errno, string message) : CurlFailure(CurlExit.NoConnection, message)
{
    public Errno Errno => errno;
}
