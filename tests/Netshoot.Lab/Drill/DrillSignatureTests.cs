using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Drill;

/// <summary>Ours beside ldns' drill where both follow delegations and signatures (<c>-T</c>, <c>-S</c>, <c>-k</c>).</summary>
public sealed class DrillSignatureTests(SignedLab lab) : IClassFixture<SignedLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("ids", @"\bid: [1-9][0-9]*$", "id: N"),
        new("times", @"^;; (Query time|WHEN): .*", ";; $1: N"),
        new("what a cache counts down", @"\t\d+\tIN\t", "\tN\tIN\t"),
    ];

    [Fact]
    public Task Signatures_are_chased() => CompareAsync("-S -c DIR/resolv.conf -k DIR/root.key", """
        www.deep.test
        nosuch.deep.test
        www.deep.test AAAA
        x.wild.deep.test TXT
        alias.deep.test
        one.deep.test
        deep.test DS
        deep.test DNSKEY
        nosuch.three.test
        one.three.test
        www.plain.test
        out.plain.test
        plain.test DS
        www.expired.test
        nosuch.expired.test
        one.expired.test
        www.wrong.test
        wrong.test DNSKEY
        www.broken.test
        nosuch.nods.test
        nosuch.opt.test
        -V 1 nosuch.deep.test
        -V 0 www.plain.test
        -Q www.expired.test
        -x 192.0.2.1
        a..b
        -k DIR/deep.zsk www.broken.test
        -T www.test
        """);

    [Fact]
    public Task Signatures_are_followed_from_the_root() => CompareAsync("-TD -c DIR/resolv.conf -r DIR/hints -k DIR/root.key", """
        www.deep.test
        nosuch.deep.test
        one.deep.test
        x.wild.deep.test TXT
        under.www.deep.test
        under.www.three.test
        nosuch.nosuch.deep.test
        alias.deep.test
        a.alias.deep.test
        nosuch.three.test
        ent.one.three.test
        www.plain.test
        x.wild.plain.test TXT
        alias.plain.test
        www.expired.test
        nosuch.expired.test
        alias.expired.test
        ent.one.expired.test
        www.wrong.test
        www.broken.test
        www.nods.test
        www.none.opt.test
        deep.test DNSKEY
        . NS
        -Q x.wild.plain.test
        -V 1 www.nods.test
        -d test www.deep.test
        -d deep.test www.deep.test
        -d deep.test www.test
        """);

    [Fact]
    public Task Delegations_are_followed_from_the_root() => CompareAsync("-T -c DIR/resolv.conf -r DIR/hints", """
        www.deep.test
        nosuch.deep.test
        alias.deep.test
        out.deep.test
        deep.test NS
        .

        -Q www.test
        a..b
        -d a..b www.test
        """);

    [Fact]
    public Task Answers_are_checked_with_a_key() => CompareAsync("-c DIR/resolv.conf", """
        -k DIR/root.key www.plain.test
        -k DIR/root.key -k DIR/deep.zsk www.deep.test
        -k DIR/root.key www.deep.test
        -k DIR/root.ds www.deep.test
        -k DIR/deep.zsk alias.deep.test
        -k DIR/deep.zsk nosuch.deep.test
        -k DIR/deep.zsk -Q www.deep.test
        -k DIR/expired.zsk www.expired.test
        -k DIR/nonexistent www.test
        -k DIR/garbage www.test
        -k DIR/empty -S www.test
        -S www.test
        -TD -r DIR/hints -k DIR/root.ds www.test
        -TD -r DIR/dead -k DIR/root.key www.test
        -TD -k DIR/root.key www.test
        -T -r DIR/dead www.test
        -T -r DIR/nonexistent www.test
        -T -r DIR/garbage www.test
        -T -r DIR/empty www.test
        -T www.test
        """);

    [Theory]
    [InlineData("-S -c DIR/resolv.conf www.deep.test", "\"secure\":true")]
    [InlineData("-S -c DIR/resolv.conf www.broken.test", "\"reason\":\"Bogus DNSSEC signature\"")]
    [InlineData("-TD -r DIR/hints www.nods.test", "\"status\":\"self_signed\"")]
    [InlineData("-c DIR/resolv.conf www.deep.test", "\"outcome\":\"not validated\"")]
    public async Task Programs_get_the_same_as_JSON(string line, string part)
    {
        var outcome = await RunAsync(Repository.Executable, $"drill --json -k DIR/root.key {line}");
        Assert.Contains(part, outcome.Output.Replace("\": ", "\":", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(string program, string line)
        => lab.Network.RunAsync(SignedLab.Client, program, line.Replace("DIR", lab.FileOf("").TrimEnd('/'), StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Each line is one call; the test tells every one that differs.</summary>
    private async Task CompareAsync(string beginning, string lines)
    {
        var differences = new List<string>();
        foreach (string line in lines.Split('\n', StringSplitOptions.TrimEntries))
        {
            var theirs = await RunAsync("/usr/bin/drill", $"{beginning} {line}");
            var ours = await RunAsync(Repository.Executable, $"drill {beginning} {line}");
            if (SideBySide.Differences($"drill {beginning} {line}", theirs, ours, s_alike) is { } difference) differences.Add(difference);
        }
        Differences.None(differences.Count == 0 ? null : string.Join("\n\n", differences));
    }
}
