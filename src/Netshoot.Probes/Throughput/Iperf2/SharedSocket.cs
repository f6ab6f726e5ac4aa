using Netshoot.Host.Bulk;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>A socket that is somebody else's to close: the second direction of a connection.</summary>
internal sealed class SharedSocket(ISocket socket) : ISocket
{
    public SocketFamily Family => socket.Family;

    public int Number => socket.Number;

    public InternetEndpoint LocalEndpoint => socket.LocalEndpoint;

    public InternetEndpoint PeerEndpoint => socket.PeerEndpoint;

    public string PeerUnixPath => socket.PeerUnixPath;

    public Errno Bind(InternetEndpoint local) => socket.Bind(local);

    public Errno BindUnix(string path) => socket.BindUnix(path);

    public Errno BindToInterface(string name) => socket.BindToInterface(name);

    public Errno Connect(InternetEndpoint remote) => socket.Connect(remote);

    public Errno ConnectUnix(string path) => socket.ConnectUnix(path);

    public Errno Listen(int backlog) => socket.Listen(backlog);

    public Errno TryAccept(out ISocket? connection, out InternetEndpoint peer) => socket.TryAccept(out connection, out peer);

    public Errno TrySend(ReadOnlySpan<byte> bytes, out int sent) => socket.TrySend(bytes, out sent);

    public Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent) => socket.TrySendTo(bytes, to, out sent);

    public Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent) => socket.TrySendToUnix(bytes, path, out sent);

    public Errno TryReceive(Span<byte> buffer, out int received) => socket.TryReceive(buffer, out received);

    public Errno TryPeek(Span<byte> buffer, out Arrival arrival) => socket.TryPeek(buffer, out arrival);

    public Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival) => socket.TryReceiveMessage(buffer, out arrival);

    public Errno TryReceiveError(Span<byte> buffer, out Arrival arrival) => socket.TryReceiveError(buffer, out arrival);

    public Errno Shutdown(bool both = false) => socket.Shutdown(both);

    public Errno Set(SocketOption option, int value) => socket.Set(option, value);

    public Errno Get(SocketOption option, out int value) => socket.Get(option, out value);

    public Errno SetRaw(int level, int name, ReadOnlySpan<byte> value) => socket.SetRaw(level, name, value);

    public Errno GetRaw(int level, int name, Span<byte> value, out int length) => socket.GetRaw(level, name, value, out length);

    public IBulkSocket OpenBulk() => socket.OpenBulk();

    public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop) => socket.WaitAsync(readiness, patience, stop);

    public void Dispose()
    {
        // Its owner closes it.
    }
}
