using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Bridges;

/// <summary><c>bridge</c>, <c>brctl</c>, <c>ifconfig</c>, <c>arp</c> and <c>route</c> beside the originals of Debian 12.</summary>
public sealed class BridgeToolsTests
{
    // Nothing else may differ: these run on while both are called, one after the other.
    private static readonly Normalization[] s_running =
    [
        new("how long ago a forwarding entry was used", @"used \d+/\d+", "used N"),
        new("the same for programs", "\"(used|updated)\":( ?)\\d+", "\"$1\":$2N"),
        new("timers of bridges and ports", @"timer *(\t*) *[0-9.]+", "timer$1N"),
        new("what is left of a multicast group's life", @"^((?:dev|router) .*?)[ 0-9]+\.\d\d( permanent)?$", "$1 N$2"),
        new("the same for programs", "\"timer\":( ?)\"[ 0-9.]+\"", "\"timer\":$1N"),
        new("ageing of what was learned", @"(no\t\t) *[0-9.]+$", "$1N"),
        new("counters", @"(packets|dropped) \d+(  bytes \d+ \([^)]*\))?", "$1 N"),
        new("counters of the table", @"^(\S+ +\d+ ) *\d[ \d]*([A-Z]+)$", "$1 N $2"),
        new("references to a route", @"^(\S+/\d+ +\S+ +\S+ +-?\d+ +)\d+ +\d+ ", "$1N "),
    ];

    // Two networks have devices of their own.
    private static readonly Normalization[] s_own =
    [
        .. s_running,
        new("addresses that the kernel rolls", "([0-9a-f]{2}:){5}[0-9a-f]{2} dev (port[01]|vxlan1|br7) (master br7|self) permanent\n", ""),
        new("groups that the kernel joins", "33:33[0-9a-f:]+ dev .*\n|01:00:5e[0-9a-f:]+ dev .*\n", ""),
    ];

    [Fact]
    public async Task Show_what_the_originals_show()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await BuildAsync(lab);
        var differences = new List<string>();
        foreach (string line in File.ReadAllLines(Repository.TestData("bridges/show.txt")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            // The original of brctl reads /sys: ip netns gives it one that belongs to the network.
            var theirs = await Command.RunAsync($"ip netns exec {lab.Name("a")} /usr/sbin/{line}");
            var ours = await lab.OursAsync("a", line);
            if (SideBySide.Differences(line, theirs, ours, s_running) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Change_what_the_originals_change()
    {
        await using var lab = await LabNetwork.CreateAsync("theirs", "ours");
        foreach (string node in new[] { "theirs", "ours" })
        {
            await lab.IpAsync(node, "link add port0 type veth peer name far0", "link add port1 type veth peer name far1",
                "link add vxlan1 type vxlan id 256 dstport 4789", "link set port0 address 02:00:00:00:01:00", "link set port1 address 02:00:00:00:01:01");
        }
        var differences = new List<string>();
        foreach (string line in File.ReadAllLines(Repository.TestData("bridges/change.txt")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var theirs = await Command.RunAsync($"ip netns exec {lab.Name("theirs")} /usr/sbin/{line}");
            var ours = await lab.OursAsync("ours", line);
            if (SideBySide.Differences(line, theirs, ours, s_own) is { } difference) differences.Add(difference);
        }
        foreach (string line in new[] { "bridge fdb show", "bridge -d link", "brctl showstp br7", "ifconfig port0", "ifconfig port1" })
        {
            var theirs = await Command.RunAsync($"ip netns exec {lab.Name("theirs")} /usr/sbin/{line}");
            var ours = await Command.RunAsync($"ip netns exec {lab.Name("ours")} /usr/sbin/{line}");
            if (SideBySide.Differences($"the state that {line} shows", theirs, ours, s_own) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static async Task BuildAsync(LabNetwork lab)
    {
        var lines = new List<string> { "link add br0 type bridge", "link set br0 address 02:00:00:00:00:01 up" };
        for (int i = 2; i <= 4; i++)
        {
            lines.AddRange(
            [
                $"link add veth{i} type veth peer name peer{i}", $"link set veth{i} address 02:00:00:00:01:0{i}", $"link set veth{i} master br0 up",
                $"link set peer{i} address 02:00:00:00:02:0{i}", $"link set peer{i} up",
            ]);
        }
        lines.AddRange(
        [
            "link add vxlan1 address 02:00:00:00:03:01 type vxlan id 256 dstport 4789 local 10.0.1.1", "link set vxlan1 master br0 up",
            "link add br10 type bridge", "link add macv0 link peer4 address 02:00:00:00:05:01 type macvlan mode bridge",
            "tuntap add tun0 mode tun", "link set tun0 up", "link set veth2 promisc on", "link set veth3 arp off", "link set peer4 allmulticast on",
            "address add 10.0.1.1/24 dev br0", "address add 10.0.1.2/24 dev br0 label br0:1", "address add 10.88.0.1/24 brd + dev peer3",
            "address add 10.77.0.1 peer 10.77.0.2/32 dev peer3", "address add 10.99.0.1/32 peer 10.99.0.2 dev tun0", "address add 2001:db8::1/64 dev br0 nodad",
            "route add default via 10.0.1.254 metric 5", "route add 10.5.0.0/16 via 10.0.1.9 mtu 1400 window 1000 rtt 100ms advmss 1300",
            "route add unreachable 10.6.0.0/16", "route add blackhole 10.66.0.0/16", "route add 10.0.7.7 dev br0",
            "route add default via 2001:db8::9", "route add unreachable 2001:db8:5::/64", "route add 2001:db8:6::/64 via 2001:db8::9 metric 77 expires 500",
            "neigh add 10.0.1.4 lladdr 02:42:0a:00:01:04 dev br0", "neigh add proxy 10.0.1.77 dev br0", "neigh add 10.0.1.5 lladdr 02:42:0a:00:01:05 dev br0 nud stale",
        ]);
        await lab.IpAsync("a", [.. lines]);
        foreach (string line in new[]
        {
            "link set dev veth3 mcast_router 2", "link set dev veth4 mcast_router 2", "link set dev veth4 hairpin on guard on",
            "fdb add 02:aa:00:00:00:01 dev veth2 master static", "fdb add 02:aa:00:00:00:12 dev veth2 master static sticky",
            "fdb add 02:aa:00:00:00:13 dev veth2 master extern_learn", "fdb add 02:aa:00:00:00:03 dev vxlan1 dst 192.0.2.9 vni 77 port 4790 self",
            "fdb add 02:aa:00:00:00:14 dev vxlan1 dst 192.0.2.10 via veth2 self", "fdb add 02:aa:00:00:00:16 dev vxlan1 dst 192.0.2.10 router self dynamic",
            "mdb add dev br0 port veth2 grp 239.1.1.1 permanent", "mdb add dev br0 port veth3 grp ff05::99 permanent", "mdb add dev br0 port veth3 grp 239.1.1.2 temp",
            "mdb add dev br0 port veth2 grp 239.1.1.5 src 10.9.9.9 permanent", "mdb add dev br0 port veth2 grp 01:00:5e:7f:00:09 permanent",
        }) await Command.MustAsync($"bridge -n {lab.Name("a")} {line}");
    }
}
