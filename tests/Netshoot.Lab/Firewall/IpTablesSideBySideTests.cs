using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Firewall;

/// <summary><c>iptables</c> of Debian (nf_tables) and ours side by side, byte for byte, over rules with every match and target that this kernel takes, and over those that a real Docker Engine writes.</summary>
public sealed class IpTablesSideBySideTests
{
    private static readonly Normalization[] s_alike =
    [
        new("when it was written", @" on [A-Z][a-z]{2} [A-Z][a-z]{2} .*$", " on D"),
        new("a file that the original misses", @"^Warning: cannot open /etc/xtables/connlabel.conf.*\n", ""),
    ];

    [Theory]
    [InlineData("iptables", "ip4")]
    [InlineData("ip6tables", "ip6")]
    public async Task Shows_what_the_original_shows(string tool, string rules)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        var restored = await lab.RunAsync("a", $"{tool}-restore", await File.ReadAllTextAsync(Repository.TestData($"iptables/{rules}.save"), TestContext.Current.CancellationToken));
        Assert.Equal(0, restored.ExitCode);
        var lines = new List<(string, string)> { ($"{tool}-save", ""), ($"{tool}-save", "-c"), ($"{tool}-save", "-t nat") };
        foreach (string table in new[] { "filter", "nat", "mangle", "raw", "security" })
            foreach (string line in new[] { "-S", "-L -n", "-L -n -v", "-L" }) lines.Add((tool, $"-t {table} {line}"));
        foreach (string line in new[] { "-S -v", "-L -n -v -x", "-L -n --line-numbers", "-L INPUT 3 -n", "-S sub", "-L sub -n", "-L xx", "-S xx", "-t foo -L", "" }) lines.Add((tool, line));
        await CompareAsync(lab, lines);
    }

    [Theory]
    [InlineData("iptables", "ip4")]
    [InlineData("ip6tables", "ip6")]
    public async Task Shows_the_old_tables_as_the_original_does(string tool, string rules)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string text = await File.ReadAllTextAsync(Repository.TestData($"iptables/{rules}.save"), TestContext.Current.CancellationToken);
        // The old tables take every rule but those of a target that belongs into another table.
        var restored = await lab.RunAsync("a", $"{tool}-legacy-restore", string.Join('\n', text.Split('\n').Where(static line => line != "-A INPUT -j TRACE")));
        Assert.Equal((0, ""), (restored.ExitCode, restored.Output));
        var lines = new List<(string, string)> { ($"{tool}-legacy-save", ""), ($"{tool}-legacy-save", "-c"), ($"{tool}-legacy-save", "-t nat"), ($"{tool}-legacy-save", "-t foo") };
        foreach (string table in new[] { "filter", "nat", "mangle", "raw", "security" })
            foreach (string line in new[] { "-S", "-L -n -v", "-L" }) lines.Add(($"{tool}-legacy", $"-t {table} {line}"));
        foreach (string line in new[] { "-S -v", "-L -n", "-L -n -v -x", "-L -n --line-numbers", "-L INPUT 3 -n", "-S sub", "-L sub -n", "-L xx", "-S xx", "-t foo -L", "" }) lines.Add(($"{tool}-legacy", line));
        // The tables of nf_tables say that there are others.
        lines.Add((tool, "-S"));
        await CompareAsync(lab, lines);
    }

    [Fact]
    public async Task Reads_what_the_docker_engine_writes()
    {
        await using var docker = new DockerLab();
        string network = await docker.NetworkAsync("web");
        await docker.ContainerAsync("srv", network, ["-p", "127.0.0.1:0:80"]);
        var differences = new List<string>();
        foreach (var (tool, line) in new[] { ("iptables-save", ""), ("iptables", "-t nat -S"), ("iptables", "-S"), ("iptables", "-t nat -L -n"), ("iptables", "-L"), ("ip6tables-save", ""), ("nft", "list table ip nat"), ("nft", "list table ip filter") })
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var theirs = await Command.RunAsync(tool, words);
            var ours = await Command.RunAsync(Repository.Executable, [tool, .. words]);
            if (SideBySide.Differences($"{tool} {line}", theirs, ours, [.. s_alike, new("counters", @"\[\d+:\d+\]|packets \d+ bytes \d+", "N")]) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Refuses_what_changes_rules_by_name()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        foreach (string line in new[] { "-A INPUT", "-F", "-P INPUT", "-X", "-N x", "-D INPUT", "--append INPUT" })
        {
            var refused = await lab.OursAsync("a", $"iptables {line} -j DROP");
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            Assert.Contains($"'{line.Split(' ')[0].Replace("--append", "-A", StringComparison.Ordinal)}", refused.Error.Replace("--append", "-A", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("is not supported", refused.Error, StringComparison.Ordinal);
        }
    }

    private static async Task CompareAsync(LabNetwork lab, IEnumerable<(string Tool, string Line)> lines)
    {
        var differences = new List<string>();
        foreach (var (tool, line) in lines)
            if (await SideBySide.CompareAsync(lab, "a", $"/usr/sbin/{tool}", tool, line, s_alike) is { } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
