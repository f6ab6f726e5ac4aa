using Netshoot.Probes.Trace;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Probes.Trace;

public sealed class PathMonitorTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public PathMonitorTests()
    {
        _network = new(_clock);
        _machine = new(_network);
    }

    private PathMonitor Watch(SimulatedHost host, int cycles)
    {
        using var method = EchoProbes.Open(_machine, new(new(host.Address, 0)) { Length = 64 }, 33000);
        var monitor = new PathMonitor(method, host.Address, new() { Cycles = cycles }, _clock);
        _clock.Run(async () =>
        {
            await monitor.RunAsync(static _ => { }, CancellationToken.None);
            monitor.GiveUp();
            return true;
        });
        return monitor;
    }

    [Fact]
    public void Each_hop_is_asked_in_each_cycle_and_its_times_are_kept()
    {
        var host = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1));
        host.Lateness = static n => TimeSpan.FromMilliseconds(n % 2 == 0 ? 10 : 0);
        var monitor = Watch(host, 4);

        Assert.Equal(2, monitor.Hops);
        var end = monitor[2];
        Assert.Equal((4, 4, 4000L, 14000L), (monitor[1].Sent, end.Received, end.Best, end.Worst));
        // The first cycle does not know yet where the path ends: its second request to the host belongs to a third hop.
        Assert.Equal(6500, end.Average);
        Assert.Equal((10000L, 10000L, 5000d), (end.Jitter, end.WorstJitter, end.AverageJitter));
        Assert.Equal(5000, end.Deviation, 0.1);
        Assert.Equal(0, end.LossPercent);
    }

    [Fact]
    public void What_is_lost_and_who_stays_silent_counts_as_loss()
    {
        var host = _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { IsSilent = true });
        host.Loses = static n => n % 2 == 0;
        var monitor = Watch(host, 4);

        // Of the four requests of the second hop the third was the fourth that arrived.
        Assert.Equal((100d, 25d, 1), (monitor[1].LossPercent, monitor[2].LossPercent, monitor[2].Dropped));
        Assert.Null(monitor[1].Address);
    }
}
