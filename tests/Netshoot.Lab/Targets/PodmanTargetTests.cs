using System.Text.Json;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Targets;

/// <summary>Podman through the API that it shares with Docker: its containers and networks are listed and entered as Docker's are.</summary>
public sealed class PodmanTargetTests
{
    [Fact]
    public async Task Its_containers_and_networks_are_targets()
    {
        await using var podman = await PodmanLab.CreateAsync();
        await podman.PodmanAsync("network", "create", "--subnet", "10.123.45.0/24", "backend");
        string id = await podman.ContainerAsync("web", "backend", "sleep", "600");
        await podman.ContainerAsync("old", "none", "true");
        await podman.PodmanAsync("wait", "old");

        var listed = await podman.OursAsync("targets", "--json");
        Assert.Equal((0, ""), (listed.ExitCode, listed.Error));
        var targets = JsonDocument.Parse(listed.Output).RootElement.GetProperty("targets").EnumerateArray().ToList();
        var web = Assert.Single(targets, static t => Is(t, "container", "web"));
        string address = (await podman.PodmanAsync("inspect", "--format", "{{.NetworkSettings.Networks.backend.IPAddress}}", "web")).Trim();
        Assert.Contains(address + "/24", web.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("10.123.45.0/24", Assert.Single(targets, static t => Is(t, "network", "backend")).GetRawText(), StringComparison.Ordinal);

        foreach (string target in new[] { "container:web", "web", "container:" + id[..12] })
        {
            var inside = await podman.OursAsync("--net", target, "ip", "-4", "-o", "address", "show", "dev", "eth0");
            Assert.Equal(0, inside.ExitCode);
            Assert.Contains($"inet {address}/24", inside.Output, StringComparison.Ordinal);
        }
        var stopped = await podman.OursAsync("--net", "container:old", "ip", "link");
        Assert.Equal((1, "netshoot: container:old: the container is not running (exited)\nnetshoot: hint: podman start old\n"), (stopped.ExitCode, stopped.Error));
    }

    private static bool Is(JsonElement target, string kind, string name)
        => target.GetProperty("kind").GetString() == kind && target.GetProperty("name").GetString() == name;
}
