using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes;

public sealed class HostPingerTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public HostPingerTests()
    {
        _network = new(_clock);
        _machine = new(_network);
    }

    private (List<string> Told, HostPinger Pinger) Ask(HostPingPlan plan, params string[] hosts)
    {
        EchoSocket.TryOpen(_machine, SocketFamily.Ip4, mustBeRaw: false, out var socket);
        socket!.SetPayloadLength(56);
        socket.Prepare();
        var pinger = new HostPinger([.. hosts.Select(static h => new InternetEndpoint(SimulatedNetwork.Parse(h), 0))], is6 => is6 ? null : socket, plan, _clock);
        var told = new List<string>();
        _clock.Run(async () =>
        {
            await pinger.RunAsync(e => told.Add($"{e.Kind} {e.Host} {e.Index} at {_clock.Elapsed.TotalMilliseconds}"), CancellationToken.None);
            return true;
        });
        return (told, pinger);
    }

    [Fact]
    public void Each_host_is_asked_in_turn_until_it_answers_or_is_given_up()
    {
        _network.Add("198.51.100.1", 1);
        _network.Add("198.51.100.2", 1).Loses = static _ => true;
        var (told, pinger) = Ask(new() { Retries = 2, Backoff = 2, Patience = TimeSpan.FromMilliseconds(100) }, "198.51.100.1", "198.51.100.2");

        // Asked at 10, 110 and 310 ms; the last is waited for 400 ms.
        Assert.Equal(["Reply 0 0 at 2", "GivenUp 1 2 at 710"], told);
        Assert.Equal((4L, 1L, 3L), (pinger.Sent, pinger.Received, pinger.Timeouts));
    }

    [Fact]
    public void Counting_tells_each_answer_and_each_loss()
    {
        var host = _network.Add("198.51.100.1", 1);
        host.Loses = static n => n == 2;
        var (told, pinger) = Ask(new() { Count = 3, Period = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMilliseconds(100) }, "198.51.100.1");

        Assert.Equal(["Reply 0 0 at 2", "Timeout 0 1 at 200", "Reply 0 2 at 202"], told);
        Assert.Equal((3, 2, 1), (pinger.StatisticsOf(0).Sent, pinger.StatisticsOf(0).Received, pinger.StatisticsOf(0).Lost));
    }

    [Fact]
    public void What_comes_late_is_lost_and_what_comes_twice_is_told()
    {
        var host = _network.Add("198.51.100.1", 1);
        host.Lateness = static n => TimeSpan.FromMilliseconds(n == 1 ? 150 : 0);
        host.Answers = static n => n == 2 ? 2 : 1;
        var (told, pinger) = Ask(new() { Patience = TimeSpan.FromMilliseconds(100) }, "198.51.100.1");

        Assert.Equal(["Reply 0 1 at 102", "Duplicate 0 1 at 102"], told);
        Assert.Equal(1, pinger.Received);
    }
}
