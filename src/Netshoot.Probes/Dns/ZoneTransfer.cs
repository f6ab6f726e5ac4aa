using Netshoot.Dns;
using Netshoot.Host;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>How a zone transfer ended.</summary>
public enum ZoneTransferEnd
{
    /// <summary>The zone came in whole: its SOA record closed it.</summary>
    Whole,

    /// <summary>The server could not be reached, was silent, or closed the connection.</summary>
    Lost,

    /// <summary>The server answered with another code than NOERROR.</summary>
    Refused,

    /// <summary>A message could not be read, or the zone did not begin with its SOA record.</summary>
    Malformed,
}

/// <summary>Receives a whole zone over TCP, record by record (AXFR, RFC 5936). It keeps none of them: a zone may be of any size.</summary>
public sealed class ZoneTransfer(IMachine machine, DnsPlan plan) : IDisposable
{
    private DnsStream? _stream;
    private int _position;
    private long _records;

    /// <summary>How it ended, once <see cref="NextAsync"/> has given null.</summary>
    public ZoneTransferEnd End { get; private set; }

    /// <summary>What the kernel said, where the transfer was lost.</summary>
    public Errno Errno { get; private set; }

    /// <summary>What is wrong with the message, where it could not be read.</summary>
    public DnsFault Fault { get; private set; }

    /// <summary>The last message that could be read.</summary>
    public DnsMessage? Message { get; private set; }

    /// <summary>Bytes of the last message.</summary>
    public int MessageSize { get; private set; }

    /// <summary>Connects and asks.</summary>
    /// <exception cref="Failure">The source address was refused.</exception>
    public async ValueTask<bool> BeginAsync(ReadOnlyMemory<byte> query, CancellationToken stop)
    {
        (_stream, var errno) = await DnsStream.ConnectAsync(machine, plan, stop);
        if (_stream is not null) errno = await _stream.SendAsync(query, plan.Patience, stop);
        return errno == Errno.None || Stop(ZoneTransferEnd.Lost, errno);
    }

    /// <summary>The next record; null at the end of the transfer, good or bad.</summary>
    public async ValueTask<DnsRecord?> NextAsync(CancellationToken stop)
    {
        while (Message is null || _position == Message.Answers.Count)
        {
            if (_stream is null) return null;
            if (!await ReceiveAsync(_stream, stop)) return null;
        }
        var record = Message.Answers[_position++];
        bool isSoa = record.Type == DnsType.Soa;
        if (_records++ == 0 ? !isSoa : isSoa)
        {
            // The first record opens the zone; the same one closes it (RFC 5936 section 2.2).
            Stop(isSoa ? ZoneTransferEnd.Whole : ZoneTransferEnd.Malformed);
            _position = Message.Answers.Count;
            if (!isSoa) return null;
        }
        return record;
    }

    public void Dispose() => _stream?.Dispose();

    private async ValueTask<bool> ReceiveAsync(DnsStream stream, CancellationToken stop)
    {
        var (bytes, errno) = await stream.ReceiveAsync(plan.Patience, stop);
        if (errno != Errno.None) return Stop(ZoneTransferEnd.Lost, errno);
        if (!DnsMessage.TryRead(bytes.Span, out var message, out var fault))
        {
            Message = null;
            Fault = fault;
            return Stop(ZoneTransferEnd.Malformed);
        }
        (Message, MessageSize, _position) = (message, bytes.Length, 0);
        if (message.Rcode != DnsRcode.NoError) return Stop(ZoneTransferEnd.Refused);
        // Messages without a record could follow each other for ever.
        return message.Answers.Count > 0 || Stop(ZoneTransferEnd.Malformed);
    }

    private bool Stop(ZoneTransferEnd end, Errno errno = Errno.None)
    {
        (End, Errno) = (end, errno);
        _stream?.Dispose();
        _stream = null;
        return false;
    }
}
