using Netshoot.Probes.Http;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class HttpUrlTests
{
    [Theory]
    [InlineData("example.com", "http://example.com/", "example.com")]
    [InlineData("http:/example.com/a", "http://example.com/a", "example.com")]
    [InlineData("HTTPS://Example.com:8443/a?b=c#d", "https://Example.com:8443/a?b=c#d", "Example.com:8443")]
    [InlineData("http://example.com:80/", "http://example.com:80/", "example.com")]
    [InlineData("http://u%41:p@example.com", "http://example.com/", "example.com")]
    [InlineData("http://[fd09::0001]:81/", "http://[fd09::1]:81/", "[fd09::1]:81")]
    [InlineData("http://[fe80::1%25eth0]/", "http://[fe80::1]/", "[fe80::1]")]
    [InlineData("http://127.1/", "http://127.0.0.1/", "127.0.0.1")]
    [InlineData("http://0x7f000001/", "http://127.0.0.1/", "127.0.0.1")]
    [InlineData("http://017700000001/", "http://127.0.0.1/", "127.0.0.1")]
    [InlineData("http://example.com/a/./b/../c", "http://example.com/a/c", "example.com")]
    [InlineData("http://example.com/../../a/..", "http://example.com/", "example.com")]
    [InlineData("http://example.com?a", "http://example.com/?a", "example.com")]
    [InlineData("ftp.example.com", "ftp://ftp.example.com/", "ftp.example.com")]
    public void A_URL_is_read_as_people_write_it(string text, string normal, string authority)
    {
        var url = HttpUrl.Parse(text);
        Assert.NotNull(url);
        Assert.Equal((normal, authority), (url.Text(withLogin: false), url.Authority));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http:////a")]
    [InlineData("http://a b/")]
    [InlineData("http://a:70000/")]
    [InlineData("http://a:x/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[::g]/")]
    [InlineData("http://a\nb/")]
    [InlineData("http://a<b/")]
    public void What_is_no_URL_is_none(string text) => Assert.Null(HttpUrl.Parse(text));

    [Theory]
    [InlineData("http://h/a/b?c", "d", "http://h/a/d")]
    [InlineData("http://h/a/b?c", "/d", "http://h/d")]
    [InlineData("http://h/a/b?c", "?d", "http://h/a/b?d")]
    [InlineData("http://h/a/b", "../../d", "http://h/d")]
    [InlineData("http://h:81/a", "//other/d", "http://other/d")]
    [InlineData("http://h/a", "https://other/d e?f g", "https://other/d%20e?f+g")]
    [InlineData("http://h/a", "\u00e4", "http://h/%e4")]
    public void A_redirect_leads_where_it_says(string from, string location, string to)
        => Assert.Equal(to, HttpUrl.Parse(from)!.Follow(location, keepsDots: false)!.Text(withLogin: false));

    [Fact]
    public void Noise_is_no_reason_to_throw()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            char[] noise = new char[random.Next(40)];
            for (int c = 0; c < noise.Length; c++) noise[c] = "htp:/[]@%.?#1aF\u00ff\0 "[random.Next(18)];
            var url = HttpUrl.Parse(new(noise), encodes: i % 2 == 0);
            if (url is not null) Assert.StartsWith("/", url.Follow(new(noise), false)?.Path ?? "/", StringComparison.Ordinal);
        }
    }
}
