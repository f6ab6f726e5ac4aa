using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Scan;

/// <summary>Ours beside nmap: the same states of the same ports, the same text.</summary>
public sealed class NmapSideBySideTests(ScannedLab lab) : IClassFixture<ScannedLab>
{
    private const string Number = "[0-9]+(\\.[0-9]+)?";

    private static readonly Normalization[] s_alike =
    [
        new("version", @"^Starting Nmap .*$", "Starting Nmap"),
        new("latency", $@"\({Number}s latency\)", "(Ts latency)"),
        new("elapsed time", $"scanned in {Number} seconds", "scanned in T seconds"),
        new("times", "(at|initiated) [A-Z][a-z]{2} [A-Z][a-z]{2} .*?[0-9]{4}", "$1 TIME"),
        new("the order of the words, which getopt changes", "as: nmap .*$", "as: nmap"),
        new("hop by hop", $"^1   {Number} ms", "1   T ms"),
        new("width of times", "^HOP RTT +ADDRESS", "HOP RTT ADDRESS"),
        new("packets", $@"^ +Raw packets sent: .*\n", ""),
        new("data files", @"^Read data files from: .*\n", ""),
        new("phases", $@", {Number}s elapsed", ", Ts elapsed"),
        new("clock", @" at [0-9]{2}:[0-9]{2}", " at T"),
        new("scanned at", @"^Scanned at .*$", "Scanned at"),
    ];

    /// <summary>What differs in XML besides times: the style sheet that ours does not name, hints of hosts, and tasks.</summary>
    private static readonly Normalization[] s_xml =
    [
        new("style sheet", @"^<\?xml-stylesheet .*\n", ""),
        new("hints", @"<hosthint>(.|\n)*?</hosthint>\n", ""),
        new("words", " args=\".*?\"", ""),
        new("times", " (start|startstr|starttime|endtime|time|timestr|summary|elapsed|srtt|rttvar|to)=\".*?\"", ""),
        new("comment", "^<!-- Nmap.*$", ""),
        new("tasks", @"^<task.*\n", ""),
    ];

