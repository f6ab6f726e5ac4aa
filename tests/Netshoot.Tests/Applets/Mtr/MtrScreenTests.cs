using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Applets.Mtr;

/// <summary>mtr's screen in virtual time: a router answers after two milliseconds, the host behind it after four.</summary>
public sealed class MtrScreenTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedNetwork _network;
    private readonly SimulatedMachine _machine;

    public MtrScreenTests()
    {
        _network = new(_clock);
        _machine = new(_network);
        _network.Add("198.51.100.1", 1, new SimulatedRouter("192.0.2.254", 1));
        _machine.Names.Hosts["192.0.2.254"] = "router.example";
    }

    [Theory]
    [InlineData("", 5, " 1. 192.0.2.254                       0.0%    10    2.0   2.0   2.0   2.0   0.0")]
    [InlineData("n", 5, " 1. router.example                    0.0%    10    2.0   2.0   2.0   2.0   0.0")]
    [InlineData("p", 5, " 1. 192.0.2.254                       0.0%     6    2.0   2.0   2.0   2.0   0.0")]
    [InlineData("r", 5, " 1. 192.0.2.254                       0.0%     5    2.0   2.0   2.0   2.0   0.0")]
    [InlineData("oLS\n", 4, " Host                                                               Loss%   Snt")]
    [InlineData("o?\n", 2, "Unknown field identifier: ?")]
    [InlineData("oLS\e", 4, " Host                                Loss%   Snt   Last   Avg  Best  Wrst StDev")]
    [InlineData("j", 4, " Host                               Drop   Rcv    Avg Gmean Jttr Javg Jmax Jint")]
    [InlineData("i0\n", 2, "a number from 0.001 to 86400 is expected")]
    [InlineData("z", 2, "numbers of autonomous systems are asked for on the Internet: not supported")]
    [InlineData("h", 2, "Keys:")]
    [InlineData("hx", 2, "Keys:  Help   Display mode   Restart statistics   Order of fields   quit")]
    [InlineData("d", 4, "                             Last  50 pings")]
    [InlineData("ddd", 4, " Host                                Loss%   Snt   Last   Avg  Best  Wrst StDev")]
    [InlineData("s", 2, "Change Packet Size: 64")]
    public void Keys_change_what_is_shown(string keys, int row, string line)
    {
        var screen = Screen(80, 14, keys, "-n 198.51.100.1");
        Assert.Equal(line, screen.LineOf(row));
        Assert.StartsWith("                             My traceroute  [v0.95]", screen.LineOf(0), StringComparison.Ordinal);
        Assert.True(_machine.Terminal!.IsGivenBack);
    }

    [Fact]
    public void So_many_cycles_end_it()
    {
        _machine.Terminal = new(_clock, 80, 14);
        var outcome = AppletRun.Of(_machine, _clock, "mtr -n -c 3 -G 1 198.51.100.1");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith(" 1. 192.0.2.254                       0.0%     3 ", new TerminalEmulator(80, 14).Show(outcome.Output).LineOf(5), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-t -n 198.51.100.1", "mtr: there is no terminal to show a screen on\n")]
    [InlineData("-g 198.51.100.1", "mtr: option '-g' is not supported: there are no windows here\n")]
    [InlineData("-z 198.51.100.1", "mtr: option '-z' is not supported: it asks name servers on the Internet\n")]
    [InlineData("--displaymode 3 198.51.100.1", "mtr: value out of range (0 - 2): '3'\n")]
    public void What_cannot_be_is_said(string words, string message)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"mtr {words}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith(message, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(1, 1)]
    [InlineData(300, 90)]
    public void A_screen_of_any_size_can_be_drawn(int columns, int rows)
    {
        foreach (string keys in new[] { "", "d", "dd", "h", "oL" }) Screen(columns, rows, keys, "-n -e 198.51.100.1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pictures_show_the_last_probes_the_newest_at_the_right(int mode)
    {
        var screen = Screen(80, 14, "", $"-n --displaymode {mode} 198.51.100.1");
        // All that come from the router are as fast as can be, all from the host as slow.
        Assert.EndsWith("  ..........", screen.LineOf(5), StringComparison.Ordinal);
        Assert.Equal(79, screen.LineOf(5).Length);
        if (mode == 2) Assert.EndsWith(">>>>>>>>", screen.LineOf(6), StringComparison.Ordinal);
        Assert.StartsWith("Scale:  .:2 ms", screen.LineOf(8), StringComparison.Ordinal);
    }

    private TerminalEmulator Screen(int columns, int rows, string keys, string words)
    {
        var terminal = _machine.Terminal = new(_clock, columns, rows);
        terminal.Press(4.75, keys);
        var outcome = AppletRun.Of(_machine, _clock, $"mtr {words}", stopAfter: TimeSpan.FromSeconds(8.6));
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return new TerminalEmulator(columns, rows).Show(outcome.Output);
    }
}
