using Netshoot.Dns;
using Netshoot.Dns.Records;
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

/// <summary>Receives a whole zone over TCP, record by record (AXFR, RFC 5936; IXFR, RFC 1995). It keeps none of them: a zone may be of any size.</summary>
public sealed class ZoneTransfer(IMachine machine, DnsPlan plan) : IDisposable
{
    private DnsStream? _stream;
    private int _position;
    private uint? _newest;
    private bool _isDifference;
    private int _soaCount;

    /// <summary>What the asker has of the zone, where it asked for what changed since (IXFR).</summary>
    public uint? Serial { get; init; }

    /// <summary>How many records came so far.</summary>
    public long Records { get; private set; }

    /// <summary>How many messages they stood in.</summary>
    public int Messages { get; private set; }

    /// <summary>How many bytes the messages had.</summary>
    public long Bytes { get; private set; }

    /// <summary>The signature of the last message, or null.</summary>
    public DnsRecord? Signature => Message?.Additionals.LastOrDefault(static r => r.Type == DnsType.Tsig);

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
        Records++;
        if (IsEnd(record))
        {
            Stop(ZoneTransferEnd.Whole);
            _position = Message.Answers.Count;
        }
        else if (Records == 1 && record.Type != DnsType.Soa)
        {
            Stop(ZoneTransferEnd.Malformed);
            _position = Message.Answers.Count;
            return null;
        }
        return record;
    }

    /// <summary>
    /// The first record opens the zone; the same one closes it (RFC 5936 section 2.2). Of differences, each of which has an SOA record
    /// before what goes and one before what comes, it closes the last where it stands in the place of another's first (RFC 1995 section 4).
    /// </summary>
    private bool IsEnd(DnsRecord record)
    {
        if (record.Data is not Soa soa || record.Type != DnsType.Soa)
        {
            if (Records == 2) _isDifference = false;
            return false;
        }
        if (Records == 1)
        {
            _newest = soa.Serial;
            // Nothing changed: the one record is all there is.
            return Serial is { } known && !IsNewer(soa.Serial, known);
        }
        if (Records == 2) _isDifference = Serial is not null && soa.Serial != _newest;
        if (!_isDifference) return true;
        _soaCount++;
        return soa.Serial == _newest && _soaCount % 2 == 1;
    }

    /// <summary>Serial numbers go round (RFC 1982).</summary>
    private static bool IsNewer(uint serial, uint than) => (int)(serial - than) > 0;

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
        Messages++;
        Bytes += bytes.Length;
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
