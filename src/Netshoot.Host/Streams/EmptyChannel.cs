using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Host.Streams;

/// <summary>A stream that has ended and takes everything: what a machine without standard streams has.</summary>
public sealed class EmptyChannel : IByteChannel
{
    public static readonly EmptyChannel Instance = new();

    private EmptyChannel() { }

    public Errno TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        return Errno.None;
    }

    public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count)
    {
        count = bytes.Length;
        return Errno.None;
    }

    public async ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
    {
        if (readiness != SocketReadiness.Broken) return true;
        await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        return false;
    }

    public void Dispose() { }
}
