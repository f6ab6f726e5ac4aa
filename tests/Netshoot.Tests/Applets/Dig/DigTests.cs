using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Applets.Dig;

public sealed class DigTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedMachine _machine;

    public DigTests()
    {
        var network = new SimulatedNetwork(_clock);
        _machine = new(network);
        network.Add("192.0.2.53", 1).Loses = static _ => true;
        _machine.Names.Addresses["192.0.2.53"] = "192.0.2.53";
    }

    [Theory]
    [InlineData("+aa +aaf +aaonly +ad +add +al +an +au", true)]
    [InlineData("+cd +cdf +cl +cm +com +coo +co +cr +do +dns6 +dnss +edns +ednsf +ednsn +i +ig +id", true)]
    [InlineData("+keepa +keepo +mu +nsi +nss +on +qr +qu +ra +rd +rec +rr +se +shor +showb +shows +sp +st +tcp +tls +tra +ttl +ttlu +unk +v +y +z", true)]
    [InlineData("+sho", false)]
    [InlineData("+ed", false)]
    [InlineData("+nobufsize", false)]
    [InlineData("+timeout", false)]
    [InlineData("+nodomain=x", false)]
    [InlineData("+foo", false)]
    public void Options_may_be_cut_as_dig_allows(string options, bool good)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"dig {options} -v");
        Assert.Equal(good ? 0 : 1, outcome.ExitCode);
        if (!good) Assert.StartsWith($"Invalid option: {options}\nUsage:  dig ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_takes_the_time_that_the_options_say()
    {
        var began = _clock.GetUtcNow();
        var outcome = AppletRun.Of(_machine, _clock, "dig @192.0.2.53 +time=7 +tries=2 a.");
        Assert.Equal(9, outcome.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(14), _clock.GetUtcNow() - began);
        Assert.Equal("""
            ;; communications error to 192.0.2.53#53: timed out
            ;; communications error to 192.0.2.53#53: timed out

            ; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> @192.0.2.53 +time=7 +tries=2 a.
            ; (1 server found)
            ;; global options: +cmd
            ;; no servers could be reached

            """, outcome.Output);
    }

    [Theory]
    [InlineData("mx small.", ";small.\t\t\t\tIN\tMX\n")]
    [InlineData("-x 192.0.2.1", ";1.2.0.192.in-addr.arpa.\t\tIN\tPTR\n")]
    [InlineData("small. ch txt", ";small.\t\t\t\tCH\tTXT\n")]
    [InlineData("-t TYPE65280 -c CLASS77 small.", ";small.\t\t\t\tCLASS77\tTYPE65280\n")]
    [InlineData("", ";.\t\t\t\tIN\tNS\n")]
    public void The_words_make_the_question(string words, string question)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"dig @192.0.2.53 +tries=1 +noall +qr +question {words}");
        Assert.StartsWith(question, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void International_names_are_refused_by_name()
        => Assert.Contains("international names are not translated here", AppletRun.Of(_machine, _clock, "dig +idnin a.").Error, StringComparison.Ordinal);
}
