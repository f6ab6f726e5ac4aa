using System.Diagnostics;
using System.Globalization;

namespace Netshoot.Bench;

/// <summary>A network namespace of the benchmark's own, and its files; all gone when disposed.</summary>
internal sealed class BenchNamespace : IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"nsb{Environment.ProcessId}");
    private readonly string _directory = Directory.CreateTempSubdirectory("nsb").FullName;

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

    public string MakeFile(long size)
    {
        string path = PathOf("data");
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    public void Dispose()
    {
        if (File.Exists($"/run/netns/{_name}s")) Run($"ip netns del {_name}s");
        if (_server is { HasExited: false })
        {
            _server.Kill();
            _server.WaitForExit();
        }
        _server?.Dispose();
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
