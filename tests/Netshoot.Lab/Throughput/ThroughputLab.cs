using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>Two nodes with a cable; servers are started in one and waited for, clients run in the other.</summary>
public sealed class ThroughputLab : IAsyncLifetime
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    // A server that a test has ended may still be about to go: nobody else gets its port.
    private int _port = 5300;

    public LabNetwork Network { get; private set; } = null!;

    /// <summary>The port of the server that was started last.</summary>
    public int Port => _port;

    /// <summary>A port that nobody has had.</summary>
    public int NextPort() => ++_port;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync("client", "server");
        await Network.CableAsync("client", "eth0", "10.0.5.1/24,fd05::1/64", "server", "eth0", "10.0.5.2/24,fd05::2/64");
        foreach (string node in new[] { "client", "server" }) await Network.SysctlAsync(node, "net.ipv4.tcp_congestion_control=reno");
    }

    public ValueTask DisposeAsync() => Network.DisposeAsync();

    /// <summary>The command of the original, or of ours.</summary>
    public static string[] Tool(string tool, bool ours) => ours ? [Repository.Executable, tool] : [$"/usr/bin/{tool}"];

    /// <summary>Starts a server and waits until it listens on its port.</summary>
    public async Task<RunningCommand> ServeAsync(string tool, bool ours, string options)
    {
        int port = NextPort();
        string[] command = [.. Tool(tool, ours), "-s", "-p", $"{port}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var server = Network.Start("server", command[0], command[1..]);
        for (var until = DateTime.UtcNow + Command.Patience; DateTime.UtcNow < until; await Task.Delay(s_pause))
            if ((await Network.RunAsync("server", "/usr/bin/ss", ["-Hltun", $"sport = :{port}"])).Output.Length > 0) return server;
        server.Dispose();
        throw new TimeoutException($"{string.Join(' ', command)} does not listen: {server.Output}{server.Error}");
    }

    /// <summary>Runs a client of the server that was started last, or of the one on a port.</summary>
    public Task<Outcome> AskAsync(string tool, bool ours, string options, string host = "10.0.5.2", int? port = null)
    {
        string[] command = [.. Tool(tool, ours), "-c", host, "-p", $"{port ?? _port}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Network.RunAsync("client", command[0], command[1..]);
    }
}
