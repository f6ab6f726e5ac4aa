using System.Globalization;

namespace Netshoot.Testing.Lab;

/// <summary>A Podman of its own: its service, storage, networks and firewall rules live in a directory and a namespace of this lab and go with them.</summary>
public sealed class PodmanLab : IAsyncDisposable
{
    private const string Image = "lab:busybox";
    private static int s_count;

    private readonly LabNetwork _network;
    private readonly string _directory;
    private readonly Dictionary<string, string> _environment;
    private readonly List<string> _containers = [];
    private RunningCommand? _service;

    private PodmanLab(LabNetwork network, string directory)
    {
        _network = network;
        _directory = directory;
        _environment = new() { ["CONTAINERS_CONF"] = Path.Combine(directory, "containers.conf") };
    }

    /// <summary>What DOCKER_HOST is to be for this engine.</summary>
    public string Address => $"unix://{_directory}/podman.sock";

    public static async Task<PodmanLab> CreateAsync()
    {
        string directory = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"nst-podman-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));
        Directory.CreateDirectory(Path.Combine(directory, "image", "bin"));
        // runc and these limits, as a test machine may be a container itself: it has a mixed cgroup tree and may not raise limits.
        await File.WriteAllTextAsync(Path.Combine(directory, "containers.conf"), $"""
            [network]
            network_backend = "netavark"
            network_config_dir = "{directory}/networks"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            runtime = "runc"
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            """);
        var lab = new PodmanLab(await LabNetwork.CreateAsync("engine"), directory);
        try
        {
            await lab.StartAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs podman where the engine stands.</summary>
    public async Task<string> PodmanAsync(params string[] words)
    {
        var outcome = await _network.RunAsync("engine", "podman", Words(words), patience: TimeSpan.FromSeconds(60), environment: _environment);
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"podman {string.Join(' ', words)} ended with {outcome.ExitCode}: {outcome.Error}");
    }

    /// <summary>Starts a container that runs a command.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> ContainerAsync(string name, string network, params string[] command)
    {
        _containers.Add(name);
        return (await PodmanAsync(["run", "-d", "--name", name, "--network", network, Image, .. command])).Trim();
    }

    /// <summary>Runs our executable where the engine stands, with this engine as the one that is asked.</summary>
    public Task<Outcome> OursAsync(params string[] words)
        => _network.RunAsync("engine", Repository.Executable, words, environment: new Dictionary<string, string> { ["DOCKER_HOST"] = Address });

    public async ValueTask DisposeAsync()
    {
        foreach (string container in _containers) await PodmanAsync("rm", "-f", "-t", "0", container);
        _service?.Dispose();
        await _network.DisposeAsync();
        Directory.Delete(_directory, true);
    }

    private string[] Words(string[] words) => ["--root", $"{_directory}/storage", "--runroot", $"{_directory}/run", "--storage-driver", "vfs", .. words];

    private async Task StartAsync()
    {
        string binaries = Path.Combine(_directory, "image", "bin");
        File.Copy("/bin/busybox", Path.Combine(binaries, "busybox"));
        foreach (string name in new[] { "sh", "sleep", "true" }) File.CreateSymbolicLink(Path.Combine(binaries, name), "busybox");
        string archive = Path.Combine(_directory, "image.tar");
        await Command.RunAsync("tar", ["-C", Path.Combine(_directory, "image"), "-c", "-f", archive, "."]);
        await PodmanAsync("import", archive, Image);
        _service = _network.Start("engine", "env", ["CONTAINERS_CONF=" + _environment["CONTAINERS_CONF"], "podman", .. Words(["system", "service", "--time=0", Address])]);
        // The socket's file is there when it listens.
        for (var until = DateTime.UtcNow + Command.Patience; !File.Exists(Address["unix://".Length..]); await Task.Delay(50))
            if (DateTime.UtcNow > until) throw new TimeoutException("podman's service does not come up");
    }
}
