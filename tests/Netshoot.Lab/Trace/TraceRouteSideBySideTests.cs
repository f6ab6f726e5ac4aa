using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Trace;

/// <summary>Ours beside "Modern traceroute for Linux", and beside tcptraceroute.</summary>
public sealed class TraceRouteSideBySideTests(TracedLab lab) : IClassFixture<TracedLab>
{
    private static readonly Normalization[] s_alike = [new("round-trip times", @"[0-9]+\.[0-9]{3} ms", "T ms"), new("chosen ports", "port [0-9]{4,5} for", "port P for")];

    // Nobody is given up early: on a machine under load an answer may take its time.
    [Theory]
    [InlineData("-n -w 5 10.0.4.2")]
    [InlineData("-n -w 5 fd00:4::2")]
    [InlineData("-w 5 127.0.0.1")]
    [InlineData("-n -w 5 10.0.6.0")]
    [InlineData("-n -w 5 10.0.6.1")]
    [InlineData("-n -w 5 10.0.6.2")]
    [InlineData("-n -w 5 10.0.6.3")]
    [InlineData("-n -w 5 10.0.6.13")]
    [InlineData("-n -w 5 -I 10.0.6.13")]
    [InlineData("-n -w 5 -T 10.0.6.13")]
    [InlineData("-n -w 0.4 -m 4 10.0.6.99")]
    [InlineData("-n -w 0.4 10.0.5.3")]
    [InlineData("-n -w 0.4 -N 1 -q 2 10.0.5.3")]
    [InlineData("-n -w 5 -T -O info 10.0.5.4")]
    [InlineData("-n -w 5 -T -O info 10.0.4.2")]
    [InlineData("-n -w 5 -T -O syn,mss=1400 10.0.4.2")]
    [InlineData("-n -w 5 -T -O ack 10.0.4.2")]
    [InlineData("-n -w 5 -T -O sack,timestamps fd00:4::2")]
    [InlineData("-n -w 5 fd00:6::1")]
    [InlineData("-n -w 5 fd00:6::3")]
    [InlineData("-n -w 5 fd00:6::5")]
    [InlineData("-n -w 5 -I 10.0.4.2")]
    [InlineData("-n -w 5 -I fd00:4::2")]
    [InlineData("-n -w 5 -U 10.0.4.2")]
    [InlineData("-n -w 5 -UL fd00:4::2")]
    [InlineData("-n -w 5 -P 253 10.0.4.2")]
    [InlineData("-n -w 5 -M tcpconn 10.0.4.2 100")]
    [InlineData("-n -w 5 -D 10.0.4.2")]
    [InlineData("-n -w 5 --mtu 10.0.4.2")]
    [InlineData("-n -w 5 --mtu fd00:4::2")]
    [InlineData("-n -w 5 --mtu -I 10.0.4.2")]
    [InlineData("-n -w 5 -F 10.0.4.2 1500")]
    [InlineData("-n -w 5 -F 10.0.4.2 1600")]
    [InlineData("-n -w 5 --back 10.0.4.2")]
    [InlineData("-n -w 5 --sport=44444 10.0.4.2")]
    [InlineData("-n -w 5 -f 2 -m 3 10.0.4.2")]
    [InlineData("-n -w 5 -q 1 -z 20 10.0.4.2")]
    [InlineData("-n -w 5 -l 5 -t 16 fd00:4::2")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.100")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.101")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.102")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.103")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.104")]
    [InlineData("-n -w 5 -e -m 1 10.0.7.105")]
    [InlineData("-n -w 5 -m 1 10.0.7.5")]
    [InlineData("-n -w 5 -m 1 10.0.7.14")]
    [InlineData("-n -w 5 -m 1 10.0.7.15")]
    [InlineData("-i nope 10.0.4.2")]
    [InlineData("-s 1.2.3.4 10.0.4.2")]
    [InlineData("-n -r 10.0.4.2")]
    [InlineData("-m 256 10.0.4.2")]
    [InlineData("-f 5 -m 3 10.0.4.2")]
    [InlineData("-q 11 10.0.4.2")]
    [InlineData("-w x 10.0.4.2")]
    [InlineData("-4 fd00:4::2")]
    [InlineData("10.0.4.2 65001")]
    [InlineData("10.0.4.2 x")]
    [InlineData("10.0.4.2 100 200")]
    [InlineData("-Q")]
    [InlineData("--port 33000 10.0.4.2")]
    [InlineData("-nq1 10.0.4.2")]
    [InlineData("-M foo 10.0.4.2")]
    [InlineData("-T -O flags=x 10.0.4.2")]
    [InlineData("-P 300 10.0.4.2")]
    [InlineData("-n")]
    public async Task Traceroute_prints_the_same(string line) => Differences.None(await lab.CompareAsync("traceroute.db", "traceroute", line, s_alike));

    [Theory]
    [InlineData("-n 10.0.4.2")]
    [InlineData("10.0.4.2 22")]
    [InlineData("-n 10.0.6.0")]
    [InlineData("-n 10.0.6.13")]
    [InlineData("-n -w 1 -q 1 10.0.5.3 443")]
    [InlineData("-n -w 1 -q 1 -m 3 10.0.6.99")]
    [InlineData("-n 10.0.5.4")]
    [InlineData("-n -A 10.0.4.2")]
    [InlineData("-n -l 100 10.0.4.2")]
    [InlineData("-n 10.0.4.2 80 10")]
    [InlineData("-n -p 5555 10.0.4.2")]
    [InlineData("-n 127.0.0.1")]
    [InlineData("-n 10.0.7.8")]
    [InlineData("-n fd00:4::2")]
    [InlineData("-n -m 256 10.0.4.2")]
    [InlineData("-n 10.0.4.2 nope")]
    public async Task Tcptraceroute_prints_the_same(string line) => Differences.None(await lab.CompareAsync("tcptraceroute.mt", "tcptraceroute", line, s_alike));

    [Fact]
    public async Task Without_a_privilege_UDP_works_and_TCP_says_what_is_lacking()
    {
        const string User = "setpriv --reuid 1000 --clear-groups";
        var datagrams = await lab.Network.RunAsync(TracedLab.Client, $"{User} {Repository.Executable} traceroute -n -w 5 10.0.4.2");
        var segments = await lab.Network.RunAsync(TracedLab.Client, $"{User} {Repository.Executable} traceroute -n -T 10.0.4.2");

        Assert.Contains(" 4  10.0.4.2  ", datagrams.Output);
        Assert.Equal(1, segments.ExitCode);
        Assert.Contains("You do not have enough privileges to use this traceroute method.\nsocket: Operation not permitted\n", segments.Error);
        Assert.Contains("hint: a raw socket needs", segments.Error);
    }
}
