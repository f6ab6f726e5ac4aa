using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Records;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

public sealed class EdnsTests
{
    [Theory]
    [InlineData("192.0.2.77/24", "00011800c00002")]
    [InlineData("192.0.2.77/20", "00011400c00000")] // bits behind the prefix are zero (RFC 7871 section 6)
    [InlineData("2001:db8:1:2::/56", "0002380020010db8000100")]
    [InlineData("0.0.0.0/0", "00010000")]
    public void A_client_subnet_has_as_many_bytes_as_its_prefix_needs(string prefix, string data)
    {
        Assert.True(InternetPrefix.TryParse(prefix, out var source));
        var option = new ClientSubnet(source).ToOption();
        Assert.Equal(data, option.Data.ToString());
        Assert.Equal(source.Address.Network(source.Length), ClientSubnet.Read(option)?.Source.Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000118")]
    [InlineData("00011800c000")]
    [InlineData("00011800c0000201")]
    [InlineData("00012100c000020100")]
    [InlineData("00031800c00002")]
    public void A_bad_client_subnet_is_none(string data)
        => Assert.Null(ClientSubnet.Read(new(EdnsOptionCode.ClientSubnet, [.. Convert.FromHexString(data)])));

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void Cookies_have_lengths(int length, bool good)
    {
        var option = new EdnsOption(EdnsOptionCode.Cookie, [.. new byte[length]]);
        Assert.Equal(good, DnsCookie.Read(option) is not null);
        if (good) Assert.Equal(option, DnsCookie.Read(option)!.Value.ToOption());
    }

    [Fact]
    public void An_extended_error_has_a_code_and_words()
    {
        var error = new ExtendedError(18, "not für you");
        Assert.Equal(error, ExtendedError.Read(error.ToOption()));
        Assert.Equal("Prohibited"u8, ExtendedError.Meaning(error.Code));
        Assert.Null(ExtendedError.Read(new(EdnsOptionCode.ExtendedError, [0])));
    }

    [Fact]
    public void Key_tags_are_sorted_and_read_back()
    {
        var option = EdnsOptions.KeyTags([20326, 19036, 38696]);
        Assert.Equal<ushort>([19036, 20326, 38696], EdnsOptions.ReadKeyTags(option)!.Value);
        Assert.Null(EdnsOptions.ReadKeyTags(new(EdnsOptionCode.KeyTag, [1])));
    }

    [Fact]
    public void Padding_fills_the_block()
    {
        Assert.Equal(0, EdnsOptions.PaddingLength(128, 128));
        Assert.Equal(127, EdnsOptions.PaddingLength(129, 128));
        Assert.Equal(TimeSpan.FromSeconds(30), EdnsOptions.ReadTcpKeepalive(new(EdnsOptionCode.TcpKeepalive, [1, 0x2c])));
        Assert.Null(EdnsOptions.ReadTcpKeepalive(EdnsOptions.AskTcpKeepalive));
        Assert.Equal(100u, EdnsOptions.ReadExpire(new(EdnsOptionCode.Expire, [0, 0, 0, 100])));

        var question = new DnsQuestion(TestData.Name("example."), DnsType.A);
        var bytes = new byte[512];
        Assert.True(DnsMessage.Query(1, question, new Edns(Edns.UsualUdpSize, Options: [EdnsOptions.Padding(0)])).TryWrite(bytes, out int bare));
        Assert.True(DnsMessage.Query(1, question, new Edns(Edns.UsualUdpSize, Options: [EdnsOptions.Padding(EdnsOptions.PaddingLength(bare, 128))])).TryWrite(bytes, out int padded));
        Assert.Equal(128, padded);
    }

    [Fact]
    public void Options_that_lie_about_their_length_are_kept_as_bytes()
    {
        var wire = new DnsReader([0, 3, 0, 1, (byte)'a', 0, 3, 0, 9, (byte)'b']);
        var opt = Opt.Read(ref wire);
        Assert.Single(opt.Options);
        Assert.Equal<byte>([0, 3, 0, 9, (byte)'b'], opt.Malformed);
        Assert.False(wire.Failed);
    }
}