    [Theory]
    [InlineData("-n -p 9,13,21-23,25,37,53,80,443 --reason 10.9.0.2")]
    [InlineData("-n -p 22,80,443,40000-40050,30000-30030 10.9.0.2")]
    [InlineData("-n -p 30000-30030 10.9.0.2")]
    [InlineData("-n -p 9,13,22 -sT --reason 10.9.0.2")]
    [InlineData("-n -p 9,13,22 --open 10.9.0.2")]
    [InlineData("-n -p 22 -v 10.9.0.2")]
    [InlineData("-n -sU -p 9,13,53 10.9.0.2")]
    [InlineData("-n -sA -p 9,21,22 --reason 10.9.0.2")]
    [InlineData("-n -sW -p 9,22 10.9.0.2")]
    [InlineData("-n -sF -p 9,22 --reason 10.9.0.2")]
    [InlineData("-n -sM -p 9,22 10.9.0.2")]
    [InlineData("-n -sS --scanflags SYNFIN -p 9,22 10.9.0.2")]
    [InlineData("-n -sO -p 1,6,17,50 10.9.0.2")]
    [InlineData("-n -sSU -p T:9,22,U:13 10.9.0.2")]
    [InlineData("-n -6 -p 9,22 fd09::2")]
    [InlineData("-n -p 22 10.9.0.1")]
    [InlineData("-n -sT -p 22 127.0.0.1")]
    [InlineData("-n -p 22,80 10.9.0.2-3")]
    [InlineData("-n -p 22 10.9.0.77")]
    [InlineData("-n -sn 10.9.0.0/29")]
    [InlineData("-n -sn -v 10.9.0.2")]
    [InlineData("-n -sn -PE --send-ip --reason 10.9.0.2 10.9.0.130")]
    [InlineData("-n -sn -PS80 --send-ip --reason 10.9.0.2")]
    [InlineData("-n -sn -PU30000 --send-ip --reason 10.9.0.2")]
    [InlineData("-n -sn -PY --send-ip --reason 10.9.0.2")]
    [InlineData("-n -sn -PY81 --send-ip --reason 10.9.0.2")]
    [InlineData("-n -sn -PY --send-ip --reason 10.9.0.3")]
    [InlineData("-n -sY -p 80-82 --reason 10.9.0.2")]
    [InlineData("-n -sZ -p 80-82 --reason 10.9.0.2")]
    [InlineData("-n -sSY -p T:22,S:80 10.9.0.2")]
    [InlineData("--dns-servers nowhere -sL 10.9.0.1")]
    [InlineData("-n -sL 10.9.0.1-3")]
    [InlineData("-n -sL 10.9.0.1-3,7 --exclude 10.9.0.2")]
    [InlineData("-n --traceroute -p 22 10.9.0.2")]
    [InlineData("-n -p 40000-40029 10.9.0.130")]
    [InlineData("-n -p 22,30000-30030,40000-40030 -oG - 10.9.0.2")]
    [InlineData("-n -sn -oG - 10.9.0.1-3")]
    [InlineData("-n -sn -v -oG - 10.9.0.2-4")]
    [InlineData("-n -p 9,22 -v -oG - 10.9.0.2")]
    [InlineData("-n -p 9,22 -oN - 10.9.0.2")]
    [InlineData("-n --exclude 10.9.0.2 10.9.0.2")]
    [InlineData("-n -p 99999 10.9.0.2")]
    [InlineData("-n -p 30-20 10.9.0.2")]
    [InlineData("-n -p nosuchservice 10.9.0.2")]
    [InlineData("-n -sn -p 22 10.9.0.2")]
    [InlineData("-n -F -p 22 10.9.0.2")]
    [InlineData("-n -sSA -p 22 10.9.0.2")]
    [InlineData("-n -T9 10.9.0.2")]
    [InlineData("-n --ttl 300 10.9.0.2")]
    [InlineData("-n --max-rate 0 10.9.0.2")]
    [InlineData("-n --stats-every 1x 10.9.0.2")]
    [InlineData("-n -e nope 10.9.0.2")]
    [InlineData("-n -p 22 fd09::2")]
    [InlineData("-n --bogus")]
    [InlineData("-n -sn 10.9.0.2/33")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("nmap", "nmap", line, s_alike));

    [Theory]
    [InlineData("-n -p 9,13,21-23 -oX - 10.9.0.2")]
    [InlineData("-n -p 22,30000-30030 -oX - 10.9.0.2")]
    [InlineData("-n -sn -oX - 10.9.0.2")]
    public async Task Both_write_the_same_xml(string line) => Differences.None(await lab.CompareAsync("nmap", "nmap", line, s_xml));

    [Fact]
    public async Task Shows_closed_ports_as_they_are_discovered()
    {
        // The guide's way to see which ports of a swarm answer.
        var ours = await lab.Network.OursAsync(ScannedLab.Client, "nmap -n -p 12376-12390 -dd 10.9.0.2");
        Assert.Equal(0, ours.ExitCode);
        for (int port = 12376; port <= 12390; port++) Assert.Contains($"Discovered closed port {port}/tcp on 10.9.0.2\n", ours.Output, StringComparison.Ordinal);
        Assert.Matches(@"12380/tcp +closed +\S+ +reset ttl 64\n", ours.Output);
    }

    [Fact]
    public async Task Traces_packets_in_the_words_of_the_original()
    {
        const string Line = "nmap -n -p 22 --packet-trace --ttl 50 --data-length 3 10.9.0.2";
        Normalization[] alike = [new("times", @"\([0-9.]+s\)", "(T)"), new("ports", ":[0-9]{5}", ":P"), new("numbers", "(id|seq)=[0-9]+", "$1=N"), .. s_alike];
        var theirs = await lab.Network.RunAsync(ScannedLab.Client, Line);
        var ours = await lab.Network.OursAsync(ScannedLab.Client, Line);
        Differences.None(SideBySide.Differences(Line, theirs, ours, alike));
    }

