using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>
/// Asks the kernel and reads its answers: requests with numbers, acknowledgements with the kernel's own words, dumps of any length in
/// constant memory (netlink(7)). One request at a time: a dump must be read to its end before the next request.
/// </summary>
public sealed class NetlinkChannel(INetlinkTransport transport) : IDisposable
{
    // The kernel fills at most 32 KiB for a dump, unless one entry alone is larger.
    private const int FirstBuffer = 64 * 1024;
    private const int LargestBuffer = 16 * 1024 * 1024;

    private uint _sequence;
    private byte[] _buffer = new byte[FirstBuffer];

    public INetlinkTransport Transport => transport;

    /// <summary>What the kernel said to the last request though it carried it out; null when nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>Carries out a request that has no answer but success or failure.</summary>
    public NetlinkError TryExecute(NetlinkRequest request)
    {
        request.Flags |= NetlinkFlags.Acknowledge;
        var exchange = new NetlinkDump(this, request);
        while (exchange.MoveNext()) { }
        Warning = exchange.Error.Failed ? null : exchange.Error.Text;
        return exchange.Error;
    }

    /// <inheritdoc cref="TryExecute"/>
    /// <exception cref="Failure">The kernel refused it; the reason is in its words.</exception>
    public void Execute(NetlinkRequest request, string subject) => TryExecute(request).ThrowIfFailed(subject);

    /// <summary>The one message that answers a request, read into <typeparamref name="T"/>.</summary>
    public NetlinkError TryGet<T>(NetlinkRequest request, out T? found) where T : class, INetlinkTable, new()
    {
        found = null;
        // The acknowledgement is the end: without it nobody would know whether more comes.
        request.Flags |= NetlinkFlags.Acknowledge;
        var exchange = new NetlinkDump(this, request);
        while (exchange.MoveNext())
        {
            var entry = new T();
            if (found is null && entry.Read(exchange.Current)) found = entry;
        }
        return exchange.Error;
    }

    /// <summary>The messages of a dump, one by one as they come, for <c>foreach</c>. They live in the receive buffer: nothing is kept.</summary>
    public NetlinkDump Dump(NetlinkRequest request)
    {
        request.Flags |= NetlinkFlags.Dump;
        return new(this, request);
    }

    /// <summary>A whole table as it was at one moment: a dump that the kernel calls inconsistent is repeated.</summary>
    /// <param name="request">What to dump.</param>
    /// <param name="subject">What a failure is about.</param>
    public List<T> ReadAll<T>(NetlinkRequest request, string subject) where T : class, INetlinkTable, new()
    {
        // A table that changes all the time must not hold us forever.
        const int MostRepetitions = 8;
        for (int repetition = 0; ; repetition++)
        {
            var table = new List<T>();
            var dump = Dump(request);
            while (dump.MoveNext())
            {
                var entry = new T();
                if (entry.Read(dump.Current)) table.Add(entry);
            }
            dump.Error.ThrowIfFailed(subject);
            if (!dump.WasInterrupted || repetition == MostRepetitions) return table;
        }
    }

    /// <summary>Waits for notifications and hands each to <paramref name="take"/>.</summary>
    /// <returns>ENOBUFS when the kernel had to drop some since the last call; EAGAIN when a transport that does not wait has none.</returns>
    public Errno ReceiveNotifications(NetlinkNotification take)
    {
        var errno = Receive(out int length);
        if (errno != Errno.None) return errno;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, Math.Min(length, _buffer.Length));
        while (NetlinkMessage.TryTake(ref rest, out var message)) take(message);
        // The rest of a datagram longer than the buffer is gone like one that the kernel dropped.
        return length <= _buffer.Length ? Errno.None : GrowFor(length) ? Errno.ENOBUFS : Errno.EMSGSIZE;
    }

    public void Dispose() => transport.Dispose();

    internal uint Send(NetlinkRequest request, out Errno errno)
    {
        uint sequence = ++_sequence;
        errno = transport.Send(request.Seal(sequence));
        return sequence;
    }

    internal Errno Receive(out int length) => transport.Receive(_buffer, out length);

    internal ReadOnlySpan<byte> Received(int length) => _buffer.AsSpan(0, length);

    internal int BufferSize => _buffer.Length;

    internal bool GrowFor(int length)
    {
        if (length > LargestBuffer) return false;
        _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
        return true;
    }
}

/// <summary>Takes a notification; the message is valid during the call.</summary>
public delegate void NetlinkNotification(NetlinkMessage message);

/// <summary>An entry of a kernel table that can be read from its message. Reading again overwrites it, so that one object can carry a whole dump.</summary>
public interface INetlinkTable
{
    /// <returns>False when the message is of another type or is cut short.</returns>
    bool Read(NetlinkMessage message);
}
