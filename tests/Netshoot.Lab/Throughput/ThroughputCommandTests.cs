using System.Text.Json;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>netshoot throughput: both ends by one command, each in its target.</summary>
public sealed class ThroughputCommandTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    private string Target(string node) => $"netns:{lab.Network.Name(node)}";

    private Task<Outcome> RunAsync(params string[] words) => Command.RunAsync(Repository.Executable, ["throughput", Target("client"), Target("server"), .. words]);

    [Fact]
    public async Task Tcp_tells_the_segment_and_the_path()
    {
        var outcome = await RunAsync("--time", "1", "--parallel", "2", "--bitrate", "20M", "--json");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(("10.0.5.2", 1500, 1448, 2), (json.GetProperty("address").GetString(), json.GetProperty("path_mtu").GetInt32(), json.GetProperty("segment_size").GetInt32(), json.GetProperty("streams").GetInt32()));
        long sent = json.GetProperty("sent_bytes").GetInt64();
        Assert.True(sent > 0);
        Assert.Equal(sent, json.GetProperty("received_bytes").GetInt64());
        Assert.Equal(sent, json.GetProperty("intervals").EnumerateArray().Sum(static i => i.GetProperty("bytes").GetInt64()));
    }

    [Fact]
    public async Task Udp_tells_what_was_lost()
    {
        var outcome = await RunAsync("--udp", "--time", "1", "--bitrate", "1M");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(@"(?m)^lost      0 of [0-9]+ \(0%\), jitter [0-9.]+ ms$", outcome.Output);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_said()
    {
        await using var island = await LabNetwork.CreateAsync("island");
        var outcome = await Command.RunAsync(Repository.Executable, ["throughput", Target("client"), $"netns:{island.Name("island")}"]);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"netshoot throughput: {island.Name("island")}: has no address that could be reached\n", outcome.Error, StringComparison.Ordinal);
    }
}
