using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Testing.Fakes;

/// <summary>A simulated standard stream: a test feeds it or looks at what arrived.</summary>
public sealed class FakeChannel(FakeStream stream) : IByteChannel
{
    public Errno TryRead(Span<byte> buffer, out int count) => stream.TryRead(buffer, out count);

    public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count) => stream.TryWrite(bytes, out count);

    public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop) => readiness switch
    {
        SocketReadiness.Readable => stream.ReadableAsync(patience, stop),
        SocketReadiness.Writable => stream.WritableAsync(patience, stop),
        _ => stream.BrokenAsync(patience, stop),
    };

    public void Dispose() { }
}
