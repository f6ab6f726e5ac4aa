using Netshoot.Probes.Http;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class CookieJarTests
{
    private readonly CookieJar _jar = new(new VirtualClock());
    private readonly HttpUrl _url = HttpUrl.Parse("http://www.example.com/a/b")!;

    [Theory]
    [InlineData("n=v", "n=v")]
    [InlineData(" n = v w ; path=/", "n=v w")]
    [InlineData("n=v; domain=example.com", "n=v")]
    [InlineData("n=v; domain=.www.example.com; path=/a", "n=v")]
    [InlineData("n=v; path=/c", "")]
    [InlineData("n=v; path=/a/bc", "")]
    [InlineData("n=v; domain=other.com", "")]
    [InlineData("n=v; domain=com", "")]
    [InlineData("n=v; domain=xample.com", "")]
    [InlineData("n=v; secure", "")]
    [InlineData("n=v; max-age=0", "")]
    [InlineData("n=v; expires=Thu, 01 Jan 1970 00:00:01 GMT", "")]
    [InlineData("__Secure-n=v", "")]
    [InlineData("__Host-n=v; secure; path=/", "")]
    [InlineData("nothing", "")]
    [InlineData("n=\u0001", "")]
    public void A_cookie_is_sent_to_whom_it_is_for(string header, string sent)
    {
        _jar.Add(header, _url);
        Assert.Equal(sent, _jar.HeaderFor(_url));
    }

    [Fact]
    public void Longer_paths_come_first_and_the_file_brings_back_what_was_kept()
    {
        _jar.Add("a=1; path=/", _url);
        _jar.Add("b=2; path=/a; httponly; max-age=1000", _url);
        Assert.Equal("b=2; a=1", _jar.HeaderFor(_url));
        var again = new CookieJar(new VirtualClock());
        again.Load(_jar.Text(), dropsSession: false);
        Assert.Equal(_jar.HeaderFor(_url), again.HeaderFor(_url));
        var later = new CookieJar(new VirtualClock());
        later.Load(_jar.Text(), dropsSession: true);
        Assert.Equal("b=2", later.HeaderFor(_url));
    }

    [Fact]
    public void What_a_server_can_make_it_hold_and_send_is_bounded()
    {
        Assert.Null(_jar.Add("n=" + new string('v', 5000), _url));
        for (int i = 0; i < 1000; i++) _jar.Add($"n{i}={new string('v', 100)}", _url, count: i);
        Assert.Equal(50, _jar.All.Count);
        Assert.InRange(_jar.HeaderFor(_url).Length, 1, 8190);
    }
}
