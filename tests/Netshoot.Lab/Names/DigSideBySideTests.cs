using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Names;

/// <summary>Ours beside the tools of BIND 9.18, in one network with the same servers.</summary>
[CollectionDefinition(nameof(NamesLabCollection))]
public sealed class NamesLabCollection : ICollectionFixture<NamesLab>;

/// <summary>dig beside dig.</summary>
[Collection(nameof(NamesLabCollection))]
public sealed class DigSideBySideTests(NamesLab lab)
{
    internal static readonly Normalization[] Alike =
    [
        new("ids", @"\bid: \d+", "id: N"),
        new("ids", @"expected ID \d+", "expected ID N"),
        new("cookies", @"COOKIE: [0-9a-f]{16,}", "COOKIE: N"),
        new("a day, as a cache counts it down", @"(?<=^\S+\t+)863\d\d(?=\t)", "86400"),
        new("three hours, as a cache counts them down", @"(?<=^\S+\t+)107\d\d(?=\t)", "10800"),
        new("an hour, as a cache counts it down", @"(?<=^\S+\t+)35\d\d(?=\t)", "3600"),
        new("five minutes, as a cache counts them down", @"(?<=^\S+\t+)2\d\d(?=\t)", "300"),
        new("times", @"Query time: \d+ (m|u)sec", "Query time: N $1sec"),
        new("times", @"\bin \d+ (ms|us)\b", "in N $1"),
        new("times", @"WHEN: .*", "WHEN: N"),
        new("times", @"timestamp \S+", "timestamp N"),
        new("signatures", @"hmac-sha256\. \d+ 300 (\d+) (\S+=)? ?\d+", "hmac N"),
        new("first bytes of a dump, the id", @"^([0-9a-f]{2} ){2}(.*?)  +.{16}$", "XX XX $2"),
        new("sizes, which names that point to each other may change", @"Received \d+ bytes from", "Received N bytes from"),
        new("names as they were called", @"^/usr/bin/", ""),
    ];

