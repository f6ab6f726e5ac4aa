using System.Text.Json;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Targets;

/// <summary>Two containers on a bridge network of a real engine, and everything a user does with them from the host.</summary>
public sealed class BridgeFixture : IAsyncLifetime
{
    public DockerLab Docker { get; } = new();

    public string Network { get; private set; } = "";

    public string WebId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Network = await Docker.NetworkAsync("backend");
        WebId = await Docker.ContainerAsync("web", Network, ["-p", "127.0.0.1::80"]);
        await Docker.ContainerAsync("db", Network, null, DockerLab.Image, "httpd", "-f", "-p", "5432");
        await Docker.ContainerAsync("old", Network, null, DockerLab.Image, "true");
        await DockerLab.DockerAsync(["wait", Docker.Name("old")]);
    }

    public ValueTask DisposeAsync() => Docker.DisposeAsync();
}

public sealed class BridgeTargetTests(BridgeFixture fixture) : IClassFixture<BridgeFixture>
{
    private string Web => fixture.Docker.Name("web");

    private string Db => fixture.Docker.Name("db");

    private static Task<Outcome> NetshootAsync(params string[] words) => Command.RunAsync(Repository.Executable, words);

    [Fact]
    public async Task A_container_is_entered_by_name_id_and_bare_word()
    {
        string address = await fixture.Docker.AddressAsync("web", fixture.Network);
        foreach (string target in new[] { $"container:{Web}", Web, $"container:{fixture.WebId[..12]}", fixture.WebId })
        {
            var outcome = await NetshootAsync("--net", target, "ip", "-4", "-o", "address", "show", "dev", "eth0");
            Assert.Equal(0, outcome.ExitCode);
            Assert.Contains($"inet {address}/", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Names_resolve_as_the_container_resolves_them()
    {
        var outcome = await NetshootAsync("--net", $"container:{Web}", "ping", "-c", "1", Db);
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"PING {Db} ({await fixture.Docker.AddressAsync("db", fixture.Network)})", outcome.Output, StringComparison.Ordinal);
        var unknown = await NetshootAsync("--net", $"container:{Web}", "ping", "-c", "1", "no-such-name.invalid");
        Assert.Equal(2, unknown.ExitCode);
        Assert.StartsWith("ping: no-such-name.invalid: ", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_server_of_the_engine_is_asked()
    {
        string address = await fixture.Docker.AddressAsync("db", fixture.Network);
        Assert.Equal($"{address}\n", (await NetshootAsync("--net", Web, "dig", "+short", Db)).Output);
        Assert.Equal($"{Db} has address {address}\n", (await NetshootAsync("--net", Web, "host", "-t", "a", Db)).Output);
        Assert.StartsWith("Server:\t\t127.0.0.11\nAddress:\t127.0.0.11#53\n\n", (await NetshootAsync("--net", Web, "nslookup", "-type=a", Db)).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await NetshootAsync("--net", Web, "resolve", "--json", Db, "A")).Output);
        Assert.Equal("127.0.0.11", json.RootElement.GetProperty("nameservers")[0].GetString());
        foreach (string library in (string[])["glibc", "musl"])
            Assert.Equal(address, json.RootElement.GetProperty(library).GetProperty("addresses")[0].GetString());
    }

    [Fact]
    public async Task A_service_is_reached_from_inside_and_a_closed_port_is_refused()
    {
        string address = await fixture.Docker.AddressAsync("db", fixture.Network);
        var open = await NetshootAsync("--net", Web, "nc", "-vz", Db, "5432");
        Assert.Equal((0, $"Connection to {Db} ({address}) 5432 port [tcp/postgresql] succeeded!\n"), (open.ExitCode, open.Error));
        var closed = await NetshootAsync("--net", Web, "nc", "-vz", Db, "5433");
        Assert.Equal((1, $"nc: connect to {Db} ({address}) port 5433 (tcp) failed: Connection refused\n"), (closed.ExitCode, closed.Error));
    }

    [Fact]
    public async Task A_bridge_network_stands_in_the_namespace_of_the_host()
    {
        string id = (await DockerLab.DockerAsync(["network", "inspect", "-f", "{{.Id}}", fixture.Network])).Trim();
        var outcome = await NetshootAsync("--net", $"network:{fixture.Network}", "ip", "-br", "link", "show", "dev", $"br-{id[..12]}");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith($"br-{id[..12]} ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_listing_says_what_the_engine_and_the_kernel_know()
    {
        var outcome = await NetshootAsync("targets", "--json");
        Assert.Equal(0, outcome.ExitCode);
        var web = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("targets").EnumerateArray().Single(t => t.GetProperty("target").GetString() == $"container:{Web}");
        string process = (await DockerLab.DockerAsync(["inspect", "-f", "{{.State.Pid}}", Web])).Trim();
        string inode = (await Command.MustAsync($"stat -L -c %i /proc/{process}/ns/net")).Trim();
        Assert.Equal((inode, process, "running"), (web.GetProperty("namespace").GetRawText(), web.GetProperty("pid").GetRawText(), web.GetProperty("state").GetString()));
        Assert.StartsWith(await fixture.Docker.AddressAsync("web", fixture.Network), web.GetProperty("addresses")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(80, web.GetProperty("container").GetProperty("ports")[0].GetProperty("container_port").GetInt32());
        Assert.Equal(fixture.WebId, web.GetProperty("container").GetProperty("id").GetString());

        var text = await NetshootAsync("targets");
        Assert.Matches($@"(?m)^{Web} +[0-9.]+/[0-9]+ +{inode} +{process} +running +{DockerLab.Image}", text.Output);
    }

    [Fact]
    public async Task A_tool_runs_in_every_container_below_a_heading()
    {
        var outcome = await NetshootAsync("--all-containers", "ip", "-4", "-br", "address", "show", "dev", "eth0");
        foreach (string what in new[] { "web", "db" })
            Assert.Contains($"==> {fixture.Docker.Name(what)} <==\neth0", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Docker.Name("old"), outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_stands_in_the_container_with_every_tool_and_leaves_nothing_behind()
    {
        string temporary = Directory.CreateTempSubdirectory("nst").FullName;
        var outcome = await Command.RunAsync(Repository.Executable, ["--net", Web], "ip -4 -br address show dev eth0; type ping; echo \"PS1=$PS1\"; exit 7\n",
            environment: new Dictionary<string, string> { ["TMPDIR"] = temporary, ["SHELL"] = "/bin/bash" });
        Assert.Equal(7, outcome.ExitCode);
        Assert.Contains(await fixture.Docker.AddressAsync("web", fixture.Network), outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"ping is {temporary}/netshoot-shell-", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"PS1=[{Web}] # ", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(temporary));
        Directory.Delete(temporary);
    }

    [Fact]
    public async Task A_stopped_container_says_how_to_start_it()
    {
        string old = fixture.Docker.Name("old");
        var outcome = await NetshootAsync("--net", $"container:{old}", "ip", "link");
        Assert.Equal((1, $"netshoot: container:{old}: the container is not running (exited)\nnetshoot: hint: docker start {old}\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task An_unknown_name_gets_the_nearest_ones()
    {
        string wrong = Web[..^3] + "wbe";
        var outcome = await NetshootAsync("--net", $"container:{wrong}", "ip", "link");
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith($"netshoot: container:{wrong}: no such container\nnetshoot: hint: did you mean {Web}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ambiguous_beginning_of_an_id_lists_the_candidates()
    {
        // Seventeen containers share a first digit among sixteen; here it takes as many as are needed to share one.
        var first = new Dictionary<char, string>();
        (string, string)? pair = null;
        foreach (string id in (await DockerLab.DockerAsync(["ps", "-aq", "--no-trunc"])).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Note(id);
        for (int i = 0; pair is null && i < 17; i++) Note(await fixture.Docker.ContainerAsync($"more{i}", "none", null, DockerLab.Image, "true"));
        Assert.NotNull(pair);
        var outcome = await NetshootAsync("--net", $"container:{pair.Value.Item1[..1]}", "ip", "link");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("more than one container begins so", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(pair.Value.Item1[..12], outcome.Error, StringComparison.Ordinal);
        Assert.Contains(pair.Value.Item2[..12], outcome.Error, StringComparison.Ordinal);

        void Note(string id)
        {
            if (!first.TryAdd(id[0], id) && pair is null && first[id[0]] != id) pair = (first[id[0]], id);
        }
    }

    [Fact]
    public async Task The_runtime_of_the_tool_stays_where_it_was_born()
    {
        // A tool that lives for a while: every thread of it must stand in the container's namespace, none in the host's.
        string inode = await InodeAsync($"/proc/{(await DockerLab.DockerAsync(["inspect", "-f", "{{.State.Pid}}", Web])).Trim()}/ns/net");
        using var ping = Command.Start(Repository.Executable, ["--net", Web, "ping", "-i", "0.2", "127.0.0.1"]);
        await ping.LineAsync("icmp_seq=2");
        foreach (string task in Directory.GetDirectories($"/proc/{ping.ProcessId}/task"))
            Assert.Equal(inode, await InodeAsync($"{task}/ns/net"));

        static async Task<string> InodeAsync(string path) => (await Command.MustAsync($"stat -L -c %i {path}")).Trim();
    }
}
