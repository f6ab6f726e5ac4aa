using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>Both protocols between containers of a real engine, on a bridge and on an overlay: the originals and ours, whose two ends must tell the same.</summary>
public sealed class DockerPathTests : IAsyncLifetime
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly DockerLab _docker = new();
    private int _port = 5700;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _docker.DisposeAsync();

    [Fact]
    public async Task On_a_bridge_both_ends_tell_the_same()
        => await CompareAsync(await _docker.NetworkAsync("tp", "-d", "bridge"));

    [Fact]
    public async Task On_an_overlay_both_ends_tell_the_same()
    {
        await _docker.SwarmAsync();
        await CompareAsync(await _docker.NetworkAsync("tp", "-d", "overlay", "--attachable"));
    }

    [Fact]
    public async Task The_guides_transcript_on_an_overlay()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("perf-test", "-d", "overlay");
        string server = await _docker.ServiceAsync("perf-test-a", network, 1, "netshoot", "iperf", "-s", "-p", "9999");
        string served = (await DockerLab.TasksAsync(server, 1))[0];
        await DockerLab.LogLineAsync(served, "Server listening");
        // The guide's client runs ten seconds.
        string client = await _docker.ServiceAsync("perf-test-b", network, 1, "netshoot", "sh", "-c", $"until nc -z {server} 9999; do :; done; iperf -c {server} -p 9999 -t 2");
        string asked = (await DockerLab.TasksAsync(client, 1))[0];
        await DockerLab.LogLineAsync(asked, " sec ");
        string log = await DockerLab.DockerAsync(["logs", served]);
        Assert.StartsWith("------------------------------------------------------------\nServer listening on TCP port 9999\nTCP window size:  128 KByte (default)\n------------------------------------------------------------\n[  1] local 10.0.", log, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\[  \d\] local 10\.0\.[0-9.]+ port 9999 connected with 10\.0\.[0-9.]+ port \d+ \(icwnd/mss/irtt=\d+/\d+/\d+\)$", log);
        Assert.Contains("[ ID] Interval       Transfer     Bandwidth\n", log, StringComparison.Ordinal);
        // Loss is no part of TCP: what the client has sent, the server has.
        var told = Regex.Match(await DockerLab.DockerAsync(["logs", asked]), @"(?m)sec +([0-9.]+ [KMG]Bytes) ");
        Assert.True(told.Success);
        Assert.Contains(told.Groups[1].Value, await DockerLab.LogLineAsync(served, told.Groups[1].Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_command_measures_between_two_containers()
    {
        string network = await _docker.NetworkAsync("tpc", "-d", "bridge");
        await _docker.ContainerAsync("a", network);
        await _docker.ContainerAsync("b", network);
        var outcome = await Command.RunAsync(Repository.Executable, ["throughput", $"container:{_docker.Name("a")}", $"container:{_docker.Name("b")}", "--time", "1", "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(await _docker.AddressAsync("b", network), json.GetProperty("address").GetString());
        Agree(json.GetProperty("sent_bytes").GetInt64(), json.GetProperty("received_bytes").GetInt64());
    }

    private async Task CompareAsync(string network)
    {
        await _docker.ContainerAsync("client", network);
        await _docker.ContainerAsync("server", network);
        string address = await _docker.AddressAsync("server", network);
        string[] inClient = await InAsync("client"), inServer = await InAsync("server");
        // Each pairing has ports of its own: they wait more than they work, and so side by side.
        await Task.WhenAll(new[] { (true, true), (true, false), (false, true), (false, false) }.Select(pair => CompareAsync(inServer, inClient, address, pair.Item1, pair.Item2)));
    }

    private async Task CompareAsync(string[] inServer, string[] inClient, string address, bool ourServer, bool ourClient)
    {
        foreach (string options in new[] { "-t 1 -b 20M -l 8K", "-n 1M --bidir -P 2", "-u -k 50 -l 1000 -b 4M", "-u -k 50 -l 1000 -b 4M -R" })
        {
            var (server, port) = await ServeAsync(inServer, "iperf3", ourServer, "-1 -J");
            using var serving = server;
            var client = await RunAsync(inClient, "iperf3", ourClient, $"-c {address} -p {port} {options} -J");
            var served = await server.EndAsync();
            Assert.True((client.ExitCode, served.ExitCode) == (0, 0), $"{options}: {client.Output}{served.Output}");
            var (here, there) = (End(client.Output), End(served.Output));
            bool reverse = options.Contains("-R", StringComparison.Ordinal);
            Agree(Bytes(here, reverse ? "sum_sent" : "sum_received"), Bytes(there, reverse ? "sum_sent" : "sum_received"));
            // The originals stop reading when they hear that an amount is sent; over time both ends see the same.
            if (options.StartsWith("-t", StringComparison.Ordinal) || (ourServer && ourClient)) Agree(Bytes(here, "sum_sent"), Bytes(here, "sum_received"));
        }
        foreach (string options in new[] { "-n 2M", "-n 1M -P 2" })
        {
            var (server, port) = await ServeAsync(inServer, "iperf", ourServer, "-y C");
            using var serving = server;
            var client = await RunAsync(inClient, "iperf", ourClient, $"-c {address} -p {port} {options} -y C");
            Assert.Equal((0, ""), (client.ExitCode, client.Error));
            foreach (long bytes in Amounts(client.Output)) await server.LineAsync($",{bytes},");
        }
        var (last, lastPort) = await ServeAsync(inServer, "iperf", ourServer, "-u");
        using var datagrams = last;
        var sent = await RunAsync(inClient, "iperf", ourClient, $"-c {address} -p {lastPort} -u -l 1000 -n 10000 -b 4M");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        Assert.Contains(" 0/11 (0%)", sent.Output, StringComparison.Ordinal);
    }

    private async Task<string[]> InAsync(string container) => ["nsenter", $"--net=/proc/{(await DockerLab.InspectAsync(_docker.Name(container))).GetProperty("State").GetProperty("Pid").GetInt32()}/ns/net"];

    private async Task<(RunningCommand Server, int Port)> ServeAsync(string[] place, string tool, bool ours, string options)
    {
        int port = Interlocked.Increment(ref _port);
        var server = Command.Start(place[0], [place[1], .. ThroughputLab.Tool(tool, ours), "-s", "-p", $"{port}", .. options.Split(' ')]);
        for (var until = DateTime.UtcNow + Command.Patience; DateTime.UtcNow < until; await Task.Delay(s_pause))
            if ((await Command.RunAsync(place[0], [place[1], "/usr/bin/ss", "-Hltun", $"sport = :{port}"])).Output.Length > 0) return (server, port);
        server.Dispose();
        throw new TimeoutException($"{tool} does not listen: {server.Output}{server.Error}");
    }

    private static Task<Outcome> RunAsync(string[] place, string tool, bool ours, string options)
        => Command.RunAsync(place[0], [place[1], .. ThroughputLab.Tool(tool, ours), .. options.Split(' ')]);

    /// <summary>Within two percent.</summary>
    private static void Agree(long left, long right) => Assert.InRange(right, left * 0.98, left * 1.02);

    private static JsonElement End(string output) => JsonDocument.Parse(output).RootElement.GetProperty("end");

    private static long Bytes(JsonElement end, string sum) => end.GetProperty(sum).GetProperty("bytes").GetInt64();

    private static IEnumerable<long> Amounts(string csv) => csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split(',')).Where(static f => f[5] != "-1").Select(static f => long.Parse(f[7], CultureInfo.InvariantCulture));
}
