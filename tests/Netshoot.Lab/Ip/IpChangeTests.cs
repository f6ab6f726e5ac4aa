using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Ip;

/// <summary>The same changes made by ip of iproute2 in one node and by ours in another: same words, same exit codes, and in the end the same state.</summary>
[Collection(nameof(AloneCollection))]
public sealed class IpChangeTests
{
    private static readonly Normalization[] s_own =
    [
        new("hardware addresses that the kernel rolls", "link/ether [0-9a-f:]+", "link/ether M"),
        new("link-local addresses made of them", "fe80::[0-9a-f:]+", "fe80::L"),
        new("duplicate address detection still running", " tentative", ""),
        new("bridge ids made of them", "[0-9a-f]{4}\\.[0-9a-f]+(:[0-9a-f]+){5}", "B"),
        new("timers of bridges", "timer +[0-9.]+", "timer N"),
        new("seconds that are left", @"\b\d+sec", "Nsec"),
        new("counts of what is flushed, which include what the kernel made meanwhile", @"Round 1, deleting \d+", "Round 1, deleting N"),
        new("routes that the kernel makes when a link is up, in the order of that", "^(local fe80::|fe80::|multicast ff00::).*\n", ""),
    ];

    [Fact]
    public async Task Changes_what_the_original_changes()
    {
        await using var lab = await LabNetwork.CreateAsync("theirs", "ours");
        foreach (string node in new[] { "theirs", "ours" })
        {
            await lab.IpAsync(node, "link add veth0 type veth peer name veth1", "link set veth0 address 02:00:00:00:01:00", "link set veth1 address 02:00:00:00:01:01",
                "link set veth0 up", "link set veth1 up", "address add 10.1.0.1/24 dev veth0", "address add fd00:1::1/64 dev veth0 nodad");
        }
        var differences = new List<string>();
        foreach (string line in File.ReadAllLines(Repository.TestData("ip/change.txt")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var theirs = await lab.RunAsync("theirs", $"/usr/sbin/ip {line.Replace("\"", "", StringComparison.Ordinal)}");
            var ours = await lab.OursAsync("ours", $"ip {line.Replace("\"", "", StringComparison.Ordinal)}");
            if (SideBySide.Differences($"ip {line}", theirs, ours, s_own) is { } difference) differences.Add(difference);
        }
        foreach (string line in new[] { "-d link", "address", "route show table all", "-6 route show table main", "rule", "-6 rule" })
        {
            var theirs = await lab.RunAsync("theirs", $"/usr/sbin/ip {line}");
            var ours = await lab.RunAsync("ours", $"/usr/sbin/ip {line}");
            if (SideBySide.Differences($"the state that ip {line} shows", theirs, ours, s_own) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
