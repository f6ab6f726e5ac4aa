using Netshoot.Wire;

namespace Netshoot.Host.Bulk;

/// <summary>
/// A socket at full speed, for a thread of its own that may wait in the calls: each waits a tenth of a second at most and is then
/// EAGAIN. Nothing else may use the socket meanwhile but for its options.
/// </summary>
public interface IBulkSocket : IDisposable
{
    /// <summary>Sends bytes of the caller's.</summary>
    Errno Send(ReadOnlySpan<byte> bytes, out int sent);

    /// <summary>Sends bytes that need not be anybody's, without a copy: random ones, or the digits in turn. EOPNOTSUPP where that cannot be had.</summary>
    Errno SendAny(int most, bool digits, out int sent);

    /// <summary>Bytes of a stream, 0 at its end.</summary>
    Errno Receive(Span<byte> buffer, out int received);

    /// <summary>Takes bytes of a stream that nobody wants to see, 0 at its end.</summary>
    Errno Discard(int most, out int received);

    /// <summary>The same for what is there already; EAGAIN at once when there is nothing.</summary>
    Errno DiscardWaiting(int most, out int received);

    /// <summary>From now on messages are cut into datagrams of this size by the kernel (UDP_SEGMENT); false where it cannot.</summary>
    bool TrySegment(int size);

    /// <summary>From now on datagrams may come joined to messages (UDP_GRO); false where the kernel cannot.</summary>
    bool TryCoalesce();

    /// <summary>Sends messages of <paramref name="size"/> bytes, the last of what is left over.</summary>
    /// <param name="messages">Their bytes, one behind the other.</param>
    /// <param name="size">Of one.</param>
    /// <param name="sent">How many were sent whole.</param>
    Errno SendMessages(ReadOnlySpan<byte> messages, int size, out int sent);

    /// <summary>Waits for a message and takes what else has come.</summary>
    Errno ReceiveMessages(IMessageBatch batch);

    /// <summary>Room for the messages of one call.</summary>
    IMessageBatch NewBatch();

    /// <summary>Waits for the time to send again, to the microsecond.</summary>
    void Pause(TimeSpan time);

    /// <summary>Ends a wait for bytes, from another thread.</summary>
    void WakeReceiver();

    /// <summary>Runs what uses this socket on a thread of its own.</summary>
    void Run(ThreadStart work, string name)
    {
        const int StackSize = 256 * 1024;
        new Thread(work, StackSize) { IsBackground = true, Name = name }.Start();
    }
}

/// <summary>Messages that came with one call.</summary>
public interface IMessageBatch : IDisposable
{
    int Count { get; }

    ReadOnlySpan<byte> Bytes(int index);

    /// <summary>The size of the datagrams that the message is joined of; the last one may be shorter.</summary>
    int DatagramSize(int index);
}
