using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>Connections of TCP that are opened for good and closed at once: no privilege is needed, and the other end notices.</summary>
/// <param name="machine">Where.</param>
/// <param name="settings">What the probes look like.</param>
public sealed class ConnectProbes(IMachine machine, TraceSettings settings) : SocketPerProbe(machine, settings, SocketKind.Stream, Tcp)
{
    private const int Tcp = 6;


    protected override int Skipped => Settings.HeaderLength;

    protected override SocketReadiness Readiness => SocketReadiness.Writable;

    protected override Errno Start(ISocket socket, int id)
    {
        var errno = socket.Connect(Settings.Destination with { FlowLabel = Settings.FlowLabel });
        return errno is Errno.EINPROGRESS or Errno.ECONNREFUSED or Errno.EHOSTUNREACH ? Errno.None : errno;
    }

    protected override bool TryReceive(ISocket socket, out TraceAnswer answer)
    {
        socket.Get(SocketOption.PendingError, out int pending);
        answer = new() { Kind = TraceAnswerKind.Reached, From = Settings.Destination with { Port = 0 }, HopLimit = -1 };
        return (Errno)pending == Errno.ECONNREFUSED || pending == 0 && socket.PeerEndpoint != default;
    }
}
