using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>
/// Moves bytes through a socket as fast as the kernel does, from a thread that may wait in the call: each call waits at most
/// <see cref="Patience"/> and then returns EAGAIN. Streams are sent without a copy (vmsplice(2), splice(2)) and received without one
/// (MSG_TRUNC, tcp(7)); datagrams go many to a call (sendmmsg(2), recvmmsg(2)) and, where the kernel can, many to a message
/// (UDP_SEGMENT and UDP_GRO, udp(7)).
/// </summary>
public sealed unsafe partial class BulkSocket : IDisposable
{
    /// <summary>How long a call waits; whoever stops a test waits this long at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private const int SendTimeout = 21, ReceiveTimeout = 20;
    private const int MostMessages = 64;

    private readonly NetworkSocket _socket;
    private GiftPipe? _pipe;
    private MultiMessage* _headers;
    private IoVector* _vectors;

    public BulkSocket(NetworkSocket socket)
    {
        _socket = socket;
        socket.Descriptor.SetNonBlocking(false);
        // struct timeval: seconds and microseconds, eight bytes each.
        Span<byte> time = stackalloc byte[16];
        time.Clear();
        MemoryMarshal.Write(time[8..], (long)Patience.TotalMicroseconds);
        socket.SetOption(SocketLevel.Socket, SendTimeout, time);
        socket.SetOption(SocketLevel.Socket, ReceiveTimeout, time);
    }

    public Errno Send(ReadOnlySpan<byte> bytes, out int sent) => _socket.Send(bytes, MessageFlags.None, out sent);

    public Errno Receive(Span<byte> buffer, out int received) => _socket.Receive(buffer, MessageFlags.None, out received);

    /// <summary>What is there already, without waiting for more.</summary>
    public Errno DiscardWaiting(int most, out int received) => Discard(most, MessageFlags.Truncate | MessageFlags.DontWait, out received);

    /// <summary>Takes bytes out of a stream and throws them away, inside the kernel.</summary>
    public Errno Discard(int most, out int received) => Discard(most, MessageFlags.Truncate, out received);

    /// <summary>Sends random bytes, or the digits in turn, over and over, out of this process's own pages; the first call makes the pipe for that.</summary>
    /// <returns>EOPNOTSUPP where the kernel lets nobody have such a pipe: the caller then sends with <see cref="Send"/>.</returns>
    public Errno SendGift(int most, bool digits, out int sent)
    {
        sent = 0;
        if (_pipe is null && GiftPipe.TryOpen(digits, out _pipe) != Errno.None) return Errno.EOPNOTSUPP;
        return _pipe!.Send(_socket.Descriptor, most, out sent);
    }

    /// <summary>Cuts each message that is sent into datagrams of this size (UDP_SEGMENT); 0 ends that.</summary>
    public bool TrySegment(int size)
    {
        const int UdpSegment = 103;
        return _socket.SetOption(SocketLevel.Udp, UdpSegment, size) == Errno.None;
    }

    /// <summary>Lets the kernel hand over datagrams of one size that follow each other as one message (UDP_GRO).</summary>
    public bool TryCoalesce()
    {
        const int UdpGro = 104;
        return _socket.SetOption(SocketLevel.Udp, UdpGro, 1) == Errno.None;
    }

    /// <summary>Sends messages of <paramref name="size"/> bytes, the last of what is left; <paramref name="sent"/> counts messages.</summary>
    public Errno SendMessages(ReadOnlySpan<byte> messages, int size, out int sent)
    {
        sent = 0;
        int count = Math.Min((messages.Length + size - 1) / size, MostMessages);
        if (_headers is null) Allocate();
        // SAFETY: the span is pinned for the call; every vector lies inside it; the headers are this object's own memory for MostMessages.
        fixed (byte* start = messages)
        {
            for (int i = 0; i < count; i++)
            {
                _vectors[i] = new IoVector { Base = start + (long)i * size, Length = (nuint)Math.Min(size, messages.Length - i * size) };
                _headers[i] = new MultiMessage { Header = new MessageHeader { Vectors = _vectors + i, VectorCount = 1 } };
            }
            while (true)
            {
                int result = Libc.SendMmsg(_socket.Descriptor, _headers, (uint)count, MessageFlags.NoSignal);
                if (result >= 0)
                {
                    sent = result;
                    return Errno.None;
                }
                if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
            }
        }
    }

    /// <summary>Waits for the first message and takes what else is there.</summary>
    public Errno ReceiveMessages(MessageBatch batch)
    {
        while (true)
        {
            int result = Libc.RecvMmsg(_socket.Descriptor, batch.Prepare(), MessageBatch.Slots, MessageFlags.WaitForOne, null);
            if (result >= 0)
            {
                batch.Count = result;
                return Errno.None;
            }
            batch.Count = 0;
            if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
        }
    }

    /// <summary>Ends a call that waits for bytes, on another thread.</summary>
    public void WakeReceiver() => _socket.Shutdown(0);

    public void Dispose()
    {
        _pipe?.Dispose();
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
        _headers = null;
        _vectors = null;
    }

    private Errno Discard(int most, MessageFlags flags, out int received)
    {
        while (true)
        {
            // SAFETY: with MSG_TRUNC the kernel writes nothing to the buffer of a stream (tcp(7)), so there is none.
            nint result = Libc.Recv(_socket.Descriptor, null, (nuint)most, flags);
            received = result < 0 ? 0 : (int)result;
            if (result >= 0) return Errno.None;
            if (KernelFailure.LastErrno is var errno and not Errno.EINTR) return errno;
        }
    }

    private void Allocate()
    {
        _headers = (MultiMessage*)NativeMemory.AllocZeroed(MostMessages, (nuint)sizeof(MultiMessage));
        _vectors = (IoVector*)NativeMemory.AllocZeroed(MostMessages, (nuint)sizeof(IoVector));
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
        public static partial nint Recv(FileDescriptor socket, byte* buffer, nuint count, MessageFlags flags);

        [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
        public static partial int SendMmsg(FileDescriptor socket, MultiMessage* messages, uint count, MessageFlags flags);

        [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
        public static partial int RecvMmsg(FileDescriptor socket, MultiMessage* messages, uint count, MessageFlags flags, void* patience);
    }
}

/// <summary><c>struct mmsghdr</c> (sendmmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MultiMessage
{
    public MessageHeader Header;
    public uint Length;
    private readonly int _gap;
}
