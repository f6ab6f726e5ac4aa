using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Host.Streams;

/// <summary>
/// A stream of bytes that engines can wait for: standard input or output, be it a file, a pipe, a terminal or a socket. Nothing in it
/// waits but <see cref="WaitAsync"/>.
/// </summary>
public interface IByteChannel : IDisposable
{
    /// <summary>Whether a person is at the other end.</summary>
    bool IsTerminal => false;

    /// <summary>Bytes that are there, 0 at the end; EAGAIN when there are none yet.</summary>
    Errno TryRead(Span<byte> buffer, out int count);

    /// <summary>Writes as many bytes as there is room for; EAGAIN when there is none.</summary>
    Errno TryWrite(ReadOnlySpan<byte> bytes, out int count);

    /// <summary>Waits until the stream is ready or broken.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first; a negative one never does.</returns>
    ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop);
}
