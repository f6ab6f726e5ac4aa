using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary><c>MSG_*</c> (send(2), recv(2)).</summary>
[Flags]
public enum MessageFlags
{
    None = 0,
    OutOfBand = 0x1,
    Peek = 0x2,
    Truncate = 0x20,
    DontWait = 0x40,
    ErrorQueue = 0x2000,
    NoSignal = 0x4000,
    WaitForOne = 0x10000,
}

/// <summary>A socket of any family (socket(2)). What a caller can expect to go wrong is a return value; the wrapper repeats what a signal interrupted.</summary>
public sealed unsafe partial class NetworkSocket : IDisposable
{
    private const int CloseOnExec = 0x80000;

    private NetworkSocket(FileDescriptor descriptor) => Descriptor = descriptor;

    public FileDescriptor Descriptor { get; }

    /// <param name="family"><c>AF_*</c>, see <see cref="SocketAddress"/>.</param>
    /// <param name="type"><c>SOCK_*</c>: 1 stream, 2 datagram, 3 raw, 5 sequenced packets.</param>
    /// <param name="protocol">An IP protocol, a netlink family, an EtherType in network order, or 0.</param>
    /// <param name="socket">The socket, or null.</param>
    public static Errno TryOpen(int family, int type, int protocol, out NetworkSocket? socket)
    {
        var descriptor = Libc.Socket(family, type | CloseOnExec, protocol);
        socket = descriptor.IsInvalid ? null : new(descriptor);
        return socket is null ? KernelFailure.LastErrno : Errno.None;
    }

    public static NetworkSocket Open(int family, int type, int protocol)
        => TryOpen(family, type, protocol, out var socket) is var errno and not Errno.None ? throw KernelFailure.Of(errno, "socket") : socket!;

    /// <summary>A pair of connected unix sockets (socketpair(2)).</summary>
    public static (NetworkSocket, NetworkSocket) OpenPair(int type)
    {
        int* pair = stackalloc int[2];
        // SAFETY: the kernel writes two descriptors into the two places.
        if (Libc.SocketPair(SocketAddress.Unix, type | CloseOnExec, 0, pair) < 0) throw KernelFailure.Last("socketpair");
        return (new(new FileDescriptor(pair[0])), new(new FileDescriptor(pair[1])));
    }

    public Errno Bind(SocketAddress address)
    {
        // SAFETY: the address is a copy on this stack and its length is passed.
        fixed (byte* start = address.Buffer) return Result(Libc.Bind(Descriptor, start, address.Length));
    }

    public Errno Connect(SocketAddress address)
    {
        // SAFETY: the address is a copy on this stack and its length is passed.
        fixed (byte* start = address.Buffer) return Result(Libc.Connect(Descriptor, start, address.Length));
    }

    public Errno Listen(int backlog) => Result(Libc.Listen(Descriptor, backlog));

    /// <summary>The next connection; EAGAIN when there is none and the socket does not wait.</summary>
    public Errno Accept(out NetworkSocket? connection, out SocketAddress peer)
    {
        peer = default;
        connection = null;
        int length = peer.Buffer.Length;
        // SAFETY: the address buffer is a local of the caller, pinned for the call, and its length is passed.
        fixed (byte* start = peer.Buffer)
        {
            var descriptor = Libc.Accept4(Descriptor, start, &length, CloseOnExec);
            if (descriptor.IsInvalid) return KernelFailure.LastErrno;
            connection = new(descriptor);
        }
        peer.Length = length;
        return Errno.None;
    }

    /// <param name="how">0: no more reading, 1: no more writing, 2: neither (shutdown(2)).</param>
    public Errno Shutdown(int how) => Result(Libc.Shutdown(Descriptor, how));

    public SocketAddress LocalAddress() => Named(peer: false);

    public SocketAddress PeerAddress() => Named(peer: true);

    public Errno Send(ReadOnlySpan<byte> bytes, MessageFlags flags, out int sent)
    {
        // SAFETY: the span is pinned for the call and its length is passed.
        fixed (byte* start = bytes) return Sent(start, bytes.Length, flags, null, 0, out sent);
    }

    public Errno SendTo(ReadOnlySpan<byte> bytes, SocketAddress to, MessageFlags flags, out int sent)
    {
        // SAFETY: both spans are pinned for the call and their lengths are passed.
        fixed (byte* start = bytes)
        fixed (byte* address = to.Buffer)
            return Sent(start, bytes.Length, flags, address, to.Length, out sent);
    }

    /// <summary>Bytes from a connected socket; 0 at its end.</summary>
    public Errno Receive(Span<byte> buffer, MessageFlags flags, out int received)
    {
        // SAFETY: the span is pinned for the call and its length is passed.
        fixed (byte* start = buffer)
        {
            nint result;
            do result = Libc.Recv(Descriptor, start, (nuint)buffer.Length, flags);
            while (result < 0 && KernelFailure.LastErrno == Errno.EINTR);
            received = result < 0 ? 0 : (int)result;
            return result < 0 ? KernelFailure.LastErrno : Errno.None;
        }
    }

