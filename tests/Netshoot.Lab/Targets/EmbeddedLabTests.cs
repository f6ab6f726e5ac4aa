using System.Text.Json;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Targets;

/// <summary>The lab that is a verb of the product. There is one at a time on a machine, so this is one test.</summary>
public sealed class EmbeddedLabTests
{
    private static Task<Outcome> NetshootAsync(params string[] words) => Command.RunAsync(Repository.Executable, words);

    [Fact]
    public async Task The_lab_comes_up_works_survives_a_crash_and_goes_without_a_trace()
    {
        string before = await TracesAsync();
        try
        {
            Assert.Equal(0, (await NetshootAsync("lab", "up")).ExitCode);
            Assert.Contains("The lab is up already.", (await NetshootAsync("lab", "up")).Output, StringComparison.Ordinal);

            var ping = await NetshootAsync("--net", "netns:web", "ping", "-c", "1", "db");
            Assert.Equal(0, ping.ExitCode);
            Assert.StartsWith("PING db (", ping.Output, StringComparison.Ordinal);
            var service = await NetshootAsync("--net", "netns:web", "nc", "-4", "-vz", "db", "5432");
            Assert.Equal((0, "Connection to db (10.77.0.4) 5432 port [tcp/postgresql] succeeded!\n"), (service.ExitCode, service.Error));
            Assert.True(JsonDocument.Parse((await NetshootAsync("lab", "list", "--json")).Output).RootElement.GetProperty("up").GetBoolean());

            // What a crash in the middle leaves: pieces. The next one clears them away and builds anew.
            await Command.MustAsync("ip netns del api");
            Assert.Contains("the lab is in pieces", (await NetshootAsync("lab", "list")).Error, StringComparison.Ordinal);
            Assert.Equal(0, (await NetshootAsync("lab", "up")).ExitCode);
            Assert.Equal(0, (await NetshootAsync("--net", "netns:api", "ping", "-c", "1", "web")).ExitCode);
        }
        finally
        {
            Assert.Equal(0, (await NetshootAsync("lab", "down")).ExitCode);
        }
        Assert.Equal(before, await TracesAsync());
        Assert.Equal("There is no lab.\n", (await NetshootAsync("lab", "down")).Output);
    }

    /// <summary>What the lab could leave: namespaces, files below /etc/netns and /run, links of the host.</summary>
    private static async Task<string> TracesAsync()
    {
        string[] names = ["lab", "web", "api", "db"];
        var files = names.SelectMany(static n => new[] { $"/run/netns/{n}", $"/etc/netns/{n}" }).Append("/run/netshoot-lab").Where(Path.Exists);
        return string.Join('\n', files) + (await Command.RunAsync("ip -br link show type veth")).Output.Split('\n').Count(static l => l.StartsWith("veth-", StringComparison.Ordinal));
    }
}
