using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary>Qdiscs, classes, filters and actions, made by tc of iproute2 in one namespace and by ours in another: same words, same answers, and in the end the same state, which both show alike.</summary>
public sealed class TcTests
{
    private static readonly Normalization[] s_running =
    [
        new("seconds since an action was made and used", " (installed|used|firstused) [0-9]+ sec", ""),
        new("the same for programs", ",\"(installed|last_used|first_used)\":[0-9]+", ""),
        new("numbers of actions, which are free again when the kernel has time", "index [0-9]+ ref|police 0x[0-9]+", "index N ref"),
        new("the same for programs", "\"index\":[0-9]+", "\"index\":N"),
        new("tokens that come back with time", "(c?tokens): -?[0-9]+", "$1: N"),
    ];

    private const string Build = """
        sysctl -qw net.ipv6.conf.all.disable_ipv6=1
        ip link add d0 type dummy; ip link set d0 up; ip link add d1 type dummy; ip link set d1 up
        ip link add v0 numtxqueues 4 numrxqueues 4 type veth peer name v1 numtxqueues 4 numrxqueues 4; ip link set v0 up
        ip addr add 10.9.0.1/24 dev d0; ip neigh add 10.9.0.9 lladdr 02:00:00:00:00:99 dev d0
        """;

    [Theory]
    [InlineData("tc", "qdiscs")]
    [InlineData("tc -s -d", "qdiscs")]
    [InlineData("tc -j", "qdiscs")]
    [InlineData("tc", "kinds")]
    [InlineData("tc -s -d", "kinds")]
    [InlineData("tc -j", "kinds")]
    [InlineData("tc", "filters")]
    [InlineData("tc -s -d -p", "filters")]
    [InlineData("tc -s -j", "filters")]
    public async Task Makes_and_shows_what_the_original_does(string tool, string file)
    {
        var guest = await KernelGuest.SharedAsync();
        string name = $"tc-{file}{tool[2..].Replace(" ", "", StringComparison.Ordinal)}", theirs = $"{name}-theirs", ours = $"{name}-ours";
        await guest.MustAsync(theirs, Build);
        await guest.MustAsync(ours, Build);
        // What the original writes of fw, hfsc and multiq is no JSON.
        var lines = KernelGuest.Lines($"tc/{file}.txt").Where(line => !tool.Contains("-j", StringComparison.Ordinal) || !(line.Contains(" fw ", StringComparison.Ordinal) || line.Contains(" hfsc", StringComparison.Ordinal) || line.Contains(" multiq", StringComparison.Ordinal))).ToList();
        string differences = await guest.CompareBatchAsync(theirs, ours, tool, lines, s_running);
        if (tool == "tc" && file == "filters") differences += await guest.CompareAsync(theirs, ours, tool, KernelGuest.Lines("tc/refused.txt"), s_running);
        // What one made, the other sees; actions come last, since the kernel takes those of filters that are gone away when it has time.
        foreach (string what in new[] { "qdisc", "class show dev d0", "filter show dev d0", "filter show dev d0 ingress", "actions ls action mirred", "actions ls action police", "actions ls action gact" })
        {
            var made = await guest.RunAsync(theirs, $"tc -s -d -r {what}");
            differences += SideBySide.Differences($"what ours made, as tc -s -d -r {what} shows it", made, await guest.RunAsync(ours, $"tc -s -d -r {what}"), s_running);
            differences += SideBySide.Differences($"what theirs made, as ours shows it: {what}", made, await guest.RunAsync(theirs, $"netshoot tc -s -d -r {what}"), s_running);
        }
        Assert.True(differences.Length == 0, differences);
    }

