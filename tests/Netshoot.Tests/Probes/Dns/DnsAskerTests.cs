using System.Buffers.Binary;
using Netshoot.Dns;
using Netshoot.Probes.Dns;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Dns;

public sealed class DnsAskerTests
{
    private const string Server = "192.0.2.53";

    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public DnsAskerTests()
    {
        _network = new(_clock);
        _machine = new(_network);
        _network.Add(Server, 1).Loses = static _ => true;
    }

    [Fact]
    public void The_answer_comes_with_its_time()
    {
        Answer(TimeSpan.FromMilliseconds(7), Message(4711));
        var exchange = Ask();
        Assert.Equal(TimeSpan.FromMilliseconds(7), exchange.Reply!.Took);
        Assert.False(exchange.Reply.OverTcp);
        Assert.Equal((1, 0), (exchange.Sent, exchange.Strangers));
    }

    [Fact]
    public void Answers_to_another_question_are_counted_and_not_believed()
    {
        Answer(TimeSpan.FromMilliseconds(1), Message(4712), [], [0x12]);
        Answer(TimeSpan.FromMilliseconds(2), Message(4711));
        var exchange = Ask();
        Assert.Equal(3, exchange.Strangers);
        Assert.Equal(Message(4711), exchange.Reply!.Bytes.ToArray());
    }

    [Fact]
    public void Silence_ends_after_three_attempts_of_five_seconds()
    {
        var exchange = Ask();
        Assert.Null(exchange.Reply);
        Assert.Equal((Errno.ETIMEDOUT, 3), (exchange.Errno, exchange.Sent));
        Assert.Equal(TimeSpan.FromSeconds(15), _clock.Elapsed);
        Assert.Equal(3, _machine.Sockets.Count);
    }

    [Fact]
    public void A_flood_of_wrong_ids_ends_each_attempt()
    {
        for (int attempt = 0; attempt < 3; attempt++) Answer(TimeSpan.FromMilliseconds(1 + attempt), [.. Enumerable.Repeat(Message(1), 10_001)]);
        var exchange = Ask();
        Assert.Equal(Errno.ETIMEDOUT, exchange.Errno);
        Assert.Equal(30_000, exchange.Strangers);
        Assert.True(_clock.Elapsed < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_not_asked_again()
    {
        var exchange = Ask("203.0.113.1");
        Assert.Equal((Errno.ENETUNREACH, 0), (exchange.Errno, exchange.Sent));
        Assert.Single(_machine.Sockets);
    }

    [Fact]
    public void Every_cut_of_an_answer_comes_back_as_it_is_and_never_throws()
    {
        byte[] whole = Message(4711);
        for (int length = 2; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Answer(TimeSpan.FromMilliseconds(1), cut);
            Assert.Equal(cut, Ask().Reply!.Bytes.ToArray());
            Assert.False(DnsMessage.TryRead(cut, out _, out _));
        }
    }

    private DnsExchange Ask(string server = Server)
    {
        var plan = new DnsPlan(new(SimulatedNetwork.Parse(server), 53)) { FollowsTruncation = true };
        return _clock.Run(() => new DnsAsker(_machine, plan).AskAsync(Message(4711), CancellationToken.None));
    }

    private void Answer(TimeSpan after, params byte[][] datagrams) => _clock.After(after, () =>
    {
        foreach (byte[] datagram in datagrams) _machine.Sockets[^1].InjectRaw(datagram, Server);
    });

    private static byte[] Message(ushort id)
    {
        Assert.True(DnsName.TryParse("a.example.", out var name));
        var buffer = new byte[64];
        DnsMessage.Query(id, new(name, DnsType.A)).TryWrite(buffer, out int length);
        Assert.Equal(id, BinaryPrimitives.ReadUInt16BigEndian(buffer));
        return buffer[..length];
    }
}
