using System.Diagnostics;
using System.Globalization;

namespace Netshoot.Bench;

/// <summary>A network namespace of the benchmark's own, and its files; all gone when disposed.</summary>
internal sealed class BenchNamespace : IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"nsb{Environment.ProcessId}");
    private readonly string _directory = Directory.CreateTempSubdirectory("nsb").FullName;
    private readonly List<Process> _holders = [];
    private readonly List<Process> _flood = [];

    /// <summary>The address of the other namespace, at the other end of a cable.</summary>
    public const string PeerAddress = "10.0.1.2";

    private string Peer => $"{_name}p";

    private Process? _server;

    public BenchNamespace()
    {
        Run($"ip netns add {_name} && ip -n {_name} link set lo up && ip -n {_name} link add left type veth peer name right && ip -n {_name} addr add 10.0.0.1/24 dev left && ip -n {_name} link set left up && ip -n {_name} link set right up");
        Run($"ip netns add {Peer} && ip -n {_name} link add across type veth peer name across netns {Peer} && ip -n {_name} addr add 10.0.1.1/24 dev across && ip -n {Peer} addr add {PeerAddress}/24 dev across && ip -n {_name} link set across up && ip -n {Peer} link set across up");
        Run($"nsenter --net=/run/netns/{Peer} sysctl -qw net.ipv4.tcp_congestion_control=reno");
        // Paced congestion control would measure the pace.
        Run($"nsenter --net=/run/netns/{_name} sysctl -qw net.ipv4.tcp_congestion_control=reno");
    }

    /// <summary>The command inside.</summary>
    public string In(string command) => $"nsenter --net=/run/netns/{_name} {command}";

    /// <summary>The command in the other namespace.</summary>
    public string InPeer(string command) => $"nsenter --net=/run/netns/{Peer} {command}";

    public void AddRoutes(int count)
    {
        string batch = PathOf("routes");
        File.WriteAllLines(batch, Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"route add {20 + (i >> 16)}.{i >> 8 & 255}.{i & 255}.0/32 via 10.0.0.2")));
        Run($"ip -n {_name} -batch {batch}");
    }

    public void RemoveRoutes() => Run($"ip -n {_name} route flush root 0/0");

    /// <summary>A second namespace behind a link: a host at 10.9.0.2 that refuses all ports, half of a network of neighbors, and 10.9.0.130, which drops everything.</summary>
    public void AddScanTarget()
    {
        string batch = PathOf("neighbors");
        File.WriteAllLines(batch, Enumerable.Range(2, 129).Select(static i => string.Create(CultureInfo.InvariantCulture, $"addr add 10.9.0.{i}/24 dev scan")));
        Run($"ip netns add {_name}s && ip -n {_name} link add scan type veth peer name scan netns {_name}s && ip -n {_name} addr add 10.9.0.1/24 dev scan && ip -n {_name} link set scan up && ip -n {_name}s link set scan up && ip -n {_name}s -batch {batch}");
        Run($"nsenter --net=/run/netns/{_name}s nft 'table ip f {{ chain i {{ type filter hook input priority 0; ip daddr 10.9.0.130 drop; }}; }}'");
    }

    /// <summary>Datagrams of 64 bytes from the other namespace, 100,000 a second as far as the machine can, until they are stopped.</summary>
    public void StartFlood()
    {
        foreach (string[] words in new string[][] { [_name, "-s", "-p", "9902"], [Peer, "-u", "-c", "10.0.1.1", "-p", "9902", "-b", "51M", "-l", "64", "-t", "3600"] })
        {
            _flood.Add(Process.Start(new ProcessStartInfo("nsenter", [$"--net=/run/netns/{words[0]}", "iperf3", .. words[1..]]) { RedirectStandardOutput = true })!);
            // The client must not be faster than the server.
            Run($"until {InPeer("ss -Htn state established 'dport = :9902'")} | grep -q . || {In("ss -Htln 'sport = :9902'")} | grep -q .; do sleep 0.05; done");
        }
    }

    public void StopFlood()
    {
        foreach (var process in _flood)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        _flood.Clear();
    }

    /// <summary>The path of a file that goes with the namespace.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>BIND's named on the loopback addresses, with one small zone.</summary>
    public void StartNameServer()
    {
        File.WriteAllText(PathOf("zone"), "$TTL 300\n@ SOA ns.small. host.small. 1 2 3 4 5\n@ NS ns.small.\nns A 192.0.2.1\n");
        string configuration = PathOf("named.conf");
        File.WriteAllText(configuration, $$"""
            options { directory "{{_directory}}"; recursion no; pid-file none; dnssec-validation no; session-keyfile none; lock-file none; };
            controls {};
            zone "small" { type primary; file "zone"; };
            """);
        _server = Process.Start("nsenter", [$"--net=/run/netns/{_name}", "/usr/sbin/named", "-f", "-c", configuration, "-n", "1"]);
        Run($"for i in {{1..200}}; do {In("/usr/bin/drill @127.0.0.1 ns.small")} | grep -q NOERROR && exit 0; sleep 0.05; done; exit 1");
    }

    /// <summary>As many connected TCP sockets, in processes that may have that many open each.</summary>
    public void OpenSockets(int count)
    {
        const int Processes = 3;
        string script = PathOf("sockets.py");
        File.WriteAllText(script, """
            import socket, sys, time
            port, pairs = int(sys.argv[1]), int(sys.argv[2])
            server, kept = socket.create_server(("127.0.0.1", port), backlog=4096), []
            for _ in range(pairs):
                kept += [socket.create_connection(("127.0.0.1", port)), server.accept()[0]]
            print("ready", flush=True)
            time.sleep(600)
            """);
        for (int i = 0; i < Processes; i++)
        {
            var start = new ProcessStartInfo("nsenter", [$"--net=/run/netns/{_name}", "/usr/bin/python3", script, $"{8000 + i}", $"{count / 2 / Processes}"]) { RedirectStandardOutput = true };
            var process = Process.Start(start)!;
            _holders.Add(process);
            if (process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException("the sockets could not be opened");
        }
    }

    public void CloseSockets()
    {
        foreach (var holder in _holders)
        {
            if (!holder.HasExited) holder.Kill();
            holder.WaitForExit();
            holder.Dispose();
        }
        _holders.Clear();
    }

    /// <summary>Neighbors, and entries of the forwarding database of a bridge.</summary>
    public void AddNeighbors(int count)
    {
        Run($"ip -n {_name} link add br0 type bridge && ip -n {_name} link add port type veth peer name far && ip -n {_name} link set port master br0 && ip -n {_name} addr add 10.77.0.1/16 dev far && ip -n {_name} link set port up && ip -n {_name} link set far up");
        string neighbors = PathOf("neighbors"), entries = PathOf("entries");
        File.WriteAllLines(neighbors, Enumerable.Range(2, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"neigh add 10.77.{i >> 8}.{i & 255} lladdr 02:00:00:00:{i >> 8:x2}:{i & 255:x2} dev far nud permanent")));
        File.WriteAllLines(entries, Enumerable.Range(2, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"fdb add 02:11:00:00:{i >> 8:x2}:{i & 255:x2} dev port master static")));
        Run($"ip -n {_name} -batch {neighbors} && bridge -n {_name} -batch {entries}");
    }

    public string MakeFile(long size)
    {
        string path = PathOf("data");
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    public void Dispose()
    {
        StopFlood();
        if (File.Exists($"/run/netns/{_name}s")) Run($"ip netns del {_name}s");
        if (_server is { HasExited: false })
        {
            _server.Kill();
            _server.WaitForExit();
        }
        _server?.Dispose();
        CloseSockets();
        Run($"ip netns del {_name} && ip netns del {Peer}");
        Directory.Delete(_directory, recursive: true);
    }

    private static void Run(string command)
    {
        using var process = Process.Start("bash", ["-c", command]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}");
    }
}