    [Fact]
    public async Task Recognizes_services_by_what_they_say()
    {
        var ours = await lab.Network.OursAsync(ScannedLab.Client, "nmap -n -sV -p 22,80,6379 10.9.0.2");
        Assert.Contains("22/tcp   open  ssh     OpenSSH 9.2p1 Debian-2 (protocol 2.0)\n", ours.Output, StringComparison.Ordinal);
        Assert.Contains("80/tcp   open  http    nginx 1.22.1\n", ours.Output, StringComparison.Ordinal);
        Assert.Contains("6379/tcp open  redis   Redis key-value store 7.0.15\n", ours.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_work_while_it_runs_and_the_terminal_is_given_back()
    {
        // As many probes as take minutes at this rate: the end comes from the keyboard.
        string[] line = ["nsenter", $"--net={lab.Network.PathOf(ScannedLab.Client)}", "sh", "-c", $"trap : INT; stty -a; {Repository.Executable} nmap -n -p 40000-40099 --max-rate 1 10.9.0.2; stty -a"];
        using var ours = ScreenCommand.Start(80, 60, line);
        await ours.ScreenAsync(static s => s.Lines.Any(static l => l.StartsWith("Starting Nmap", StringComparison.Ordinal)));
        foreach (var (key, answer) in new[] { ("v", "Verbosity Increased to 1."), ("d", "Debugging Increased to 1."), ("V", "Verbosity Decreased to 0."), ("p", "Packet Tracing enabled."), ("P", "Packet Tracing disabled."), (" ", "SYN Stealth Scan Timing: About ") })
        {
            await ours.PressAsync(key);
            await ours.ScreenAsync(s => s.Lines.Any(l => l.StartsWith(answer, StringComparison.Ordinal)));
        }
        await ours.PressAsync("\x03");
        var (_, end) = await ours.EndAsync();
        string[] modes = [.. end.Lines.Where(static l => l.Contains(" icanon ", StringComparison.Ordinal))];
        Assert.Equal(2, modes.Length);
        Assert.Equal(modes[0], modes[1]);
        Assert.Contains(" echo ", modes[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_passes_the_rate_that_the_user_sets()
    {
        // 60 probes, none answered but once repeated, at 100 a second.
        var ours = await lab.Network.OursAsync(ScannedLab.Client, "nmap -n -T5 --max-rate 100 -p 40000-40059 --json 10.9.0.130");
        var summary = Regex.Match(ours.Output, "\"sent\":(?<sent>[0-9]+),.*\"elapsed_s\":(?<elapsed>[0-9.]+)");
        Assert.True(summary.Success, ours.Output + ours.Error);
        Assert.Equal("121", summary.Groups["sent"].Value);
        Assert.True(double.Parse(summary.Groups["elapsed"].Value, System.Globalization.CultureInfo.InvariantCulture) > 1.1, ours.Output);
    }

    [Theory]
    [InlineData("-O 10.9.0.2", "-O")]
    [InlineData("-A 10.9.0.2", "-A")]
    [InlineData("--script default 10.9.0.2", "--script")]
    [InlineData("-sC 10.9.0.2", "-sC")]
    [InlineData("-D 10.9.0.3 10.9.0.2", "-D")]
    [InlineData("-sI 10.9.0.3 10.9.0.2", "-sI")]
    [InlineData("-b 10.9.0.3 10.9.0.2", "-b")]
    public async Task Refuses_by_name(string line, string option)
    {
        var ours = await lab.Network.OursAsync(ScannedLab.Client, $"nmap {line}");
        Assert.NotEqual(0, ours.ExitCode);
        Assert.Contains(option, ours.Error, StringComparison.Ordinal);
        Assert.Contains("not supported", ours.Error, StringComparison.Ordinal);
    }
}
