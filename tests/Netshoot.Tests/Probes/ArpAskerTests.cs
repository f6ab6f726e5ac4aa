using Netshoot.Host.Sockets;
using Netshoot.Probes.Arp;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes;

public sealed class ArpAskerTests : IDisposable
{
    private static readonly MacAddress s_peer = new(0x02_00_00_00_00_07);
    private static readonly InternetAddress s_target = SimulatedNetwork.Parse("192.0.2.7");
    private static readonly InternetAddress s_source = SimulatedNetwork.Parse("192.0.2.1");

    private readonly VirtualClock _clock = new();
    private readonly SimulatedLink _link;

    public ArpAskerTests() => _link = new(_clock);

    public void Dispose() => _link.Dispose();

    private static byte[] Bytes(ArpMessage message)
    {
        byte[] bytes = new byte[ArpMessage.Size];
        var wire = new WireWriter(bytes);
        message.Write(ref wire);
        return bytes;
    }

    private byte[] Reply() => Bytes(new(ArpOperation.Reply, s_peer, s_target, _link.Address, s_source));

    private (List<ArpAnswer> Answers, ArpAsker Asker) Run(ArpPlan plan)
    {
        var asker = new ArpAsker(_link, plan, _clock);
        var answers = new List<ArpAnswer>();
        _clock.Run(async () =>
        {
            while (await asker.NextAsync(CancellationToken.None) is { } answer) answers.Add(answer);
            return true;
        });
        return (answers, asker);
    }

    [Fact]
    public void Everybody_is_asked_until_one_answers_and_then_only_that_one()
    {
        _link.OnSend = (_, _) => _link.Deliver(Reply(), s_peer, LinkDelivery.Host, TimeSpan.FromMilliseconds(3));
        var (answers, asker) = Run(new(s_target, s_source) { Count = 3 });

        Assert.Equal([MacAddress.Broadcast, s_peer, s_peer], _link.Sent.Select(static s => s.To));
        Assert.All(answers, static a => Assert.Equal(TimeSpan.FromMilliseconds(3), a.RoundTrip));
        Assert.Equal((3L, 1L, 3L), (asker.Sent, asker.Broadcasts, asker.Received));
        Assert.Equal(TimeSpan.FromMilliseconds(2003), _clock.Elapsed);
        Assert.True(ArpMessage.TryRead(_link.Sent[0].Payload, out var request));
        Assert.Equal(new ArpMessage(ArpOperation.Request, _link.Address, s_source, MacAddress.Broadcast, s_target), request);
    }

    [Fact]
    public void Silence_ends_an_interval_after_the_last_request()
    {
        var (answers, asker) = Run(new(s_target, s_source) { Count = 2 });

        Assert.Empty(answers);
        Assert.Equal((2L, 2L), (asker.Sent, asker.Broadcasts));
        Assert.Equal(TimeSpan.FromSeconds(2), _clock.Elapsed);
    }

    [Fact]
    public void A_deadline_ends_it()
    {
        Run(new(s_target, s_source) { Deadline = TimeSpan.FromSeconds(1.5) });
        Assert.Equal((2, TimeSpan.FromSeconds(1.5)), (_link.Sent.Count, _clock.Elapsed));
    }

    [Fact]
    public void Somebody_elses_conversation_is_no_answer()
    {
        var other = SimulatedNetwork.Parse("192.0.2.99");
        _link.OnSend = (_, _) =>
        {
            _link.Deliver(Bytes(new(ArpOperation.Reply, s_peer, other, _link.Address, s_source)), s_peer, LinkDelivery.Host, TimeSpan.Zero);
            _link.Deliver(Bytes(new(ArpOperation.Reply, s_peer, s_target, s_peer, s_source)), s_peer, LinkDelivery.Host, TimeSpan.Zero);
            _link.Deliver(Reply(), s_peer, LinkDelivery.OtherHost, TimeSpan.Zero);
            _link.Deliver(Reply(), s_peer, LinkDelivery.Outgoing, TimeSpan.Zero);
        };
        Assert.Empty(Run(new(s_target, s_source) { Count = 1 }).Answers);
    }

    [Fact]
    public void A_duplicate_is_whoever_uses_or_wants_the_address()
    {
        var probe = Bytes(new(ArpOperation.Request, s_peer, InternetAddress.Any4, default, s_target));
        _link.OnSend = (_, _) => _link.Deliver(probe, s_peer, LinkDelivery.Broadcast, TimeSpan.FromMilliseconds(1));
        var (answers, asker) = Run(new(s_target, InternetAddress.Any4) { Purpose = ArpPurpose.DetectDuplicate, Count = 3 });

        Assert.Single(answers);
        Assert.Equal((1L, 1L, 1L), (asker.Sent, asker.Requests, asker.ReceivedBroadcasts));
    }

    [Fact]
    public void An_announcement_names_us_as_sender_and_target()
    {
        Run(new(s_source, s_source) { Purpose = ArpPurpose.AnnounceByReply, Count = 1 });
        Assert.True(ArpMessage.TryRead(_link.Sent[0].Payload, out var message));
        Assert.Equal(new ArpMessage(ArpOperation.Reply, _link.Address, s_source, _link.Address, s_source), message);
        Assert.Equal(MacAddress.Broadcast, _link.Sent[0].To);
    }

    [Fact]
    public void Every_beginning_of_a_message_and_noise_is_survived()
    {
        var whole = Reply();
        var random = new Random(1);
        _link.OnSend = (_, _) =>
        {
            for (int length = 0; length < whole.Length; length++) _link.Deliver(whole[..length], s_peer, LinkDelivery.Host, TimeSpan.Zero);
            for (int i = 0; i < 10_000; i++)
            {
                byte[] noise = new byte[random.Next(100)];
                random.NextBytes(noise);
                _link.Deliver(noise, s_peer, LinkDelivery.Host, TimeSpan.Zero);
            }
        };
        Assert.Empty(Run(new(s_target, s_source) { Count = 1 }).Answers);
    }
}
