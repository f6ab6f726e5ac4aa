using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Ip;

/// <summary><c>ip</c> of iproute2 and ours side by side, byte for byte, in a network with every kind of object that this kernel has.</summary>
[Collection(nameof(AloneCollection))]
public sealed class IpShowTests
{
    private const string Original = "/usr/sbin/ip";

    // Nothing else may differ: these run on while both are called.
    private static readonly Normalization[] s_running =
    [
        // Each is shown unless it is zero.
        new("who holds a cached route and since when", @"\bcache (users \d+ )?(used \d+ )?(age \d+sec )?", "cache "),
        new("the same for programs", "\"(users|used|age)\": ?[0-9]+,? ?", ""),
        new("seconds that are left", @"\b\d+sec", "Nsec"),
        new("the same for programs", "(_life_time|expires|used|confirmed|updated|age)\":( ?)[0-9]{1,9}\\b", "$1\":$2N"),
        new("how long ago a neighbor was used", @"used \d+/\d+/\d+probes \d+", "used N"),
        new("timers of bridges", "(timer\"?:?\\s*)[0-9]+(\\.[0-9]+)?", "$1N"),
        new("counters", "^ +[0-9][0-9. KMGTkmi]*$", "N"),
        new("the same for programs", "\"(bytes|packets)\":( ?)[0-9]+", "\"$1\":$2N"),
        new("neighbors that the kernel makes for its own multicast reports", @"^(ff02:|224\.)[^\n]*\n", ""),
        new("the same for programs", @"\{""dst"":""(ff02:|224\.)[^}]*\},?", ""),
        new("states that change by themselves", "REACHABLE|STALE|DELAY|PROBE|INCOMPLETE|FAILED", "S"),
    ];

