using Netshoot.Host;
using Netshoot.Host.Loop;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Probes.Relay;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Relay;

[Collection(nameof(AllocationCollection))]
public sealed class RelayAllocationTests
{
    private const int Warm = 50, Measured = 500;

    // A thousandth of the bytes moved: no buffer, and unoptimized code makes an object of every async method's state.
    private const long Limit = Measured * (ByteRelay.Piece / 1024);

    [Fact]
    public void Moving_bytes_allocates_no_buffers_however_many_they_are()
    {
        using var loop = new EventLoop();
        var machine = new Machine(loop);
        var input = new MeasuringChannel();
        var output = new MeasuringChannel();
        loop.Run(async ValueTask<int> () =>
        {
            using var listener = Listener.Open(machine, SocketKind.Stream, 6, new(InternetAddress.Loopback4, 0), new SocketSettings(), 1);
            var connector = new Connector(machine, SocketKind.Stream, 6, new SocketSettings(), null);
            using var left = (await connector.ConnectAsync(listener.LocalEndpoint, null, CancellationToken.None)).Socket!;
            var (right, _) = await Listener.AcceptAsync(machine, listener, CancellationToken.None);
            using var owned = right;
            using var sending = new ByteRelay(left, input, EmptyChannel.Instance, new RelayPlan { TellsEnd = true }, machine.Clock);
            using var receiving = new ByteRelay(right, EmptyChannel.Instance, output, new RelayPlan { ReadsInput = false }, machine.Clock);
            var received = receiving.RunAsync(CancellationToken.None).AsTask();
            var sent = sending.RunAsync(CancellationToken.None).AsTask();
            await received;
            right.Shutdown();
            await sent;
            return 0;
        });
        Assert.Equal(input.Bytes, output.Bytes);
        Assert.InRange(input.Allocated, 0, Limit);
    }

    /// <summary>Gives and takes bytes at once, and watches what is allocated on this thread between two pieces far apart.</summary>
    private sealed class MeasuringChannel : IByteChannel
    {
        private long _begun;
        private int _pieces;

        public long Bytes { get; private set; }

        public long Allocated { get; private set; }

        public Errno TryRead(Span<byte> buffer, out int count)
        {
            if (_pieces == Warm) _begun = GC.GetAllocatedBytesForCurrentThread();
            if (_pieces == Warm + Measured) Allocated = GC.GetAllocatedBytesForCurrentThread() - _begun;
            count = _pieces++ <= Warm + Measured ? buffer.Length : 0;
            Bytes += count;
            return Errno.None;
        }

        public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count)
        {
            count = bytes.Length;
            Bytes += count;
            return Errno.None;
        }

        public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
            => readiness == SocketReadiness.Broken ? EmptyChannel.Instance.WaitAsync(readiness, patience, stop) : ValueTask.FromResult(true);

        public void Dispose() { }
    }
}
