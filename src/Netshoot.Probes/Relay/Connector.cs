using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>What came of one attempt to connect.</summary>
/// <param name="Socket">The connection, or null.</param>
/// <param name="Errno">Why there is none.</param>
/// <param name="TimedOut">Nobody answered in time; <see cref="Errno"/> is then EINPROGRESS.</param>
public readonly record struct ConnectOutcome(ISocket? Socket, Errno Errno, bool TimedOut);

/// <summary>Connects sockets to internet endpoints with settings made beforehand.</summary>
public sealed class Connector(IMachine machine, SocketKind kind, int protocol, SocketSettings settings, TimeSpan? patience)
{
    /// <param name="remote">Where to.</param>
    /// <param name="local">Where from; null to leave that to the kernel.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="Failure">The local address or a setting was refused.</exception>
    public async ValueTask<ConnectOutcome> ConnectAsync(InternetEndpoint remote, InternetEndpoint? local, CancellationToken stop)
    {
        var errno = machine.TryOpen(remote.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, kind, protocol, out var socket);
        if (socket is null) return new(null, errno, TimedOut: false);
        bool kept = false;
        try
        {
            if (local is { } from && socket.Bind(from) is var refused and not Errno.None) throw new Failure("bind failed", machine.Text(refused), errno: (int)refused);
            settings.Apply(machine, socket, remote);
            var outcome = await ConnectAsync(socket, remote, patience, stop);
            kept = outcome.Socket is not null;
            return outcome;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }

    /// <summary>Connects a socket that was made ready; it stays open, whatever comes of it.</summary>
    public static async ValueTask<ConnectOutcome> ConnectAsync(ISocket socket, InternetEndpoint remote, TimeSpan? patience, CancellationToken stop)
    {
        var errno = socket.Connect(remote);
        if (errno == Errno.EINPROGRESS)
        {
            if (!await socket.WaitAsync(SocketReadiness.Writable, patience ?? Timeout.InfiniteTimeSpan, stop)) return new(null, errno, TimedOut: true);
            errno = socket.Get(SocketOption.PendingError, out int pending) is var asked and not Errno.None ? asked : (Errno)pending;
        }
        return new(errno == Errno.None ? socket : null, errno, TimedOut: false);
    }
}
