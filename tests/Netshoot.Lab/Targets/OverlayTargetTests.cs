using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Targets;

/// <summary>An overlay network of a swarm: it has a namespace of its own, and services with tasks.</summary>
public sealed class OverlayTargetTests : IAsyncLifetime
{
    private readonly DockerLab _docker = new();

    public async ValueTask InitializeAsync() => await _docker.SwarmAsync();

    public ValueTask DisposeAsync() => _docker.DisposeAsync();

    private static Task<Outcome> NetshootAsync(params string[] words) => Command.RunAsync(Repository.Executable, words);

    [Fact]
    public async Task The_network_and_each_task_are_entered()
    {
        string network = await _docker.NetworkAsync("ov", "-d", "overlay");
        string service = await _docker.ServiceAsync("api", network, 2, DockerLab.Image, "sleep", "600");
        string[] tasks = await DockerLab.TasksAsync(service, 2);

        var bridge = await NetshootAsync("--net", $"network:{network}", "ip", "-br", "link");
        Assert.Equal(0, bridge.ExitCode);
        Assert.Contains("\nbr0 ", "\n" + bridge.Output, StringComparison.Ordinal);
        Assert.Contains("vxlan0", bridge.Output, StringComparison.Ordinal);

        var peers = await NetshootAsync("--net", $"container:{tasks[0]}", "ping", "-c", "1", service);
        Assert.Equal(0, peers.ExitCode);
        Assert.Contains("1 packets transmitted, 1 received", peers.Output, StringComparison.Ordinal);

        var each = await NetshootAsync("--net", $"service:{service}", "ip", "-4", "-br", "address", "show", "dev", "eth0");
        Assert.Equal(0, each.ExitCode);
        foreach (string task in tasks) Assert.Contains($"==> {task} <==", each.Output, StringComparison.Ordinal);

        var listing = await NetshootAsync("targets");
        Assert.Matches($@"(?m)^{network} +10\.[0-9.]+/24 +[0-9]+ .*swarm +overlay", listing.Output);

        var missing = await NetshootAsync("--net", $"service:{service}x", "ip", "link");
        Assert.Equal((1, $"netshoot: service:{service}x: no task of that service runs on this machine\nnetshoot: hint: did you mean {service}?\n"), (missing.ExitCode, missing.Error));
    }
}
