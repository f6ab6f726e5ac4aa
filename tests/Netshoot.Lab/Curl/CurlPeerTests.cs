using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Curl;

/// <summary>The cases of ../shared/peers/curl, curl 7.88.1's own, that are met byte for byte: testdata/curl/passing.list names them.</summary>
public sealed partial class CurlPeerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_cases_of_the_original_that_were_met_are_met()
    {
        string[] numbers = File.ReadAllLines(Repository.TestData("curl/passing.list"));
        if (Repository.Shared is not { } shared || !File.Exists(Path.Combine(shared, "peers/curl/run.py")))
        {
            string missing = $"NOT RUN: ../shared/peers/curl is not there; {numbers.Length} cases of curl's were not checked";
            Assert.True(Environment.GetEnvironmentVariable("CI") is not { Length: > 0 }, missing);
            output.WriteLine(missing);
            TestContext.Current.AddWarning(missing);
            return;
        }
        var outcome = await Command.RunAsync("/usr/bin/python3",
            [Path.Combine(shared, "peers/curl/run.py"), $"{Repository.Executable} curl", "--only", string.Join(',', numbers), "--show", "5", "--timeout", "60", "--jobs", "4"],
            patience: TimeSpan.FromMinutes(10));
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        var total = Totals().Match(outcome.Output);
        Assert.Equal($"{numbers.Length}", total.Groups[1].Value);
    }

    [GeneratedRegex(@"^all +(\d+) +0 +0 ", RegexOptions.Multiline)]
    private static partial Regex Totals();
}
