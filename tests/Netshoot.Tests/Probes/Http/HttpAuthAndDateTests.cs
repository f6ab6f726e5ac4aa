using Netshoot.Probes.Http;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class HttpAuthAndDateTests
{
    /// <summary>RFC 2069's form has nothing random in it: MD5 over user, realm, password, nonce, method and target.</summary>
    [Fact]
    public void A_challenge_is_answered()
    {
        var challenge = DigestChallenge.Parse("realm=\"testrealm\", nonce=\"1053604145\"");
        Assert.Equal("Digest username=\"testuser\", realm=\"testrealm\", nonce=\"1053604145\", uri=\"/64\", response=\"c55f7f30d83d774a3d2dcacf725abaca\"",
            challenge!.Answer("testuser", "testpass", "GET", "/64"));
    }

    [Theory]
    [InlineData("realm=\"r\"")]
    [InlineData("nonce=\"n\", algorithm=NOSUCH")]
    [InlineData("")]
    public void What_cannot_be_answered_is_no_challenge(string text) => Assert.Null(DigestChallenge.Parse(text));

    [Theory]
    [InlineData("Tue, 09 Nov 2010 14:49:00 GMT", 1289314140)]
    [InlineData("Tuesday, 09-Nov-10 14:49:00 GMT", 1289314140)]
    [InlineData("Tue Nov  9 14:49:00 2010", 1289314140)]
    [InlineData("9 Nov 2010 14:49:00 +0100", 1289310540)]
    [InlineData("20101109 14:49:00", 1289314140)]
    public void Dates_are_read_however_they_are_written(string text, long seconds)
    {
        Assert.True(HttpDate.TryParse(text, out long found));
        Assert.Equal(seconds, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("32 Nov 2010")]
    [InlineData("9 Nov 2010 25:00:00")]
    [InlineData("99999999999999999999")]
    public void What_is_no_date_is_none(string text) => Assert.False(HttpDate.TryParse(text, out _));

    [Fact]
    public void Hosts_that_want_TLS_get_it_until_they_do_not()
    {
        var clock = new VirtualClock();
        var list = new HstsList(clock);
        list.Add("example.com", "max-age=100; includeSubDomains");
        list.Add("10.0.0.1", "max-age=100");
        Assert.True(list.Covers("a.example.com") && list.Covers("example.com."));
        Assert.False(list.Covers("example.org") || list.Covers("10.0.0.1") || list.Covers("xexample.com"));
        var again = new HstsList(clock);
        again.Load(list.Text());
        Assert.True(again.Covers("a.example.com"));
        list.Add("example.com", "max-age=0");
        Assert.False(list.Covers("example.com"));
    }
}
