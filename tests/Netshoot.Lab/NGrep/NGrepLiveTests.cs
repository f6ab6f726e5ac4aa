using Netshoot.Lab.TcpDump;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NGrep;

/// <summary>ngrep on interfaces, ours and Debian's listening to the same packets at the same time.</summary>
public sealed class NGrepLiveTests(CaptureLab lab) : IClassFixture<CaptureLab>
{
    private const string Node = CaptureLab.Node;

    private static readonly Normalization[] s_alike = [new("what ours adds", @"^ngrep: hint: .*\n", "")];

    [Theory]
    [InlineData("-d eth0 -n 2 hello icmp", "10.0.1.2")]
    [InlineData("-d eth0 -n 2 -x hello icmp", "10.0.1.2")]
    [InlineData("-d any -n 4 hello icmp", "10.0.1.2")]
    [InlineData("-d lo -q -n 2 -W byline hello icmp", "127.0.0.1")]
    public async Task Both_show_the_same_packets(string line, string target)
    {
        string[] words = line.Split(' ');
        using var theirs = lab.Network.Start(Node, "/usr/bin/ngrep", ["-l", .. words]);
        using var ours = lab.Network.Start(Node, Repository.Executable, ["ngrep", "-l", .. words]);
        await theirs.LineAsync("match");
        await ours.LineAsync("match");
        await lab.Network.RunAsync(Node, $"ping -n -c 4 -i 0.05 -W 2 -p 68656c6c6f20 {target}");
        var (left, right) = (await theirs.EndAsync(), await ours.EndAsync());
        // Pings go on between the last match and the end.
        var counts = new Normalization("how many came in before the end was noticed", @"^\d+ received", "N received");
        Differences.None(SideBySide.Differences(line, left, right, [counts]));
    }

    [Theory]
    [InlineData("-d nosuch")]
    [InlineData("-d down0")]
    [InlineData("-d eth0 (")]
    [InlineData("-d eth0 hello foo bar")]
    public async Task Both_say_the_same(string line)
        => Differences.None(await SideBySide.CompareAsync(lab.Network, Node, "/usr/bin/ngrep", "ngrep", line, s_alike));

    [Fact]
    public async Task A_connection_that_matches_is_ended()
    {
        using var server = lab.Network.Start("right", "/usr/bin/python3", "-c", """
            import socket
            s = socket.create_server(("10.0.1.2", 5555))
            print("ready", flush=True)
            c, _ = s.accept()
            while c.recv(99): pass
            """);
        await server.LineAsync("ready");
        using var ours = lab.Network.Start(Node, Repository.Executable, "ngrep", "-l", "-q", "-d", "eth0", "-K", "2", "-n", "1", "killme", "tcp port 5555");
        await ours.LineAsync("match");
        var client = await lab.Network.RunAsync(Node, "/usr/bin/python3", ["-c", """
            import socket
            s = socket.create_connection(("10.0.1.2", 5555))
            s.sendall(b"killme\n")
            try: print(s.recv(1))
            except ConnectionResetError: print("reset")
            """]);
        Assert.Equal("reset\n", client.Output);
        var outcome = await ours.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"^10\.0\.1\.1:\d+ > 10\.0\.1\.2:5555: R (\d+):\1\(0\) win 0\n", outcome.Error);
    }
}
