using System.Text.RegularExpressions;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guide;

/// <summary>The guide's transcripts for the tools that exist, with our image where it says nicolaka/netshoot, on a real engine.</summary>
public sealed class GuideTests : IAsyncLifetime
{
    private const string Ours = "netshoot";

    private readonly DockerLab _docker = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _docker.DisposeAsync();

    [Fact]
    public async Task Netcat_between_two_services()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("my-ovl", "-d", "overlay");
        string listener = await _docker.ServiceAsync("service-a", network, 1, Ours, "nc", "-l", "8080");
        await DockerLab.TasksAsync(listener, 1);
        string client = await _docker.ServiceAsync("service-b", network, 1, Ours, "sh", "-c", $"until nc -vz {listener} 8080 2>/tmp/said; do :; done; cat /tmp/said");
        string[] tasks = await DockerLab.TasksAsync(client, 1);
        string line = await DockerLab.LogLineAsync(tasks[0], "Connection to");
        Assert.Matches($@"^Connection to {listener} \(10\.[0-9.]+\) 8080 port \[tcp/http-alt\] succeeded!$", line);
    }

    [Fact]
    public async Task Netgen_between_two_containers()
    {
        string network = await _docker.NetworkAsync("br", "-d", "bridge");
        string first = _docker.Name("c1"), second = _docker.Name("c2");
        await _docker.ContainerAsync("c1", network, null, Ours, "netgen", second, "5000", "1");
        await _docker.ContainerAsync("c2", network, null, Ours, "netgen", first, "5000", "1");
        await DockerLab.LogLineAsync(second, $"Sent 2 messages to {first}:5000");
        string[] lines = (await DockerLab.DockerAsync(["logs", second])).Split('\n');
        Assert.Equal(["Listener started on port 5000", $"Sending traffic to {first} on port 5000 every 1 seconds", $"Sent 1 messages to {first}:5000", $"Sent 2 messages to {first}:5000"], lines[..4]);
    }

    [Fact]
    public async Task Netgen_without_an_interval_beats_every_ten_seconds()
    {
        string network = await _docker.NetworkAsync("br10", "-d", "bridge");
        string first = _docker.Name("c1");
        await _docker.ContainerAsync("c1", network, null, Ours, "netgen", first, "5000");
        await DockerLab.LogLineAsync(first, "Sending traffic to");
        Assert.StartsWith($"Listener started on port 5000\nSending traffic to {first} on port 5000 every 10 seconds\n", await DockerLab.DockerAsync(["logs", first]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Netgen_as_a_service_with_three_replicas()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("ov", "-d", "overlay");
        string service = _docker.Name("srvc");
        await _docker.ServiceAsync("srvc", network, 3, Ours, "netgen", service, "5000", "1");
        foreach (string task in await DockerLab.TasksAsync(service, 3))
        {
            await DockerLab.LogLineAsync(task, $"Sent 1 messages to {service}:5000");
            Assert.StartsWith($"Listener started on port 5000\nSending traffic to {service} on port 5000 every 1 seconds\n", await DockerLab.DockerAsync(["logs", task]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_hosts_routes_and_neighbors()
    {
        // Other tests make and remove networks meanwhile: what the original shows before and after, ours must show; and nothing else.
        string[] before = (await Command.MustAsync("ip route show")).Split('\n');
        var ours = await Command.RunAsync("docker", ["run", "--rm", "--net", "host", Ours, "ip", "route", "show"]);
        string[] after = (await Command.MustAsync("ip route show")).Split('\n');
        Assert.Equal(0, ours.ExitCode);
        Assert.Empty(before.Intersect(after).Except(ours.Output.Split('\n')));
        Assert.Contains(ours.Output.Split('\n'), static line => line.StartsWith("172.17.0.0/16 dev docker0 ", StringComparison.Ordinal));
        var neighbors = await Command.RunAsync("docker", ["run", "--rm", "--net", "host", Ours, "ip", "neigh", "show"]);
        Assert.Equal(0, neighbors.ExitCode);
        Assert.All(neighbors.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.Matches(new Regex(@"^[0-9a-f.:]+ dev \S+ .*[A-Z]+ ?$"), line));
    }

    [Fact]
    public async Task A_networks_own_namespace_from_a_privileged_container()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("nsenter-test", "-d", "overlay");
        string service = await _docker.ServiceAsync("l2", network, 3, DockerLab.Image, "sleep", "600");
        string[] tasks = await DockerLab.TasksAsync(service, 3);
        string id = (await DockerLab.DockerAsync(["network", "inspect", "-f", "{{.Id}}", network])).Trim();
        string file = Directory.GetFiles("/var/run/docker/netns").Single(f => Regex.IsMatch(Path.GetFileName(f), $"^[0-9]+-{id[..10]}$"));
        var addresses = new List<string>();
        foreach (string task in tasks)
            addresses.Add((await DockerLab.InspectAsync(task)).GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(network).GetProperty("IPAddress").GetString()!);

        string script = $"ip route; ping -c 2 {addresses[0]}; ip neigh show";
        var inside = await Command.RunAsync("docker", ["run", "--rm", "-v", "/var/run/docker/netns:/var/run/docker/netns", "--privileged", Ours, "nsenter", $"--net={file}", "sh", "-c", script]);
        Assert.Equal(0, inside.ExitCode);
        Assert.Matches(@"(?m)^10\.[0-9.]+/24 dev br0 proto kernel scope link src 10\.[0-9.]+ $", inside.Output);
        Assert.Contains($"PING {addresses[0]} ({addresses[0]}) 56(84) bytes of data.\n64 bytes from {addresses[0]}: icmp_seq=1 ttl=64 time=", inside.Output, StringComparison.Ordinal);
        Assert.Matches($@"(?m)^--- {Regex.Escape(addresses[0])} ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time \d+ms\nrtt min/avg/max/mdev = ", inside.Output);
        Assert.Matches($@"(?m)^{Regex.Escape(addresses[0])} dev br0 lladdr 02:42:[0-9a-f:]+ (REACHABLE|PERMANENT) $", inside.Output);
    }
}
