using Netshoot.Host.Bulk;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>
/// A socket as engines see it: datagrams and streams of bytes, addresses, options in words, and one way to wait. The real one stands
/// on the kernel; tests have their own, made of a simulated network in virtual time. What can be expected to fail returns its error.
/// </summary>
public interface ISocket : IDisposable
{
    SocketFamily Family { get; }

    /// <summary>The number of its descriptor, which some tools show.</summary>
    int Number => 0;

    Errno Bind(InternetEndpoint local);

    /// <summary>A path, or <c>@name</c> in the abstract namespace.</summary>
    Errno BindUnix(string path);

    /// <summary>SO_BINDTODEVICE.</summary>
    Errno BindToInterface(string name);

    /// <summary>Starts to connect and does not wait: EINPROGRESS until the socket is writable, then <see cref="SocketOption.PendingError"/> tells.</summary>
    Errno Connect(InternetEndpoint remote);

    /// <inheritdoc cref="Connect"/>
    Errno ConnectUnix(string path);

    Errno Listen(int backlog);

    /// <summary>The next connection; EAGAIN when there is none.</summary>
    Errno TryAccept(out ISocket? connection, out InternetEndpoint peer);

    InternetEndpoint LocalEndpoint { get; }

    InternetEndpoint PeerEndpoint { get; }

    /// <summary>The path of the peer of a unix socket; empty when it has none.</summary>
    string PeerUnixPath { get; }

    /// <summary>Sends to the peer it is connected to; EAGAIN when there is no room.</summary>
    Errno TrySend(ReadOnlySpan<byte> bytes, out int sent);

    /// <summary>Sends one datagram.</summary>
    Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent);

    /// <summary>Sends one datagram to a unix socket.</summary>
    Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent);

    /// <summary>Bytes of a stream, 0 at its end; EAGAIN when there are none yet.</summary>
    Errno TryReceive(Span<byte> buffer, out int received);

    /// <summary>Leaves the bytes in the socket (MSG_PEEK).</summary>
    Errno TryPeek(Span<byte> buffer, out Arrival arrival);

    /// <summary>The next datagram with all that is known of it; EAGAIN when there is none.</summary>
    Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival);

    /// <summary>The next error of the error queue, with the datagram that it is about; EAGAIN when there is none.</summary>
    Errno TryReceiveError(Span<byte> buffer, out Arrival arrival);

    /// <summary>No more sending (and with <paramref name="both"/> no more receiving either).</summary>
    Errno Shutdown(bool both = false);

    Errno Set(SocketOption option, int value);

    Errno Get(SocketOption option, out int value);

    /// <summary>An option that has no name here, by level and number.</summary>
    Errno SetRaw(int level, int name, ReadOnlySpan<byte> value);

    /// <summary>An option that has no name here, by level and number; <paramref name="length"/> bytes of it are written.</summary>
    Errno GetRaw(int level, int name, Span<byte> value, out int length);

    /// <summary>The path of the sender of the next datagram of a unix socket, which stays there; empty when the sender has none.</summary>
    Errno TryPeekUnixSender(out string path)
    {
        path = "";
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Sends bytes of another stream without a copy through this process; EOPNOTSUPP when the two do not allow it, EAGAIN when one of them is not ready.</summary>
    Errno TrySendFrom(IByteChannel source, int most, out int moved)
    {
        moved = 0;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Receives bytes into another stream without a copy through this process; EOPNOTSUPP when the two do not allow it, EAGAIN when one of them is not ready.</summary>
    Errno TryReceiveInto(IByteChannel sink, int most, out int moved)
    {
        moved = 0;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Hands this socket to the process at the other end of a unix socket (unix(7), SCM_RIGHTS).</summary>
    Errno TryPassOver(IByteChannel channel) => Errno.EOPNOTSUPP;

    /// <summary>Signs the segments of TCP to and from a peer (RFC 2385, TCP_MD5SIG_EXT); the unspecified address stands for every peer.</summary>
    Errno SetTcpSignature(InternetEndpoint peer, ReadOnlySpan<byte> key) => Errno.EOPNOTSUPP;

    /// <summary>This connected socket at full speed, for a thread of its own; the socket stays its owner's to close.</summary>
    IBulkSocket OpenBulk() => throw new NotSupportedException("this socket has no full speed");

    /// <summary>Waits until the socket is ready or has an error to tell.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first; a negative one never does.</returns>
    ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop);
}
