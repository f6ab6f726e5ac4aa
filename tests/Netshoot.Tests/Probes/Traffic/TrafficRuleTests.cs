using Netshoot.Filters;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Traffic;

public sealed class TrafficRuleTests
{
    private const string Own = "020000000001", Other = "020000000002", Third = "020000000003";
    private const string Udp4 = "4500001d0000000040110000" + "0a000001" + "0a000002" + "13880035000900007a";
    private const string Udp6 = "6000000000091140" + "fd000000000000000000000000000001" + "fd000000000000000000000000000002" + "13880035000900007a";

    private static readonly MacAddress s_own = new(0x020000000001);

    [Theory]
    [InlineData(Other + Own + "0800" + Udp4, true, true, "10.0.0.1", 5000, "10.0.0.2", 53, 29)]
    [InlineData(Own + Other + "0800" + Udp4, false, false, "10.0.0.2", 53, "10.0.0.1", 5000, 29)]
    // What comes for many comes in; what passes between others is ordered by its addresses and counts as received.
    [InlineData("ffffffffffff" + Other + "0800" + Udp4, false, false, "10.0.0.2", 53, "10.0.0.1", 5000, 29)]
    [InlineData(Third + Other + "0800" + Udp4, true, false, "10.0.0.1", 5000, "10.0.0.2", 53, 29)]
    // Tags of VLANs are no part of the packet.
    [InlineData(Other + Own + "8100000a" + "0800" + Udp4, true, true, "10.0.0.1", 5000, "10.0.0.2", 53, 29)]
    [InlineData(Other + Own + "88a8000a" + "8100000b" + "0800" + Udp4, true, true, "10.0.0.1", 5000, "10.0.0.2", 53, 29)]
    [InlineData(Other + Own + "86dd" + Udp6, true, true, "fd00::1", 5000, "fd00::2", 53, 49)]
    public void An_interface_with_a_hardware_address_knows_what_it_sends(string frame, bool isSent, bool isOutgoing, string source, int sourcePort, string destination, int destinationPort, int length)
    {
        var rule = new TrafficRule { LinkType = LinkType.Ethernet, Mac = s_own, HasPorts = true };
        byte[] bytes = Convert.FromHexString(frame);
        Assert.True(rule.TryRead(bytes, bytes.Length, out var packet));
        Assert.Equal((isSent, isOutgoing, length), (packet.IsSent, packet.IsOutgoing, packet.Length));
        Assert.Equal((source, destination), ($"{packet.Key.Source}", $"{packet.Key.Destination}"));
        Assert.Equal((sourcePort, destinationPort, 17), (packet.Key.SourcePort, packet.Key.DestinationPort, packet.Key.Protocol));
    }

    [Theory]
    [InlineData("10.0.0.1", "255.255.255.255", true, true)]
    [InlineData("10.0.0.2", "255.255.255.255", true, false)]
    [InlineData("10.0.0.0", "255.255.255.0", false, false)]
    [InlineData("10.0.1.0", "255.255.255.0", false, false)]
    public void A_network_counts_what_crosses_its_border(string network, string mask, bool counts, bool isOut)
    {
        Assert.True(InternetAddress.TryParse(network, out var address));
        Assert.True(InternetAddress.TryParse(mask, out var bits));
        var rule = new TrafficRule { LinkType = LinkType.Raw, Network4 = new(address, bits) };
        byte[] bytes = Convert.FromHexString(Udp4);
        Assert.Equal(counts, rule.TryRead(bytes, bytes.Length, out var packet));
        if (!counts) return;
        Assert.Equal(isOut, packet.IsOutgoing);
        Assert.Equal(network, $"{packet.Key.Source}");
        Assert.Equal(0, packet.Key.SourcePort);
        // Networks are of one family: of the other, everything counts.
        Assert.True(rule.TryRead(Convert.FromHexString(Udp6), 49, out _));
    }

    [Fact]
    public void Link_local_addresses_of_ip6_count_when_they_are_wanted()
    {
        byte[] bytes = Convert.FromHexString(Udp6.Replace("fd00000000000000", "fe80000000000000", StringComparison.Ordinal));
        Assert.False(new TrafficRule { LinkType = LinkType.Raw }.TryRead(bytes, bytes.Length, out _));
        Assert.True(new TrafficRule { LinkType = LinkType.Raw, CountsLinkLocal = true }.TryRead(bytes, bytes.Length, out _));
    }

    [Fact]
    public void What_carries_the_ports_may_stand_behind_other_headers_and_a_later_fragment_has_none()
    {
        var rule = new TrafficRule { LinkType = LinkType.Raw, HasPorts = true };
        byte[] hops = Convert.FromHexString("6000000000110040" + "fd000000000000000000000000000001" + "fd000000000000000000000000000002" + "1100000000000000" + "13880035000900007a");
        Assert.True(rule.TryRead(hops, hops.Length, out var packet));
        Assert.Equal((5000, 53, 57), (packet.Key.SourcePort, packet.Key.DestinationPort, packet.Length));
        byte[] fragment = Convert.FromHexString(Udp4);
        fragment[7] = 10;
        Assert.True(rule.TryRead(fragment, fragment.Length, out packet));
        Assert.Equal((0, 0), (packet.Key.SourcePort, packet.Key.DestinationPort));
    }

    [Fact]
    public void Packets_that_the_kernel_has_joined_count_whole()
    {
        byte[] frame = Convert.FromHexString(Other + Own + "0800" + Udp4);
        frame[16] = frame[17] = 0;
        Assert.True(new TrafficRule { LinkType = LinkType.Ethernet, Mac = s_own }.TryRead(frame, 100_014, out var packet));
        Assert.Equal(100_000, packet.Length);
    }

    [Fact]
    public void No_frame_is_too_short_or_too_odd()
    {
        var random = new Random(7);
        byte[] noise = new byte[120];
        foreach (var type in new[] { LinkType.Ethernet, LinkType.Raw, LinkType.LinuxCooked, LinkType.LinuxCooked2 })
        {
            var rule = new TrafficRule { LinkType = type, Mac = s_own, HasPorts = true };
            foreach (string frame in new[] { Other + Own + "0800" + Udp4, Other + Own + "86dd" + Udp6, Other + Own + "8100000a0800" + Udp4, Udp4, Udp6 })
            {
                byte[] bytes = Convert.FromHexString(frame);
                for (int length = 0; length <= bytes.Length; length++) rule.TryRead(bytes.AsSpan(0, length), bytes.Length, out _);
            }
            for (int i = 0; i < 20_000; i++)
            {
                random.NextBytes(noise);
                if ((i & 1) == 0) (noise[12], noise[13], noise[14]) = (0x86, 0xdd, 0x60);
                rule.TryRead(noise.AsSpan(0, random.Next(noise.Length)), noise.Length, out _);
            }
        }
    }
}
