using Netshoot.Probes.Trace;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Trace;

public sealed class HopTracerTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public HopTracerTests()
    {
        _network = new(_clock);
        _machine = new(_network);
    }

    private List<TracedProbe> Trace(SimulatedHost host, TracePlan? plan = null, bool byEcho = false, int length = 60, bool doesNotFragment = false)
    {
        var settings = new TraceSettings(new(host.Address, byEcho ? (ushort)1 : (ushort)33434)) { Length = length, DoesNotFragment = doesNotFragment };
        using ITraceMethod method = byEcho ? EchoProbes.Open(_machine, settings, 1) : new UdpProbes(_machine, settings);
        var tracer = new HopTracer(method, plan ?? new(), _clock);
        var probes = new List<TracedProbe>();
        _clock.Run(async () =>
        {
            while (await tracer.NextAsync(CancellationToken.None) is { } probe) probes.Add(probe);
            return true;
        });
        return probes;
    }

    private static IEnumerable<(int, int, string?)> Seen(IEnumerable<TracedProbe> probes) => probes.Select(static p => (p.Hop, p.Query, p.Answer?.From.Address.ToString()));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_path_is_told_hop_by_hop_and_ends_at_its_destination(bool byEcho)
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new("203.0.113.1", 2));
        var probes = Trace(host, new() { Queries = 2 }, byEcho);

        Assert.Equal(
        [
            (1, 0, "192.0.2.254"), (1, 1, "192.0.2.254"), (2, 0, "203.0.113.1"), (2, 1, "203.0.113.1"), (3, 0, "198.51.100.1"), (3, 1, "198.51.100.1"),
        ], Seen(probes));
        Assert.Equal([2, 2, 6, 6, 8, 8], probes.Select(static p => p.RoundTrip.TotalMilliseconds));
        Assert.All(probes[..4], static p => Assert.Equal(TraceAnswerKind.Hop, p.Answer!.Value.Kind));
        Assert.Equal(TraceAnswerKind.Reached, probes[^1].Answer!.Value.Kind);
    }

    [Fact]
    public void A_silent_router_is_waited_for_as_long_as_later_hops_suggest()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 2) { IsSilent = true });
        var probes = Trace(host, new() { Queries = 1 });

        Assert.Equal([(1, 0, "192.0.2.254"), (2, 0, null), (3, 0, "198.51.100.1")], Seen(probes));
        // Ten times the 8 ms of the destination, and once more in case that it was the destination itself; not the five seconds.
        Assert.InRange(_clock.Elapsed, TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public void Without_the_factors_every_silent_hop_takes_the_whole_time()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 2) { IsSilent = true });
        Trace(host, new() { Queries = 1, Simultaneous = 1, SameHopFactor = 0, LaterHopFactor = 0 });
        Assert.True(_clock.Elapsed >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Who_refuses_ends_the_path()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 2) { Refuses = (3, 13) });
        var probes = Trace(host, new() { Queries = 1 });

        Assert.Equal([(1, 0, "192.0.2.254"), (2, 0, "203.0.113.1")], Seen(probes.Take(2)));
        Assert.Contains(probes, static p => p.Answer is { Kind: TraceAnswerKind.Unreachable, Error: { Type: 3, Code: 13 } });
        Assert.InRange(probes.Count, 2, 3);
    }

    [Fact]
    public void The_mtu_is_found_on_the_way()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 2) { Mtu = 1400 });
        var probes = Trace(host, new() { Queries = 1, Simultaneous = 1, FindsMtu = true }, length: 65000, doesNotFragment: true);

        Assert.Equal([(1, 0, "192.0.2.254"), (2, 0, "203.0.113.1"), (3, 0, "198.51.100.1")], Seen(probes));
        Assert.Equal([1500, 0, 1400], probes.Select(static p => p.Mtu));
    }

    [Fact]
    public void Lost_late_and_doubled_answers_are_counted_once_or_not_at_all()
    {
        var host = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1));
        host.Loses = static n => n == 1;
        host.Answers = static n => n == 2 ? 3 : 1;
        host.Lateness = static n => n == 3 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero;
        var probes = Trace(host, new() { Simultaneous = 1, SameHopFactor = 0, LaterHopFactor = 0 }, byEcho: true);

        Assert.Equal([(2, 0, null), (2, 1, "198.51.100.1"), (2, 2, null)], Seen(probes.Where(static p => p.Hop == 2)));
    }

    [Fact]
    public void An_answer_to_what_was_never_asked_is_none()
    {
        var host = _network.Add("198.51.100.1", 1);
        // The sequence number of the request is at bytes 6 and 7, the identifier at 4 and 5.
        host.Spoils = static (n, answer) =>
        {
            if (n == 1) answer[6] ^= 0x40;
            if (n == 2) answer[4] ^= 1;
            return n == 3 ? answer[..5] : answer;
        };
        var probes = Trace(host, new() { Queries = 4, MostHops = 1, Simultaneous = 1, SameHopFactor = 0, Patience = TimeSpan.FromSeconds(1) }, byEcho: true);
        Assert.Equal([null, null, null, "198.51.100.1"], probes.Select(static p => p.Answer?.From.Address.ToString()));
    }
}
