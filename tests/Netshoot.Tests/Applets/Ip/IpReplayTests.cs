using System.Text;
using Netshoot.Applets;
using Netshoot.Applets.Ip;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Testing;
using Xunit;

namespace Netshoot.Tests.Applets.Ip;

/// <summary>What the original printed when the kernel said what was recorded.</summary>
public sealed class IpReplayTests
{
    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Repository.TestData("netlink/ip")).Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string name)
    {
        string folder = Repository.TestData($"netlink/ip/{name}");
        var transcripts = Directory.GetFiles(folder, "*.nl").Order(StringComparer.Ordinal).Select(static path => NetlinkTranscript.Parse(File.ReadAllText(path))).ToList();
        string[] words = File.ReadAllText(Path.Combine(folder, "command")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var (code, output, error) = await RunAsync(new ReplayMachine(transcripts), words);

        Assert.Equal("", error);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "output.txt")), output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.All(transcripts, static transcript => Assert.True(transcript.IsAtEnd));
    }

    /// <summary>The kernel says nothing of the kind, but whoever stands in its place might: reports end, and throw nothing but what a command says.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Survives_messages_that_are_damaged(string name)
    {
        const int Rounds = 40;
        string folder = Repository.TestData($"netlink/ip/{name}");
        string[] texts = [.. Directory.GetFiles(folder, "*.nl").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        string[] words = File.ReadAllText(Path.Combine(folder, "command")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var random = new Random(name.Length);
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                await RunAsync(new ReplayMachine(texts.Select(text => NetlinkTranscript.Parse(Damaged(text, random)))), words);
            }
            catch (InvalidOperationException e) when (e.Message.Contains("transcript", StringComparison.Ordinal) || e.Message.Contains("Queue", StringComparison.OrdinalIgnoreCase))
            {
                // What is damaged may lead to a question that was never asked.
            }
        }
    }

    // Some bytes of what was received become others: lengths, types and values; the headers of messages stay.
    private static string Damaged(string transcript, Random random)
    {
        var text = new StringBuilder();
        foreach (string line in transcript.Split('\n'))
        {
            if (!line.StartsWith('<'))
            {
                text.Append(line).Append('\n');
                continue;
            }
            char[] digits = line.ToCharArray();
            const int BehindHeader = 2 + 2 * 16;
            for (int i = 0; i < 1 + digits.Length / 400 && digits.Length > BehindHeader + 8; i++) digits[random.Next(BehindHeader, digits.Length)] = "0123456789abcdef"[random.Next(16)];
            text.Append(digits).Append('\n');
        }
        return text.ToString();
    }

    [Theory]
    [InlineData("foo", 1, "Object \"foo\" is unknown, try \"ip help\".\n")]
    [InlineData("link foo", 255, "Command \"foo\" is unknown, try \"ip link help\".\n")]
    [InlineData("a foo", 255, "Command \"foo\" is unknown, try \"ip address help\".\n")]
    [InlineData("link show dev", 255, "Command line is not complete. Try option \"help\"\n")]
    [InlineData("route show foo", 1, "Error: any valid prefix is expected rather than \"foo\".\n")]
    [InlineData("-4 route get fd00::1", 1, "Error: inet prefix is expected rather than \"fd00::1\".\n")]
    [InlineData("route show table foo", 255, "Error: argument \"foo\" is wrong: table id value is invalid\n\n")]
    [InlineData("neigh show nud foo", 255, "Error: argument \"foo\" is wrong: nud state is bad\n")]
    [InlineData("-n nosuch link", 255, "Cannot open network namespace \"nosuch\": No such file or directory\n")]
    public async Task Complains_as_the_original_does(string line, byte code, string message)
    {
        var outcome = await RunAsync(new ReplayMachine(), line.Split(' '));
        Assert.Equal((new ExitCode(code), "", message), outcome);
    }

    [Theory]
    [InlineData("-foo link", "Option \"-foo\" is unknown, try \"ip -help\".\n")]
    [InlineData("-f foo link", "Error: argument \"foo\" is wrong: invalid protocol family\n")]
    public void Refuses_options_that_do_not_exist(string line, string usage)
        => Assert.Equal(usage, Assert.Throws<UsageFailure>(() => IpApplet.CommandLine.Parse(line.Split(' '))).Usage);

    [Theory]
    [InlineData("-s -s -d -j -p link")]
    [InlineData("-stat -stats -details -json -pretty link")]
    [InlineData("--statistics --statistics --details --json --pretty link")]
    public void Takes_options_by_any_beginning(string line)
    {
        var options = IpApplet.CommandLine.Parse(line.Split(' ')).Options;
        Assert.Equal((2, true, true, true), (options.Statistics, options.Details, options.Json, options.Pretty));
        Assert.Equal(["link"], options.Words);
    }

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(ReplayMachine machine, string[] words)
        => machine.RunAsync(shell => IpApplet.RunAsync(IpApplet.CommandLine.Parse(words).Options, shell));
}
