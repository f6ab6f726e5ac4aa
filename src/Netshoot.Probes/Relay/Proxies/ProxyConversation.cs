using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay.Proxies;

/// <summary>Questions and answers of known length over a connection. It reads no byte more than was asked for: what follows belongs to the destination.</summary>
public sealed class ProxyConversation(IMachine machine, ISocket socket, TimeSpan? patience)
{
    public IMachine Machine => machine;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        int length = bytes.Length;
        while (!bytes.IsEmpty)
        {
            var errno = socket.TrySend(bytes.Span, out int sent);
            if (errno == Errno.EAGAIN) errno = await socket.WaitAsync(SocketReadiness.Writable, Patience, stop) ? Errno.None : Errno.ETIMEDOUT;
            if (errno != Errno.None) throw Failed($"write failed ({length - bytes.Length}/{length})", errno);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Fills the buffer.</summary>
    /// <param name="buffer">What to fill.</param>
    /// <param name="announced">How many bytes an error says were wanted; the original's numbers are larger than what it reads.</param>
    /// <param name="stop">Ends the wait.</param>
    public async ValueTask ReadAsync(Memory<byte> buffer, int announced, CancellationToken stop)
    {
        for (int got = 0; got < buffer.Length;)
        {
            var (errno, count) = await ReadSomeAsync(buffer[got..], stop);
            if (errno != Errno.None) throw Failed($"read failed ({got}/{announced})", errno);
            got += count;
        }
    }

    /// <summary>A line without its end (LF or CR LF).</summary>
    /// <param name="longest">What is longer is no line of this protocol.</param>
    /// <param name="stop">Ends the wait.</param>
    public async ValueTask<string> ReadLineAsync(int longest, CancellationToken stop)
    {
        var line = new byte[longest];
        // Byte by byte: what follows the last line must stay in the socket.
        for (int length = 0; length < longest; length++)
        {
            var (errno, _) = await ReadSomeAsync(line.AsMemory(length, 1), stop);
            if (errno != Errno.None) throw Failed("proxy read", errno);
            if (line[length] != '\n') continue;
            if (length > 0 && line[length - 1] == '\r') length--;
            return System.Text.Encoding.UTF8.GetString(line, 0, length);
        }
        throw Failed("proxy read", Errno.EMSGSIZE);
    }

    private TimeSpan Patience => patience ?? Timeout.InfiniteTimeSpan;

    private async ValueTask<(Errno Errno, int Count)> ReadSomeAsync(Memory<byte> buffer, CancellationToken stop)
    {
        while (true)
        {
            var errno = socket.TryReceive(buffer.Span, out int count);
            if (errno == Errno.None) return (count == 0 ? Errno.EPIPE : Errno.None, count);
            if (errno != Errno.EAGAIN) return (errno, 0);
            if (!await socket.WaitAsync(SocketReadiness.Readable, Patience, stop)) return (Errno.ETIMEDOUT, 0);
        }
    }

    // Not with the number: an EPIPE of the proxy's is not one of our output's, which ends a tool silently.
    private Failure Failed(string what, Errno errno) => new(what, machine.Text(errno));
}
