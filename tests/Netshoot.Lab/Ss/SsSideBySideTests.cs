using System.Diagnostics;
using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Ss;

/// <summary><c>ss</c> of iproute2 and ours side by side, byte for byte, over sockets of every family and state.</summary>
public sealed class SsSideBySideTests
{
    private const string Original = "/usr/bin/ss";

    [Fact]
    public async Task Shows_what_the_original_shows()
    {
        var differences = await SocketLab.CompareAsync("ss", "ss/show.txt");
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Theory]
    [InlineData("-tanK dport = :7000 and dst 127.0.0.1")]
    [InlineData("-K -tl sport = :7000")]
    [InlineData("-uanK6 sport = :7001")]
    [InlineData("-HtanK6 dport = :7000")]
    public async Task Closes_what_the_original_closes(string line)
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        string[] words = line.Split(' ');
        var shown = new Outcome[2];
        var left = new Outcome[2];
        foreach (var (at, node, command) in new (int, string, string[])[] { (0, "a", [Original]), (1, "b", [Repository.Executable, "ss"]) })
        {
            using var sockets = lab.Start(node, "/usr/bin/python3", Repository.TestData("ss/kill.py"));
            await sockets.LineAsync("ready");
            shown[at] = Sorted(await lab.RunAsync(node, command[0], [.. command[1..], .. words]));
            left[at] = Sorted(await lab.RunAsync(node, Original, ["-tuanH", "exclude", "time-wait"]));
        }
        Assert.Null(SideBySide.Differences(line, shown[0], shown[1], SocketLab.Running));
        Assert.Null(SideBySide.Differences($"what {line} left", left[0], left[1], SocketLab.Running));

        // They stand in the order of a table of the kernel's, and some have ports that it chose.
        static Outcome Sorted(Outcome outcome)
            => outcome with { Output = string.Join('\n', Regex.Replace(outcome.Output, ":[3-6][0-9]{4}", ":P").Split('\n').Order(StringComparer.Ordinal)) };
    }

    [Theory]
    [InlineData("-Etn")]
    [InlineData("-E6tnH")]
    [InlineData("-Etn sport = :7000")]
    public async Task Shows_sockets_that_end_as_the_original_does(string line)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string[] words = line.Split(' ');
        using var theirs = lab.Start("a", "/usr/bin/stdbuf", ["-o0", Original, .. words]);
        using var ours = lab.Start("a", Repository.Executable, ["ss", .. words]);
        await ListenAsync(lab, 2);
        using (var sockets = lab.Start("a", "/usr/bin/python3", Repository.TestData("ss/kill.py")))
        {
            await sockets.LineAsync("ready");
            // Both ends of both connections, then those who listened.
            Assert.Equal(0, (await lab.RunAsync("a", $"{Original} -K -tan exclude listening")).ExitCode);
            Assert.Equal(0, (await lab.RunAsync("a", $"{Original} -K -tln4")).ExitCode);
            Assert.Equal(0, (await lab.RunAsync("a", $"{Original} -K -tln6")).ExitCode);
        }
        const string Last = "*:*";
        await theirs.LineAsync(Last);
        await ours.LineAsync(Last);
        // The last line of either may still be on its way; what never comes alike is told below.
        long began = Stopwatch.GetTimestamp();
        while (theirs.Output != ours.Output && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20)) await Task.Delay(20);
        Assert.Equal(theirs.Output, ours.Output);
    }

    [Fact]
    public async Task Dumps_that_one_of_both_wrote_are_shown_by_the_other()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.IpAsync("a", SocketLab.Address);
        string directory = Directory.CreateTempSubdirectory("nst-sockets").FullName;
        try
        {
            using var sockets = lab.Start("a", "/usr/bin/python3", Repository.TestData("ss/sockets.py"), Path.Combine(directory, "s"));
            await sockets.LineAsync("ready");
            string original = Path.Combine(directory, "original"), our = Path.Combine(directory, "our");
            foreach (string options in new[] { "-ta", "-tai4", "-ta6", "-a" })
            {
                await lab.RunAsync("a", $"{Original} {options} -D {original}");
                Assert.Equal(0, (await lab.OursAsync("a", $"ss {options} -D {our}")).ExitCode);
                foreach (string file in new[] { original, our })
                    foreach (string line in new[] { "-tan", "-tnoe", "-tin sport = :22", "-tan4 autobound", "-A tcp,udp -an" })
                    {
                        var environment = new Dictionary<string, string> { ["TCPDIAG_FILE"] = file };
                        string[] words = line.Split(' ');
                        var theirs = await lab.RunAsync("a", Original, words, environment: environment);
                        var ours = await lab.RunAsync("a", Repository.Executable, ["ss", .. words], environment: environment);
                        Assert.Null(SideBySide.Differences($"{options}: {line}", theirs, ours, SocketLab.Running));
                    }
            }
            var missing = new Dictionary<string, string> { ["TCPDIAG_FILE"] = "/nosuch" };
            Assert.Null(SideBySide.Differences("/nosuch", await lab.RunAsync("a", Original, ["-t"], environment: missing), await lab.RunAsync("a", Repository.Executable, ["ss", "-t"], environment: missing)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Reads_filters_from_files_and_looks_into_other_namespaces()
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        string file = Path.GetTempFileName();
        try
        {
            using var sockets = lab.Start("b", "/usr/bin/python3", Repository.TestData("ss/kill.py"));
            await sockets.LineAsync("ready");
            await File.WriteAllTextAsync(file, "# only these\nsport = :7000\n  or sport = :7001\n", TestContext.Current.CancellationToken);
            var differences = new List<string>();
            foreach (string line in new[] { $"-N {lab.Name("b")} -tuan -F {file}", $"--net={lab.Name("b")} -tuan -F {file} sport = :7001", $"-tan -N nosuch", "-tan -F /nosuch" })
                if (await SideBySide.CompareAsync(lab, "a", Original, "ss", line, SocketLab.Running) is { } difference) differences.Add(difference);
            Assert.True(differences.Count == 0, string.Join("\n", differences));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Both listen once their sockets have joined groups: the fourth column of /proc/net/netlink, of protocol 4.
    private static async Task ListenAsync(LabNetwork lab, int count)
    {
        for (int i = 0; i < 500; i++)
        {
            var sockets = await lab.RunAsync("a", "cat /proc/net/netlink");
            if (sockets.Output.Split('\n').Count(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "4", _, not "00000000", ..]) >= count) return;
            await Task.Delay(20);
        }
        Assert.Fail("they do not listen");
    }
}
