using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Drill;

/// <summary>Ours beside ldns' drill, both asking BIND's named.</summary>
public sealed class DrillSideBySideTests(NamedLab lab) : IClassFixture<NamedLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("the name it was called by", @"^/usr/bin/drill: ", "drill: "),
        new("ids", @"id: [1-9][0-9]*", "id: N"),
        new("times", @"^;; (Query time|WHEN): .*", ";; $1: N"),
    ];

    [Theory]
    [InlineData("@10.0.9.1 small. SOA")]
    [InlineData("@fd09::1 small. NS")]
    [InlineData("@10.0.9.1 mx mail.small")]
    [InlineData("@10.0.9.1 -t text.small. TXT IN")]
    [InlineData("@10.0.9.1 -V 5 ns.small.")]
    [InlineData("@10.0.9.1 -V 5 -D -b 1000 +nsid -o CDrd ns.small. AAAA")]
    [InlineData("@10.0.9.1 -Q ns.small.")]
    [InlineData("@10.0.9.1 -s small. DNSKEY")]
    [InlineData("@10.0.9.1 nosuch.small.")]
    [InlineData("@10.0.9.1 elsewhere.test.")]
    [InlineData("@10.0.9.1 closed. SOA")]
    [InlineData("@10.0.9.1 large.small. TXT")]
    [InlineData("@10.0.9.1 -a large.small. TXT")]
    [InlineData("@10.0.9.1 -a -b 1232 large.small. TXT")]
    [InlineData("@10.0.9.1 -x 10.0.9.1")]
    [InlineData("@10.0.9.1 -x fd09::1")]
    [InlineData("@10.0.9.1 -x 10.0.9")]
    [InlineData("@10.0.9.1 small. AXFR")]
    [InlineData("@10.0.9.1 closed. AXFR")]
    [InlineData("@10.0.9.1 -I 10.0.9.2 ns.small.")]
    [InlineData("@10.0.9.1 -I 10.9.9.9 ns.small.")]
    [InlineData("@10.0.9.1 -6 ns.small.")]
    [InlineData("@10.0.9.1 -t -p 5399 ns.small.")]
    [InlineData("@10.0.9.1")]
    [InlineData("@10.0.9.1 a..b")]
    [InlineData("-p 0 ns.small.")]
    [InlineData("-Z")]
    [InlineData("-c /nonexistent ns.small.")]
    [InlineData("-i /nonexistent")]
    public async Task Both_print_the_same(string line)
        => Differences.None(await SideBySide.CompareAsync(lab.Network, NamedLab.Client, "/usr/bin/drill", "drill", line, s_alike));

    [Fact]
    public async Task Both_take_the_server_from_a_file()
        => Differences.None(await SideBySide.CompareAsync(lab.Network, NamedLab.Client, "/usr/bin/drill", "drill", $"-c {lab.ResolverFile} ns.small.", s_alike));

    [Fact]
    public async Task Each_reads_what_the_other_wrote()
    {
        string query = lab.FileOf("query"), answer = lab.FileOf("answer");
        Assert.Equal(0, (await lab.Network.OursAsync(NamedLab.Client, $"drill -q {query} small. SOA")).ExitCode);
        Differences.None(await SideBySide.CompareAsync(lab.Network, NamedLab.Client, "/usr/bin/drill", "drill", $"@10.0.9.1 -f {query}", s_alike));
        Assert.Equal(0, (await lab.Network.OursAsync(NamedLab.Client, $"drill @10.0.9.1 -w {answer} mail.small. MX")).ExitCode);
        Differences.None(await SideBySide.CompareAsync(lab.Network, NamedLab.Client, "/usr/bin/drill", "drill", $"-i {answer}", s_alike));
        Assert.Equal(0, (await lab.Network.RunAsync(NamedLab.Client, $"/usr/bin/drill @10.0.9.1 -w {answer} small. SOA")).ExitCode);
        Differences.None(await SideBySide.CompareAsync(lab.Network, NamedLab.Client, "/usr/bin/drill", "drill", $"-i {answer}", s_alike));
    }

    /// <summary>drill 1.8.3 takes <c>-y</c> and sends queries unsigned all the same; ours signs them, as its manual says.</summary>
    [Fact]
    public async Task A_signed_query_opens_what_is_closed()
    {
        var signed = await lab.Network.OursAsync(NamedLab.Client, "drill @10.0.9.1 -y key1:c2VjcmV0c2VjcmV0c2VjcmV0:hmac-sha256 closed. SOA");
        Assert.Equal((0, ""), (signed.ExitCode, signed.Error));
        Assert.Contains("closed.\t300\tIN\tSOA\tns.small. host.small. 1 2 3 4 5\n", signed.Output, StringComparison.Ordinal);
        var wrong = await lab.Network.OursAsync(NamedLab.Client, "drill @10.0.9.1 -y key1:d3Jvbmd3cm9uZ3dyb25n:hmac-sha256 closed. SOA");
        Assert.Equal(1, wrong.ExitCode);
        Assert.StartsWith("drill: the answer is not signed with key key1.: ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_the_same_as_JSON()
    {
        var outcome = await lab.Network.OursAsync(NamedLab.Client, "drill --json @10.0.9.1 mail.small. MX");
        using var json = System.Text.Json.JsonDocument.Parse(outcome.Output);
        Assert.Equal("udp", json.RootElement.GetProperty("transport").GetString());
        Assert.Equal("10 ns.small.", json.RootElement.GetProperty("answers")[0].GetProperty("data").GetString());
    }
}
