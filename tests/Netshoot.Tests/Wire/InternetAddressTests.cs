using System.Net;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

public sealed class InternetAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("2001:db8::8:800:200c:417a")]
    [InlineData("1:0:0:2::3")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("::192.0.2.1")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1::8")]
    [InlineData("0:1:2:3:4:5:6:7")]
    public void Text_reads_back_as_the_same_text(string text)
    {
        Assert.True(InternetAddress.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("1.2.3.")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("1:2")]
    [InlineData("12.0x3.4.5")]
    public void What_is_no_address_is_refused(string text) => Assert.False(InternetAddress.TryParse(text, out _));

    [Fact]
    public void Any_bytes_print_as_the_platform_prints_them()
    {
        var random = new Random(3);
        var bytes = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            // Zeros in runs are what the text rules are about.
            for (int z = random.Next(9); z > 0; z--) bytes.AsSpan(2 * random.Next(8), 2).Clear();
            var address = InternetAddress.FromBytes(bytes);
            Assert.True(InternetAddress.TryParse(address.ToString(), out var back));
            Assert.Equal(address, back);
            Assert.Equal(new IPAddress(bytes), IPAddress.Parse(address.ToString()));
        }
    }

    [Theory]
    [InlineData("10.1.2.3", 8, "10.0.0.0")]
    [InlineData("10.1.2.3", 0, "0.0.0.0")]
    [InlineData("10.1.2.3", 32, "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", 48, "2001:db8:1::")]
    [InlineData("2001:db8:1:2:3:4:5:6", 72, "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:3:4:5:6", 128, "2001:db8:1:2:3:4:5:6")]
    public void A_network_keeps_only_its_first_bits(string text, int length, string network)
    {
        Assert.True(InternetAddress.TryParse(text, out var address));
        Assert.Equal(network, address.Network(length).ToString());
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("fe80::/10", "febf::1", true)]
    public void A_prefix_contains_what_shares_its_bits(string prefix, string address, bool contains)
    {
        Assert.True(InternetPrefix.TryParse(prefix, out var parsed));
        Assert.True(InternetAddress.TryParse(address, out var inside));
        Assert.Equal(contains, parsed.Contains(inside));
    }

    [Fact]
    public void An_endpoint_shows_its_scope_and_port()
    {
        Assert.True(InternetAddress.TryParse("fe80::1", out var address));
        Assert.Equal("[fe80::1%2]:53", new InternetEndpoint(address, 53, 2).ToString());
        Assert.Equal("127.0.0.11:53", new InternetEndpoint(InternetAddress.From4(0x7f00000b), 53).ToString());
    }
}
