using System.Text;
using Netshoot.Applets.Tc;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;
using Netshoot.Testing;
using Netshoot.Tests.Applets.Ip;
using Netshoot.Tests.Netlink;
using Xunit;

namespace Netshoot.Tests.Applets.Tc;

/// <summary>What tc of iproute2 printed when the kernel said what was recorded; and that whatever else it could say does no harm.</summary>
public sealed class TcReplayTests
{
    private const string Recorded = "netlink/tc";

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Repository.TestData(Recorded)).Select(static path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string name)
    {
        var transcripts = Transcripts(name).Select(NetlinkTranscript.Parse).ToList();
        var (code, output, error) = await RunAsync(new(transcripts), Words(name));
        Assert.Equal("", error);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Folder(name), "output.txt"), TestContext.Current.CancellationToken), output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.All(transcripts, static transcript => Assert.True(transcript.IsAtEnd));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Survives_messages_that_are_damaged(string name)
    {
        const int Rounds = 60;
        var random = new Random(name.Length);
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                await RunAsync(new(Transcripts(name).Select(text => NetlinkTranscript.Parse(Damaged(text, random)))), Words(name));
            }
            catch (InvalidOperationException e) when (e.Message.Contains("transcript", StringComparison.Ordinal) || e.Message.Contains("Queue", StringComparison.OrdinalIgnoreCase))
            {
                // What is damaged may lead to a question that was never asked.
            }
        }
    }

    [Fact]
    public void Every_beginning_of_a_message_is_read_or_refused()
    {
        INetlinkTable[] objects = [new Qdisc(), new TrafficClass(), new TrafficFilter(), new TrafficChain()];
        int read = 0, refused = 0;
        RecordedMessages.EveryBeginning(RecordedMessages.In(Recorded), message =>
        {
            bool understood = false;
            foreach (var one in objects) understood |= one.Read(message);
            if (TrafficAction.TryRead(message, out var root))
            {
                understood = true;
                foreach (var action in root.Find(TrafficAction.Table).Nested) read += new TrafficAction(action.Nested).Options.Bytes.Length > 0 ? 1 : 0;
            }
            if (understood) read++;
            else refused++;
        });
        Assert.True(read > 1000);
        Assert.True(refused > 100);
    }

    [Theory]
    [InlineData("foo", 255, "Object \"foo\" is unknown, try \"tc help\".\n")]
    [InlineData("qdisc foo", 255, "Command \"foo\" is unknown, try \"tc qdisc help\".\n")]
    [InlineData("qdisc add dev d0 root root pfifo", 255, "Error: \"root\" is duplicate parent ID\n")]
    [InlineData("qdisc add dev d0 root tbf rate 1mbit rate 2mbit", 1, "tbf: duplicate \"rate\" specification\n")]
    [InlineData("qdisc add dev d0 root netem loss 101%", 1, "Illegal \"loss percent\"\n")]
    [InlineData("qdisc add dev d0 root ets", 1, "tc: making qdiscs of the kind \"ets\" is not supported\n")]
    [InlineData("qdisc add dev d0 root stab mtu 5", 1, "tc: \"qdisc stab\" is not supported\n")]
    [InlineData("class add dev d0 parent 1: classid 1:1 pfifo", 1, "Error: Qdisc \"pfifo\" is classless.\n")]
    [InlineData("filter add dev d0 ingress matchall action vlan pop", 1, "tc: making actions of the kind \"vlan\" is not supported\n")]
    [InlineData("filter add dev d0 ingress u32 match ip foo", 1, "Illegal \"match\"\n")]
    [InlineData("actions list", 255, "usage: tc actions <ACTSPECOP>*\n")]
    [InlineData("exec bpf", 255, "tc: object \"exec\" is not supported\n")]
    public async Task Complains_as_the_original_does(string line, byte code, string firstLine)
    {
        var (ended, output, error) = await RunAsync(new(), line.Split(' '));
        Assert.Equal((new ExitCode(code), ""), (ended, output));
        Assert.StartsWith(firstLine, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-s -d -j -p qdisc", true, true, true)]
    [InlineData("-stat -details -json -pretty qdisc", true, true, true)]
    [InlineData("-nm -cf /x qdisc", false, false, false)]
    public void Takes_options_by_any_beginning(string line, bool statistics, bool details, bool json)
    {
        var options = TcApplet.CommandLine.Parse(line.Split(' ')).Options;
        Assert.Equal((statistics, details, json), (options.Common.Statistics > 0, options.Common.Details, options.Common.Json));
        Assert.Equal(["qdisc"], options.Common.Words);
    }

    private static string Folder(string name) => Repository.TestData($"{Recorded}/{name}");

    private static string[] Words(string name) => File.ReadAllText(Path.Combine(Folder(name), "command")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Transcripts(string name) => Directory.GetFiles(Folder(name), "*.nl").Order(StringComparer.Ordinal).Select(File.ReadAllText);

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(ReplayMachine machine, string[] words)
        => machine.RunAsync(shell => TcApplet.RunAsync(TcApplet.CommandLine.Parse(words).Options, shell));

    // Some digits behind the first message's header become others.
    private static string Damaged(string transcript, Random random)
    {
        const int BehindHeader = 2 + 2 * NetlinkHeader.Size;
        var text = new StringBuilder();
        foreach (string line in transcript.Split('\n'))
        {
            char[] digits = line.ToCharArray();
            for (int i = 0; line.StartsWith('<') && digits.Length > BehindHeader + 8 && i < 1 + digits.Length / 300; i++) digits[random.Next(BehindHeader, digits.Length)] = "0123456789abcdef"[random.Next(16)];
            text.Append(digits).Append('\n');
        }
        return text.ToString();
    }
}
