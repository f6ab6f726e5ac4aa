using Netshoot.Cli;
using Xunit;

namespace Netshoot.Tests.Cli;

public sealed class GetoptTests
{
    private sealed class Options
    {
        public int Count { get; set; }

        public bool Quiet { get; set; }

        public string? Flow { get; set; }

        public List<string> Words { get; } = [];
    }

    private static Getopt<Options> Table(bool stops = false) => new Getopt<Options>("[-q] [-c COUNT] WORD", stopsAtOperand: stops)
    {
        { 'c', "count", "COUNT", "how many", static (o, v) => o.Count = v.Int(1, 10) },
        { 'q', "quiet", "say less", static o => o.Quiet = true },
        { static (o, v) => o.Words.Add(v.Text) },
    }.Optional('f', "flow", "N", "mark", static (o, v) => o.Flow = v.Text).Refuse('Z', "selinux", takesValue: true, "this build has no SELinux");

    [Theory]
    [InlineData("-c3 -q a")]
    [InlineData("-qc 3 a")]
    [InlineData("-qc3 a")]
    [InlineData("a --count=3 --quiet")]
    [InlineData("--count 3 a --qui")]
    public void Every_form_of_an_option_means_the_same(string line)
    {
        var options = Table().Parse(line.Split(' ')).Options;
        Assert.Equal((3, true), (options.Count, options.Quiet));
        Assert.Equal(["a"], options.Words);
    }

    [Fact]
    public void Two_dashes_end_the_options() => Assert.Equal(["-q", "--count"], Table().Parse(["--", "-q", "--count"]).Options.Words);

    [Fact]
    public void The_first_operand_ends_them_where_the_tool_runs_others()
    {
        var options = Table(stops: true).Parse(["-q", "ls", "-c", "x"]).Options;
        Assert.Equal(["ls", "-c", "x"], options.Words);
        Assert.True(options.Quiet);
    }

    [Fact]
    public void An_optional_value_stands_in_the_same_word()
    {
        Assert.Equal("7", Table().Parse(["-f7"]).Options.Flow);
        var options = Table().Parse(["-f", "7"]).Options;
        Assert.Equal("", options.Flow);
        Assert.Equal(["7"], options.Words);
    }

    [Fact]
    public void Json_and_help_are_every_tools()
    {
        Assert.True(Table().Parse(["--json", "x"]).Json);
        Assert.True(Table().Parse(["--help"]).Help);
    }

    [Theory]
    [InlineData("-x", "invalid option -- 'x'")]
    [InlineData("--nope", "unrecognized option '--nope'")]
    [InlineData("-c", "option requires an argument -- 'c'")]
    [InlineData("--count", "option '--count' requires an argument")]
    [InlineData("--quiet=1", "option '--quiet' doesn't allow an argument")]
    [InlineData("-c 11", "-c: '11' is not a number from 1 to 10")]
    [InlineData("-Z a", "option '-Z' is not supported: this build has no SELinux")]
    public void What_is_wrong_is_named(string line, string message)
        => Assert.Equal(message, Assert.Throws<UsageFailure>(() => Table().Parse(line.Split(' '))).Message);

    [Fact]
    public void A_near_miss_gets_a_hint() => Assert.Equal("did you mean --count?", Assert.Throws<UsageFailure>(() => Table().Parse(["--cuont"])).Hint);
}
