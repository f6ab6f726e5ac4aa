using Netshoot.Applets;
using Netshoot.Applets.Ss;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Testing;
using Netshoot.Tests.Applets.Ip;
using Xunit;

namespace Netshoot.Tests.Applets.Ss;

/// <summary>What the original printed when the kernel said what was recorded.</summary>
public sealed class SsReplayTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Repository.TestData("netlink/ss")).Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string name)
    {
        string folder = Repository.TestData($"netlink/ss/{name}");
        var transcript = NetlinkTranscript.Parse(File.ReadAllText(Path.Combine(folder, "1.nl")));
        var (code, output, error) = await RunAsync(new ReplayMachine(transcript), File.ReadAllText(Path.Combine(folder, "command")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal("", error);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "output.txt")), output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.True(transcript.IsAtEnd);
    }

    [Fact]
    public async Task Columns_share_the_line_of_a_terminal()
    {
        var transcript = NetlinkTranscript.Parse(File.ReadAllText(Repository.TestData("netlink/ss/tcp/1.nl")));
        var (_, output, _) = await RunAsync(new ReplayMachine(transcript), ["-tan"], columns: 120);
        Assert.All(output.TrimEnd('\n').Split('\n'), static line => Assert.Equal(120, line.Length));
        Assert.StartsWith("State          Recv-Q      Send-Q                Local Address:Port                  Peer Address:Port      Process     \n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tn foo", 1, "Error: an inet prefix is expected rather than \"foo\".\nCannot parse dst/src address.\n")]
    [InlineData("-tn state foo", 255, "ss: wrong state name: foo\n")]
    [InlineData("-tn ( sport = :22", 255, "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n")]
    [InlineData("-tn sport = :22 )", 255, "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n")]
    public async Task Complains_as_the_original_does(string line, byte code, string message)
        => Assert.Equal((new ExitCode(code), "", message), await RunAsync(new ReplayMachine(), line.Split(' ')));

    [Fact]
    public async Task Nesting_without_end_is_refused()
        => Assert.Equal(255, (await RunAsync(new ReplayMachine(), [.. Enumerable.Repeat("(", 100_000)])).Code.Value);

    [Theory]
    [InlineData("-tn dst != 127.0.0.1")]
    [InlineData("-tn 127.0.0.1:80")]
    [InlineData("-tn dev > 1")]
    [InlineData("-tn sport = not")]
    public async Task What_stands_in_a_wrong_place_is_a_syntax_error(string line)
        => Assert.Equal((new ExitCode(255), "", "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n"), await RunAsync(new ReplayMachine(), line.Split(' ')));

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(ReplayMachine machine, string[] words, int columns = 0)
        => machine.RunAsync(shell => SsApplet.RunAsync(SsApplet.CommandLine.Parse(words).Options, shell), columns: columns);
}
