using Netshoot.Applets;
using Netshoot.Applets.EthTool;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Testing;
using Netshoot.Tests.Applets.Ip;
using Xunit;

namespace Netshoot.Tests.Applets.EthTool;

/// <summary>What the original printed when the kernel said what was recorded. Where no device here has what is shown, the answer was put in the kernel's place and the original asked for its words.</summary>
public sealed class EthToolReplayTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Repository.TestData("netlink/ethtool")).Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string name)
    {
        string folder = Repository.TestData($"netlink/ethtool/{name}");
        var transcript = NetlinkTranscript.Parse(File.ReadAllText(Path.Combine(folder, "1.nl")));
        var (code, output, error) = await RunAsync(new ReplayMachine(transcript), File.ReadAllText(Path.Combine(folder, "command")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal("", error);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "output.txt")), output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.True(transcript.IsAtEnd);
    }

    [Fact]
    public async Task Programs_are_told_what_people_are()
    {
        // The original says "rx": true here, and prints "RX: off".
        var transcript = NetlinkTranscript.Parse(File.ReadAllText(Repository.TestData("netlink/ethtool/pause/1.nl")));
        var (_, output, _) = await RunAsync(new ReplayMachine(transcript), ["--json", "-a", "v0"]);
        Assert.Contains("\"rx\": false", output, StringComparison.Ordinal);
        Assert.Contains("\"tx\": true", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--reset v0 all")]
    [InlineData("--monitor")]
    [InlineData("-Q v0 --show-coalesce")]
    public async Task Refuses_by_name_what_it_does_not_do(string line)
    {
        var (code, output, error) = await RunAsync(new ReplayMachine(), line.Split(' '));
        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.StartsWith($"ethtool: option '{line.Split(' ')[0]}' is not supported: ", error, StringComparison.Ordinal);
    }

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(ReplayMachine machine, string[] words)
    {
        var parsed = EthToolApplet.CommandLine.Parse(words);
        return machine.RunAsync(shell => EthToolApplet.RunAsync(parsed.Options, shell), "ethtool", parsed.Json);
    }
}
