using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.TcpDump;

/// <summary>What tcpdump says without a packet, ours beside Debian's.</summary>
public sealed class TcpDumpMessagesTests(CaptureLab lab) : IClassFixture<CaptureLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("what ours adds", @"^tcpdump: hint: .*\n", ""),
        new("what ours cannot capture on", @"^\d+\.(bluetooth-monitor|nflog|nfqueue|dbus-\w+) .*\n", ""),
        new("numbers that count those too", @"^\d+\.", "N."),
        new("what it is built of", @"^(OpenSSL|netshoot) .*$", "LIBRARY"),
    ];

    [Theory]
    [InlineData("--version")]
    [InlineData("-h")]
    [InlineData("-D")]
    [InlineData("-L -i eth0")]
    [InlineData("-L -i any")]
    [InlineData("-L -i lo")]
    [InlineData("-L -i tun0")]
    [InlineData("-J -i eth0")]
    [InlineData("-d -i eth0 tcp port 80 and host 10.0.1.2")]
    [InlineData("-dd -i eth0 ip6 or arp")]
    [InlineData("-ddd -i any inbound and udp")]
    [InlineData("-d -i any vlan 5")]
    [InlineData("-d -i any -y LINUX_SLL ip")]
    [InlineData("-d -i tun0 icmp")]
    [InlineData("-d -O -s 96 -i eth0 tcp[13] & 2 != 0")]
    [InlineData("-d ip broadcast")]
    [InlineData("-d -y RAW ip")]
    [InlineData("-d ip and")]
    [InlineData("-d tcp port nosuchport")]
    [InlineData("-d icmp and udp")]
    [InlineData("-d foo bar")]
    [InlineData("-i nosuch")]
    [InlineData("-i 99")]
    [InlineData("-i 0")]
    [InlineData("-i down0")]
    [InlineData("-i eth0 -y RAW")]
    [InlineData("-I -i eth0")]
    [InlineData("-c 0")]
    [InlineData("-c x")]
    [InlineData("-s x")]
    [InlineData("-s 300000")]
    [InlineData("-B 0")]
    [InlineData("-C 1k -w /tmp/nosuch")]
    [InlineData("-W x")]
    [InlineData("-Q foo")]
    [InlineData("-T foo")]
    [InlineData("-y foo")]
    [InlineData("-j foo")]
    [InlineData("-tttttt")]
    [InlineData("--time-stamp-precision=foo")]
    [InlineData("-r /nosuch/file")]
    [InlineData("-r /dev/null")]
    [InlineData("-r /etc/passwd")]
    [InlineData("-V /nosuch/file")]
    [InlineData("-r a -V b")]
    [InlineData("-f -r a")]
    [InlineData("-w /nosuch/file -i eth0")]
    [InlineData("-%")]
    [InlineData("--nosuch")]
    [InlineData("--number=3")]
    [InlineData("-i")]
    public async Task Both_say_the_same(string line)
        => Differences.None(await SideBySide.CompareAsync(lab.Network, CaptureLab.Node, "tcpdump", "tcpdump", line, s_alike));
}
