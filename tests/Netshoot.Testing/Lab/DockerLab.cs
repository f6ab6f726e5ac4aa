using System.Globalization;
using System.Text.Json;

namespace Netshoot.Testing.Lab;

/// <summary>Containers, networks and services on the real engine that build/docker-engine starts. Everything gets a name of this run and is removed again.</summary>
public sealed class DockerLab : IAsyncDisposable
{
    /// <summary>busybox, made by build/docker-engine from Debian's package.</summary>
    public const string Image = "netshoot-lab:busybox";

    private const string Prefix = "nst";
    private static int s_count;
    private static readonly SemaphoreSlim s_swarm = new(1);
    private static int s_swarmUsers;

    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
    private readonly List<string> _containers = [];
    private readonly List<string> _networks = [];
    private readonly List<string> _services = [];
    private bool _usesSwarm;

    /// <summary>The name of something of this lab.</summary>
    public string Name(string what) => $"{_id}-{what}";

    public async Task<string> NetworkAsync(string what, params string[] options)
    {
        string name = Name(what);
        await DockerAsync(["network", "create", .. options, name]);
        _networks.Add(name);
        return name;
    }

    /// <summary>Starts a container that sleeps, or runs the given command.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> ContainerAsync(string what, string network, string[]? options = null, string image = Image, params string[] command)
    {
        string name = Name(what);
        // Known before it is started: what starts half is removed too.
        _containers.Add(name);
        return (await DockerAsync(["run", "-d", "--init", "--network", network, "--name", name, .. options ?? [], image, .. command.Length > 0 ? command : ["sleep", "600"]])).Trim();
    }

    /// <summary>Makes this engine a swarm of one, until the last lab that needs it is gone.</summary>
    public async Task SwarmAsync()
    {
        await s_swarm.WaitAsync();
        try
        {
            _usesSwarm = true;
            if (s_swarmUsers++ == 0) await DockerAsync(["swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1:2377"]);
        }
        finally
        {
            s_swarm.Release();
        }
    }

    /// <summary>Creates a service. The kernel may lack IPVS, so its tasks' addresses are its name's.</summary>
    public async Task<string> ServiceAsync(string what, string network, int replicas, string image, params string[] command)
    {
        string name = Name(what);
        _services.Add(name);
        await DockerAsync(["service", "create", "-d", "--no-resolve-image", "--endpoint-mode", "dnsrr", "--restart-condition", "none", "--replicas",
            replicas.ToString(CultureInfo.InvariantCulture), "--network", network, "--name", name, image, .. command]);
        return name;
    }

    /// <summary>The containers of a service's tasks, when as many as wanted run or have run.</summary>
    public static async Task<string[]> TasksAsync(string service, int wanted)
    {
        string[] running = [];
        for (var until = DateTime.UtcNow + Command.Patience; DateTime.UtcNow < until;)
        {
            running = (await DockerAsync(["ps", "-a", "--no-trunc", "--filter", "status=running", "--filter", "status=exited", "--filter", $"label=com.docker.swarm.service.name={service}", "--format", "{{.Names}}"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (running.Length >= wanted) return running;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        throw new TimeoutException($"{running.Length} of {wanted} tasks of {service} came up: {await DockerAsync(["service", "ps", "--no-trunc", service])}");
    }

    /// <summary>Waits until a container has printed a line.</summary>
    public static async Task<string> LogLineAsync(string container, string text)
    {
        using var logs = Command.Start("docker", ["logs", "-f", container]);
        return await logs.LineAsync(text);
    }

    public static async Task<string> DockerAsync(string[] arguments, TimeSpan? patience = null)
    {
        var outcome = await Command.RunAsync("docker", arguments, patience: patience ?? TimeSpan.FromSeconds(60));
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {outcome.ExitCode}: {outcome.Error}{outcome.Output}");
    }

    /// <summary>What the engine says of a container.</summary>
    public static async Task<JsonElement> InspectAsync(string name) => JsonDocument.Parse(await DockerAsync(["inspect", name])).RootElement[0];

    /// <summary>The address of a container in a network.</summary>
    public async Task<string> AddressAsync(string what, string network)
        => (await InspectAsync(Name(what))).GetProperty("NetworkSettings").GetProperty("Networks").GetProperty(network).GetProperty("IPAddress").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (string service in _services) await Command.RunAsync("docker", ["service", "rm", service]);
        foreach (string service in _services) await GoneAsync(service);
        foreach (string container in _containers) await Command.RunAsync("docker", ["rm", "-f", container]);
        foreach (string network in _networks) await Command.RunAsync("docker", ["network", "rm", network]);
        if (!_usesSwarm) return;
        await s_swarm.WaitAsync();
        try
        {
            if (--s_swarmUsers > 0) return;
            await Command.RunAsync("docker", ["swarm", "leave", "--force"]);
            // Joining makes this bridge, and leaving leaves it.
            await Command.RunAsync("docker", ["network", "rm", "docker_gwbridge"]);
        }
        finally
        {
            s_swarm.Release();
        }
    }

    /// <summary>A network cannot go while a task of a removed service still ends.</summary>
    private static async Task GoneAsync(string service)
    {
        for (var until = DateTime.UtcNow + Command.Patience; DateTime.UtcNow < until; await Task.Delay(TimeSpan.FromMilliseconds(100)))
        {
            var left = await Command.RunAsync("docker", ["ps", "-aq", "--filter", $"label=com.docker.swarm.service.name={service}"]);
            if (left.Output.Trim().Length == 0) return;
        }
    }
}