    public static TheoryData<string> Lines => [.. File.ReadAllLines(Testing.Repository.TestData("ip/show.txt")).Where(static line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public async Task Shows_what_the_original_shows()
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        await lab.QuietAsync("a");
        await lab.QuietAsync("b");
        await BuildAsync(lab);
        await lab.SettleAsync("a");
        var differences = new List<string>();
        foreach (var line in Lines)
            if (await SideBySide.CompareAsync(lab, "a", Original, "ip", line.Data, s_running) is { } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static async Task BuildAsync(LabNetwork lab)
    {
        await lab.CableAsync("a", "eth0", "10.1.0.1/24,10.1.0.3/24,fd00:1::1/64", "b", "eth0", "10.1.0.2/24,fd00:1::2/64");
        await lab.IpAsync("a",
            "link add v1 type veth peer name v1p",
            "link add br0 type bridge",
            "link add br1 type bridge",
            "link set v1 master br0",
            "link set br0 group 7",
            "link add vx100 type vxlan id 100 local 10.1.0.1 remote 10.1.0.2 dstport 4789 dev eth0",
            "link set vx100 master br1",
            "link add vx200 type vxlan id 200 group 239.1.1.1 dstport 8472 dev eth0 ttl 5",
            "link add vx301 type vxlan id 301 dstport 4789 nolearning proxy rsc l2miss l3miss tos 4 ttl inherit df set maxaddress 100 ageing 0 noudpcsum udp6zerocsumtx srcport 1000 2000",
            "link add vx302 type vxlan id 302 dstport 4790 local fd00:1::1 remote fd00:1::2 flowlabel 77 udp6zerocsumrx df inherit tos inherit ttl auto",
            "link add vx303 type vxlan dstport 4791 external gbp",
            "link add mv0 link eth0 type macvlan mode bridge",
            "link add mv1 link v1p type macvlan mode private",
            "link add mv2 link v1p type macvlan mode source macaddr add 02:00:00:00:00:77",
            "link add ifb7 type ifb",
            "tuntap add tun0 mode tun",
            "tuntap add tap0 mode tap multi_queue user 1 group 1",
            "link set v1 up", "link set br0 up", "link set br1 up", "link set vx100 up", "link set tap0 up",
            "link set v1 type bridge_slave hairpin on guard on learning off flood off group_fwd_mask 16384 priority 5 cost 7",
            "link set eth0 alias uplink",
            "link property add dev eth0 altname uplink0 altname another-long-name",
            "address add 10.9.0.1 peer 10.9.0.2/32 dev eth0 label eth0:ptp",
            "address add 10.1.1.1/24 brd + dev eth0 valid_lft 5000 preferred_lft 4000",
            "address add 10.1.2.1/24 dev eth0 valid_lft 5000 preferred_lft 0",
            "address add fd00:2::1/64 dev eth0 nodad valid_lft 5000 preferred_lft 4000 noprefixroute",
            "address add fd00:3::1/128 dev eth0 nodad home",
            "address add 172.16.0.1/16 dev br0 scope link noprefixroute metric 77",
            "route add default via 10.1.0.2",
            "route add 10.2.0.0/16 via 10.1.0.2 src 10.1.0.3 metric 50 mtu 1400 advmss 1300",
            "route add 10.3.0.0/16 nexthop via 10.1.0.2 weight 2 nexthop via 10.1.0.7 weight 3",
            "route add blackhole 10.4.0.0/16",
            "route add unreachable 10.5.0.0/16 metric 5",
            "route add prohibit 10.6.0.0/16",
            "route add throw 10.7.0.0/16 table 100",
            "route add 10.8.0.0/16 dev eth0 scope link proto 99 table 1000 tos 0x10",
            "route add 10.10.0.0/16 via 10.1.0.2 onlink dev eth0 window 1000 rtt 100ms rttvar 50 initcwnd 10 initrwnd 12 quickack 1 congctl reno features ecn hoplimit 7 rto_min 200ms cwnd lock 5 reordering 4 ssthresh 7",
            "route add 10.11.0.0/16 via 10.1.0.2 mtu lock 1300 realms 3/4",
            "route add 10.12.0.0/16 via inet6 fe80::1 dev eth0",
            "route add 10.22.0.0/16 encap ip id 5 dst 10.1.0.2 ttl 7 tos 3 dev vx100",
            "route add fd00:10::/64 via fd00:1::2",
            "route add fd00:11::/64 via fd00:1::2 metric 50 mtu 1300 expires 3000 pref high",
            "route add fd00:12::/64 nexthop via fd00:1::2 nexthop via fd00:1::3 weight 5",
            "route add unreachable fd00:13::/64",
            "nexthop add id 10 via 10.1.0.2 dev eth0",
            "nexthop add id 11 via 10.1.0.9 dev eth0",
            "nexthop add id 20 group 10,3/11,4",
            "route add 10.20.0.0/16 nhid 10",
            "route add 10.21.0.0/16 nhid 20",
            "neigh add 10.1.0.50 lladdr 02:00:00:00:00:50 dev eth0 nud permanent",
            "neigh add 10.1.0.51 lladdr 02:00:00:00:00:51 dev eth0 nud stale",
            "neigh add 10.1.0.52 dev eth0 nud noarp lladdr 02:00:00:00:00:52",
            "neigh add 10.1.0.53 lladdr 02:00:00:00:00:53 dev eth0 nud stale protocol zebra extern_learn",
            "neigh add fd00:1::51 lladdr 02:00:00:00:00:51 dev eth0 nud stale router",
            "neigh add proxy 10.1.0.60 dev eth0",
            "neigh add proxy fd00:1::60 dev eth0",
            "rule add from 10.1.0.0/24 to 10.2.0.1 table 100 pref 100",
            "rule add fwmark 0x10/0xff iif eth0 oif br0 tos 0x10 table 1000 pref 101",
            "rule add not from 10.3.0.0/16 uidrange 100-200 ipproto tcp sport 10-20 dport 80 lookup main suppress_prefixlength 0 pref 102",
            "rule add from 10.5.0.0/16 blackhole pref 103",
            "rule add from 10.5.0.0/16 prohibit pref 104",
            "rule add goto 32766 pref 105",
            "rule add goto 32000 pref 106",
            "rule add table main suppress_ifgroup 7 realms 3/4 pref 107",
            "rule add nop pref 108");
        await Command.MustAsync($"ip -n {lab.Name("a")} -6 rule add from fd00::/16 table 100 pref 100");
    }
}
