using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Scenarios;

/// <summary>
/// Sequences of commands of testdata/scenarios, run with the originals in one private namespace and with ours in another: what is said,
/// the exit codes, and what each command finds of the ones before it.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class ScenarioTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100);

    public static TheoryData<string> Names
        => [.. Directory.GetFiles(Repository.TestData("scenarios")).Select(static path => Path.GetFileName(path)).Where(static name => name != "frame").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Goes_as_with_the_original(string name)
    {
        // One after the other: some of them look at the machine itself.
        var theirs = await RunAsync(name, []);
        var ours = await RunAsync(name, new() { ["NETSHOOT"] = Repository.Executable });
        Assert.Equal(theirs.Error, ours.Error);
        Assert.True(theirs.Output == ours.Output, FirstDifference(theirs.Output, ours.Output));
        Assert.Equal(0, ours.ExitCode);
    }

    private static string FirstDifference(string theirs, string ours)
    {
        string[] expected = theirs.Split('\n'), found = ours.Split('\n');
        int at = 0;
        while (at < expected.Length && at < found.Length && expected[at] == found[at]) at++;
        int from = at;
        while (from > 0 && !expected[from - 1].StartsWith("$ ", StringComparison.Ordinal)) from--;
        from = Math.Max(0, from - 1);
        return $"--- original:\n{string.Join('\n', expected.Skip(from).Take(at - from + 12))}\n--- ours:\n{string.Join('\n', found.Skip(from).Take(at - from + 12))}";
    }

    private static Task<Outcome> RunAsync(string name, Dictionary<string, string> environment)
        => Command.RunAsync("unshare", ["-mn", "bash", Repository.TestData("scenarios/frame"), Repository.TestData($"scenarios/{name}")], patience: s_patience, environment: environment);
}
