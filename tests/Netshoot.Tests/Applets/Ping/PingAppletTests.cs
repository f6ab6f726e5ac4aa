using System.Globalization;
using System.Text.Json;
using Netshoot.Host.Sockets;
using Netshoot.Testing.Lab;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.Ping;

public sealed class PingAppletTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;
    private readonly SimulatedHost _host;

    public PingAppletTests()
    {
        _network = new(_clock);
        _machine = new(_network);
        _host = _network.Add("192.0.2.7", 5);
    }

    private Outcome Run(string line, TimeSpan? stopAfter = null, Action<Action>? onQuit = null) => AppletRun.Of(_machine, _clock, line, stopAfter, onQuit);

    [Fact]
    public void A_lost_answer_is_counted_and_not_printed()
    {
        _host.Loses = static n => n == 2;
        var run = Run("ping -c 3 192.0.2.7");

        Assert.Equal("""
            PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.
            64 bytes from 192.0.2.7: icmp_seq=1 ttl=57 time=10.0 ms
            64 bytes from 192.0.2.7: icmp_seq=3 ttl=57 time=10.0 ms

            --- 192.0.2.7 ping statistics ---
            3 packets transmitted, 2 received, 33.3333% packet loss, time 2000ms
            rtt min/avg/max/mdev = 10.000/10.000/10.000/0.000 ms

            """, run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Silence_is_exit_code_one()
    {
        _host.Loses = static _ => true;
        var run = Run("ping -c 2 -W 1 192.0.2.7");

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith("2 packets transmitted, 0 received, 100% packet loss, time 1000ms\n\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_can_be_wrong_with_an_answer_stands_behind_it()
    {
        _host.Answers = static n => n == 2 ? 2 : 1;
        _host.Spoils = static (n, answer) =>
        {
            if (n == 3) answer[8 + 20] ^= 0xff;
            return n == 4 ? answer[..18] : answer;
        };
        var run = Run("ping -c 4 -n 192.0.2.7");

        Assert.Contains("icmp_seq=2 ttl=57 time=10.0 ms (DUP!)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("""
            icmp_seq=3 ttl=57 time=10.0 ms
            wrong data byte #20 should be 0x14 but was 0xeb
            #16	10 11 12 13 eb 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f 
            #48	30 31 32 33 34 35 36 37 

            """, run.Output, StringComparison.Ordinal);
        Assert.Contains("18 bytes from 192.0.2.7: icmp_seq=4 ttl=57 (truncated)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("4 packets transmitted, 4 received, +1 duplicates, 0% packet loss", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_never_delay_a_request_and_keep_the_order()
    {
        _machine.Names.Addresses["web"] = "192.0.2.7";
        _machine.Names.Hosts["192.0.2.7"] = "web.lab";
        _machine.Names.Delay = TimeSpan.FromSeconds(1.5);
        var run = Run("ping -c 3 web");

        Assert.StartsWith("""
            PING web (192.0.2.7) 56(84) bytes of data.
            64 bytes from web.lab (192.0.2.7): icmp_seq=1 ttl=57 time=10.0 ms
            64 bytes from web.lab (192.0.2.7): icmp_seq=2 ttl=57 time=10.0 ms
            64 bytes from web.lab (192.0.2.7): icmp_seq=3 ttl=57 time=10.0 ms

            --- web ping statistics ---
            """, run.Output, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), _clock.Elapsed);
    }

    [Fact]
    public void Names_that_come_too_late_are_done_without_when_the_user_stops()
    {
        _machine.Names.Addresses["web"] = "192.0.2.7";
        _machine.Names.Delay = TimeSpan.FromHours(1);
        var run = Run("ping web", stopAfter: TimeSpan.FromSeconds(1.5));

        Assert.Contains("64 bytes from 192.0.2.7: icmp_seq=2", run.Output, StringComparison.Ordinal);
        Assert.Equal((0, TimeSpan.FromSeconds(1.5)), (run.ExitCode, _clock.Elapsed));
    }

    [Fact]
    public void Hostile_names_cannot_move_the_cursor()
    {
        _machine.Names.Addresses["web"] = "192.0.2.7";
        _machine.Names.Hosts["192.0.2.7"] = "a\u001b[2Jb";
        var run = Run("ping -c 1 web");

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Contains("from a\\x1b[2Jb (192.0.2.7)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_fields_of_the_text()
    {
        _host.Answers = static n => n == 2 ? 2 : 1;
        _host.Loses = static n => n == 3;
        var text = Run("ping -c 3 192.0.2.7");
        var json = new PingAppletTests { _host = { Answers = static n => n == 2 ? 2 : 1, Loses = static n => n == 3 } }.Run("ping --json -c 3 192.0.2.7");

        var lines = json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        var replies = lines[..^1].Select(static r => string.Create(CultureInfo.InvariantCulture,
            $"{r.GetProperty("bytes")} bytes from {r.GetProperty("from")}: icmp_seq={r.GetProperty("icmp_seq")} ttl={r.GetProperty("ttl")} time={r.GetProperty("time_ms").GetDouble():0.0} ms{(r.TryGetProperty("duplicate", out _) ? " (DUP!)" : "")}"));
        Assert.Equal(text.Output.Split('\n').Where(static l => l.Contains("bytes from", StringComparison.Ordinal)), replies);
        var summary = lines[^1];
        Assert.Contains($"{summary.GetProperty("transmitted")} packets transmitted, {summary.GetProperty("received")} received, +{summary.GetProperty("duplicates")} duplicates, ", text.Output, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"rtt min/avg/max/mdev = {summary.GetProperty("min_ms").GetDouble():0.000}/{summary.GetProperty("avg_ms").GetDouble():0.000}/{summary.GetProperty("max_ms").GetDouble():0.000}/{summary.GetProperty("mdev_ms").GetDouble():0.000} ms"), text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_socket_the_way_out_is_named()
    {
        _machine.Refuses = static kind => kind == SocketKind.Raw ? Errno.EPERM : kind == SocketKind.Datagram ? Errno.None : Errno.EINVAL;
        var run = Run("ping -e 0 192.0.2.7");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("ping: socktype: SOCK_RAW\nping: socket: EPERM\nping: => missing cap_net_raw+p capability or setuid?\nping: hint: a raw socket needs CAP_NET_RAW", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void How_things_stand_is_told_when_asked()
    {
        var run = Run("ping 192.0.2.7", TimeSpan.FromSeconds(2.5), action => _clock.After(TimeSpan.FromSeconds(1.5), action));

        Assert.Equal("\r2/2 packets, 0% loss, min/avg/ewma/max = 10.000/10.000/10.000/10.000 ms\n", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("-f -c 1", "cannot flood; minimal interval allowed for user is 2ms")]
    [InlineData("-i 0.001 -c 1", "cannot flood; minimal interval allowed for user is 2ms")]
    [InlineData("-l 4 -c 1", "cannot set preload to value greater than 3: 4")]
    public void Users_other_than_root_may_not_flood(string options, string complaint)
    {
        _machine.IsSuperUser = false;
        var run = Run($"ping {options} 192.0.2.7");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"ping: {complaint}\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, "0.999")]
    [InlineData(1000, "1.00")]
    [InlineData(1464, "1.46")]
    [InlineData(9994, "9.99")]
    [InlineData(9995, "10.0")]
    [InlineData(16174, "16.2")]
    [InlineData(99949, "99.9")]
    [InlineData(99950, "100")]
    [InlineData(150450, "150")]
    [InlineData(2029023, "2029")]
    public void Times_have_three_digits_that_count(int microseconds, string text)
    {
        var near = _network.Add("192.0.2.8", 0);
        near.Lateness = _ => TimeSpan.FromMicroseconds(microseconds);

        Assert.Contains($"time={text} ms\n", Run("ping -c 1 192.0.2.8").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0, "Destination Net Unreachable")]
    [InlineData(3, 1, "Destination Host Unreachable")]
    [InlineData(3, 2, "Destination Protocol Unreachable")]
    [InlineData(3, 3, "Destination Port Unreachable")]
    [InlineData(3, 9, "Destination Net Prohibited")]
    [InlineData(3, 10, "Destination Host Prohibited")]
    [InlineData(3, 13, "Packet filtered")]
    [InlineData(3, 15, "Precedence Cutoff")]
    [InlineData(3, 16, "Dest Unreachable, Bad Code: 16")]
    [InlineData(11, 0, "Time to live exceeded")]
    [InlineData(11, 1, "Frag reassembly time exceeded")]
    [InlineData(11, 2, "Time exceeded, Bad Code: 2")]
    [InlineData(12, 0, "Parameter problem: pointer = 0")]
    public void Errors_of_Ip4_are_told_in_the_originals_words(byte type, byte code, string text)
    {
        _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1) { Refuses = (type, code) });
        Assert.Contains($"\nFrom 192.0.2.254 icmp_seq=1 {text}\n", Run("ping -c 1 198.51.100.1").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, "Destination unreachable: No route")]
    [InlineData(1, 1, "Destination unreachable: Administratively prohibited")]
    [InlineData(1, 2, "Destination unreachable: Beyond scope of source address")]
    [InlineData(1, 3, "Destination unreachable: Address unreachable")]
    [InlineData(1, 4, "Destination unreachable: Port unreachable")]
    [InlineData(1, 5, "Destination unreachable: Unknown code 5")]
    [InlineData(3, 0, "Time exceeded: Hop limit")]
    [InlineData(3, 1, "Time exceeded: Defragmentation failure")]
    [InlineData(3, 2, "Time exceeded: code 2")]
    [InlineData(4, 1, "Parameter problem: Unknown header at 0")]
    [InlineData(4, 3, "Parameter problem: code 3 at 0")]
    public void Errors_of_Ip6_are_told_in_the_originals_words(byte type, byte code, string text)
    {
        _network.Add("fd00:1::1", 1, new SimulatedRouter("fd00::fe", 1) { Refuses = (type, code) });
        Assert.Contains($"\nFrom fd00::fe icmp_seq=1 {text}\n", Run("ping -c 1 fd00:1::1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_draws_what_is_missing()
    {
        _host.Loses = static n => n == 2;
        Assert.StartsWith("PING 192.0.2.7 (192.0.2.7) 56(84) bytes of data.\n.\b \b..\b \b\n---", Run("ping -f -c 3 192.0.2.7").Output, StringComparison.Ordinal);
    }
}
