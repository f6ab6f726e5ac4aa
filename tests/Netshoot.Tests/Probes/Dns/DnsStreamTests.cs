using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Probes.Dns;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Dns;

public sealed class DnsStreamTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMachine _machine;
    private readonly FakeSocket _socket;
    private readonly DnsPlan _plan = new(new(InternetAddress.Loopback4, 53)) { UsesTcp = true, Attempts = 1 };

    public DnsStreamTests()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _machine = new(_clock);
        _socket = new(_clock);
        _machine.Sockets.Enqueue(_socket);
    }

    [Fact]
    public async Task An_answer_in_pieces_is_put_together()
    {
        byte[] answer = Message(Soa);
        _socket.Incoming.Piece = 1;
        Feed(answer);
        var exchange = await new DnsAsker(_machine, _plan).AskAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
        Assert.Equal(answer, exchange.Reply!.Bytes.ToArray());
        Assert.Equal([0, 3, 1, 2, 3], _socket.Outgoing.Bytes);
    }

    [Fact]
    public async Task A_connection_that_ends_at_any_byte_is_an_error()
    {
        byte[] answer = Message(Soa);
        byte[] framed = [0, (byte)answer.Length, .. answer];
        for (int length = 0; length < framed.Length; length++)
        {
            using var socket = new FakeSocket(_clock);
            socket.Incoming.Feed(framed.AsSpan(0, length));
            socket.Incoming.End();
            _machine.Sockets.Clear();
            _machine.Sockets.Enqueue(socket);
            var exchange = await new DnsAsker(_machine, _plan).AskAsync(new byte[] { 1, 2, 3 }, CancellationToken.None);
            Assert.Equal(Errno.ECONNRESET, exchange.Errno);
            Assert.Null(exchange.Reply);
            Assert.True(socket.IsDisposed);
        }
    }

    [Fact]
    public async Task A_server_that_says_nothing_costs_the_patience_and_no_more()
    {
        var asking = new DnsAsker(_machine, _plan).AskAsync(new byte[] { 1, 2, 3 }, CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(Errno.ETIMEDOUT, (await asking).Errno);
    }

    /// <summary>RFC 7766 section 6.2.1.1: a client need not wait for one answer before it asks again.</summary>
    [Fact]
    public async Task Queries_follow_each_other_before_their_answers()
    {
        byte[] first = Message(Soa), second = Message(Soa, Address);
        var (stream, errno) = await DnsStream.ConnectAsync(_machine, _plan, CancellationToken.None);
        Assert.Equal(Errno.None, errno);
        using (stream)
        {
            Assert.Equal(Errno.None, await stream!.SendAsync(new byte[] { 1 }, _plan.Patience, CancellationToken.None));
            Assert.Equal(Errno.None, await stream.SendAsync(new byte[] { 2 }, _plan.Patience, CancellationToken.None));
            Assert.Equal([0, 1, 1, 0, 1, 2], _socket.Outgoing.Bytes);
            Feed(second);
            Feed(first);
            Assert.Equal(second, (await stream.ReceiveAsync(_plan.Patience, CancellationToken.None)).Message.ToArray());
            Assert.Equal(first, (await stream.ReceiveAsync(_plan.Patience, CancellationToken.None)).Message.ToArray());
        }
    }

    [Fact]
    public async Task A_kept_connection_carries_the_next_query_and_a_broken_one_does_not_return()
    {
        byte[] answer = Message(Soa);
        using var second = new FakeSocket(_clock);
        _machine.Sockets.Enqueue(second);
        using (var connections = new KeptConnections())
        {
            var asker = new DnsAsker(_machine, _plan with { Connections = connections });
            Feed(answer);
            Assert.NotNull((await asker.AskAsync(new byte[] { 1, 2, 3 }, CancellationToken.None)).Reply);
            Feed(answer);
            Assert.NotNull((await asker.AskAsync(new byte[] { 4, 5, 6 }, CancellationToken.None)).Reply);
            Assert.Equal([0, 3, 1, 2, 3, 0, 3, 4, 5, 6], _socket.Outgoing.Bytes);

            _socket.Incoming.End();
            Assert.Equal(Errno.ECONNRESET, (await asker.AskAsync(new byte[] { 1, 2, 3 }, CancellationToken.None)).Errno);
            Assert.True(_socket.IsDisposed);
            second.Incoming.Feed([0, (byte)answer.Length, .. answer]);
            Assert.NotNull((await asker.AskAsync(new byte[] { 7, 8, 9 }, CancellationToken.None)).Reply);
            Assert.Equal([0, 3, 7, 8, 9], second.Outgoing.Bytes);
            Assert.False(second.IsDisposed);
        }
        Assert.True(second.IsDisposed);
    }

    [Fact]
    public async Task A_zone_ends_with_the_record_that_it_began_with()
    {
        Feed(Message(Soa, Address));
        Feed(Message(Address, Soa, Address));
        var (records, transfer) = await TransferAsync();
        Assert.Equal([DnsType.Soa, DnsType.A, DnsType.A, DnsType.Soa], records.Select(static r => r.Type));
        Assert.Equal(ZoneTransferEnd.Whole, transfer.End);
    }

    [Fact]
    public async Task A_zone_that_does_not_begin_with_its_SOA_is_refused()
    {
        Feed(Message(Address, Soa));
        var (records, transfer) = await TransferAsync();
        Assert.Empty(records);
        Assert.Equal(ZoneTransferEnd.Malformed, transfer.End);
    }

    [Fact]
    public async Task Messages_without_records_do_not_go_on_for_ever()
    {
        Feed(Message(Soa));
        Feed(Message());
        var (records, transfer) = await TransferAsync();
        Assert.Single(records);
        Assert.Equal(ZoneTransferEnd.Malformed, transfer.End);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_keeps_what_came()
    {
        Feed(Message(Soa, Address));
        _socket.Incoming.End();
        var (records, transfer) = await TransferAsync();
        Assert.Equal(2, records.Count);
        Assert.Equal((ZoneTransferEnd.Lost, Errno.ECONNRESET), (transfer.End, transfer.Errno));
    }

    public void Dispose() => _socket.Dispose();

    private static DnsRecord Soa => new(Name("a."), DnsType.Soa, DnsClass.Internet, 5, new Soa(Name("ns.a."), Name("h.a."), 1, 2, 3, 4, 5));

    private static DnsRecord Address => new(Name("b.a."), DnsType.A, DnsClass.Internet, 5, new A(InternetAddress.Loopback4));

    private async Task<(List<DnsRecord> Records, ZoneTransfer Transfer)> TransferAsync()
    {
        using var transfer = new ZoneTransfer(_machine, _plan);
        Assert.True(await transfer.BeginAsync(new byte[] { 1, 2, 3 }, CancellationToken.None));
        var records = new List<DnsRecord>();
        while (await transfer.NextAsync(CancellationToken.None) is { } record) records.Add(record);
        return (records, transfer);
    }

    private void Feed(byte[] message)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
        _socket.Incoming.Feed(length);
        _socket.Incoming.Feed(message);
    }

    private static byte[] Message(params DnsRecord[] answers)
    {
        var buffer = new byte[512];
        new DnsMessage { Flags = DnsFlags.Response, Answers = answers }.TryWrite(buffer, out int length);
        return buffer[..length];
    }

    private static DnsName Name(string text) => DnsName.TryParse(text, out var name) ? name : throw new ArgumentException(text);
}
