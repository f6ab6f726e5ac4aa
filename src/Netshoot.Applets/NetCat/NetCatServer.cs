using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>nc -l: takes one connection after another, or the datagrams of one sender, or with -k of all.</summary>
internal sealed class NetCatServer(NetCatSession session)
{
    // The original's; a second one that comes while the first is served must not be refused.
    private const int Backlog = 16;

    private readonly NetCatOptions _options = session.Options;
    private readonly SocketSettings _settings = session.Settings with { SharesPort = true };

    public async ValueTask<ExitCode> RunAsync(string? host, string service)
    {
        ushort port = session.ServicePort(service);
        var local = host is null
            ? new InternetEndpoint(_options.Family == NameFamily.Ip6 ? InternetAddress.Any6 : InternetAddress.Any4, port)
            : (await session.ResolveAsync(host, _options.Family, "getaddrinfo"))[0] with { Port = port };
        if (_options.IsUdp) return await ServeDatagramsAsync(local);

        using var listener = Listener.Open(session.Machine, session.Kind, session.Protocol, local, _settings, Backlog);
        await OpenedAsync("Listening", listener);
        while (true)
        {
            var (connection, peer) = await Listener.AcceptAsync(session.Machine, listener, CancellationToken.None);
            using (connection)
            {
                await AcceptedAsync(peer);
                if (_options.PassesSocket)
                {
                    session.PassOn(connection);
                    return ExitCode.Ok;
                }
                // The listening socket is closed only with us: others may be waiting, but without -k nobody comes for them.
                var code = await session.RelayAsync(connection, readsInput: true);
                if (!_options.KeepsListening) return code;
            }
        }
    }

    private async ValueTask<ExitCode> ServeDatagramsAsync(InternetEndpoint local)
    {
        while (true)
        {
            using var socket = Listener.Open(session.Machine, session.Kind, session.Protocol, local, _settings, Backlog);
            await OpenedAsync("Bound", socket);
            if (_options.KeepsListening)
            {
                // It stays open for all, so there is nobody whom what we read could be for.
                await session.RelayAsync(socket, readsInput: false);
                continue;
            }
            var peer = await FirstSenderAsync(socket);
            if (socket.Connect(peer) is var errno and not Errno.None) throw new Failure("connect", session.Machine.Text(errno));
            await AcceptedAsync(peer);
            return await session.RelayAsync(socket, readsInput: true);
        }
    }

    private static async ValueTask<InternetEndpoint> FirstSenderAsync(ISocket socket)
    {
        var first = new byte[1];
        while (true)
        {
            await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, CancellationToken.None);
            if (socket.TryPeek(first, out var arrival) == Errno.None) return arrival.From;
        }
    }

    private async ValueTask OpenedAsync(string how, ISocket socket)
    {
        var local = socket.LocalEndpoint;
        if (_options.Verbose && !session.Shell.Json) session.Say($"{how} on {await session.NameAsync(local)} {local.Port}");
        session.Tell(new(how == "Bound" ? "bound" : "listening", _options.ProtocolName) { Endpoint = local });
    }

    private async ValueTask AcceptedAsync(InternetEndpoint peer)
    {
        if (_options.Verbose && !session.Shell.Json) session.Say($"Connection received on {await session.NameAsync(peer)} {peer.Port}");
        session.Tell(new("accepted", _options.ProtocolName) { Endpoint = peer });
    }
}
