using System.Text.Json;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Names;

/// <summary>The ways of glibc and musl to a name, beside what glibc itself finds.</summary>
[Collection(nameof(NamesLabCollection))]
public sealed class ResolveTests(NamesLab lab)
{
    private async Task<JsonElement> ResolveAsync(string name, string resolver = "resolv.conf")
    {
        var outcome = await lab.RunAsync(Repository.Executable, ["resolve", "--json", .. name.Split(' ')], resolver: resolver);
        using var json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.Clone();
    }

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(static e => e.GetString()!)];

    /// <summary>getent(1) is glibc's own way; what it finds is what ours says that programs get.</summary>
    [Theory]
    [InlineData("web.small")]
    [InlineData("web")]
    [InlineData("www.test")]
    [InlineData("localhost")]
    [InlineData("nosuch.small")]
    public async Task Glibc_finds_what_ours_says(string name)
    {
        var theirs = await lab.RunAsync("getent", ["ahosts", name]);
        string[] found = [.. theirs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => l.Contains("STREAM", StringComparison.Ordinal)).Select(static l => l.Split(' ')[0])];
        var glibc = (await ResolveAsync(name)).GetProperty("glibc");
        Assert.Equal(found, Texts(glibc.GetProperty("addresses")));
        Assert.Equal(theirs.ExitCode == 0, glibc.GetProperty("outcome").GetString() == "answer");
    }

    [Fact]
    public async Task Musl_does_not_search_for_a_name_with_dots()
    {
        var way = await ResolveAsync("www.deep");
        Assert.Equal("answer", way.GetProperty("glibc").GetProperty("outcome").GetString());
        Assert.Equal("no_name", way.GetProperty("musl").GetProperty("outcome").GetString());
        Assert.Equal("Name does not resolve", way.GetProperty("musl").GetProperty("error").GetString());
        Assert.Contains(Texts(way.GetProperty("differences")), static n => n.Contains("musl does not search", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_server_is_seen_with_what_it_said()
    {
        var questions = (await ResolveAsync("web.small A", "dead.conf")).GetProperty("glibc").GetProperty("stations").EnumerateArray().Last().GetProperty("questions");
        Assert.Equal(["unreachable 127.0.0.1", "answer 10.0.9.1"], questions.EnumerateArray().Select(static q => $"{q.GetProperty("outcome").GetString()} {q.GetProperty("server").GetString()}"));
        Assert.Equal("192.0.2.30", questions[1].GetProperty("records")[0].GetString());
    }

    [Fact]
    public async Task People_read_the_same()
    {
        var outcome = await lab.RunAsync(Repository.Executable, ["resolve", "web.small"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("\nAs musl goes:\n  files  not found\n  dns    web.small. A of 10.0.9.1: answer 192.0.2.30, ", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await lab.RunAsync(Repository.Executable, ["resolve", "nosuch.small"])).ExitCode);
    }
}
