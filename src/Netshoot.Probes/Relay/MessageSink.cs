using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>Takes connections from anybody, reads what they send to its end, and counts it.</summary>
public sealed class MessageSink(IMachine machine)
{
    // Whoever connects and says nothing must not keep others out, nor fill our memory.
    private const int MostConnections = 256;
    private const int Piece = 16 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private int _open;

    /// <summary>Connections taken so far.</summary>
    public long Connections { get; private set; }

    /// <summary>Lines received so far.</summary>
    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Listens on a port of every address, IPv6 and IPv4; of IPv4 alone where there is no IPv6.</summary>
    /// <exception cref="Failure">The port is taken, or may not be used.</exception>
    public ISocket Listen(ushort port)
    {
        const int Tcp = 6, Backlog = 128;
        try
        {
            return Listener.Open(machine, SocketKind.Stream, Tcp, new(InternetAddress.Any6, port), new SocketSettings { AcceptsIp4 = true }, Backlog);
        }
        catch (Failure e) when ((Errno)e.Errno is Errno.EAFNOSUPPORT or Errno.EADDRNOTAVAIL)
        {
            return Listener.Open(machine, SocketKind.Stream, Tcp, new(InternetAddress.Any4, port), new SocketSettings(), Backlog);
        }
    }

    /// <summary>Serves until it is stopped.</summary>
    public async Task ServeAsync(ISocket listener, CancellationToken stop)
    {
        while (true)
        {
            var (connection, _) = await Listener.AcceptAsync(machine, listener, stop);
            Connections++;
            if (_open >= MostConnections) connection.Dispose();
            else _ = DrainAsync(connection, stop);
        }
    }

    private async Task DrainAsync(ISocket connection, CancellationToken stop)
    {
        _open++;
        using var owned = connection;
        var buffer = new byte[Piece];
        try
        {
            while (await connection.WaitAsync(SocketReadiness.Readable, s_patience, stop))
            {
                var errno = connection.TryReceive(buffer, out int count);
                if (errno == Errno.EAGAIN) continue;
                if (errno != Errno.None || count == 0) break;
                Bytes += count;
                Messages += buffer.AsSpan(0, count).Count((byte)'\n');
            }
        }
        catch (OperationCanceledException)
        {
            // The tool ends.
        }
        finally
        {
            _open--;
        }
    }
}
