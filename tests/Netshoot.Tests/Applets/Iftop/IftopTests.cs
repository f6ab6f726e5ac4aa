using System.Text.Json;
using Netshoot.Host.Containers;
using Netshoot.Testing.Lab;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.Iftop;

/// <summary>iftop in virtual time: 50 packets of 1000 bytes a second go out to a server, 20 of 500 come from a client.</summary>
public sealed class IftopTests
{
    private static readonly TimeSpan s_fast = TimeSpan.FromMilliseconds(20), s_slow = TimeSpan.FromMilliseconds(50);

    private readonly VirtualClock _clock = new();
    private readonly SimulatedMachine _machine;

    public IftopTests()
    {
        _machine = new(new SimulatedNetwork(_clock)) { Capture = new(_clock) };
        _machine.Capture.Pass(isOutgoing: true, "10.7.0.1#5555", "10.7.0.2#9999", 1000, s_fast, 2000);
        _machine.Capture.Pass(isOutgoing: false, "10.7.0.3#7777", "10.7.0.1#8888", 500, s_slow, 800);
        _machine.Names.Hosts["10.7.0.2"] = "server.example";
    }

    [Fact]
    public void The_text_is_laid_out_as_the_originals()
    {
        var outcome = AppletRun.Of(_machine, _clock, "iftop -i any -t -n -s 4");
        Assert.Equal("""
            Listening on any
               # Host name (port/service if enabled)            last 2s   last 10s   last 40s cumulative
            --------------------------------------------------------------------------------------------
               1 10.7.0.1                                 =>      391Kb      391Kb      391Kb      195KB
                 10.7.0.2                                 <=         0b         0b         0b         0B
               2 10.7.0.1                                 =>         0b         0b         0b         0B
                 10.7.0.3                                 <=     78.1Kb     78.1Kb     78.1Kb     39.1KB
            --------------------------------------------------------------------------------------------
            Total send rate:                                      391Kb      391Kb      391Kb
            Total receive rate:                                  78.1Kb     78.1Kb     78.1Kb
            Total send and receive rate:                          469Kb      469Kb      469Kb
            --------------------------------------------------------------------------------------------
            Peak rate (sent/received/total):                      391Kb     78.1Kb      469Kb
            Cumulative (sent/received/total):                     195KB     39.1KB      234KB
            ============================================================================================


            """, outcome.Output);
        Assert.Equal((0, "interface: any\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public void Without_a_time_it_prints_every_two_seconds_until_it_is_stopped()
    {
        var outcome = AppletRun.Of(_machine, _clock, "iftop -i any -t -n -B -L 1", stopAfter: TimeSpan.FromSeconds(7));
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["97.7KB", "195KB", "293KB"], Lines(outcome).Where(static l => l.StartsWith("   1 ", StringComparison.Ordinal)).Select(static l => l.Split(' ')[^1]));
        Assert.DoesNotContain("   2 ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("48.8KB     48.8KB     48.8KB", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-P", "10.7.0.1:5555                            =>", "10.7.0.2:9999                            <=")]
    [InlineData("-f dst#host#10.7.0.1", "10.7.0.1                                 =>", "10.7.0.3                                 <=")]
    [InlineData("-F 10.7.0.2/32", "10.7.0.2                                 =>", "10.7.0.1                                 <=")]
    [InlineData("-F 10.7.0.3/255.255.255.255", "10.7.0.3                                 =>", "10.7.0.1                                 <=")]
    [InlineData("-o destination", "10.7.0.1                                 =>", "10.7.0.2                                 <=")]
    public void Options_say_what_is_shown_first(string options, string source, string destination)
    {
        string line = $"iftop -i any -t -n -s 2 {options}";
        var outcome = line.Contains('#', StringComparison.Ordinal) ? RunWith("filter-code: dst host 10.7.0.1\n", "iftop -i any -t -n -s 2") : AppletRun.Of(_machine, _clock, line);
        string[] lines = Lines(outcome);
        Assert.StartsWith($"   1 {source}", lines[3], StringComparison.Ordinal);
        Assert.StartsWith($"     {destination}", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_is_read_and_options_come_after_it()
    {
        var outcome = RunWith("# mine\ninterface: any\ndns-resolution: no\nuse-bytes: yes\nport-display: source-only\nsort: destination\nfoo: bar\n", "iftop -t -s 2 -o 2s");
        Assert.Contains("/etc/iftop:7: warning: unknown directive \"foo\"\n", outcome.Error, StringComparison.Ordinal);
        Assert.StartsWith("   1 10.7.0.1:5555                            =>     48.8KB", Lines(outcome)[3], StringComparison.Ordinal);
        Assert.StartsWith("     10.7.0.2                                 <=", Lines(outcome)[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-F 10.0.0.0/33", "iftop: Invalid netmask length: 33\n")]
    [InlineData("-F abc", "iftop: Could not parse net/mask: abc\n")]
    [InlineData("-G fd00::/129", "iftop: Invalid IPv6 prefix length: 129\n")]
    [InlineData("-o bad", "iftop: Invalid enumeration value \"bad\" for directive \"sort\"\n")]
    [InlineData("-m 10X", "iftop: Invalid units in value: 10X\n")]
    [InlineData("-z", "iftop: unknown option -z\n")]
    [InlineData("-i", "iftop: unknown option -i\n")]
    [InlineData("-Z", "iftop: unknown option -Z\n")]
    [InlineData("extra", "iftop: found arguments following options\n")]
    [InlineData("-c /none", "iftop: /none: ENOENT\n")]
    [InlineData("-i any -t -f nonsense(", "iftop: set_filter_code: can't parse filter expression: syntax error\n")]
    [InlineData("-i any", "iftop: there is no terminal to show a screen on\n")]
    public void What_is_wrong_is_said_in_the_originals_words(string options, string message)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"iftop {options}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_numbers()
    {
        _machine.ContainerEngine = new Engine();
        var outcome = AppletRun.Of(_machine, _clock, "iftop -i any --json -n -P --names -s 4");
        var root = JsonDocument.Parse(outcome.Output).RootElement;
        var pair = root.GetProperty("pairs")[0];
        Assert.Equal("10.7.0.1", pair.GetProperty("source").GetProperty("address").GetString());
        Assert.Equal("web", pair.GetProperty("destination").GetProperty("container").GetString());
        Assert.Equal(9999, pair.GetProperty("destination").GetProperty("port").GetInt32());
        Assert.Equal(400_000, pair.GetProperty("sent").GetProperty("last_2s").GetDouble());
        Assert.Equal(200_000, pair.GetProperty("sent").GetProperty("total_bytes").GetInt64());
        Assert.Equal(480_000, root.GetProperty("peak").GetProperty("both").GetDouble());
        Assert.Equal(0, root.GetProperty("packets_without_place").GetInt64());
    }

    [Fact]
    public void The_screen_shows_scale_pairs_bars_and_totals()
    {
        var screen = Screen(80, 12, 4.5, "");
        Assert.Equal("""
                            195Kb           391Kb           586Kb           781Kb      977Kb
            └───────────────┴───────────────┴───────────────┴───────────────┴───────────────
            10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb
                                       <=                                0b      0b      0b
            10.7.0.1                   => 10.7.0.3                       0b      0b      0b
                                       <=                            78.1Kb  78.1Kb  78.1Kb


            ────────────────────────────────────────────────────────────────────────────────
            TX:             cum:    195KB   peak:    391Kb  rates:    391Kb   391Kb   391Kb
            RX:                    39.1KB           78.1Kb           78.1Kb  78.1Kb  78.1Kb
            TOTAL:                  234KB            469Kb            469Kb   469Kb   469Kb
            """, $"{screen}");
    }

    [Theory]
    [InlineData("p", 2, "10.7.0.1:5555              => 10.7.0.2:9999               391Kb   391Kb   391Kb", " Port display ON ")]
    [InlineData("S", 2, "10.7.0.1:5555              => 10.7.0.2                    391Kb   391Kb   391Kb", " Port display SOURCE ")]
    [InlineData("D", 2, "10.7.0.1                   => 10.7.0.2:9999               391Kb   391Kb   391Kb", " Port display DEST ")]
    [InlineData("pp", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Port display OFF ")]
    [InlineData("d", 2, "10.7.0.1                   =>  *                          391Kb   391Kb   391Kb", " Hide dest host ")]
    [InlineData("s", 2, " *                         => 10.7.0.2                    391Kb   391Kb   391Kb", " Hide source host ")]
    [InlineData("sd", 3, "                           <=                            78.1Kb  78.1Kb  78.1Kb", " Hide dest host ")]
    [InlineData("t", 2, "10.7.0.1                  <=> 10.7.0.2                    391Kb   391Kb   391Kb", " One line per host ")]
    [InlineData("tt", 2, "10.7.0.1                   <= 10.7.0.3                   78.1Kb  78.1Kb  78.1Kb", " Received traffic only ")]
    [InlineData("ttt", 3, "10.7.0.1                   => 10.7.0.3                       0b      0b      0b", " Sent traffic only ")]
    [InlineData("tttt", 3, "                           <=                                0b      0b      0b", " Two lines per host ")]
    [InlineData("T", 2, "10.7.0.1               => 10.7.0.2                205KB   391Kb   391Kb   391Kb", " Show cumulative totals ")]
    [InlineData("b", 1, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Bars off ")]
    [InlineData("n", 2, "10.7.0.1                   => server.example              391Kb   391Kb   391Kb", " DNS resolution on ")]
    [InlineData("1", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Sort by col 1 ")]
    [InlineData(">", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Sort by dest ")]
    [InlineData("<", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Sort by source ")]
    [InlineData("j", 2, "10.7.0.1                   => 10.7.0.3                       0b      0b      0b", "")]
    [InlineData("jk", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", "")]
    [InlineData("o", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Order frozen ")]
    [InlineData("oo", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Order unfrozen ")]
    [InlineData("P", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Display paused ")]
    [InlineData("N", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Port resolution off ")]
    [InlineData("L", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Logarithmic scale ")]
    [InlineData("B", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Bars show 40s average ")]
    [InlineData("!", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Sorry, subshells have been disabled. ")]
    [InlineData("x", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " Press H or ? for help ")]
    [InlineData("l3\n", 2, "10.7.0.1                   => 10.7.0.3                       0b      0b      0b", " Screen filter set ")]
    [InlineData("l(\n", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " missing closing parenthesis")]
    [InlineData("l3\e", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", "")]
    [InlineData("fnonsense(\n", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", " can't parse filter expression: syntax error ")]
    [InlineData("fx", 2, "10.7.0.1                   => 10.7.0.2                    391Kb   391Kb   391Kb", "Net filter> x")]
    [InlineData("h", 2, "Hosts:                                 The screen:", "")]
    public void Keys_change_what_is_shown(string keys, int row, string line, string message)
    {
        var screen = Screen(80, 12, 4.5, keys);
        Assert.Equal(line, screen.LineOf(row));
        Assert.StartsWith(message, screen.LineOf(0), StringComparison.Ordinal);
        Assert.True(_machine.Terminal!.IsGivenBack);
    }

    [Fact]
    public void A_new_filter_counts_from_then_on()
    {
        var screen = Screen(80, 12, 8.5, "fdst host 10.7.0.1\n", pressedAt: 4.1);
        // The kernel's side of it: nothing more is sent to the server, and the client goes on.
        Assert.Equal("                           <=                            78.1Kb  78.1Kb  78.1Kb", screen.LineOf(5));
        Assert.StartsWith("10.7.0.1                   => 10.7.0.2                       0b", screen.LineOf(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-m 1M", 31, "                205Kb           410Kb           614Kb           819Kb     1.00Mb")]
    [InlineData("-m 100K", 80, "                20.0Kb          40.0Kb          60.0Kb          80.0Kb     100Kb")]
    [InlineData("-B -m 10M", 4, "                256KB           512KB           768KB           1.00MB    1.25MB")]
    public void Bars_are_parts_of_the_scale(string options, int bar, string scale)
    {
        var screen = Screen(80, 12, 4.5, "", options);
        Assert.Equal(scale, screen.LineOf(0));
        Assert.Equal(bar, screen.ReversedOf(2));
        Assert.Equal(bar, screen.ReversedOf(9));
        Assert.Equal(0, screen.ReversedOf(3));
        Assert.Equal(0, screen.ReversedOf(11));
    }

    [Fact]
    public void A_logarithmic_scale_has_a_mark_for_each_power_of_ten()
    {
        var screen = Screen(80, 12, 6.5, "L", pressedAt: 2.5);
        Assert.Equal("                          100b          1.00Kb       10.0Kb       100Kb   1.00Mb", screen.LineOf(0));
        Assert.Equal("└────────────┴────────────┴─────────────┴────────────┴────────────┴─────────────", screen.LineOf(1));
        // 400,000 of 1,000,000 is 5.6 of 6 powers.
        Assert.Equal(75, screen.ReversedOf(2));
    }

    [Fact]
    public void Names_of_containers_stand_before_addresses_once_the_engine_has_answered()
    {
        _machine.ContainerEngine = new Engine();
        Assert.StartsWith("10.7.0.1                   => web 10.7.0.2", Screen(80, 12, 4.5, "").LineOf(2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(1, 1)]
    [InlineData(41, 7)]
    [InlineData(300, 90)]
    public void A_screen_of_any_size_can_be_drawn(int columns, int rows)
    {
        var screen = Screen(columns, rows, 4.5, "");
        Assert.All(screen.Lines, line => Assert.True(line.Length <= columns));
        Screen(columns, rows, 4.5, "LTphtjjj", "-B");
    }

    /// <summary>What stands on the screen when the user ends it.</summary>
    private TerminalEmulator Screen(int columns, int rows, double seconds, string keys, string options = "", double pressedAt = 4.2)
    {
        var terminal = _machine.Terminal = new(_clock, columns, rows);
        terminal.Press(pressedAt, keys);
        var outcome = AppletRun.Of(_machine, _clock, $"iftop -i any -n {options}", stopAfter: TimeSpan.FromSeconds(seconds));
        Assert.Equal(0, outcome.ExitCode);
        return new TerminalEmulator(columns, rows).Show(outcome.Output);
    }

    private Outcome RunWith(string configuration, string line)
    {
        _machine.Files["/etc/iftop"] = configuration;
        return AppletRun.Of(_machine, _clock, $"{line} -c /etc/iftop");
    }

    private static string[] Lines(Outcome outcome) => outcome.Output.Split('\n');

    private sealed class Engine : IContainerEngine
    {
        public string Where => "unix:///run/docker.sock";

        public ValueTask<IReadOnlyList<Container>> ContainersAsync(CancellationToken stop)
        {
            var endpoint = new ContainerEndpoint("bridge", "1", new InternetPrefix(InternetAddress.From4(0x0a070002), 24), null, null, null, []);
            return ValueTask.FromResult<IReadOnlyList<Container>>([new() { Id = "1", Name = "web", State = "running", Endpoints = [endpoint] }]);
        }

        public ValueTask<IReadOnlyList<ContainerNetwork>> NetworksAsync(CancellationToken stop) => ValueTask.FromResult<IReadOnlyList<ContainerNetwork>>([]);
    }
}
