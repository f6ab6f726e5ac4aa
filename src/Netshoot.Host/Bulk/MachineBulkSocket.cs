using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Bulk;

/// <summary>A socket of the kernel at full speed.</summary>
internal sealed class MachineBulkSocket(NetworkSocket socket) : IBulkSocket
{
    private readonly BulkSocket _bulk = new(socket);

    public Errno Send(ReadOnlySpan<byte> bytes, out int sent) => _bulk.Send(bytes, out sent);

    public Errno SendAny(int most, bool digits, out int sent) => _bulk.SendGift(most, digits, out sent);

    public Errno Receive(Span<byte> buffer, out int received) => _bulk.Receive(buffer, out received);

    public Errno Discard(int most, out int received) => _bulk.Discard(most, out received);

    public Errno DiscardWaiting(int most, out int received) => _bulk.DiscardWaiting(most, out received);

    public bool TrySegment(int size) => _bulk.TrySegment(size);

    public bool TryCoalesce() => _bulk.TryCoalesce();

    public Errno SendMessages(ReadOnlySpan<byte> messages, int size, out int sent) => _bulk.SendMessages(messages, size, out sent);

    public Errno ReceiveMessages(IMessageBatch batch) => _bulk.ReceiveMessages(((Batch)batch).Messages);

    public IMessageBatch NewBatch() => new Batch();

    public void Pause(TimeSpan time) => Poll.Wait([], time);

    public void WakeReceiver() => _bulk.WakeReceiver();

    public void Dispose() => _bulk.Dispose();

    private sealed class Batch : IMessageBatch
    {
        public MessageBatch Messages { get; } = new();

        public int Count => Messages.Count;

        public ReadOnlySpan<byte> Bytes(int index) => Messages.Bytes(index);

        public int DatagramSize(int index) => Messages.DatagramSize(index);

        public void Dispose() => Messages.Dispose();
    }
}
