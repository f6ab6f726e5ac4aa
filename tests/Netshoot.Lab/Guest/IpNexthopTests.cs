using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary>Nexthops, groups, buckets and routes that wrap their packets: the same words for ip of iproute2 and for ours, and the same state in the end.</summary>
public sealed class IpNexthopTests
{
    private static readonly Normalization[] s_running =
    [
        new("how long a bucket was idle", "(idle_time\"?:? ?)[0-9.]+", "$1N"),
        new("link-local addresses that the kernel rolls", "fe80::[0-9a-f:]+", "fe80::L"),
        new("seconds that are left", @"\b\d+sec", "Nsec"),
    ];

    [Fact]
    public async Task Makes_and_shows_nexthops_and_routes_that_wrap()
    {
        var guest = await KernelGuest.SharedAsync();
        await guest.MustAsync(null, "modprobe -a mpls_iptunnel mpls_router");
        string differences = await guest.CompareBatchAsync("nexthop-theirs", "nexthop-ours", "ip", KernelGuest.Lines("ip/nexthop.txt"), s_running);
        foreach (string line in new[] { "-d nexthop", "nexthop bucket", "-d route", "-d -6 route" })
        {
            var theirs = await guest.RunAsync("nexthop-theirs", $"ip {line}");
            var ours = await guest.RunAsync("nexthop-ours", $"ip {line}");
            differences += SideBySide.Differences($"the state that ip {line} shows", theirs, ours, s_running);
        }
        // The original cannot make a list of options, but shows one.
        await guest.MustAsync("nexthop-ours", "netshoot ip route add 10.36.0.0/16 encap ip id 5 dst 10.1.0.2 geneve_opts 1:2:01020304,0x102:0xa0:0a0b0c0d dev d0");
        differences += await guest.CompareAsync("nexthop-ours", "ip", KernelGuest.Lines("ip/nexthop-show.txt"), s_running);
        differences += await guest.CompareAsync("nexthop-theirs", "nexthop-ours", "ip", ["-s nexthop flush dev d1", "nexthop flush id 105", "nexthop flush foo", "nexthop flush", "nexthop"]);
        Assert.True(differences.Length == 0, differences);
    }
}
