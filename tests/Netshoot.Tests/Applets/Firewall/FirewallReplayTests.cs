using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Testing;
using Netshoot.Tests.Applets.Ip;
using Xunit;

namespace Netshoot.Tests.Applets.Firewall;

/// <summary>What nft and iptables of Debian printed when the kernel said what was recorded; and that whatever else it could say does no harm.</summary>
public sealed class FirewallReplayTests
{
    public static TheoryData<string, string> Cases => new() { { "nft", "list" }, { "iptables", "iptables" } };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string tool, string name)
    {
        string folder = Repository.TestData($"netlink/nft/{name}");
        var transcript = NetlinkTranscript.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "1.nl"), TestContext.Current.CancellationToken));
        var (code, output, error) = await RunAsync(transcript, tool, await File.ReadAllTextAsync(Path.Combine(folder, "command"), TestContext.Current.CancellationToken));
        Assert.Equal("", error);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "output.txt"), TestContext.Current.CancellationToken), output);
        Assert.Equal(ExitCode.Ok, code);
        Assert.True(transcript.IsAtEnd);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_beginning_of_a_message_is_read_or_refused(string tool, string name)
    {
        _ = tool;
        INetlinkTable[] tables = [new FilterTable(), new Chain(), new Rule(), new FilterSet(), new SetElements(), new StatefulObject(), new Flowtable(), new Generation()];
        int read = 0;
        foreach (byte[] datagram in Datagrams(name))
        {
            for (int length = 0; length <= datagram.Length; length++)
            {
                ReadOnlySpan<byte> rest = datagram.AsSpan(0, length);
                while (NetlinkMessage.TryTake(ref rest, out var message))
                    foreach (var table in tables) read += table.Read(message) ? 1 : 0;
                // The same with a header that claims no more than there is: attributes end in the middle.
                if (length < NetlinkHeader.Size) continue;
                byte[] cut = datagram[..length];
                BitConverter.TryWriteBytes(cut, length);
                ReadOnlySpan<byte> short_ = cut;
                if (NetlinkMessage.TryTake(ref short_, out var shortened))
                    foreach (var table in tables) table.Read(shortened);
            }
        }
        Assert.True(read > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nothing_that_the_kernel_could_say_throws(string tool, string name)
    {
        var random = new Random(11);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Repository.TestData($"netlink/nft/{name}"), "1.nl"), TestContext.Current.CancellationToken);
        string command = await File.ReadAllTextAsync(Path.Combine(Repository.TestData($"netlink/nft/{name}"), "command"), TestContext.Current.CancellationToken);
        for (int round = 0; round < 400; round++)
        {
            string[] noisy = [.. lines.Select(line => line.StartsWith('<') ? "< " + Convert.ToHexStringLower(Disturbed(Convert.FromHexString(line[2..]), random)) : line)];
            var (code, _, _) = await RunAsync(NetlinkTranscript.Parse(string.Join('\n', noisy)), tool, command);
            Assert.InRange(code.Value, 0, 3);
        }
    }

    // Lengths and types of attributes, and what is in them; headers stay, or the transcript would not go on.
    private static byte[] Disturbed(byte[] datagram, Random random)
    {
        int at = 0;
        while (at + 20 < datagram.Length)
        {
            int length = BitConverter.ToInt32(datagram, at);
            if (length < 20 || at + length > datagram.Length) break;
            // The end of a dump stays what it is.
            if (BitConverter.ToUInt16(datagram, at + 4) >= 0x100)
                for (int flips = random.Next(4); flips > 0 && length > 20; flips--) datagram[at + 20 + random.Next(length - 20)] = (byte)random.Next(256);
            at += (length + 3) & ~3;
        }
        return datagram;
    }

    private static IEnumerable<byte[]> Datagrams(string name)
        => File.ReadLines(Path.Combine(Repository.TestData($"netlink/nft/{name}"), "1.nl")).Where(static line => line.StartsWith('<')).Select(static line => Convert.FromHexString(line[2..]));

    private static Task<(ExitCode Code, string Output, string Error)> RunAsync(NetlinkTranscript transcript, string tool, string command)
        => new ReplayMachine([transcript]).RunAsync(async shell =>
        {
            try
            {
                return await AppletTable.Find(tool)!.RunAsync(command.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), shell);
            }
            catch (InvalidOperationException e) when (e.Message.StartsWith("the transcript", StringComparison.Ordinal))
            {
                // What was disturbed made another request than the recorded one: the replay ends there.
                return ExitCode.Failed;
            }
        }, tool);
}
