using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Names;

/// <summary>host and nslookup beside BIND's.</summary>
[Collection(nameof(NamesLabCollection))]
public sealed class HostAndNsLookupTests(NamesLab lab)
{
    private async Task CompareAsync(string tool, string lines)
    {
        var differences = new List<string>();
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (await lab.CompareAsync(tool, line, null, DigSideBySideTests.Alike) is { Length: > 0 } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    [Fact]
    public Task Host_says_the_same() => CompareAsync("host", """
        www.small
        small
        web
        nosuch.small
        nosuch.small.
        192.0.2.30
        192.0.2.99
        fd09::1
        -t mx small
        -t soa small
        -t txt text.small
        -t srv _sip._tcp.small
        -t type65280 weird.small
        -t hinfo hinfo.small
        -t any small
        -t aaaa small.
        -a small
        -a signed.
        -A signed.
        -v www.small.
        -v nosuch.small.
        -C nosuch.
        -C www.small.
        -l test. 10.0.9.4
        -l -a test. 10.0.9.4
        -l -t ns test. 10.0.9.4
        -l closed.
        -t axfr test. 10.0.9.4
        www.small 10.0.9.1
        -T www.small
        -c ch -t txt version.bind
        -p 5301 refused.x 10.0.9.1
        -p 5301 cut.x. 10.0.9.1
        -p 5301 tc.x. 10.0.9.1
        -s -p 5301 servfail.x 10.0.9.1
        -p 5399 www.small
        -T -p 5399 x. 10.0.9.1
        -V
        -t foo small
        -c foo small
        -4 -6 small
        a..b
        nosuch.host nosuch.
        """);

    [Fact]
    public Task NsLookup_says_the_same() => CompareAsync("nslookup", """
        www.small
        small
        web
        nosuch.small
        192.0.2.30
        192.0.2.99
        -type=mx small
        -type=soa small
        -q=txt text.small
        -type=any small
        -type=caa caa.small
        -type=aaaa small
        -type=mx www.test
        -debug small
        -debug -type=srv _sip._tcp.small
        www.small 10.0.9.1
        -nosearch web
        -type=foo small
        -foo small
        -port=5399 www.small
        -timeout=1 -retry=1 www.small 10.0.9.9
        -port=5301 servfail.x 10.0.9.1
        -port=5301 empty.x 10.0.9.1
        -port=5301 cut.x 10.0.9.1
        -version
        www.small nosuch.
        """);

    [Fact]
    public async Task NsLookup_converses_the_same_way()
    {
        const string Commands = """
            www.small
            server
            set all
            server 10.0.9.1
            set type=mx
            small
            set foo
            set type=foo
            set timeout=x
            root
            help
            set deb
            set type=txt
            set ndots=2
            text.small
            set nodeb
            set domain=foo
            set vc
            set norec
            set all
            exit

            """;
        Assert.Equal("", await lab.CompareAsync("nslookup", "", Commands, DigSideBySideTests.Alike));
    }
}
