using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Paths;

/// <summary>
/// client — router — server, with an MTU of 1400 behind the router, IPv4 and IPv6, and routes that lead nowhere in each of the ways
/// that a kernel knows. 10.0.3.2 loses every third request.
/// </summary>
/// <remarks>
/// Unreachable and prohibited routes of IPv4 stand only at the client: a router's errors about them come out of a bucket of tokens
/// for each peer (net.ipv4.route.error_cost, not a namespace's), so that how many come depends on what ran before.
/// </remarks>
public sealed class RoutedLab : IAsyncLifetime
{
    public const string Client = "client", Router = "router", Server = "server";

    public LabNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Client, Router, Server);
        await Network.CableAsync(Client, "eth0", "10.0.1.2/24,fd00:1::2/64,fe80::c/64", Router, "eth0", "10.0.1.1/24,fd00:1::1/64,fe80::1/64");
        // The router never has to ask who the client is: its questions would come in between those of arping.
        const string Mac = "02:00:00:00:01:02";
        await Network.IpAsync(Client, $"link set eth0 address {Mac}");
        await Network.IpAsync(Router, $"neigh replace 10.0.1.2 lladdr {Mac} nud permanent dev eth0");
        await Network.CableAsync(Router, "eth1", "10.0.2.1/24,fd00:2::1/64", Server, "eth0", "10.0.2.2/24,10.0.3.2/32,fd00:2::2/64");
        await Network.IpAsync(Router, "link set eth1 mtu 1400", "route add 10.0.3.2 via 10.0.2.2",
            "route add blackhole 10.9.3.0/24",
            "route add unreachable fd09:1::/64", "route add prohibit fd09:2::/64", "route add blackhole fd09:3::/64");
        await Network.IpAsync(Server, "link set eth0 mtu 1400", "route add default via 10.0.2.1", "route add ::/0 via fd00:2::1");
        await Network.IpAsync(Client, "route add default via 10.0.1.1", "route add ::/0 via fd00:1::1",
            "route add unreachable 10.8.1.0/24", "route add prohibit 10.8.2.0/24", "route add blackhole 10.8.3.0/24");
        foreach (string setting in new[] { "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1" })
            await Network.SysctlAsync(Router, setting);
        await Network.UnlimitIcmpAsync(Router);
        await Network.NftAsync(Server, """
            table ip loss {
                chain in { type filter hook input priority 0; ip daddr 10.0.3.2 icmp type echo-request numgen inc mod 3 == 2 drop; }
            }
            """);
        // So that no neighbor has to be found while two tools are compared.
        foreach (string warm in new[] { "10.0.2.2", "fd00:2::2", "fe80::1%eth0" }) await Network.RunAsync(Client, $"ping -c 1 {warm}");
    }

    /// <summary>Runs original and ours with the same words, each with a kernel that remembers nothing of paths.</summary>
    public async Task<string?> CompareAsync(string tool, string line, params Normalization[] alike)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await ForgetAsync();
        // By its bare name: the original puts the path it was called by before its messages.
        var theirs = await Network.RunAsync(Client, tool, words);
        await ForgetAsync();
        var ours = await Network.OursAsync(Client, $"{tool} {line}");
        return SideBySide.Differences($"{tool} {line}", theirs, ours, [.. alike, s_hints, s_usage]);
    }

    public ValueTask DisposeAsync() => Network.DisposeAsync();

    private static readonly Normalization s_hints = new("our hints", @"^\w+: hint: .*\n", "");

    private static readonly Normalization s_usage = new("the original's list of options", @"^\nUsage:?\n[\s\S]*^For more details.*\n", "");

    private async Task ForgetAsync()
    {
        await Network.RunAsync(Client, "ip route flush cache");
        await Network.RunAsync(Client, "ip -6 route flush cache");
        // The lost third is the third of each run.
        await Network.RunAsync(Server, "nft", ["flush", "chain", "ip", "loss", "in"]);
        await Network.NftAsync(Server, "add rule ip loss in ip daddr 10.0.3.2 icmp type echo-request numgen inc mod 3 == 2 drop\n");
    }
}
