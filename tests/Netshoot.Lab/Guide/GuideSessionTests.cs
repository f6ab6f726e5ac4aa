using System.Text.RegularExpressions;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guide;

/// <summary>The guide's sessions as its reader types them, on a terminal: a shell of our image beside the iperf service, then in the namespace of the overlay itself.</summary>
public sealed class GuideSessionTests : IAsyncLifetime
{
    private const string Ours = "netshoot", Namespaces = "/var/run/docker/netns";

    private readonly DockerLab _docker = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _docker.DisposeAsync();

    [Fact]
    public async Task Beside_the_iperf_service()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("perf-test", "-d", "overlay");
        string server = await _docker.ServiceAsync("perf-test-a", network, 1, Ours, "iperf", "-s", "-p", "9999");
        string task = (await DockerLab.TasksAsync(server, 1))[0];
        // The guide's client takes all there is; this one leaves something for the tests beside it.
        string client = await _docker.ServiceAsync("perf-test-b", network, 1, Ours, "sh", "-c", $"until nc -z {server} 9999; do :; done; iperf -c {server} -p 9999 -b 1M -t 120");
        string peer = await AddressAsync((await DockerLab.TasksAsync(client, 1))[0], network);
        await DockerLab.LogLineAsync(task, "connected with");

        string session = await SessionAsync(["tcpdump -i eth0 port 9999 -c 1 -Xvv", "netstat -tulpn", $"drill -V 5 {client}", "exit"], "--net", $"container:{task}", Ours);
        Shows(session, Regex.Escape("tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"));
        Shows(session, @"(?m)^\d\d:\d\d:\d\d\.\d{6} IP \(tos 0x[0-9a-f]+, ttl \d+, id \d+, offset 0, flags \[DF\], proto TCP \(6\), length \d+\)$");
        Shows(session, @"(?m)^    \S+ > \S+: Flags \[[.P]+\], cksum 0x[0-9a-f]{4} \((correct|incorrect -> 0x[0-9a-f]{4})\), (seq [0-9:]+, )?ack \d+, win \d+, options \[nop,nop,TS val \d+ ecr \d+\], length \d+$");
        Shows(session, @"(?m)^\t0x0000:  45[0-9a-f]{2} ([0-9a-f]{4} ){7} .{1,16}$");
        Shows(session, Regex.Escape("\n1 packet captured\n"));
        Shows(session, Regex.Escape("Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    \n"));
        Shows(session, @"(?m)^tcp        0      0 127\.0\.0\.11:\d+ +0\.0\.0\.0:\*               LISTEN      -  ");
        Shows(session, @"(?m)^tcp        0      0 0\.0\.0\.0:9999 +0\.0\.0\.0:\*               LISTEN      -  ");
        Shows(session, @"(?m)^udp        0      0 127\.0\.0\.11:\d+ +0\.0\.0\.0:\* +-  ");
        // What drill sends is shown before what comes back.
        Assert.Equal(2, Regex.Count(session, "(?m)^;; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: "));
        Shows(session, Regex.Escape($"\n{client}.\t600\tIN\tA\t{peer}\n"));
        Shows(session, Regex.Escape("\n;; SERVER: 127.0.0.11\n"));

