using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Curl;

/// <summary>Ours beside Debian's curl, against a server of the test's own: what they print, how they end, what they ask for.</summary>
public sealed class CurlSideBySideTests(CurlLab lab) : IClassFixture<CurlLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("meters", @"(\r(?: *[\d.]+[kMGTP]?)+(?: +(?:--:--:--|\d+:\d\d:\d\d)){3} +[\d.]+[kMGTP]?)+", "<meter>"),
        new("pointers", @"0x[0-9a-f]+( \[serially\]| \[can multiplex\]|\))", "0xP$1"),
        new("how much came in one piece", @"^\* Copying HTTP/2 data in stream buffer.*\n", ""),
        new("waits", @"after \d+ (ms|milliseconds)", "after N $1"),
        new("boundaries", "-{24}[0-9a-f]{16}", "BOUNDARY"),
        new("times and speeds", @"""(time|speed)_\w+"":[\d.]+", @"""$1"":N"),
        new("ports that the kernel chose", @"""local_port"":\d+", @"""local_port"":N"),
        new("whose library it is", @"""curl_version"":""[^""]*""", @"""curl_version"":V"),
        new("random numbers of Digest", @"(cnonce|response)=""[^""]*""", "$1=R"),
        // What stands below is what ours does not do, and says so in its help: zstd.
        new("codings that are known", ", zstd", ""),
        // What TLS 1.3 encrypts and a handshake can do without is not seen.
        new("messages of TLS that are not seen", @"^\* (TLSv1\.\d \(IN\), TLS handshake, Newsession Ticket|TLSv1\.\d \(OUT\), TLS alert|old SSL).*\n|^[{}] \[\d+ bytes data\]\n", ""),
    ];

    [Theory]
    [InlineData("http://10.0.9.1/plain")]
    [InlineData("-v http://10.0.9.1/plain http://10.0.9.1/chunked")]
    [InlineData("-sv http://[fd09::1]/plain")]
    [InlineData("-si http://10.0.9.1/plain")]
    [InlineData("-sI http://10.0.9.1/plain")]
    [InlineData("-sv -L -u me:secret -d x http://10.0.9.1/redirect --post302")]
    [InlineData("-sSL --max-redirs 3 http://10.0.9.1/loop")]
    [InlineData("-sv -u me:secret http://10.0.9.1/basic")]
    [InlineData("-sv --anyauth -u me:secret http://10.0.9.1/digest")]
    [InlineData("-s http://10.0.9.1/missing -f")]
    [InlineData("-sS http://10.0.9.1/missing --fail-with-body")]
    [InlineData("-sv -c - http://10.0.9.1/cookie http://10.0.9.1/cookie")]
    [InlineData("-s --compressed http://10.0.9.1/gzip")]
    [InlineData("-sv --raw http://10.0.9.1/chunked")]
    [InlineData("-sS http://10.0.9.1/short")]
    [InlineData("-s -T @DIR@/upload http://10.0.9.1/echo")]
    [InlineData("-s -F name=value -F file=@@DIR@/upload;type=text/x http://10.0.9.1/echo")]
    [InlineData("-s --json {} http://10.0.9.1/echo")]
    [InlineData("-s -G -d a=b --data-urlencode c=[ http://10.0.9.1/echo?x")]
    [InlineData("-s -X DELETE -H X-One:1 -H Accept: -A agent -e there -b a=b http://10.0.9.1/echo")]
    [InlineData("-s -r 0-3 -z 2010-11-10 --http1.0 http://10.0.9.1/echo")]
    [InlineData("-s -H Connection:Upgrade -H Upgrade:websocket http://10.0.9.1/upgrade -i")]
    [InlineData("-s http://10.0.9.1/{plain,missing}?[1-2] -w %{url_effective}:%{http_code}\\n")]
    [InlineData("-s http://10.0.9.1/plain -w %{json}")]
    [InlineData("-s http://10.0.9.1/plain -w %{header_json}%header{etag}")]
    [InlineData("-s --trace-ascii - -d abc http://10.0.9.1/plain")]
    [InlineData("-s --trace - http://10.0.9.1/plain")]
    [InlineData("-s -K @DIR@/settings http://10.0.9.1/echo")]
    [InlineData("-sv --resolve server.test:80:10.0.9.1 http://server.test/plain")]
    [InlineData("-sv --interface eth0 http://10.0.9.1/plain")]
    [InlineData("-sv --unix-socket @DIR@/socket http://somewhere/plain")]
    [InlineData("-sSv --unix-socket @DIR@/nosuch http://somewhere/plain")]
    [InlineData("-sv -x 10.0.9.1:3128 http://10.0.9.1/echo")]
    [InlineData("-sv -p -x 10.0.9.1:3128 http://10.0.9.1/echo")]
    [InlineData("-sS http://10.0.9.1:81/")]
    [InlineData("-v http://10.0.9.1:81/")]
    [InlineData("-sS http://10.0.9.1/plain -o @DIR@/none/file")]
    [InlineData("-sS --max-filesize 5 http://10.0.9.1/plain")]
    [InlineData("-sS foo://10.0.9.1/")]
    [InlineData("--nosuch")]
    [InlineData("--retry many http://10.0.9.1/")]
    [InlineData("-sS http://10.0.9.1/[3-1]")]
    [InlineData("")]
    public async Task Both_print_the_same(string line) => await CompareAsync(line);

    [Theory]
    [InlineData("-sv --cacert @DIR@/authority.pem --resolve server.test:443:10.0.9.1 https://server.test/plain")]
    [InlineData("-s --cacert @DIR@/authority.pem https://10.0.9.1/echo")]
    [InlineData("-sSk https://10.0.9.1/plain --tls-max 1.2 -w %{http_version}:%{scheme}")]
    [InlineData("-svk https://10.0.9.1/plain")]
    [InlineData("-svk --tls-max 1.2 https://10.0.9.1/plain")]
    [InlineData("-sS https://10.0.9.1/plain")]
    [InlineData("-sS --cacert @DIR@/authority.pem --resolve other.test:443:10.0.9.1 https://other.test/plain")]
    [InlineData("-sS --cacert @DIR@/nosuch https://10.0.9.1/plain")]
    [InlineData("-sSk --pinnedpubkey sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= https://10.0.9.1/plain")]
    [InlineData("-sSk --ciphers NOSUCH https://10.0.9.1/plain")]
    [InlineData("-sv --cacert @DIR@/authority.pem -x http://10.0.9.1:3128 https://10.0.9.1/plain")]
    public async Task Both_print_the_same_over_TLS(string line) => await CompareAsync(line);

    [Theory]
    [InlineData("-sv --cacert @DIR@/authority.pem https://10.0.9.1:8443/plain")]
    [InlineData("-sv --cacert @DIR@/authority.pem https://10.0.9.1:8443/plain https://10.0.9.1:8443/missing")]
    [InlineData("-sv --cacert @DIR@/authority.pem --http1.1 https://10.0.9.1:8443/plain")]
    [InlineData("-sv --cacert @DIR@/authority.pem --no-alpn https://10.0.9.1:8443/plain")]
    [InlineData("-si --cacert @DIR@/authority.pem -d body -H X-One:Two -H Connection:close -H Accept: https://10.0.9.1:8443/echo")]
    [InlineData("-sv --http2-prior-knowledge http://10.0.9.1:8080/plain -D -")]
    [InlineData("-sI --http2-prior-knowledge http://10.0.9.1:8080/plain")]
    [InlineData("-s --http2-prior-knowledge http://10.0.9.1:8080/large -o @DIR@/got -w %{http_version}:%{size_download}:%{size_header}:%{size_request}:%{http_code}")]
    [InlineData("-s --http2-prior-knowledge -T @DIR@/upload http://10.0.9.1:8080/echo")]
    [InlineData("-sv --http2-prior-knowledge -u a:b -r 0-2 -A x -b c=d -e ref --compressed -H Host:other -H TE:gzip http://10.0.9.1:8080/gzip")]
    [InlineData("-sv --http2-prior-knowledge -L http://10.0.9.1:8080/chunked")]
    [InlineData("-s --http2-prior-knowledge --trace-ascii - http://10.0.9.1:8080/plain")]
    [InlineData("-sv --http2 http://10.0.9.1:8080/plain http://10.0.9.1:8080/missing")]
    [InlineData("-sv --http2 http://10.0.9.1/plain")]
    [InlineData("-sS --http2-prior-knowledge -F name=value -F file=@@DIR@/upload;type=text/x http://10.0.9.1:8080/plain")]
    public async Task Both_print_the_same_over_HTTP2(string line) => await CompareAsync(line);

    [Fact]
    public async Task Large_bodies_pass_both_ways_as_windows_let_them()
    {
        byte[] body = new byte[3_000_000];
        new Random(9113).NextBytes(body);
        await File.WriteAllBytesAsync(lab.FileOf("body"), body);
        var sent = await lab.Network.OursAsync(CurlLab.Client, $"curl -sSk --data-binary @{lab.FileOf("body")} -H Expect: -o {lab.FileOf("echoed")} -w %{{http_version}}:%{{size_upload}} https://10.0.9.1:8443/echo");
        Assert.Equal((0, "2:3000000", ""), (sent.ExitCode, sent.Output, sent.Error));
        Assert.Equal(body, (await File.ReadAllBytesAsync(lab.FileOf("echoed")))[^body.Length..]);
    }

    [Fact]
    public async Task A_file_is_written_and_gone_on_with()
    {
        string file = lab.FileOf("large");
        Assert.Equal(0, (await lab.Network.OursAsync(CurlLab.Client, $"curl -s -o {file} http://10.0.9.1/large")).ExitCode);
        Assert.Equal(1024 * 1024, new FileInfo(file).Length);
        var again = await lab.Network.OursAsync(CurlLab.Client, $"curl -sS -C - -o {file} http://10.0.9.1/large");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(1024 * 1024, new FileInfo(file).Length);
    }

    [Fact]
    public async Task All_at_once_bring_the_same_as_one_after_the_other()
    {
        var outcome = await lab.Network.OursAsync(CurlLab.Client, $"curl -sSZ http://10.0.9.1/large?[1-8] -o {lab.FileOf("part")}#1");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        for (int i = 1; i <= 8; i++) Assert.Equal(1024 * 1024, new FileInfo(lab.FileOf($"part{i}")).Length);
    }

    /// <summary>Debian's curl is built without what this needs, and refuses it.</summary>
    [Fact]
    public async Task Name_servers_may_be_named()
    {
        var outcome = await lab.Network.OursAsync(CurlLab.Client, "curl -sS --dns-servers 10.0.9.1:5353 http://web.lab.test/plain");
        Assert.Equal((0, "plain text\n", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
        var silent = await lab.Network.OursAsync(CurlLab.Client, "curl -sS --dns-servers 10.0.9.1:5353 http://none.test/plain");
        Assert.Equal((6, "curl: (6) Could not resolve host: none.test\n"), (silent.ExitCode, silent.Error));
    }

    [Theory]
    [InlineData("--libcurl code.c", "there is no libcurl here to write code for")]
    [InlineData("--ntlm", "NTLM is not spoken here")]
    [InlineData("--negotiate", "Kerberos is not spoken here")]
    [InlineData("--http3", "HTTP/3 is not spoken here")]
    [InlineData("--ftp-pasv", "only HTTP is spoken here")]
    public async Task What_is_not_done_is_refused_by_name(string option, string reason)
    {
        var outcome = await lab.Network.OursAsync(CurlLab.Client, $"curl {option} http://10.0.9.1/plain");
        Assert.Equal((2, "", $"curl: option {option.Split(' ')[0]}: is not supported: {reason}\n"), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    [Fact]
    public async Task Where_the_time_went_is_drawn()
    {
        var outcome = await lab.Network.OursAsync(CurlLab.Client, "curl -s --timing http://10.0.9.1/plain");
        Assert.Equal((0, "plain text\n"), (outcome.ExitCode, outcome.Output));
        Assert.Contains("http://10.0.9.1/plain at 10.0.9.1:80: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("  waiting ", outcome.Error, StringComparison.Ordinal);
    }

    private async Task CompareAsync(string line)
    {
        string? different = await SideBySide.CompareAsync(lab.Network, CurlLab.Client, "/usr/bin/curl", "curl", lab.Line(line), s_alike);
        Assert.True(different is null, different);
    }
}
