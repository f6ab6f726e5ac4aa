using System.Text;
using Netshoot.Probes.Http;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class HpackTests
{
    /// <summary>The responses of RFC 7541 appendix C.6, whose table is small there and large here: all but the evictions is the same.</summary>
    [Fact]
    public void The_RFCs_example_is_read_with_a_table_that_goes_on()
    {
        var hpack = new Hpack();
        Assert.Equal([":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com"],
            Read(hpack, "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"));
        Assert.Equal([":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com"], Read(hpack, "4883640effc1c0bf"));
    }

    [Theory]
    [InlineData("f1e3c2e5f23a6ba0ab90f4ff", "www.example.com")]
    [InlineData("a8eb10649cbf", "no-cache")]
    [InlineData("9d29ad171863c78f0b97c8e9ae82ae43d3", "https://www.example.com")]
    [InlineData("94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1")]
    public void The_RFCs_strings_are_decoded(string coded, string text)
        => Assert.Equal(text, Encoding.Latin1.GetString(HpackHuffman.Decode(Convert.FromHexString(coded))!));

    [Theory]
    [InlineData("ffffffff")]
    [InlineData("a8eb10649cbe")]
    [InlineData("a8eb10649cbfff")]
    public void Padding_that_may_not_be_is_none(string coded) => Assert.Null(HpackHuffman.Decode(Convert.FromHexString(coded)));

    [Fact]
    public void What_is_written_is_read()
    {
        var fields = new List<KeyValuePair<string, string>> { new(":method", "GET"), new(":path", "/a?b"), new(":scheme", "https"), new(":authority", "web.test"), new("x-long", new string('a', 5000)), new("x-empty", "") };
        var read = new List<KeyValuePair<string, string>>();
        Assert.True(new Hpack().TryRead(Hpack.Write(fields), read));
        Assert.Equal(fields, read);
        Assert.Equal([0x82], Hpack.Write([new(":method", "GET")]));
    }

    [Theory]
    [InlineData("80")]
    [InlineData("ff80808080808080808001")]
    [InlineData("be")]
    [InlineData("3fe2ff03")]
    [InlineData("400a6162")]
    [InlineData("40")]
    [InlineData("00")]
    public void What_is_no_block_is_refused(string block) => Assert.False(new Hpack().TryRead(Convert.FromHexString(block), []));

    [Fact]
    public void Noise_is_read_to_its_end_and_tables_stay_small()
    {
        var random = new Random(7541);
        var hpack = new Hpack();
        byte[] bytes = new byte[200];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            hpack.TryRead(bytes.AsSpan(0, random.Next(bytes.Length)), []);
        }
        // A bomb: one large field, named over and over again.
        byte[] bomb = [0x40, 0x01, 0x61, 0x7f, 0x81, 0x1e, .. Enumerable.Repeat((byte)'b', 4000), .. Enumerable.Repeat((byte)0xbe, 16_000)];
        Assert.False(new Hpack().TryRead(bomb, []));
    }

    private static List<string> Read(Hpack hpack, string block)
    {
        var fields = new List<KeyValuePair<string, string>>();
        Assert.True(hpack.TryRead(Convert.FromHexString(block), fields));
        return fields.ConvertAll(static f => $"{f.Key}: {f.Value}");
    }
}
