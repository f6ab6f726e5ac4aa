using Netshoot.Host.Bulk;
using Netshoot.Wire;

namespace Netshoot.Testing.Fakes;

/// <summary>A simulated connection at full speed, on the caller's own thread: it takes all that is sent, and ends where nothing more has come.</summary>
internal sealed class FakeBulkSocket(FakeSocket socket) : IBulkSocket
{
    public void Run(ThreadStart work, string name) => work();

    public Errno Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = bytes.Length;
        return Errno.None;
    }

    public Errno SendAny(int most, bool digits, out int sent)
    {
        sent = most;
        return Errno.None;
    }

    public Errno Receive(Span<byte> buffer, out int received)
    {
        if (socket.Incoming.Count == 0) socket.Incoming.End();
        return socket.Incoming.TryRead(buffer, out received);
    }

    public Errno Discard(int most, out int received) => Receive(new byte[most], out received);

    public Errno DiscardWaiting(int most, out int received) => Discard(most, out received);

    public bool TrySegment(int size) => false;

    public bool TryCoalesce() => false;

    public Errno SendMessages(ReadOnlySpan<byte> messages, int size, out int sent) => throw new NotSupportedException();

    public Errno ReceiveMessages(IMessageBatch batch) => throw new NotSupportedException();

    public IMessageBatch NewBatch() => throw new NotSupportedException();

    public void Pause(TimeSpan time) => throw new NotSupportedException();

    public void WakeReceiver() => socket.Incoming.End();

    public void Dispose()
    {
        // The socket stays its owner's.
    }
}
