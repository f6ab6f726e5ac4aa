using System.Diagnostics;
using System.Globalization;

namespace Netshoot.Bench;

/// <summary>A network namespace of the benchmark's own, and its files; all gone when disposed.</summary>
internal sealed class BenchNamespace : IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"nsb{Environment.ProcessId}");
    private readonly string _directory = Directory.CreateTempSubdirectory("nsb").FullName;

    public BenchNamespace()
    {
        Run($"ip netns add {_name} && ip -n {_name} link set lo up && ip -n {_name} link add left type veth peer name right && ip -n {_name} addr add 10.0.0.1/24 dev left && ip -n {_name} link set left up && ip -n {_name} link set right up");
        // Paced congestion control would measure the pace.
        Run($"nsenter --net=/run/netns/{_name} sysctl -qw net.ipv4.tcp_congestion_control=reno");
    }

    /// <summary>The command inside.</summary>
    public string In(string command) => $"nsenter --net=/run/netns/{_name} {command}";

    public void AddRoutes(int count)
    {
        string batch = PathOf("routes");
        File.WriteAllLines(batch, Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"route add {20 + (i >> 16)}.{i >> 8 & 255}.{i & 255}.0/32 via 10.0.0.2")));
        Run($"ip -n {_name} -batch {batch}");
    }

    public void RemoveRoutes() => Run($"ip -n {_name} route flush root 0/0");

    /// <summary>The path of a file that goes with the namespace.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

    public string MakeFile(long size)
    {
        string path = PathOf("data");
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    public void Dispose()
    {
        Run($"ip netns del {_name}");
        Directory.Delete(_directory, recursive: true);
    }

    private static void Run(string command)
    {
        using var process = Process.Start("bash", ["-c", command]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}");
    }
}
