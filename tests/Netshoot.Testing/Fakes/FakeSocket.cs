using Netshoot.Host.Bulk;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Testing.Fakes;

/// <summary>A simulated connection: <see cref="Incoming"/> is what the peer sends, <see cref="Outgoing"/> what it gets.</summary>
public sealed class FakeSocket(TimeProvider clock, SocketFamily family = SocketFamily.Ip4) : ISocket
{
    private readonly Queue<FakeSocket> _waiting = new();

    public FakeStream Incoming { get; } = new(clock);

    public FakeStream Outgoing { get; } = new(clock);

    /// <summary>What connect says.</summary>
    public Errno ConnectResult { get; set; } = Errno.EINPROGRESS;

    /// <summary>What the pending error is once connected; null while nobody answers.</summary>
    public Errno? Answer { get; set; } = Errno.None;

    public List<(SocketOption Option, int Value)> Options { get; } = [];

    public InternetEndpoint? Bound { get; private set; }

    public InternetEndpoint? ConnectedTo { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Whether it may be bound.</summary>
    public Errno BindResult { get; set; }

    public SocketFamily Family => family;

    public InternetEndpoint LocalEndpoint => Bound ?? default;

    public InternetEndpoint PeerEndpoint => ConnectedTo ?? default;

    public string PeerUnixPath => "";

    public Errno Bind(InternetEndpoint local)
    {
        Bound = local;
        return BindResult;
    }

    public Errno BindUnix(string path) => Errno.None;

    public Errno BindToInterface(string name) => Errno.None;

    public Errno Connect(InternetEndpoint remote)
    {
        ConnectedTo = remote;
        return ConnectResult;
    }

    public Errno ConnectUnix(string path) => Errno.None;

    public Errno Listen(int backlog) => Errno.None;

    public Errno TryAccept(out ISocket? connection, out InternetEndpoint peer)
    {
        (connection, peer) = (null, default);
        // Each connection that waits is a byte that came.
        if (Incoming.TryRead(new byte[1], out _) != Errno.None || !_waiting.TryDequeue(out var next)) return Errno.EAGAIN;
        (connection, peer) = (next, next.PeerEndpoint);
        return Errno.None;
    }

    /// <summary>Somebody connects to this socket, which listens.</summary>
    public void Offer(FakeSocket connection)
    {
        _waiting.Enqueue(connection);
        Incoming.Feed([0]);
    }

    public IBulkSocket OpenBulk() => new FakeBulkSocket(this);

    public Errno TrySend(ReadOnlySpan<byte> bytes, out int sent) => Outgoing.TryWrite(bytes, out sent);

    public Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent) => Outgoing.TryWrite(bytes, out sent);

    public Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent) => Outgoing.TryWrite(bytes, out sent);

    public Errno TryReceive(Span<byte> buffer, out int received) => Incoming.TryRead(buffer, out received);

    public Errno TryPeek(Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        return Errno.EAGAIN;
    }

    public Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        return Errno.EAGAIN;
    }

    public Errno TryReceiveError(Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        return Errno.EAGAIN;
    }

    public Errno Shutdown(bool both = false)
    {
        Outgoing.End();
        return Errno.None;
    }

    public Errno Set(SocketOption option, int value)
    {
        Options.Add((option, value));
        return Errno.None;
    }

    public Errno Get(SocketOption option, out int value)
    {
        value = (int)(Answer ?? Errno.None);
        return Errno.None;
    }

    public Errno SetRaw(int level, int name, ReadOnlySpan<byte> value) => Errno.None;

    public Errno GetRaw(int level, int name, Span<byte> value, out int length)
    {
        length = 0;
        return Errno.EOPNOTSUPP;
    }

    public async ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
    {
        switch (readiness)
        {
            case SocketReadiness.Readable:
                return await Incoming.ReadableAsync(patience, stop);
            case SocketReadiness.Broken:
                return await Outgoing.BrokenAsync(patience, stop);
            case SocketReadiness.Writable when Answer is null:
                await Task.Delay(patience, clock, stop);
                return false;
            default:
                return await Outgoing.WritableAsync(patience, stop);
        }
    }

    public void Dispose() => IsDisposed = true;
}
