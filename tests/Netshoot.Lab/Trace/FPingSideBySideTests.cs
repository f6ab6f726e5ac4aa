using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Trace;

/// <summary>Ours beside fping.</summary>
public sealed class FPingSideBySideTests(TracedLab lab) : IClassFixture<TracedLab>
{
    private const string Number = @"[0-9]+(\.[0-9]+)?";

    private static readonly Normalization[] s_alike =
    [
        new("round-trip times", $"{Number} ms", "T ms"),
        new("averages", $@"\({Number} avg", "(T avg"),
        new("statistics", $"= {Number}/{Number}/{Number}$", "= T/T/T"),
        new("lists of times", $@" : {Number}( {Number})*$", " : T"),
        new("elapsed time", $"{Number} sec", "T sec"),
    ];

    [Theory]
    [InlineData("10.0.4.2 10.0.6.0 10.0.6.13 -r 0")]
    [InlineData("-a -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-u -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-q -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-e fd00:4::2")]
    [InlineData("-s -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-c 2 -p 900 -t 300 10.0.4.2 10.0.6.1")]
    [InlineData("-c 2 -p 300 -q -o 10.0.4.2 10.0.6.99")]
    [InlineData("-C 2 -p 300 10.0.4.2")]
    [InlineData("-C 2 -p 100 -q 10.0.6.99")]
    [InlineData("-g 10.0.4.0/30")]
    [InlineData("-g 10.0.4.1 10.0.4.2")]
    [InlineData("-g 10.0.4.2/32")]
    [InlineData("-g 10.0.4.0/33")]
    [InlineData("-g fd00:4::/126")]
    [InlineData("-x 1 -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-x 2 -r 0 10.0.4.2 10.0.6.99")]
    [InlineData("-b 100 -c 1 10.0.4.2")]
    [InlineData("-b 70000 10.0.4.2")]
    [InlineData("-H 2 -r 0 10.0.4.2")]
    [InlineData("-H 300 10.0.4.2")]
    [InlineData("-S 1.2.3.4 10.0.4.2")]
    [InlineData("-S x 10.0.4.2")]
    [InlineData("-I nope 10.0.4.2")]
    [InlineData("-B 6 10.0.4.2")]
    [InlineData("-4 fd00:4::2")]
    [InlineData("-c 2 -l 10.0.4.2")]
    [InlineData("-a -u 10.0.4.2")]
    [InlineData("-f /nonexistent")]
    [InlineData("-Z")]
    [InlineData("-r 0 fd00:6::1 fd00:6::99")]
    [InlineData("-r 0 10.0.6.1 10.0.6.2 10.0.6.3")]
    [InlineData("-c 2 -p 300 10.0.5.5")]
    [InlineData("-c 1 10.0.4.2 10.0.4.2")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("fping", "fping", line, s_alike));

    [Fact]
    public async Task Targets_come_from_standard_input()
    {
        const string Input = "# nobody\n10.0.4.2 and more\n\n  10.0.1.1\n";
        var theirs = await lab.Network.RunAsync(TracedLab.Client, "fping", input: Input);
        var ours = await lab.Network.OursAsync(TracedLab.Client, "fping", Input);
        Assert.Equal("", SideBySide.Differences("fping <", theirs, ours, s_alike) ?? "");
        Assert.Equal("10.0.4.2 is alive\n10.0.1.1 is alive\n", ours.Output);
    }
}
