using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NetGen;

public sealed class NetGenTests
{
    [Theory]
    [InlineData("10.7.0.1", "10.7.0.2")]
    [InlineData("fd00:7::1", "fd00:7::2")]
    public async Task Two_of_them_talk_to_each_other_whoever_comes_first(string left, string right)
    {
        await using var lab = await LabNetwork.CreateAsync("c1", "c2");
        await lab.CableAsync("c1", "eth0", "10.7.0.1/24,fd00:7::1/64", "c2", "eth0", "10.7.0.2/24,fd00:7::2/64");
        using var first = lab.Start("c1", Repository.Executable, "netgen", right, "5000", "0.2");
        await first.LineAsync("Listener started on port 5000");
        await first.LineAsync($"Sending traffic to {right} on port 5000 every 0.2 seconds");
        Assert.Equal($"netgen: {right}:5000: Connection refused", await first.LineAsync("netgen: "));
        using var second = lab.Start("c2", Repository.Executable, "netgen", "--json", left, "5000", "0.2");
        await second.LineAsync("\"event\":\"listening\",\"port\":5000");
        await first.LineAsync("Sent 1 messages to ");
        await first.LineAsync("Sent 2 messages to ");
        await second.LineAsync("\"received_messages\":2");
        await first.SignalAsync("TERM");
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        await second.LineAsync("\"event\":\"failed\"");
        await second.SignalAsync("INT");
        Assert.Equal(0, (await second.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var other = lab.Start("a", Repository.Executable, "netgen", "b", "5000");
        await other.LineAsync("Listener started");
        var outcome = await lab.OursAsync("a", "netgen b 5000");
        Assert.Equal((1, "netgen: port 5000: Address already in use"), (outcome.ExitCode, outcome.Error.Split('\n')[0]));
    }
}
