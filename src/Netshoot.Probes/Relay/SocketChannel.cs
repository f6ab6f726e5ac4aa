using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>A connected socket as a stream of bytes. The socket stays its owner's.</summary>
public sealed class SocketChannel(ISocket socket) : IByteChannel
{
    public Errno TryRead(Span<byte> buffer, out int count) => socket.TryReceive(buffer, out count);

    public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count) => socket.TrySend(bytes, out count);

    public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop) => socket.WaitAsync(readiness, patience, stop);

    public void Dispose() { }
}
