using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary><c>ip tunnel</c>, <c>ip tuntap</c> and <c>ip vrf</c> beside ours, in namespaces where the kernel has made its own link of each mode, which the original asks for.</summary>
public sealed class IpTunnelTests
{
    private static readonly Normalization[] s_own =
    [
        new("hardware addresses that the kernel rolls", "(ether|permaddr) [0-9a-f:]+", "$1 M"),
        new("limits that the kernel gives to what was made by the older call", "minmtu [0-9]+ maxmtu [0-9]+", "minmtu N maxmtu N"),
        new("a property of tunnels of IPsec that only the older call can set", "(t7: .* ttl inherit) nopmtudisc", "$1"),
    ];

    private static readonly string[] s_tunnels =
    [
        "tunnel", "tunnel show", "tunnel show t1", "-s tunnel show t1", "-j tunnel", "-j -p tunnel show t2", "-d tunnel", "tunnel list dev d0", "tunnel show mode gre", "tunnel show remote 10.1.0.2", "tunnel show nodev",
        "-6 tunnel", "-6 tunnel show s1", "-j -6 tunnel", "-s -6 tunnel show s3", "-6 tunnel show mode ip6gre", "-6 tunnel show remote fd00::4", "tunnel foo", "tunnel help",
        "tuntap", "tuntap show", "-j tuntap", "tuntap list", "tuntap help", "tuntap foo",
    ];

    private static readonly string[] s_vrfs =
    [
        "vrf", "vrf show", "-j vrf", "-j -p vrf show", "vrf show vrf1", "vrf show nodev", "vrf list vrf1 foo", "vrf identify", "vrf identify 1", "vrf identify x", "vrf pids vrf1", "vrf pids", "vrf pids nodev", "vrf foo", "vrf help",
    ];

    [Fact]
    public async Task Makes_changes_and_shows_tunnels()
    {
        var guest = await KernelGuest.SharedAsync();
        // Other namespaces are to stay without them.
        await guest.MustAsync(null, """
            modprobe -a ip_gre ip6_gre ipip sit ip6_tunnel ip_vti ip6_vti
            sysctl -qw net.core.fb_tunnels_only_for_init_net=0
            ip netns add tunnels-theirs
            ip netns add tunnels-ours
            sysctl -qw net.core.fb_tunnels_only_for_init_net=2
            for node in tunnels-theirs tunnels-ours; do
              ip -n $node link set lo up
              ip -n $node link add d0 address 02:00:00:00:00:01 type dummy
              ip -n $node tuntap add dev tn0 mode tun
              ip -n $node tuntap add tp0 mode tap user 1 group 1
              ip -n $node tuntap add tp1 mode tap one_queue pi vnet_hdr multi_queue
            done
            """);
        string differences = await guest.CompareAsync("tunnels-theirs", "tunnels-ours", "ip", KernelGuest.Lines("ip/tunnel.txt"));
        foreach (string line in new[] { "tunnel", "-6 tunnel", "-d link" })
        {
            var theirs = await guest.RunAsync("tunnels-theirs", $"ip {line}");
            var ours = await guest.RunAsync("tunnels-ours", $"ip {line}");
            differences += SideBySide.Differences($"the state that ip {line} shows", theirs, ours, s_own);
        }
        differences += await guest.CompareAsync("tunnels-ours", "ip", s_tunnels);
        Assert.True(differences.Length == 0, differences);
    }

    [Fact]
    public async Task Shows_vrfs_and_who_is_in_them()
    {
        var guest = await KernelGuest.SharedAsync();
        Assert.Equal("", await guest.CompareAsync("vrf", "ip", ["vrf", "-j vrf"]));
        await guest.MustAsync("vrf", "ip link add vrf1 type vrf table 1001\nip link add a-long-name type vrf table 7\nip link set vrf1 up\nip vrf exec vrf1 sleep 1000 >/dev/null 2>&1 &");
        // The program is in its group before it is itself.
        await guest.MustAsync("vrf", "until ip vrf pids vrf1 | grep -q sleep; do sleep 0.1; done");
        string differences = await guest.CompareAsync("vrf", "ip", s_vrfs);
        Assert.True(differences.Length == 0, differences);
    }

    [Fact]
    public async Task Runs_programs_in_a_vrf()
    {
        var guest = await KernelGuest.SharedAsync();
        await guest.MustAsync("vrf-exec", """
            ip link add red type vrf table 1001
            ip link set red up
            ip link add d0 type dummy
            ip link set d0 master red
            ip link set d0 up
            ip address add 10.9.0.1/24 dev d0
            """);
        string differences = await guest.CompareAsync("vrf-exec", "ip", ["vrf exec red ip vrf identify", "vrf exec red cat /proc/self/cgroup", "vrf exec default ip vrf identify", "vrf exec", "vrf exec red", "vrf exec nodev true",
            "vrf exec red sh -c 'exit 7'", "vrf exec red no-such-program", "vrf exec red ip vrf exec default cat /proc/self/cgroup"]);
        Assert.True(differences.Length == 0, differences);
        // Only a socket that is bound to the VRF finds what its table alone knows.
        var outside = await guest.RunAsync("vrf-exec", "ping -c 1 -W 1 10.9.0.1");
        var inside = await guest.RunAsync("vrf-exec", "netshoot ip vrf exec red ping -c 1 -W 1 10.9.0.1");
        Assert.Equal((2, 0), (outside.ExitCode, inside.ExitCode));
    }
}
