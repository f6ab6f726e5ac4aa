using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes;

public sealed class PingerTests : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;
    private readonly SimulatedHost _host;
    private readonly List<EchoEvent> _events = [];
    private readonly CancellationTokenSource _stop = new();
    private Pinger? _pinger;

    public PingerTests()
    {
        _network = new(_clock);
        _machine = new(_network);
        _host = _network.Add("192.0.2.7", 5);
    }

    public void Dispose() => _stop.Dispose();

    private EchoPlan Plan => new(new(_host.Address, 0)) { Count = 3 };

    private SimulatedSocket Socket => _machine.Sockets[^1];

    private IEnumerable<EchoEvent> Replies => _events.Where(static e => e.Kind == EchoEventKind.Reply);

    private EchoStatistics Run(EchoPlan plan, bool isRaw = false, int payload = 56, Action<SimulatedSocket>? prepare = null, Action<EchoEvent>? each = null)
    {
        EchoSocket.TryOpen(_machine, plan.Destination.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, isRaw, out var opened);
        using var socket = opened!;
        socket.Identifier = 77;
        socket.SetPayloadLength(payload);
        socket.Prepare();
        prepare?.Invoke(Socket);
        var pinger = _pinger = new Pinger(socket, plan, _clock);
        return _clock.Run(async () =>
        {
            while (await pinger.NextAsync(_stop.Token) is { Kind: not EchoEventKind.Finished } happened)
            {
                _events.Add(happened);
                each?.Invoke(happened);
            }
            return pinger.Statistics;
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Requests_go_out_at_a_steady_pace_and_each_answer_is_timed(bool isRaw)
    {
        var statistics = Run(Plan, isRaw);

        Assert.Equal((3L, 3L, 0L, 0L), (statistics.Sent, statistics.Received, statistics.Duplicates, statistics.Errors));
        Assert.Equal([10_000, 10_000, 10_000], Replies.Select(static r => r.RoundTrip.TotalMicroseconds));
        Assert.Equal((10_000L, 10_000L, 10_000L, 0L), (statistics.Minimum, statistics.Average, statistics.Maximum, statistics.Deviation));
        Assert.Equal(TimeSpan.FromSeconds(2), statistics.Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), _clock.Elapsed);
    }

    [Fact]
    public void A_lost_answer_is_waited_for_one_interval_when_others_came()
    {
        _host.Loses = static n => n == 3;
        var statistics = Run(Plan);

        Assert.Equal(2, statistics.Received);
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.Elapsed);
        Assert.Equal(100.0 / 3, statistics.LossPercent, 10);
    }

    [Fact]
    public void Silence_is_waited_for_as_long_as_was_asked()
    {
        _host.Loses = static _ => true;
        var statistics = Run(Plan with { Patience = TimeSpan.FromSeconds(4) });

        Assert.Equal((3L, 0L, 0), (statistics.Sent, statistics.Received, statistics.Pipe));
        Assert.Equal(TimeSpan.FromSeconds(2 + 4), _clock.Elapsed);
    }

    [Fact]
    public void Patience_of_zero_waits_until_the_user_stops_it()
    {
        _host.Loses = static _ => true;
        _clock.After(TimeSpan.FromHours(1), _stop.Cancel);
        Run(Plan with { Patience = TimeSpan.Zero });

        Assert.Equal(TimeSpan.FromHours(1), _clock.Elapsed);
    }

    [Fact]
    public void A_late_answer_is_an_answer_and_shows_how_many_were_under_way()
    {
        _host.Lateness = static n => n == 1 ? TimeSpan.FromSeconds(2.5) : TimeSpan.Zero;
        var statistics = Run(Plan with { Count = 4 });

        Assert.Equal([2, 3, 1, 4], Replies.Select(static r => (int)r.Sequence));
        Assert.Equal((4L, 3, 2_510_000L), (statistics.Received, statistics.Pipe, statistics.Maximum));
    }

    [Fact]
    public void Duplicates_are_told_and_do_not_count_as_answers()
    {
        _host.Answers = static n => n == 2 ? 3 : 1;
        var statistics = Run(Plan);

        Assert.Equal((3L, 2L), (statistics.Received, statistics.Duplicates));
        Assert.Equal([false, false, true, true, false], Replies.Select(static r => r.IsDuplicate));
    }

    [Fact]
    public void Sequence_numbers_wrap_and_nothing_is_taken_for_a_duplicate()
    {
        var statistics = Run(Plan with { Count = 140_000, Pace = EchoPace.Flood });

        Assert.Equal((140_000L, 140_000L, 0L), (statistics.Sent, statistics.Received, statistics.Duplicates));
        Assert.Equal((ushort)(140_000 & 0xffff), _events[^1].Sequence);
        Assert.Contains(_events, static e => e is { Kind: EchoEventKind.Reply, Sequence: 0 });
    }

    [Fact]
    public void An_answer_from_before_the_wrap_is_not_taken_for_one_of_now()
    {
        _host.Loses = static n => n > 65_600;
        var late = new byte[64];
        late[7] = 70;
        Run(Plan with { Count = 65_601, Pace = EchoPace.Flood }, prepare: s => s.Inject(late, "192.0.2.7", TimeSpan.FromHours(1)), each: static _ => { });

        // Number 70 was answered; number 65606 with the same sequence number was never sent.
        Assert.Equal(65_600, _pinger!.Statistics.Received);
        Assert.True(_pinger.IsAnswered(70));
    }

    [Fact]
    public void With_a_deadline_the_count_means_answers()
    {
        _host.Loses = static n => n % 2 == 0;
        var statistics = Run(Plan with { Deadline = TimeSpan.FromSeconds(10) });

        Assert.Equal((5L, 3L), (statistics.Sent, statistics.Received));
    }

    [Fact]
    public void At_the_deadline_it_is_over()
    {
        _host.Loses = static _ => true;
        var statistics = Run(Plan with { Count = null, Deadline = TimeSpan.FromSeconds(2.5) });

        Assert.Equal(3, statistics.Sent);
        Assert.Equal(TimeSpan.FromSeconds(2.5), _clock.Elapsed);
    }

    [Fact]
    public void With_a_deadline_an_error_ends_it()
    {
        var behind = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Refuses = (3, 1) });
        var statistics = Run(Plan with { Destination = new(behind.Address, 0), Deadline = TimeSpan.FromSeconds(20) });

        Assert.Equal((1L, 1L), (statistics.Sent, statistics.Errors));
    }

    [Fact]
    public void Errors_count_towards_the_end_and_say_who_and_why()
    {
        var behind = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Refuses = (3, 13) });
        var statistics = Run(Plan with { Destination = new(behind.Address, 0) });

        Assert.Equal((3L, 0L, 3L), (statistics.Sent, statistics.Received, statistics.Errors));
        Assert.Equal(TimeSpan.FromMilliseconds(2002), _clock.Elapsed);
        var reports = _events.Where(static e => e.Kind == EchoEventKind.Report).ToList();
        Assert.Equal([1, 2, 3], reports.Select(static r => (int)r.Sequence));
        Assert.All(reports, static r => Assert.Equal(("192.0.2.254", (byte)3, (byte)13), (r.Arrival.From.Address.ToString(), r.Arrival.Error.Type, r.Arrival.Error.Code)));
    }

    [Fact]
    public void An_error_that_the_kernel_tells_at_the_next_send_is_not_that_requests()
    {
        var behind = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 500) { Refuses = (3, 1) });
        var statistics = Run(Plan with { Destination = new(behind.Address, 0), Interval = s_second });

        Assert.Equal((3L, 3L), (statistics.Sent, statistics.Errors));
        Assert.DoesNotContain(_events, static e => e.Kind == EchoEventKind.SendFailed);
    }

    [Fact]
    public void A_request_that_cannot_be_sent_is_told_and_the_run_goes_on()
    {
        var statistics = Run(Plan, prepare: static s =>
        {
            s.SendErrors.Enqueue(Errno.None);
            s.SendErrors.Enqueue(Errno.ENETUNREACH);
        });

        Assert.Equal((3L, 2L, 0L), (statistics.Sent, statistics.Received, statistics.Errors));
        Assert.Equal(Errno.ENETUNREACH, Assert.Single(_events, static e => e.Kind == EchoEventKind.SendFailed).Errno);
    }

    [Fact]
    public void A_firewall_here_that_says_why_is_heard()
    {
        byte[] request = [8, 0, 0, 0, 0, 77, 0, 1];
        var statistics = Run(Plan with { Count = 1 }, prepare: s =>
        {
            s.SendErrors.Enqueue(Errno.EPERM);
            s.QueueError(request, new() { Errno = Errno.EHOSTUNREACH, Origin = QueuedErrorOrigin.Icmp, Type = 3, Code = 13, Offender = SimulatedNetwork.Parse("192.0.2.1") });
        });

        Assert.Equal([EchoEventKind.SendFailed, EchoEventKind.Report], _events.Select(static e => e.Kind));
        Assert.Equal((1L, 1L), (statistics.Sent, statistics.Errors));
    }

    [Fact]
    public void A_full_queue_is_waited_for_and_nothing_is_lost()
    {
        var statistics = Run(Plan, prepare: static s =>
        {
            for (int i = 0; i < 20; i++) s.SendErrors.Enqueue(Errno.ENOBUFS);
        });

        Assert.Equal((3L, 3L), (statistics.Sent, statistics.Received));
        Assert.DoesNotContain(_events, static e => e.Kind == EchoEventKind.SendFailed);
    }

    [Fact]
    public void A_packet_that_is_too_long_here_is_an_error_of_this_machine()
    {
        var statistics = Run(Plan, payload: 1473, prepare: static s => s.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Do));

        Assert.Equal((3L, 0L, 3L), (statistics.Sent, statistics.Received, statistics.Errors));
        Assert.All(_events, static e => Assert.Equal((EchoEventKind.LocalError, 1500u), (e.Kind, e.Arrival.Error.Info)));
    }

    [Fact]
    public void A_router_with_a_smaller_link_says_so_once_and_then_this_machine_knows()
    {
        var behind = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Mtu = 1400 });
        Run(Plan with { Destination = new(behind.Address, 0) }, payload: 1450, prepare: static s => s.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Do));

        Assert.Equal([EchoEventKind.Sent, EchoEventKind.Report, EchoEventKind.LocalError, EchoEventKind.LocalError], _events.Select(static e => e.Kind));
        Assert.Equal(1400u, _events[1].Arrival.Error.Info);
    }

    [Fact]
    public void A_wrong_checksum_is_told_and_is_no_answer()
    {
        _host.Spoils = static (n, answer) =>
        {
            if (n == 2) answer[20] ^= 0xff;
            return answer;
        };
        var statistics = Run(Plan with { Patience = s_second }, isRaw: true);

        Assert.Equal((2L, 1L), (statistics.Received, statistics.Corrupted));
        Assert.Equal([false, true, false], Replies.Select(static r => r.Arrival.HasBadChecksum));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answers_to_what_was_never_asked_are_none(bool isRaw)
    {
        byte[] forged = [0, 0, 0, 0, 0, 77, 0, 9];
        byte[] foreign = [0, 0, 0, 0, 0, 78, 0, 1];
        byte[] request = [8, 0, 0, 0, 0, 77, 0, 1];
        _host.Loses = static _ => true;
        var statistics = Run(Plan with { Patience = s_second }, isRaw, prepare: s =>
        {
            s.Inject(forged, "192.0.2.7", TimeSpan.FromMilliseconds(1));
            s.Inject(request, "192.0.2.7", TimeSpan.FromMilliseconds(2));
            if (isRaw) s.Inject(foreign, "192.0.2.7", TimeSpan.FromMilliseconds(3));
        });

        Assert.Equal((0L, 0L), (statistics.Received, statistics.Duplicates));
    }

    [Fact]
    public void Every_beginning_of_an_answer_and_of_noise_is_survived()
    {
        byte[] whole = [0x4f, .. new byte[59], 0, 0, 0, 0, 0, 77, 0, 1, .. new byte[56]];
        byte[] redirect = [0x45, .. new byte[19], 5, 1, 0, 0, 192, 0, 2, 9, 0x45, .. new byte[8], 1, .. new byte[10], 8, 0, 0, 0, 0, 77, 0, 1];
        var random = new Random(1);
        _host.Loses = static _ => true;
        var statistics = Run(Plan with { Count = 1, Patience = s_second }, isRaw: true, prepare: s => _clock.After(TimeSpan.FromMilliseconds(1), () =>
        {
            foreach (byte[] bytes in new[] { whole, redirect })
                for (int length = 0; length <= bytes.Length; length++) s.InjectRaw(bytes[..length], "192.0.2.7");
            for (int i = 0; i < 20_000; i++)
            {
                byte[] noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                s.InjectRaw(noise, "192.0.2.7");
            }
        }));

        // Of the answer, every beginning that holds the whole ICMP header; of the redirect, only the whole of it.
        Assert.Equal((0L, 57L), (statistics.Errors, statistics.Received + statistics.Corrupted + statistics.Duplicates));
        Assert.Single(_events, static e => e.Kind == EchoEventKind.Advice);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void The_wall_clock_may_be_set_without_harm(int seconds)
    {
        _clock.After(TimeSpan.FromMilliseconds(1), () => _clock.SetBy(TimeSpan.FromSeconds(seconds)));
        var statistics = Run(Plan);

        Assert.Equal((3L, 10_000L, 10_000L), (statistics.Received, statistics.Minimum, statistics.Maximum));
    }

    [Fact]
    public void A_preload_goes_out_at_once()
    {
        var statistics = Run(Plan with { Preload = 3 });

        Assert.Equal(3, statistics.Pipe);
        Assert.Equal(TimeSpan.FromMilliseconds(10), _clock.Elapsed);
    }

    [Fact]
    public void A_flood_follows_the_answers_and_goes_on_a_hundred_times_a_second_without()
    {
        var near = _network.Add("192.0.2.8", 2);
        near.Loses = static n => n is > 10 and <= 20;
        var statistics = Run(Plan with { Destination = new(near.Address, 0), Count = 30, Pace = EchoPace.Flood });

        Assert.Equal((30L, 20L), (statistics.Sent, statistics.Received));
        // Behind the last request, twice the longest round trip.
        Assert.Equal(TimeSpan.FromMilliseconds(19 * 4 + 10 * 10 + 8), _clock.Elapsed);
    }

    [Fact]
    public void An_adaptive_pace_is_that_of_the_answers()
    {
        _host.Lateness = static _ => TimeSpan.FromMilliseconds(40);
        var statistics = Run(Plan with { Count = 10, Pace = EchoPace.Adaptive });

        Assert.InRange(statistics.Duration.TotalMilliseconds, 9 * 40, 9 * 50);
    }

    [Fact]
    public void Stopping_ends_it_at_once()
    {
        _clock.After(TimeSpan.FromSeconds(1.5), _stop.Cancel);
        var statistics = Run(Plan with { Count = null });

        Assert.Equal(2, statistics.Received);
        Assert.Equal(TimeSpan.FromSeconds(1.5), _clock.Elapsed);
    }

    [Fact]
    public void Ip6_is_asked_and_answered_the_same_way()
    {
        var host = _network.Add("fd00::7", 5, new SimulatedRouter("fd00::ff", 1));
        var statistics = Run(Plan with { Destination = new(host.Address, 0) }, isRaw: true);

        Assert.Equal((3L, 12_000L), (statistics.Received, statistics.Maximum));
    }
}
