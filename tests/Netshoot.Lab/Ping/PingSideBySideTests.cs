using Netshoot.Lab.Paths;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Ping;

/// <summary>Ours beside iputils' ping: the same words, the same lines, the same exit codes.</summary>
public sealed class PingSideBySideTests(RoutedLab lab) : IClassFixture<RoutedLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("round-trip times", @"time=[0-9.]+ ms", "time=T ms"),
        new("statistics of them", @"mdev = [0-9./]+ ms", "mdev = T ms"),
        new("statistics of a flood", @"ipg/ewma [0-9./]+ ms", "ipg/ewma T ms"),
        new("the time it took", @"time \d+ms", "time Tms"),
        new("timestamps", @"^\[\d+\.\d{6}\]", "[T]"),
        new("identifiers", @"ident=\d+", "ident=N"),
        new("times of day in IPv4 options", @"\d+ absolute", "T absolute"),
        new("how much later than the one before", @"^(\t(?:[0-9.]+\t)?)-?\d+$", "$1T"),
        new("failures to send, which this version of the original keeps to itself", @"^ping: sendmsg: .*\n", ""),
        new("numbers of descriptors, which ours has not", @"^ping: sock4\.fd: .*\n\n", ""),
    ];

    [Theory]
    [InlineData("-c 2 -i 0.1 10.0.2.2")]
    [InlineData("-c 2 -i 0.1 fd00:2::2")]
    [InlineData("-c 1 -n 127.0.0.1")]
    [InlineData("-c 1 ::1")]
    [InlineData("-c 1 localhost")]
    [InlineData("-c 1 -n localhost")]
    [InlineData("-c 1 -s 0 10.0.2.2")]
    [InlineData("-c 1 -s 4 10.0.2.2")]
    [InlineData("-c 1 -s 15 10.0.2.2")]
    [InlineData("-c 1 -s 16 10.0.2.2")]
    [InlineData("-c 1 -s 8 fd00:2::2")]
    [InlineData("-c 1 -s 2000 10.0.2.2")]
    [InlineData("-c 1 -s 65507 10.0.2.2")]
    [InlineData("-c 1 -W 1 -s 65508 10.0.2.2")]
    [InlineData("-c 2 -i 0.1 -s 1450 -M do 10.0.2.2")]
    [InlineData("-c 2 -i 0.1 -s 1450 -M do fd00:2::2")]
    [InlineData("-c 2 -i 0.1 -s 1450 fd00:2::2")]
    [InlineData("-c 2 -i 0.1 -s 1450 -M want 10.0.2.2")]
    [InlineData("-c 2 -i 0.1 -s 1450 -M dont 10.0.2.2")]
    [InlineData("-c 1 -s 1473 -M do 10.0.2.2")]
    [InlineData("-f -c 1 -s 1473 -M do 10.0.2.2")]
    [InlineData("-c 1 -t 1 10.0.2.2")]
    [InlineData("-c 1 -t 1 fd00:2::2")]
    [InlineData("-c 1 -t 2 10.0.2.2")]
    [InlineData("-f -c 1 -t 1 10.0.2.2")]
    [InlineData("-c 2 -i 0.1 -W 0.3 10.9.3.1")]
    [InlineData("-c 1 fd09:1::1")]
    [InlineData("-c 1 fd09:2::1")]
    [InlineData("-c 1 -W 0.3 fd09:3::1")]
    [InlineData("-c 1 10.8.1.1")]
    [InlineData("-c 1 10.8.2.1")]
    [InlineData("-c 1 10.8.3.1")]
    [InlineData("-c 1 10.0.1.77")]
    [InlineData("-c 1 10.0.2.77")]
    [InlineData("-c 1 fd00:1::77")]
    [InlineData("-c 1 -W 0.3 10.0.1.255")]
    [InlineData("-b -c 1 -W 0.3 10.0.1.255")]
    [InlineData("-c 1 -W 0.3 224.0.0.1")]
    [InlineData("-c 2 -i 0.2 -L -I eth0 ff02::1")]
    [InlineData("-c 3 -i 0.2 10.0.3.2")]
    [InlineData("-O -c 4 -i 0.2 10.0.3.2")]
    [InlineData("-O -D -c 4 -i 0.2 10.0.3.2")]
    [InlineData("-q -c 4 -i 0.1 10.0.3.2")]
    [InlineData("-c 2 -D -i 0.1 10.0.2.2")]
    [InlineData("-f -c 20 10.0.2.2")]
    [InlineData("-q -f -c 200 10.0.2.2")]
    [InlineData("-A -q -c 50 10.0.2.2")]
    [InlineData("-a -c 1 10.0.2.2")]
    [InlineData("-l 3 -c 3 10.0.2.2")]
    [InlineData("-w 5 -c 2 -i 0.1 10.0.2.2")]
    [InlineData("-w 5 -t 1 10.0.2.2")]
    [InlineData("-v -c 1 10.0.2.2")]
    [InlineData("-v -e 5 -c 1 fd00:2::2")]
    [InlineData("-U -c 1 10.0.2.2")]
    [InlineData("-B -c 1 10.0.2.2")]
    [InlineData("-C -c 1 10.0.2.2")]
    [InlineData("-r -c 1 10.0.1.1")]
    [InlineData("-m 5 -c 1 10.0.2.2")]
    [InlineData("-Q 0x10 -c 1 10.0.2.2")]
    [InlineData("-Q 3 -c 1 fd00:2::2")]
    [InlineData("-S 5000 -c 1 10.0.2.2")]
    [InlineData("-R -c 2 -i 0.1 10.0.2.2")]
    [InlineData("-R -n -c 1 10.0.1.2")]
    [InlineData("-T tsonly -c 1 10.0.2.2")]
    [InlineData("-T tsandaddr -c 1 10.0.2.2")]
    [InlineData("-T tsprespec -c 1 10.0.1.1 10.0.2.2")]
    [InlineData("-p ff00 -c 1 10.0.2.2")]
    [InlineData("-p abc -c 1 10.0.2.2")]
    [InlineData("-p 0123456789abcdef0123456789abcdef01 -c 1 10.0.2.2")]
    [InlineData("-I eth0 -c 1 10.0.2.2")]
    [InlineData("-I 10.0.1.2 -c 1 10.0.2.2")]
    [InlineData("-I eth0 -I 10.0.1.2 -c 1 10.0.2.2")]
    [InlineData("-I eth0 -c 1 fd00:2::2")]
    [InlineData("-I fd00:1::2 -c 1 fd00:2::2")]
    [InlineData("-I 10.0.1.9 -c 1 10.0.2.2")]
    [InlineData("-I fd00:1::99 -c 1 fd00:2::2")]
    [InlineData("-I nodev -c 1 10.0.2.2")]
    [InlineData("-I nodev -c 1 fd00:2::2")]
    [InlineData("-c 1 fe80::1%eth0")]
    [InlineData("-c 1 fe80::1")]
    [InlineData("-c 1 fe80::1%nodev")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("ping", line, s_alike));

    [Theory]
    [InlineData("")]
    [InlineData("-c 0 10.0.2.2")]
    [InlineData("-c x 10.0.2.2")]
    [InlineData("-c")]
    [InlineData("-z 10.0.2.2")]
    [InlineData("-s -1 10.0.2.2")]
    [InlineData("-t 256 10.0.2.2")]
    [InlineData("-t 0 10.0.2.2")]
    [InlineData("-W -1 10.0.2.2")]
    [InlineData("-M foo 10.0.2.2")]
    [InlineData("-p zz 10.0.2.2")]
    [InlineData("-l 0 10.0.2.2")]
    [InlineData("-Q 300 10.0.2.2")]
    [InlineData("-Q zz 10.0.2.2")]
    [InlineData("-T foo 10.0.2.2")]
    [InlineData("-R -T tsonly 10.0.2.2")]
    [InlineData("-e 70000 10.0.2.2")]
    [InlineData("-w -1 10.0.2.2")]
    [InlineData("-w x 10.0.2.2")]
    [InlineData("-m x 10.0.2.2")]
    [InlineData("-S 0 10.0.2.2")]
    [InlineData("-4 -c 1 fd00:2::2")]
    [InlineData("-6 -c 1 10.0.2.2")]
    [InlineData("-4 -6 -c 1 10.0.2.2")]
    public async Task Both_refuse_the_same_in_the_same_words(string line) => Differences.None(await lab.CompareAsync("ping", line, s_alike));

    [Theory]
    [InlineData("net-unreachable")]
    [InlineData("host-unreachable")]
    [InlineData("prot-unreachable")]
    [InlineData("port-unreachable")]
    [InlineData("net-prohibited")]
    [InlineData("host-prohibited")]
    [InlineData("admin-prohibited")]
    public async Task Both_name_what_a_firewall_on_the_way_says(string kind)
    {
        await lab.Network.NftAsync(RoutedLab.Router, $$"""
            table ip wall {
                chain forward { type filter hook forward priority 0; ip daddr 10.0.2.2 icmp type echo-request reject with icmp type {{kind}}; }
            }
            """);
        try
        {
            Differences.None(await lab.CompareAsync("ping", "-c 2 -i 0.1 10.0.2.2", s_alike));
        }
        finally
        {
            await lab.Network.NftAsync(RoutedLab.Router, "delete table ip wall\n");
        }
    }

    [Theory]
    [InlineData("no-route")]
    [InlineData("admin-prohibited")]
    [InlineData("addr-unreachable")]
    [InlineData("port-unreachable")]
    public async Task Both_name_what_an_Ip6_firewall_on_the_way_says(string kind)
    {
        await lab.Network.NftAsync(RoutedLab.Router, $$"""
            table ip6 wall {
                chain forward { type filter hook forward priority 0; ip6 daddr fd00:2::2 icmpv6 type echo-request reject with icmpv6 type {{kind}}; }
            }
            """);
        try
        {
            Differences.None(await lab.CompareAsync("ping", "-c 2 -i 0.1 fd00:2::2", s_alike));
        }
        finally
        {
            await lab.Network.NftAsync(RoutedLab.Router, "delete table ip6 wall\n");
        }
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("reject with icmp type admin-prohibited")]
    public async Task Both_tell_what_a_firewall_here_does(string verdict)
    {
        await lab.Network.NftAsync(RoutedLab.Client, $$"""
            table ip wall {
                chain out { type filter hook output priority 0; ip daddr 10.0.2.2 icmp type echo-request {{verdict}}; }
            }
            """);
        try
        {
            Differences.None(await lab.CompareAsync("ping", "-c 2 -i 0.1 -W 0.3 10.0.2.2", s_alike));
        }
        finally
        {
            await lab.Network.NftAsync(RoutedLab.Client, "delete table ip wall\n");
        }
    }

    [Fact]
    public async Task An_interrupt_brings_the_summary_and_a_quit_the_state()
    {
        using var ours = lab.Network.Start(RoutedLab.Client, Repository.Executable, "ping", "-i", "0.1", "10.0.2.2");
        await ours.LineAsync("icmp_seq=2");
        await ours.SignalAsync("QUIT");
        await ours.LineAsync("packets, 0% loss, min/avg/ewma/max = ");
        await ours.SignalAsync("INT");
        var outcome = await ours.EndAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("--- 10.0.2.2 ping statistics ---", outcome.Output, StringComparison.Ordinal);
    }
}
