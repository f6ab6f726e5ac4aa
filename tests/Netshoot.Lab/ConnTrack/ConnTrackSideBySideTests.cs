using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.ConnTrack;

/// <summary><c>conntrack</c> of Debian 12 and ours side by side, byte for byte, on connections of every protocol that is tracked.</summary>
public sealed class ConnTrackSideBySideTests
{
    private const string Original = "/usr/sbin/conntrack";

    // Rules that look at states make the kernel track.
    private const string Tracking = """
        table inet t {
          chain in { type filter hook input priority 0; ct state new counter; }
          chain out { type filter hook output priority 0; ct state new counter; }
        }
        """;

    private static readonly Normalization[] s_running =
    [
        new("seconds that are left", @"\b(2\d\d\d|3000)\b", "T"),
        new("seconds since it began", @"delta-?time(=|>)\d+", "deltatime$1N"),
    ];

    private static readonly Normalization[] s_own =
    [
        .. s_running,
        new("numbers that the kernel rolls", @"\bid(=|>)\d+", "id$1N"),
        new("who asked", @"portid=\d+", "portid=N"),
    ];

    [Fact]
    public async Task Shows_and_refuses_what_the_original_does()
    {
        await using var lab = await BuildAsync("a");
        foreach (string line in Lines("change.txt").Where(static line => line.StartsWith("-I", StringComparison.Ordinal))) await lab.RunAsync("a", $"{Original} {line}");
        var differences = new List<string>();
        foreach (string line in Lines("show.txt"))
            if (await SideBySide.CompareAsync(lab, "a", Original, "conntrack", line, s_running) is { } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Changes_what_the_original_changes()
    {
        await using var lab = await BuildAsync("theirs", "ours");
        var differences = new List<string>();
        foreach (string line in Lines("change.txt"))
        {
            var theirs = await lab.RunAsync("theirs", $"{Original} {line}");
            var ours = await lab.OursAsync("ours", $"conntrack {line}");
            if (SideBySide.Differences(line, theirs, ours, s_own) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Updates_what_the_original_cannot_on_a_new_kernel()
    {
        await using var lab = await BuildAsync("a");
        await lab.OursAsync("a", "conntrack -I -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport 1000 --dport 80 --state SYN_SENT -t 3000");
        var outcome = await lab.OursAsync("a", "conntrack -U -p tcp --sport 1000 --state ESTABLISHED -u SEEN_REPLY,ASSURED -t 2000 -m 7");
        Assert.Equal((0, "conntrack v1.4.7 (conntrack-tools): 1 flow entries have been updated.\n"), (outcome.ExitCode, outcome.Error));
        var shown = await lab.RunAsync("a", $"{Original} -L");
        Assert.Matches("^tcp      6 [12][0-9]{3} ESTABLISHED src=10.0.0.1 .*\\[ASSURED\\] mark=7 ", shown.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-o extended,ktimestamp")]
    [InlineData("-o xml")]
    [InlineData("-o save -e NEW,DESTROY")]
    public async Task Shows_the_events_that_the_original_shows(string options)
    {
        await using var lab = await BuildAsync("a");
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var theirs = lab.Start("a", Original, ["-E", .. words]);
        using var ours = lab.Start("a", Repository.Executable, ["conntrack", "-E", .. words]);
        // Until both have subscribed, connections come and go; then they are told of the same one.
        for (int port = 1; !theirs.Output.Contains("port", StringComparison.Ordinal) || !ours.Output.Contains("port", StringComparison.Ordinal); port++) await ConnectAsync(lab, port);
        const int Start = 20_000;
        await ConnectAsync(lab, Start);
        // What happened after it is told after it.
        await ConnectAsync(lab, Start + 1);
        await theirs.LineAsync($"{Start + 1}");
        await ours.LineAsync($"{Start + 1}");
        await theirs.SignalAsync("INT");
        await ours.SignalAsync("INT");
        var theirEnd = await theirs.EndAsync();
        var ourEnd = await ours.EndAsync();
        Assert.Equal(OfPort(theirEnd.Output, Start), OfPort(ourEnd.Output, Start));
        Assert.EndsWith("flow events have been shown.\n", ourEnd.Error, StringComparison.Ordinal);
        Assert.Equal(theirEnd.ExitCode, ourEnd.ExitCode);
    }

    // The original looks for the program behind a port while that still runs, and finds it or not.
    private static string OfPort(string output, int port)
        => string.Join('\n', output.Split('\n').Where(line => line.Contains($"{port}", StringComparison.Ordinal)).Select(static line => System.Text.RegularExpressions.Regex.Replace(line, @"\b(2\d\d\d|3000)\b| progname=\S+", static match => match.Value[0] == ' ' ? "" : "T")));

    private static async Task ConnectAsync(LabNetwork lab, int port)
    {
        await lab.RunAsync("a", $"{Original} -I -p tcp -s 10.0.0.1 -d 10.0.0.2 --sport {port} --dport 80 --state SYN_SENT -t 3000");
        await lab.RunAsync("a", $"{Original} -D -p tcp --sport {port}");
    }

    private static IEnumerable<string> Lines(string file) => File.ReadAllLines(Repository.TestData($"conntrack/{file}")).Where(static line => line.Length > 0 && line[0] != '#');

    private static async Task<LabNetwork> BuildAsync(params string[] nodes)
    {
        var lab = await LabNetwork.CreateAsync(nodes);
        foreach (string node in nodes)
        {
            await lab.NftAsync(node, Tracking);
            await lab.SysctlAsync(node, "net.netfilter.nf_conntrack_acct=1");
            await lab.SysctlAsync(node, "net.netfilter.nf_conntrack_timestamp=1");
        }
        return lab;
    }
}