        using var live = ScreenCommand.Start(120, 24, "docker", "run", "-it", "--rm", "--net", $"container:{task}", Ours, "iftop", "-i", "eth0");
        // Both directions of the conversation with the client, whose name or address stands at the right.
        await live.ScreenAsync(screen => screen.Lines.Any(line => Regex.IsMatch(line, $@"=> ({Regex.Escape(peer)}|{Regex.Escape(client)})\S* .*[0-9]+.*b"))
            && screen.Lines.Any(static line => Regex.IsMatch(line, @"^TOTAL: +[1-9]")));
        await live.PressAsync("q");
        Assert.Equal(0, (await live.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Ports_of_the_host_from_a_privileged_container()
    {
        string session = await SessionAsync([], "--privileged", Ours, "nmap", "-p", "12376-12390", "-dd", "172.17.0.1");
        foreach (int port in Enumerable.Range(12376, 15)) Shows(session, Regex.Escape($"\nDiscovered closed port {port}/tcp on 172.17.0.1\n"));
    }

    [Fact]
    public async Task Traffic_of_netgen()
    {
        string network = await _docker.NetworkAsync("br", "-d", "bridge");
        string first = _docker.Name("c1"), second = _docker.Name("c2");
        await _docker.ContainerAsync("c1", network, null, Ours, "netgen", second, "5000", "1");
        await _docker.ContainerAsync("c2", network, null, Ours, "netgen", first, "5000", "1");
        string session = await SessionAsync([], "--net", $"container:{second}", Ours, "tcpdump", "-vvvn", "-c", "3", "-i", "eth0", "port", "5000");
        string address = Regex.Escape(await _docker.AddressAsync("c1", network));
        Shows(session, $@"(?m)^    ({address}\.\d+ > [0-9.]+\.5000|[0-9.]+\.\d+ > {address}\.5000|{address}\.5000 > [0-9.]+|[0-9.]+\.5000 > {address}\.\d+): Flags \[");
        Shows(session, Regex.Escape("\n3 packets captured\n"));
    }

    [Fact]
    public async Task In_the_namespace_of_an_overlay()
    {
        await _docker.SwarmAsync();
        string network = await _docker.NetworkAsync("nsenter-test", "-d", "overlay");
        string service = await _docker.ServiceAsync("nsenter-l2-table-test", network, 3, DockerLab.Image, "ping", "localhost");
        string[] tasks = await DockerLab.TasksAsync(service, 3);
        string address = await AddressAsync(tasks[0], network);
        string id = (await DockerLab.DockerAsync(["network", "inspect", "-f", "{{.Id}}", network])).Trim();
        string file = Path.GetFileName(Directory.GetFiles(Namespaces).Single(f => Regex.IsMatch(Path.GetFileName(f), $"^[0-9]+-{id[..10]}$")));

        string session = await SessionAsync(
            [$"cd {Namespaces}/", "ls", $"nsenter --net={Namespaces}/{file} sh", "ifconfig", "bridge fdb show br br0", "ip neigh flush all", "ip route", $"ping -c 2 {address}", "ip neigh show", "brctl show", "exit"],
            "-v", $"{Namespaces}:{Namespaces}", "--privileged=true", Ours);
        Shows(session, $@"(?m)(^|\s){Regex.Escape(file)}(\s|$)");
        Shows(session, @"(?m)^br0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1450$");
        Shows(session, @"(?m)^        inet 10\.[0-9.]+  netmask 255\.255\.255\.0  broadcast ");
        Shows(session, @"(?m)^vxlan0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1450$");
        Shows(session, @"(?m)^33:33:00:00:00:01 dev br0 self permanent$");
        Shows(session, @"(?m)^[0-9a-f:]{17} dev veth\d+ master br0 permanent$");
        Shows(session, @"(?m)^[0-9a-f:]{17} dev vxlan0 (vlan 1 )?master br0 permanent$");
        Shows(session, @"(?m)^10\.[0-9.]+/24 dev br0 proto kernel scope link src 10\.[0-9.]+ $");
        Shows(session, Regex.Escape($"PING {address} ({address}) 56(84) bytes of data.\n64 bytes from {address}: icmp_seq=1 ttl=64 time="));
        Shows(session, $@"(?m)^{Regex.Escape(address)} dev br0 lladdr 02:42:[0-9a-f:]+ (REACHABLE|PERMANENT) $");
        Shows(session, Regex.Escape("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n"));
        Shows(session, @"(?m)^br0\t\t8000\.[0-9a-f]{12}\tno\t\tv(eth\d+|xlan0)$");
    }

    /// <summary>Runs a container on a terminal and types there what a reader would; what the terminal showed.</summary>
    private static async Task<string> SessionAsync(string[] typed, params string[] words)
    {
        using var session = PromptedCommand.Start("# ", [.. typed, "exit"], ["docker", "run", "-it", "--rm", .. words]);
        var outcome = await session.EndAsync(patience: TimeSpan.FromSeconds(90));
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        // Bash tells terminals when pastes begin and end.
        return Regex.Replace(outcome.Output, @"\x1b\[\?2004[hl]\r?", "");
    }

    private static void Shows(string session, string pattern) => Assert.True(Regex.IsMatch(session, pattern), $"{pattern}\nis not in\n{session}");

    private static async Task<string> AddressAsync(string container, string network)
        => (await DockerLab.InspectAsync(container)).GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(network).GetProperty("IPAddress").GetString()!;
}
