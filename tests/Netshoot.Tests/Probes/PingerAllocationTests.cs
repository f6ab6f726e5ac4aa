using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes;

[Collection(nameof(AllocationCollection))]
public sealed class PingerAllocationTests
{
    [Fact]
    public async Task A_request_that_is_answered_at_once_costs_two_calls_and_no_memory()
    {
        const int Warm = 200_000, Measured = 20_000;
        var socket = new Echoer();
        using var echo = EchoSocket.Over(socket, isRaw: false);
        echo.SetPayloadLength(56);
        var pinger = new Pinger(echo, new(new(InternetAddress.Loopback4, 0)) { Pace = EchoPace.Flood }, TimeProvider.System);
        for (int i = 0; i < Warm; i++) await pinger.NextAsync(CancellationToken.None);

        int calls = socket.Calls;
        long allocated = 0;
        for (int i = 0; i < Measured; i++)
        {
            // Now and then a run that never waits looks up: that is no request's cost.
            int waits = socket.Waits;
            long before = GC.GetAllocatedBytesForCurrentThread();
            await pinger.NextAsync(CancellationToken.None);
            if (waits == socket.Waits) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        // Two events a request: it was sent, it was answered.
        Assert.InRange(socket.Calls - calls, Measured - 1, Measured + 1);
    }

    /// <summary>Answers each request as soon as it is sent.</summary>
    private sealed class Echoer : ISocket
    {
        private readonly byte[] _message = new byte[64];
        private bool _hasAnswer;

        public int Calls { get; private set; }

        public int Waits { get; private set; }

        public SocketFamily Family => SocketFamily.Ip4;

        public InternetEndpoint LocalEndpoint => default;

        public InternetEndpoint PeerEndpoint => default;

        public string PeerUnixPath => "";

        public Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent)
        {
            Calls++;
            bytes.CopyTo(_message);
            _message[0] = 0;
            _hasAnswer = true;
            sent = bytes.Length;
            return Errno.None;
        }

        public Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival)
        {
            Calls++;
            arrival = new() { Length = _message.Length, HopLimit = 64 };
            if (!_hasAnswer) return Errno.EAGAIN;
            _hasAnswer = false;
            _message.CopyTo(buffer);
            return Errno.None;
        }

        public Errno TryReceiveError(Span<byte> buffer, out Arrival arrival)
        {
            arrival = default;
            return Errno.EAGAIN;
        }

        public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
        {
            Waits++;
            return ValueTask.FromResult(false);
        }

        public Errno Set(SocketOption option, int value) => Errno.None;

        public void Dispose() { }

        public Errno Bind(InternetEndpoint local) => throw new NotSupportedException();

        public Errno BindUnix(string path) => throw new NotSupportedException();

        public Errno BindToInterface(string name) => throw new NotSupportedException();

        public Errno Connect(InternetEndpoint remote) => throw new NotSupportedException();

        public Errno ConnectUnix(string path) => throw new NotSupportedException();

        public Errno Listen(int backlog) => throw new NotSupportedException();

        public Errno TryAccept(out ISocket? connection, out InternetEndpoint peer) => throw new NotSupportedException();

        public Errno TrySend(ReadOnlySpan<byte> bytes, out int sent) => throw new NotSupportedException();

        public Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent) => throw new NotSupportedException();

        public Errno TryReceive(Span<byte> buffer, out int received) => throw new NotSupportedException();

        public Errno TryPeek(Span<byte> buffer, out Arrival arrival) => throw new NotSupportedException();

        public Errno Shutdown(bool both = false) => throw new NotSupportedException();

        public Errno Get(SocketOption option, out int value) => throw new NotSupportedException();

        public Errno SetRaw(int level, int name, ReadOnlySpan<byte> value) => throw new NotSupportedException();

        public Errno GetRaw(int level, int name, Span<byte> value, out int length) => throw new NotSupportedException();
    }
}
