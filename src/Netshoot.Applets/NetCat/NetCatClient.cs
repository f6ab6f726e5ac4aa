using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>nc to internet hosts: connects to each port in turn, directly or through a proxy.</summary>
internal sealed class NetCatClient(NetCatSession session)
{
    private static readonly TimeSpan s_probePause = TimeSpan.FromSeconds(1);

    private readonly NetCatOptions _options = session.Options;
    private readonly string _protocol = session.Options.ProtocolName;

    /// <param name="host">A name or an address.</param>
    /// <param name="words">Ports, services and ranges of ports.</param>
    public async ValueTask<ExitCode> RunAsync(string host, IEnumerable<string> words)
    {
        var ports = PortList.Parse(words, _protocol, session.Machine.Names);
        if (_options.RandomPorts) Random.Shared.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ports));
        var proxy = _options.Proxy is null ? null : new NetCatProxy(session);
        // A stream: whether one of the ports answered; datagrams: whether the last one did. So it is in the original.
        var code = ExitCode.Failed;
        for (int i = 0; i < ports.Count; i++)
        {
            if (i > 0 && _options.Interval is { } interval) await Task.Delay(interval, session.Shell.Clock);
            using var socket = proxy is null ? await ConnectAsync(host, ports[i]) : await proxy.ConnectAsync(host, ports[i]);
            bool answered = socket is not null && (!_options.IsUdp || !(_options.Verbose || session.Shell.Json) || await ProbeAsync(host, ports[i], socket));
            if (answered) code = ExitCode.Ok;
            else if (_options.IsUdp) code = ExitCode.Failed;
            if (!answered) continue;

            if (_options.PassesSocket)
            {
                session.PassOn(socket!);
                return ExitCode.Ok;
            }
            if (!_options.OnlyConnects) code = await session.RelayAsync(socket!, readsInput: true);
        }
        return code;
    }

    private async ValueTask<ISocket?> ConnectAsync(string host, ushort port)
    {
        var connector = new Connector(session.Machine, session.Kind, session.Protocol, session.Settings, _options.Timeout);
        foreach (var address in await session.ResolveAsync(host, _options.Family, $"getaddrinfo for host \"{host}\" port {port}"))
        {
            var remote = address with { Port = port };
            string numeric = session.Numeric(remote);
            string name = _options.Numeric || host == numeric ? host : $"{host} ({numeric})";
            long began = session.Shell.Clock.GetTimestamp();
            var outcome = await connector.ConnectAsync(remote, await LocalAsync(remote), CancellationToken.None);
            var took = session.Shell.Clock.GetElapsedTime(began);
            if (outcome.Socket is not null)
            {
                if (!_options.IsUdp) Succeeded(host, name, remote, took);
                return outcome.Socket;
            }
            string reason = session.Machine.Text(outcome.Errno);
            session.Warn($"connect to {name} port {port} ({_protocol}) {(outcome.TimedOut ? "timed out" : "failed")}: {reason}");
            session.Tell(new(outcome.TimedOut ? "timed-out" : "failed", _protocol) { Host = host, Endpoint = remote, Errno = outcome.Errno, Reason = reason, Took = took });
        }
        return null;
    }

    /// <summary>Where the connection shall come from; null when the user does not care.</summary>
    private async ValueTask<InternetEndpoint?> LocalAsync(InternetEndpoint remote)
    {
        if (_options.SourceAddress is null && _options.SourcePort is null) return null;
        ushort port = _options.SourcePort is null ? (ushort)0 : session.ServicePort(_options.SourcePort);
        if (_options.SourceAddress is null) return new(remote.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4, port);
        var addresses = await session.ResolveAsync(_options.SourceAddress, remote.Address.Is6 ? NameFamily.Ip6 : NameFamily.Ip4, "getaddrinfo");
        return addresses[0] with { Port = port };
    }

    /// <summary>Sends a few datagrams of one byte, and sees whether the host says that nobody listens; silence is success, as in the original.</summary>
    private async ValueTask<bool> ProbeAsync(string host, ushort port, ISocket socket)
    {
        const int Pauses = 3;
        var remote = socket.PeerEndpoint;
        long began = session.Shell.Clock.GetTimestamp();
        // The second datagram meets the refusal of the first at once where the host is near; the later ones wait for it.
        var errno = socket.TrySend("X"u8, out _);
        for (int i = 0; i <= Pauses && errno is Errno.None or Errno.EAGAIN; i++)
        {
            if (i > 0) await Task.Delay(s_probePause, session.Shell.Clock);
            errno = socket.TrySend("X"u8, out _);
        }
        var took = session.Shell.Clock.GetElapsedTime(began);
        if (errno is Errno.None or Errno.EAGAIN)
        {
            string numeric = session.Numeric(remote);
            Succeeded(host, _options.Numeric || host == numeric ? host : $"{host} ({numeric})", remote, took);
            return true;
        }
        session.Tell(new("failed", _protocol) { Host = host, Endpoint = remote, Errno = errno, Reason = session.Machine.Text(errno), Took = took });
        return false;
    }

    private void Succeeded(string host, string name, InternetEndpoint remote, TimeSpan took)
    {
        string service = session.ServiceName(remote.Port);
        session.Say($"Connection to {name} {remote.Port} port [{_protocol}/{service}] succeeded!");
        session.Tell(new("connected", _protocol) { Host = host, Endpoint = remote, Service = service == "*" ? null : service, Took = took });
    }
}
