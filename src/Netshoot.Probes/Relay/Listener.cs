using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>Opens sockets that others connect or send to, and waits for them.</summary>
public static class Listener
{
    /// <summary>Opens a socket, binds it, and for streams listens.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="kind">Stream or datagram.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="local">The address and port to listen on.</param>
    /// <param name="settings">What is set beforehand.</param>
    /// <param name="backlog">Connections that may wait to be taken.</param>
    /// <exception cref="Failure">It is refused; the subject is empty.</exception>
    public static ISocket Open(IMachine machine, SocketKind kind, int protocol, InternetEndpoint local, SocketSettings settings, int backlog)
    {
        var errno = machine.TryOpen(local.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, kind, protocol, out var socket);
        if (socket is null) throw Refused(machine, errno);
        bool kept = false;
        try
        {
            socket.Set(SocketOption.ReuseAddress, 1);
            settings.Apply(machine, socket, new(local.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4, 0));
            errno = socket.Bind(local);
            if (errno == Errno.None && kind != SocketKind.Datagram) errno = socket.Listen(backlog);
            if (errno != Errno.None) throw Refused(machine, errno);
            kept = true;
            return socket;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }

    /// <summary>The next connection.</summary>
    public static async ValueTask<(ISocket Connection, InternetEndpoint Peer)> AcceptAsync(IMachine machine, ISocket listener, CancellationToken stop)
    {
        while (true)
        {
            var errno = listener.TryAccept(out var connection, out var peer);
            if (connection is not null) return (connection, peer);
            // A connection may be gone before it is taken: the next one is what counts (accept(2)).
            if (errno is Errno.EAGAIN or Errno.ECONNABORTED or Errno.EPROTO or Errno.ENETDOWN or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN)
                await listener.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
            else throw new Failure("accept", machine.Text(errno), errno: (int)errno);
        }
    }

    private static Failure Refused(IMachine machine, Errno errno) => new("", machine.Text(errno), errno: (int)errno);
}
