using System.Globalization;

namespace Netshoot.Testing.Lab;

/// <summary>
/// A network of namespaces that one test has for itself: nodes, cables, bridges, routers. Built with the original ip(8) in one batch,
/// taken down when disposed. Labs of different tests share nothing and run side by side.
/// </summary>
public sealed class LabNetwork : IAsyncDisposable
{
    // The names tell whose they are, so that what a killed run left behind can be found and swept.
    private const string Prefix = "nst";
    private static int s_count;
    private static readonly Lazy<Task> s_swept = new(SweepAsync);

    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}");
    private readonly List<string> _nodes = [];

    private LabNetwork() { }

    /// <summary>Makes nodes with those short names, each a namespace with its loopback up.</summary>
    public static async Task<LabNetwork> CreateAsync(params string[] nodes)
    {
        await s_swept.Value;
        var lab = new LabNetwork();
        foreach (string node in nodes)
        {
            await Command.MustAsync($"ip netns add {lab.Name(node)}");
            lab._nodes.Add(node);
            await lab.IpAsync(node, "link set lo up");
        }
        return lab;
    }

    /// <summary>The namespace's name below /run/netns.</summary>
    public string Name(string node) => $"{_id}-{node}";

    /// <summary>The namespace's file.</summary>
    public string PathOf(string node) => $"/run/netns/{Name(node)}";

    /// <summary>Runs the original ip(8) in a node, in one batch; a lab that cannot be built fails its test.</summary>
    public Task IpAsync(string node, params string[] lines) => Command.MustAsync($"ip -n {Name(node)} -batch -", string.Join('\n', lines) + "\n");

    /// <summary>A veth cable between two nodes: interface and address (with its prefix length) at each end; several addresses between commas.</summary>
    public async Task CableAsync(string left, string leftInterface, string leftAddresses, string right, string rightInterface, string rightAddresses)
    {
        await IpAsync(left, $"link add {leftInterface} type veth peer name {rightInterface} netns {Name(right)}");
        await UpAsync(left, leftInterface, leftAddresses);
        await UpAsync(right, rightInterface, rightAddresses);
    }

    /// <summary>Gives an interface its addresses (none when empty) and switches it on. IPv6 addresses are usable at once (nodad).</summary>
    public Task UpAsync(string node, string name, string addresses)
    {
        var lines = new List<string>();
        foreach (string address in addresses.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            lines.Add($"address add {address} dev {name}{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}");
        lines.Add($"link set {name} up");
        return IpAsync(node, [.. lines]);
    }

    /// <summary>Runs nftables rules in a node.</summary>
    public Task NftAsync(string node, string rules) => InAsync(node, "nft", ["-f", "-"], rules);

    /// <summary>Sets a sysctl in a node: <c>net.ipv4.ip_forward=1</c>.</summary>
    public Task SysctlAsync(string node, string setting) => InAsync(node, "sysctl", ["-qw", setting], null);

    /// <summary>
    /// Has the kernel of a node say at once what it says by itself (reports of groups, which it else repeats for some seconds) and not ask for routers or
    /// duplicates, so that counters and addresses stand still afterwards. For interfaces that come later.
    /// </summary>
    public Task QuietAsync(string node) => InAsync(node, "sysctl",
    [
        "-eqw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.default.router_solicitations=0",
        "net.ipv6.conf.default.mldv1_unsolicited_report_interval=1", "net.ipv6.conf.default.mldv2_unsolicited_report_interval=1",
        "net.ipv4.igmp_qrv=1", "net.ipv4.conf.default.igmpv2_unsolicited_report_interval=1", "net.ipv4.conf.default.igmpv3_unsolicited_report_interval=1",
    ], null);

    /// <summary>Waits until the counters of every interface of a node have stood still for a second: what the kernel had to say about new interfaces is said.</summary>
    /// <exception cref="InvalidOperationException">They still move after half a minute.</exception>
    public async Task SettleAsync(string node)
    {
        const int Wanted = 5, Most = 150;
        string before = "";
        for (int same = 0, asked = 0; asked < Most; asked++)
        {
            string now = (await RunAsync(node, "ip -s link")).Output;
            same = now == before ? same + 1 : 0;
            if (same == Wanted) return;
            before = now;
            await Task.Delay(200);
        }
        throw new InvalidOperationException($"the interfaces of {node} do not come to rest");
    }

    /// <summary>Lets a node send every ICMP error at once: neither a limit for each host nor one for all. Kernels that count all namespaces together keep the latter, and have no such setting here.</summary>
    public Task UnlimitIcmpAsync(string node) => InAsync(node, "sysctl",
        ["-eqw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0", "net.ipv4.icmp_msgs_per_sec=1000000", "net.ipv4.icmp_msgs_burst=100000"], null);

    /// <summary>Runs a program in a node.</summary>
    public Task<Outcome> RunAsync(string node, string program, IEnumerable<string> arguments, string? input = null, TimeSpan? patience = null, IReadOnlyDictionary<string, string>? environment = null)
        => Command.RunAsync("nsenter", [$"--net={PathOf(node)}", program, .. arguments], input, patience, environment);

    /// <summary>Runs a line of words split at spaces in a node.</summary>
    public Task<Outcome> RunAsync(string node, string line, string? input = null, TimeSpan? patience = null)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return RunAsync(node, words[0], words[1..], input, patience);
    }

    /// <summary>Runs our executable's tool in a node: the words behind <c>netshoot</c>.</summary>
    public Task<Outcome> OursAsync(string node, string line, string? input = null, TimeSpan? patience = null)
        => RunAsync(node, Repository.Executable, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), input, patience);

    /// <summary>Starts a program in a node and leaves it running.</summary>
    public RunningCommand Start(string node, string program, params IEnumerable<string> arguments)
        => Command.Start("nsenter", [$"--net={PathOf(node)}", program, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        foreach (string node in _nodes)
        {
            // Processes that a failed test left in there keep the namespace alive: they go first.
            var left = await Command.RunAsync($"ip netns pids {Name(node)}");
            foreach (string pid in left.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) await Command.RunAsync($"kill -9 {pid}");
            await Command.RunAsync($"ip netns del {Name(node)}");
        }
    }

    private async Task InAsync(string node, string program, IEnumerable<string> arguments, string? input)
    {
        var outcome = await RunAsync(node, program, arguments, input);
        if (outcome.ExitCode != 0) throw new InvalidOperationException($"{program} in {node} ended with {outcome.ExitCode}: {outcome.Error}{outcome.Output}");
    }

    /// <summary>Removes the namespaces of test runs that are no more.</summary>
    private static async Task SweepAsync()
    {
        if (!Directory.Exists("/run/netns")) return;
        foreach (string path in Directory.GetFiles("/run/netns", Prefix + "*"))
        {
            string name = Path.GetFileName(path);
            int dash = name.IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && int.TryParse(name[Prefix.Length..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int owner) && !Directory.Exists($"/proc/{owner}"))
                await Command.RunAsync($"ip netns del {name}");
        }
    }
}
