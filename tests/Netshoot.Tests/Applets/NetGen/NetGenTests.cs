using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.NetGen;

public sealed class NetGenTests
{
    [Fact]
    public async Task A_message_is_sent_on_every_beat_and_a_host_that_is_not_there_yet_is_tried_again()
    {
        using var bench = new ToolBench();
        bench.Machine.Sockets.Enqueue(new FakeSocket(bench.Clock, Netshoot.Host.Sockets.SocketFamily.Ip6));
        var run = bench.StartAsync("netgen c1 5000");
        Assert.Equal("netgen: c1:5000: Name or service not known\n", bench.Error);

        bench.Machine.Hosts["c1"] = [InternetAddress.Loopback4];
        bench.Machine.Sockets.Enqueue(new FakeSocket(bench.Clock) { Answer = Errno.ECONNREFUSED });
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.EndsWith("netgen: c1:5000: Connection refused\n", bench.Error, StringComparison.Ordinal);

        for (int i = 0; i < 2; i++)
        {
            var socket = new FakeSocket(bench.Clock);
            bench.Machine.Sockets.Enqueue(socket);
            bench.Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(($"netgen message {i + 1}\n", true, true), (socket.Outgoing.Text, socket.Outgoing.Ended, socket.IsDisposed));
        }
        bench.Stop();
        Assert.Equal(0, (await run).Value);
        Assert.Equal("""
            Listener started on port 5000
            Sending traffic to c1 on port 5000 every 10 seconds
            Sent 1 messages to c1:5000
            Sent 2 messages to c1:5000

            """, bench.Output);
    }

    [Fact]
    public async Task Programs_are_told_what_was_received()
    {
        using var bench = new ToolBench();
        bench.Machine.Sockets.Enqueue(new FakeSocket(bench.Clock, Netshoot.Host.Sockets.SocketFamily.Ip6));
        bench.Machine.Sockets.Enqueue(new FakeSocket(bench.Clock));
        bench.Machine.Hosts["c1"] = [InternetAddress.Loopback4];
        var run = bench.StartAsync("netgen --json c1 5000 2.5");
        bench.Stop();
        await run;
        Assert.Equal("""
            {"event":"listening","port":5000}
            {"event":"sending","host":"c1","port":5000,"interval_seconds":2.5}
            {"event":"sent","count":1,"host":"c1","port":5000,"received_messages":0,"received_bytes":0}

            """, bench.Output);
    }

    [Theory]
    [InlineData("netgen", "which host and port?")]
    [InlineData("netgen c1", "which host and port?")]
    [InlineData("netgen c1 0", "port: '0' is not a number from 1 to 65535")]
    [InlineData("netgen c1 5000 0", "seconds: there must be some time between messages")]
    [InlineData("netgen c1 5000 1 2", "unexpected argument '2'")]
    public async Task Misuse_is_explained(string line, string message)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal((2, $"netgen: {message}"), (run.ExitCode, run.Error.Split('\n')[0]));
    }
}