    /// <summary>A datagram and the address of its sender, of any family (recvfrom(2)).</summary>
    public Errno ReceiveFrom(Span<byte> buffer, MessageFlags flags, out SocketAddress from, out int received)
    {
        from = default;
        int length = from.Buffer.Length;
        nint result;
        // SAFETY: both buffers are pinned for the call and their lengths are passed.
        fixed (byte* start = buffer)
        fixed (byte* address = from.Buffer)
        {
            do result = Libc.RecvFrom(Descriptor, start, (nuint)buffer.Length, flags, address, &length);
            while (result < 0 && KernelFailure.LastErrno == Errno.EINTR);
        }
        received = result < 0 ? 0 : (int)result;
        from.Length = result < 0 ? 0 : length;
        return result < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    public Errno SetOption(int level, int name, int value) => Result(Libc.SetSockOpt(Descriptor, level, name, (byte*)&value, sizeof(int)));

    public Errno SetOption(int level, int name, ReadOnlySpan<byte> value)
    {
        // SAFETY: the span is pinned for the call and its length is passed.
        fixed (byte* start = value) return Result(Libc.SetSockOpt(Descriptor, level, name, start, value.Length));
    }

    /// <summary>An option's number; 0 with the error number when it cannot be had.</summary>
    public Errno GetOption(int level, int name, out int value)
    {
        int number = 0, length = sizeof(int);
        // SAFETY: the kernel writes at most the four bytes whose length is passed.
        var errno = Result(Libc.GetSockOpt(Descriptor, level, name, (byte*)&number, &length));
        value = number;
        return errno;
    }

    /// <summary>An option's bytes; <paramref name="length"/> of them are written.</summary>
    public Errno GetOption(int level, int name, Span<byte> value, out int length)
    {
        int room = value.Length;
        // SAFETY: the span is pinned for the call and its length is passed.
        fixed (byte* start = value)
        {
            var errno = Result(Libc.GetSockOpt(Descriptor, level, name, start, &room));
            length = errno == Errno.None ? room : 0;
            return errno;
        }
    }

    public void Dispose() => Descriptor.Dispose();

    private Errno Sent(byte* start, int length, MessageFlags flags, byte* address, int addressLength, out int sent)
    {
        nint result;
        do result = Libc.SendTo(Descriptor, start, (nuint)length, flags | MessageFlags.NoSignal, address, addressLength);
        while (result < 0 && KernelFailure.LastErrno == Errno.EINTR);
        sent = result < 0 ? 0 : (int)result;
        return result < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    private SocketAddress Named(bool peer)
    {
        var address = new SocketAddress();
        int length = address.Buffer.Length;
        // SAFETY: the buffer is a local, pinned for the call, and its length is passed.
        fixed (byte* start = address.Buffer)
        {
            int result = peer ? Libc.GetPeerName(Descriptor, start, &length) : Libc.GetSockName(Descriptor, start, &length);
            address.Length = result < 0 ? 0 : length;
        }
        return address;
    }

    private static Errno Result(int result) => result < 0 ? KernelFailure.LastErrno : Errno.None;

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
        public static partial FileDescriptor Socket(int family, int type, int protocol);

        [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
        public static partial int SocketPair(int family, int type, int protocol, int* pair);

        [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
        public static partial int Bind(FileDescriptor socket, byte* address, int length);

        [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
        public static partial int Connect(FileDescriptor socket, byte* address, int length);

        [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
        public static partial int Listen(FileDescriptor socket, int backlog);

        [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
        public static partial FileDescriptor Accept4(FileDescriptor socket, byte* address, int* length, int flags);

        [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
        public static partial int Shutdown(FileDescriptor socket, int how);

        [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
        public static partial int GetSockName(FileDescriptor socket, byte* address, int* length);

        [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
        public static partial int GetPeerName(FileDescriptor socket, byte* address, int* length);

        [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
        public static partial nint SendTo(FileDescriptor socket, byte* bytes, nuint count, MessageFlags flags, byte* address, int length);

        [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
        public static partial nint Recv(FileDescriptor socket, byte* buffer, nuint count, MessageFlags flags);

        [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
        public static partial nint RecvFrom(FileDescriptor socket, byte* buffer, nuint count, MessageFlags flags, byte* address, int* length);

        [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
        public static partial nint RecvMsg(FileDescriptor socket, MessageHeader* message, MessageFlags flags);

        [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
        public static partial int SetSockOpt(FileDescriptor socket, int level, int name, byte* value, int length);

        [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
        public static partial int GetSockOpt(FileDescriptor socket, int level, int name, byte* value, int* length);
    }
}