    [Theory]
    [InlineData("d0", "gred setup DPs 3 default 1 grio limit 100k", "gred limit 60k min 10k max 30k avpkt 1000 burst 20 DP 1 prio 2 probability 0.05 bandwidth 10mbit ecn")]
    [InlineData("d0", "gred setup DPs 2 default 1 limit 100k", "gred limit 60k min 10k max 30k avpkt 1000 burst 20 DP 1 probability 0.05 bandwidth 10mbit")]
    [InlineData("d0", "sfb", null)]
    [InlineData("v0", "mqprio num_tc 2 map 0 1 0 1 queues 2@0 2@2 hw 0", null)]
    [InlineData("v0", "taprio num_tc 2 map 0 1 queues 2@0 2@2 base-time 1000 sched-entry S 01 300000 sched-entry S 02 300000 clockid CLOCK_TAI", null)]
    [InlineData("v0", "taprio num_tc 2 map 0 1 queues 2@0 2@2 base-time 99999999999000000 cycle-time 500000 cycle-time-extension 100 sched-entry S 01 300000 flags 0x1 txtime-delay 500000 clockid CLOCK_TAI", null)]
    public async Task Shows_what_only_the_original_makes(string device, string made, string? changed)
    {
        var guest = await KernelGuest.SharedAsync();
        string node = $"tc-shown-{made.Length}";
        await guest.MustAsync(node, $"{Build}\ntc qdisc add dev {device} root handle 100: {made}\n{(changed is null ? "" : $"tc qdisc change dev {device} root handle 100: {changed}")}");
        string differences = await guest.CompareAsync(node, "tc", [$"qdisc show dev {device}", $"-s -d qdisc show dev {device}", $"-j -s -d qdisc show dev {device}", $"-o -s qdisc show dev {device}", $"-j qdisc show dev {device}"], s_running);
        Assert.True(differences.Length == 0, differences);
    }

    [Fact]
    public async Task Counts_packets_as_the_original_does()
    {
        var guest = await KernelGuest.SharedAsync();
        await guest.MustAsync("tc-traffic", Build + """

            tc qdisc add dev d0 root handle 1: htb default 0x20; tc class add dev d0 parent 1: classid 1:20 htb rate 10mbit; tc qdisc add dev d0 parent 1:20 handle 20: fq_codel
            tc qdisc add dev d0 clsact; tc filter add dev d0 egress protocol ip matchall action pass
            tc filter add dev d0 parent 1: protocol ip prio 1 u32 match ip dst 10.9.0.9 flowid 1:20
            ping -c 3 -i 0.01 -W 1 10.9.0.9 >/dev/null || true
            """);
        string differences = await guest.CompareAsync("tc-traffic", "tc",
        [
            "-s qdisc show dev d0", "-s -j qdisc show dev d0", "-s class show dev d0", "-s filter show dev d0 egress", "-s -j filter show dev d0 parent 1:", "-o -s qdisc", "-iec class show dev d0", "-N filter show dev d0 egress",
            "-br filter show dev d0 egress", "-br -s actions ls action gact", "-o filter show dev d0", "-p filter show dev d0 parent 1:", "-nm class show dev d0", "-j -p -s qdisc",
        ], s_running);
        Assert.Contains("Sent 294 bytes 3 pkt", (await guest.RunAsync("tc-traffic", "netshoot tc -s qdisc show dev d0")).Output, StringComparison.Ordinal);
        Assert.True(differences.Length == 0, differences);
    }

    [Fact]
    public async Task Tells_what_changes()
    {
        var guest = await KernelGuest.SharedAsync();
        string told = await guest.MustAsync("tc-monitor", Build + """

            tc monitor >/run/theirs & theirs=$!
            netshoot tc monitor >/run/ours & ours=$!
            until [ $(grep -c . /proc/net/netlink) -gt 0 ] && grep -q . /proc/$theirs/net/netlink && [ "$(awk '$2 == 0 && $4 == "00000008"' /proc/net/netlink | wc -l)" = 2 ]; do sleep 0.1; done
            tc qdisc add dev d1 root handle 5: tbf rate 1mbit burst 2k latency 1ms; tc qdisc replace dev d1 root handle 6: htb
            tc class add dev d1 parent 6: classid 6:1 htb rate 1mbit; tc class change dev d1 parent 6: classid 6:1 htb rate 2mbit
            tc filter add dev d1 parent 6: protocol ip prio 1 u32 match u32 0 0 flowid 6:1
            tc filter replace dev d1 parent 6: protocol ip prio 1 handle 800::800 u32 match u32 0 0 flowid 6:1
            tc filter del dev d1 parent 6:; tc class del dev d1 classid 6:1; tc actions add action drop index 77; tc actions del action gact index 77; tc qdisc del dev d1 root
            until tail -n 1 /run/theirs | grep -q 'deleted qdisc htb' && tail -n 1 /run/ours | grep -q 'deleted qdisc htb'; do sleep 0.1; done
            kill $theirs $ours
            cmp /run/theirs /run/ours && cat /run/ours
            """);
        Assert.Contains("added filter dev d1 parent 6: protocol ip pref 1 u32", told, StringComparison.Ordinal);
    }
}
