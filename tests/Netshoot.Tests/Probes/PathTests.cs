using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Probes.PathMtu;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Probes;

public sealed class PathTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public PathTests()
    {
        _network = new(_clock);
        _machine = new(_network);
    }

    private (List<PathHop> Hops, PathTracer Tracer) Trace(SimulatedHost host, int mostHops = 30, int length = 0)
    {
        _machine.TryOpen(SocketFamily.Ip4, SocketKind.Datagram, 0, out var socket);
        var tracer = new PathTracer(socket!, new(new(host.Address, 44444)) { MostHops = mostHops, Length = length }, _clock);
        var hops = new List<PathHop>();
        _clock.Run(async () =>
        {
            while (await tracer.NextAsync(CancellationToken.None) is { } hop) hops.Add(hop);
            return true;
        });
        return (hops, tracer);
    }

    private PathMtuFinding Measure(SimulatedHost host)
    {
        EchoSocket.TryOpen(_machine, SocketFamily.Ip4, mustBeRaw: false, out var socket);
        socket!.Prepare();
        return _clock.Run(() => new PathMtuFinder(socket, new(host.Address, 0), _clock).FindAsync(68, 1500, CancellationToken.None));
    }

    [Fact]
    public void A_path_is_followed_hop_by_hop_and_its_mtu_found_on_the_way()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 1) { Mtu = 1400 });
        var (hops, tracer) = Trace(host);

        Assert.Equal(
        [
            (PathHopKind.LocalMtu, 1, 1500, "0.0.0.0"),
            (PathHopKind.Hop, 1, 0, "192.0.2.254"),
            (PathHopKind.Hop, 1, 0, "192.0.2.254"),
            (PathHopKind.Hop, 2, 0, "203.0.113.1"),
            (PathHopKind.Mtu, 3, 1400, "203.0.113.1"),
            (PathHopKind.Reached, 3, 0, "198.51.100.1"),
        ], hops.Select(static h => (h.Kind, h.HopLimit, h.Mtu, h.From.Address.ToString())));
        Assert.Equal((1400, 3, 1), (tracer.Mtu, tracer.Hops, tracer.HopsBack));
        Assert.Equal(TimeSpan.FromMilliseconds(6), hops[^1].RoundTrip);
    }

    [Fact]
    public void A_silent_hop_is_asked_three_times()
    {
        var host = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { IsSilent = true });
        var (hops, tracer) = Trace(host, length: 1000);

        Assert.Equal([PathHopKind.NoReply, PathHopKind.Reached], hops.Select(static h => h.Kind));
        Assert.Equal(2, tracer.Hops);
        Assert.Equal(TimeSpan.FromMilliseconds(3004), _clock.Elapsed);
    }

    [Fact]
    public void Hops_run_out()
    {
        var host = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { IsSilent = true });
        var (hops, tracer) = Trace(host, mostHops: 1, length: 1000);

        Assert.Equal([PathHopKind.NoReply], hops.Select(static h => h.Kind));
        Assert.True(tracer.HasTooManyHops);
    }

    [Fact]
    public void A_refusal_on_the_way_ends_it()
    {
        var host = _network.Add("198.51.100.1", 1, new("192.0.2.254", 1), new SimulatedRouter("203.0.113.1", 1) { Refuses = (3, 13) });
        var (hops, _) = Trace(host, length: 1000);

        Assert.Equal([PathHopKind.Hop, PathHopKind.Hop, PathHopKind.Unreachable], hops.Select(static h => h.Kind));
        Assert.Equal(3, hops[^1].HopLimit);
        Assert.Equal(13, hops[^1].Error.Code);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(1280)]
    [InlineData(576)]
    [InlineData(69)]
    [InlineData(1499)]
    public void An_announced_mtu_is_measured_in_a_few_probes(int mtu)
    {
        var found = Measure(_network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Mtu = mtu }));

        Assert.Equal((mtu, mtu + 1, mtu, "192.0.2.254", false), (found.Passed, found.Lost, found.Announced, found.Announcer.ToString(), found.IsBlackHole));
        Assert.InRange(found.Probes, 2, 4);
    }

    [Fact]
    public void A_black_hole_is_measured_though_nobody_speaks_of_it()
    {
        var found = Measure(_network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Mtu = 1400, IsSilent = true }));

        Assert.Equal((1400, 1401, 0, true), (found.Passed, found.Lost, found.Announced, found.IsBlackHole));
    }

    [Fact]
    public void A_whole_path_takes_one_probe() => Assert.Equal((1500, 0, 1), Measure(_network.Add("198.51.100.1", 1)) is var f ? (f.Passed, f.Lost, f.Probes) : default);

    [Fact]
    public void A_dead_host_has_no_mtu()
    {
        var host = _network.Add("198.51.100.1", 1);
        host.Loses = static _ => true;
        var found = Measure(host);

        Assert.Equal((0, false), (found.Passed, found.IsBlackHole));
    }
}
