using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Trace;

/// <summary>Ours beside mtr. Each run waits for a second behind its last probe.</summary>
public sealed class MtrSideBySideTests(TracedLab lab) : IClassFixture<TracedLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("the time it began", @"20..-..-..T[0-9:+]+", "D"),
        new("the time it began", "MTR.0.95,[0-9]+", "M"),
        new("times in columns", @" +[0-9]+\.[0-9]{1,2}(?= |$)", " T"),
        new("times in XML", @"(<(?!Loss|Snt)\w+>)[ 0-9.]+<", "$1T<"),
        new("times in JSON", @"(""(Last|Avg|Best|Wrst|StDev|Gmean|J\w+)"": )[0-9.]+", "$1T"),
        new("times in CSV", @",[0-9]+\.[0-9]{2}", ",T"),
        new("times in raw output", "^p ([0-9]+) [0-9]+", "p $1 T"),
    ];

    [Theory]
    [InlineData("-n -r -c 1 -G 1 10.0.4.2")]
    [InlineData("-n -r -w -c 1 -G 1 fd00:4::2")]
    [InlineData("-n -C -c 1 -G 1 10.0.6.99")]
    [InlineData("-n -x -c 1 -G 1 10.0.6.99")]
    [InlineData("-n -j -c 1 -G 1 -o LDRSNBAWVGJMXI 10.0.5.3")]
    [InlineData("-n -r -c 2 -i 0.3 -G 1 -o LDRSNBAWVGJMXI 10.0.6.13")]
    [InlineData("-n -r -c 1 -G 1 -u 10.0.4.2")]
    [InlineData("-n -r -c 1 -G 1 -T fd00:4::2")]
    [InlineData("-n -r -c 1 -G 1 -f 2 -m 3 10.0.4.2")]
    [InlineData("-n -l -e -c 1 -G 1 -m 2 10.0.7.101")]
    [InlineData("-i 0 10.0.4.2")]
    [InlineData("-r -P 70000 -T 10.0.4.2")]
    [InlineData("-r -a x -n -c 1 -G 1 10.0.4.2")]
    [InlineData("-r -I nope -n -c 1 -G 1 10.0.4.2")]
    [InlineData("-u -T 10.0.4.2")]
    [InlineData("-r -c 1 -n -4 fd00:4::2")]
    [InlineData("-r -o Q 10.0.4.2")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("mtr", "mtr", line, s_alike));

    /// <summary>Times are whole milliseconds here, and rounds overlap: what is alike is which hop says what.</summary>
    [Fact]
    public async Task Split_prints_a_line_for_each_hop_that_answers()
    {
        var both = new List<string[]>();
        foreach (string mtr in new[] { "/usr/bin/mtr", $"{Repository.Executable} mtr" })
        {
            using var running = lab.Network.Start(TracedLab.Client, "sh", "-c", $"exec {mtr} -p -n -i 1 10.0.4.2");
            // The third round of the last hop: all have answered by then.
            for (int round = 0; round < 3; round++) await running.LineAsync("4 10.0.4.2 ");
            both.Add([.. running.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(4).Select(static l => Regex.Replace(l, @" \d+ \d+ \d+ \d+ \d+$", " R S B A W")).Order()]);
        }
        Assert.Equal(["1 10.0.1.1 0 R S B A W", "2 10.0.2.2 0 R S B A W", "3 10.0.3.2 0 R S B A W", "4 10.0.4.2 0 R S B A W"], both[0]);
        Assert.Equal(both[0], both[1]);
    }

    [Theory]
    [InlineData("-z")]
    [InlineData("-g")]
    [InlineData("-y 0")]
    [InlineData("-S")]
    public async Task What_is_not_there_is_refused_by_name(string option)
    {
        var outcome = await lab.Network.OursAsync(TracedLab.Client, $"mtr {option} 10.0.4.2");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is not supported", outcome.Error);
    }
}
