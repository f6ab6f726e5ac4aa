using System.Text.Json;
using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.CaptureTool;

/// <summary>capture in two namespaces with a cable between them: each packet is seen at both of its ends.</summary>
public sealed partial class CaptureToolTests
{
    private const int Pings = 3, Seen = Pings * 4;

    [Fact]
    public async Task What_leaves_one_target_comes_to_the_other_later()
    {
        await using var lab = await LabAsync();
        var outcome = await WatchPingsAsync(lab, "-c", $"{Seen}");
        Assert.Equal(0, outcome.ExitCode);
        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Seen, lines.Length);
        var parts = lines.Select(static l => CapturedLine().Match(l)).ToList();
        Assert.All(parts, static p => Assert.True(p.Success));
        Assert.Equal(parts.Select(static p => p.Groups["time"].Value).Order(StringComparer.Ordinal), parts.Select(static p => p.Groups["time"].Value));
        // A request goes out here, comes in there; its reply goes out there and comes in here.
        for (int i = 0; i < Seen; i += 4)
            Assert.Equal(["Out request", "In  request", "Out reply", "In  reply"], parts.Skip(i).Take(4).Select(static p => $"{p.Groups["way"].Value} {p.Groups["what"].Value}"));
        string[] places = [.. parts.Select(static p => p.Groups["place"].Value)];
        Assert.Equal((places[0], places[1], places[1], places[0]), (places[4], places[5], places[6], places[7]));
        Assert.NotEqual(places[0], places[1]);
        Assert.Equal(2, Regex.Count(outcome.Error, $"(?m)^\\S+: {Seen / 2} captured, {Seen / 2} received by filter, 0 dropped by kernel$"));
    }

    [Fact]
    public async Task A_file_has_an_interface_for_each_target()
    {
        await using var lab = await LabAsync();
        string file = Path.Combine(Path.GetTempPath(), $"nst-{Guid.NewGuid():N}.pcapng");
        try
        {
            var outcome = await WatchPingsAsync(lab, "-c", $"{Seen}", "-w", file);
            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
            var read = await Command.RunAsync("tcpdump", ["-nn", "-r", file]);
            Assert.Equal(Seen, Regex.Count(read.Output, "ICMP echo re"));
            byte[] bytes = await File.ReadAllBytesAsync(file);
            foreach (string node in new[] { "left", "right" })
                Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(lab.PathOf(node))) > 0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Programs_get_an_object_a_line()
    {
        await using var lab = await LabAsync();
        var outcome = await WatchPingsAsync(lab, "-c", $"{Seen}", "--json");
        var packets = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(Enumerable.Range(1, Seen), packets.Select(static p => p.GetProperty("number").GetInt32()));
        Assert.Equal(2, packets.Select(static p => p.GetProperty("target").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task It_ends_after_its_time_and_says_what_it_saw()
    {
        await using var lab = await LabAsync();
        var outcome = await lab.OursAsync("left", $"capture -d 0.2 -f udp path:{lab.PathOf("left")}");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.EndsWith(": 0 captured, 0 received by filter, 0 dropped by kernel\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capture", 2, "capture in which targets? 'netshoot targets' lists them\n")]
    [InlineData("capture netns:nst-none", 1, "capture: netns:nst-none: ")]
    [InlineData("capture -i nst-none host", 1, "capture: host: there is no interface nst-none in it\n")]
    [InlineData("capture -i lo -f tcp-and host", 1, "capture: ")]
    public async Task What_is_wrong_is_said(string line, int exitCode, string message)
    {
        var outcome = await Command.RunAsync(Repository.Executable, line.Split(' '));
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    private static async Task<LabNetwork> LabAsync()
    {
        var lab = await LabNetwork.CreateAsync("left", "right");
        await lab.CableAsync("left", "eth0", "10.0.0.1/24", "right", "eth0", "10.0.0.2/24");
        return lab;
    }

    /// <summary>Captures in both while one pings the other.</summary>
    private static async Task<Outcome> WatchPingsAsync(LabNetwork lab, params string[] options)
    {
        using var capture = Command.Start(Repository.Executable, ["capture", "-f", "icmp", .. options, $"path:{lab.PathOf("left")}", $"path:{lab.PathOf("right")}"]);
        await capture.LineAsync("capturing on any in ");
        Assert.Equal(0, (await lab.RunAsync("left", $"/usr/bin/ping -q -c {Pings} -i 0.2 10.0.0.2")).ExitCode);
        return await capture.EndAsync();
    }

    [GeneratedRegex(@"^(?<place>\S+) +(?<time>\d\d:\d\d:\d\d\.\d{9}) eth0 +(?<way>In |Out) IP 10\.0\.0\.\d > 10\.0\.0\.\d: ICMP echo (?<what>request|reply), ")]
    private static partial Regex CapturedLine();
}