    /// <summary>Each line is one call; all are compared, and the test tells every one that differs.</summary>
    private async Task CompareAsync(string lines)
    {
        var differences = new List<string>();
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (await lab.CompareAsync("dig", line.Replace("CERT", lab.Certificate, StringComparison.Ordinal).Replace("DIR", lab.FileOf("").TrimEnd('/'), StringComparison.Ordinal), null, Alike) is { Length: > 0 } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    [Fact]
    public Task Questions_and_answers() => CompareAsync("""
        www.small
        small any
        nosuch.small
        -x 192.0.2.30
        -x 1.2.3
        -x fd00::1
        version.bind ch txt
        large.small txt +noall +stats +comments
        closed. soa
        small ns @10.0.9.1 www.test @10.0.9.1 +nocomments
        +noall +question -t ns small mx
        +noall +question mx small www.test
        +noall +question small mx ns
        +noall +question -t mx -q small
        +noall +question -ur4 small
        +noall +answer +search web
        +showsearch nosuch +noall +question
        web +domain=small +noall +question
        -f DIR/batch
        +trace www.deep.test +nottlid
        +trace +short www.deep.test
        -y hmac-sha256:key1:c2VjcmV0c2VjcmV0c2VjcmV0 closed. soa
        -k DIR/key closed. soa +noall +comments
        -y hmac-sha256:key1:d3Jvbmd3cm9uZ3dyb25n closed. soa
        test axfr @10.0.9.4
        closed. axfr
        small ixfr=3
        """);

    [Fact]
    public Task Forms() => CompareAsync("""
        +short alias.small
        +short +identify alias.small
        +multiline small soa
        +multi signed dnskey +dnssec
        +nocrypto www.signed +dnssec +noall +answer
        +rrcomments signed dnskey +noall +answer
        +multi +noall +answer tlsa.small tlsa sshfp.small sshfp weird.small type65280
        +split=16 +noall +answer tlsa.small tlsa
        +nosplit +noall +answer tlsa.small tlsa
        +ttlunits +noall +answer long.small small
        +nottlid +noall +answer small
        +noclass +noall +answer small
        +noclass +nottlid +multi +noall +answer small
        +expandaaaa +short web.small aaaa
        +unknownformat +noall +answer small mx
        +yaml small mx +qr
        +yaml www.signed +dnssec +multi
        +yaml -y hmac-sha256:key1:c2VjcmV0c2VjcmV0c2VjcmV0 closed. soa
        +yaml test axfr @10.0.9.4
        -u small +noall +stats
        +nocmd small
        +noquestion +nostats small
        """);

    [Fact]
    public Task Queries() => CompareAsync("""
        small mx +qr
        +qr +noedns small
        +edns=1 small +qr
        +edns=1 +noednsneg small
        +ednsflags=0x4123 +qr small +noall +comments
        +ednsopt=nsid:6162 +ednsopt=65001:616200ff +ednsopt=ede:00126869 small +qr +noall +comments
        +nsid +subnet=10.1.2.3/20 +expire +keepalive small soa +qr +tcp +noall +comments
        +subnet=0 small +qr +noall +comments
        +padding=128 small +qr
        +cd +aaflag +tcflag +raflag +zflag +noad +norec +qr small +noall +comments
        +co +do +qr small +noall +comments
        +header-only small +qr
        +opcode=status small
        +qid=77 small +noall +comments
        small axfr +qr +noanswer
        """);

    [Fact]
    public Task Carriers() => CompareAsync("""
        @10.0.9.1 +tcp small ns +nocomments
        @fd09::1 small ns +nocomments
        @10.0.9.1 +tls small ns +nocomments
        @10.0.9.1 +tls +tls-ca=CERT +tls-hostname=ns.small small ns +short
        @10.0.9.1 +tls +tls-ca=CERT small ns +short
        @10.0.9.1 +tls +tls-ca=CERT +tls-hostname=bad.small small ns +short
        @10.0.9.1 +tls +tls-ca small ns +short
        @10.0.9.1 +https small ns +nocomments
        @10.0.9.1 +https-get small ns +nocomments
        @10.0.9.1 +https +tls-ca=CERT +tls-hostname=ns.small small ns +short
        @10.0.9.1 +https=/foo small ns +tries=1
        @10.0.9.1 +http-plain small ns +nocomments
        @10.0.9.1 +http-plain-get small ns +nocomments
        @10.0.9.1 +https -p 853 small ns +tries=1
        @10.0.9.1 +tls -p 5399 small ns +tries=1
        @10.0.9.1 +https -p 5399 small ns +tries=1
        """);

    [Fact]
    public Task Mistakes() => CompareAsync("""
        @10.0.9.1 -p 5399 small
        @10.0.9.1 -p 5399 small +tcp
        @10.0.9.9 small +time=1 +tries=1
        @nosuch. small
        a..b
        -Z
        +foo
        +sho
        +nosuch
        -x
        -t foo small
        -c foo small
        -4 -6 small
        -4 @fd09::1 small
        -b foo small
        -b 1.2.3.4 small
        -p 70000 small
        -y foo small
        -y key1:!! small
        -y hmac-foo:key1:c2VjcmV0 small
        -k /nonexistent small +short
        -f /nonexistent
        +bufsize=70000 small
        +time=x small
        +opcode=foo small
        +ednsopt=foo small
        +subnet=foo small
        +cookie=zz small
        +sigchase small +short
        +dscp=3 +short small
        +split=7 small +short
        """);

    [Fact]
    public Task Hostile_answers() => CompareAsync(string.Join('\n',
        "wrongid wrongidonly short cut trailing formerr servfail refused notresponse otherq noq loop tc count rcode opcode empty badcookie nsid text".Split(' ')
            .Select(static n => $"@10.0.9.1 -p 5301 {n}.x +tries=1 +time=1")
            .Concat("close half zero cut loop".Split(' ').Select(static n => $"@10.0.9.1 -p 5301 {n}.x +tcp +tries=1 +time=1"))
            .Append("@10.0.9.1 -p 5301 servfail.x +nofail")
            .Append("@10.0.9.1 -p 5301 cut.x +nobesteffort")
            .Append("@10.0.9.1 -p 5301 tc.x +ignore")));

    [Theory]
    [InlineData("small")]
    [InlineData("+tcp small")]
    [InlineData("+tries=2 small")]
    public async Task Dead_servers_are_passed_over(string line)
    {
        string[] words = line.Split(' ');
        var both = await Task.WhenAll(lab.RunAsync("/usr/bin/dig", words, resolver: "dead.conf"), lab.RunAsync(Repository.Executable, ["dig", .. words], resolver: "dead.conf"));
        Differences.None(SideBySide.Differences($"dig {line}", both[0], both[1], Alike));
    }

    /// <summary>The servers of a zone are asked at once by the originals, and in turn by ours: the order of the answers is nobody's.</summary>
    [Theory]
    [InlineData("dig +nssearch small")]
    [InlineData("host -C small.")]
    public async Task Every_server_of_a_zone_is_asked(string line)
    {
        string[] words = line.Split(' ');
        var both = await Task.WhenAll(lab.RunAsync($"/usr/bin/{words[0]}", words[1..]), lab.RunAsync(Repository.Executable, words));
        Differences.None(SideBySide.Differences(line, Sorted(both[0]), Sorted(both[1]), Alike));

        static Outcome Sorted(Outcome outcome) => outcome with { Output = string.Join('\n', outcome.Output.Split('\n').Order(StringComparer.Ordinal)) };
    }

    [Fact]
    public async Task A_flood_of_strangers_ends_in_time()
    {
        var outcome = await lab.RunAsync(Repository.Executable, ["dig", "@10.0.9.1", "-p", "5301", "flood.x", "+tries=1", "+time=2", "+short"]);
        Assert.StartsWith(";; Warning: ID mismatch: expected ID ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+tls", "tls")]
    [InlineData("+https", "https")]
    [InlineData("+notcp", "udp")]
    public async Task Programs_get_JSON(string option, string transport)
    {
        var outcome = await lab.RunAsync(Repository.Executable, ["dig", "--json", "@10.0.9.1", "small", "mx", option]);
        using var json = System.Text.Json.JsonDocument.Parse(outcome.Output);
        Assert.Equal(transport, json.RootElement.GetProperty("transport").GetString());
        Assert.Equal("10 mail.small.", json.RootElement.GetProperty("answers")[0].GetProperty("data").GetString());
    }
}
