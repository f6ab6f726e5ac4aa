using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Applets.Drill;

public sealed class DrillTests
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedMachine _machine;

    public DrillTests()
    {
        var network = new SimulatedNetwork(_clock);
        _machine = new(network);
        network.Add("192.0.2.53", 1).Loses = static _ => true;
        _machine.Names.Addresses["192.0.2.53"] = "192.0.2.53";
    }

    [Theory]
    [InlineData("-V x a", "-V expects an number as an argument.\n")]
    [InlineData("-p 0 a", "Error: <port> could not be converted\n")]
    [InlineData("-p 70000 a", "Error: <port> could not be converted\n")]
    [InlineData("-b x a", "Error: <bufsize> could not be converted\n")]
    [InlineData("-I bogus a", "-I must be a valid IP[v6] address.\n")]
    [InlineData("+foo a", "Error: Unsupported argument after '+'\n")]
    [InlineData("-x a", "Error: Syntax error: cannot parse IPv4 address\n\n")]
    [InlineData("-x fd00::1::2", "Error: Syntax error: cannot parse IPv6 address\n\n")]
    [InlineData("a..b", "Error: error in making qname\n")]
    [InlineData("-Z", "drill: invalid option -- 'Z'\nUnknown argument: -?, use -h to see usage\n")]
    [InlineData("@192.0.2.53 -6 a", "Error: error sending query: No (valid) nameservers defined in the resolver\n")]
    [InlineData("a", "Warning: Could not create a resolver structure: Could not open the files (/etc/resolv.conf)\nTry drill @localhost if you have a resolver running on your machine.\n")]
    [InlineData("@192.0.2.53 a", "Error: error sending query: Could not send or receive, because of network error\n")]
    [InlineData("-y key:!!!:hmac-sha256 a", "drill: -y: 'key:!!!:hmac-sha256' has a key that is not base 64\nUnknown argument: -?, use -h to see usage\n")]
    public void What_goes_wrong_is_said_in_the_words_of_drill(string words, string error)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"drill {words}");
        Assert.Equal((1, "", error), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    [Theory]
    [InlineData("-T -V 3 a")]
    [InlineData("-S -V 5 a")]
    public void Who_wants_to_see_the_queries_of_a_trace_is_refused(string words)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"drill {words}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("-V ", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith(" is not supported with -T and -S\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.example. mx", "a.example.\tIN\tMX")]
    [InlineData("MX a.example. CH", "a.example.\tCH\tMX")]
    [InlineData("a.example. any any", "a.example.\tANY\tANY")]
    [InlineData("CLASS77 TYPE65280 a.example.", "a.example.\tCLASS77\tTYPE65280")]
    [InlineData("a a", "a.\tIN\tA")]
    [InlineData("MX", ".\tIN\tNS")]
    [InlineData("a.example. NINFO", "NINFO.\tIN\tA")]
    [InlineData("-x 192.0.2.1", "1.2.0.192.in-addr.arpa.\tIN\tPTR")]
    [InlineData("-x 192.0.2.1 A", "1.2.0.192.in-addr.arpa.\tIN\tA")]
    public void The_words_may_stand_in_any_order(string words, string question)
    {
        var outcome = AppletRun.Of(_machine, _clock, $"drill -V 5 @192.0.2.53 {words}");
        Assert.Contains($";; QUESTION SECTION:\n;; {question}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-o CDrd", ";; flags: cd ; ")]
    [InlineData("-o AATCrdxxAD", ";; flags: aa tc ad ; ")]
    [InlineData("-D", ";; EDNS: version 0; flags: do ; udp: 4096\n")]
    [InlineData("-b 1000 +nsid", ";; EDNS: version 0; flags: ; udp: 1000\n;; WHEN: ")]
    public void Options_shape_the_query(string options, string expected)
        => Assert.Contains(expected, AppletRun.Of(_machine, _clock, $"drill -V 5 @192.0.2.53 {options} a.").Output, StringComparison.Ordinal);
}
