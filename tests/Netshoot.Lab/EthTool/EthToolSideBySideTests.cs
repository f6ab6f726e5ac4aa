using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.EthTool;

/// <summary><c>ethtool</c> of Debian 12 and ours side by side, byte for byte, on devices of every kind that a network of containers has.</summary>
public sealed class EthToolSideBySideTests
{
    private const string Original = "/usr/sbin/ethtool";

    private static readonly string[] s_devices = ["lo", "v0", "v2", "br0", "vx0", "tun0", "tap0", "mv0", "nosuch"];

    [Fact]
    public async Task Shows_what_the_original_shows()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await BuildAsync(lab, "a");
        var differences = new List<string>();
        foreach (string device in s_devices)
        {
            // One process each for a device's lines: starting several hundred of them one by one takes most of the time.
            string script = string.Join('\n', Lines("show.txt").Select(line => $"\"$@\" {line.Replace("DEVICE", device, StringComparison.Ordinal)} </dev/null; echo \"{line}: exit $?\"; echo \"{line}\" >&2"));
            var theirs = await lab.RunAsync("a", "sh", ["-c", script, "sh", Original]);
            var ours = await lab.RunAsync("a", "sh", ["-c", script, "sh", Repository.Executable, "ethtool"]);
            if (SideBySide.Differences(device, theirs, ours) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Changes_and_refuses_what_the_original_does()
    {
        await using var lab = await LabNetwork.CreateAsync("theirs", "ours");
        await BuildAsync(lab, "theirs");
        await BuildAsync(lab, "ours");
        var differences = new List<string>();
        foreach (string line in Lines("change.txt"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var theirs = await lab.RunAsync("theirs", Original, words, "");
            var ours = await lab.RunAsync("ours", Repository.Executable, ["ethtool", .. words], "");
            if (SideBySide.Differences(line, theirs, ours) is { } difference) differences.Add(difference);
        }
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Every_answer_is_json_for_programs()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await BuildAsync(lab, "a");
        foreach (string line in Lines("show.txt").Where(static line => !line.Contains("--json", StringComparison.Ordinal)))
        {
            var outcome = await lab.OursAsync("a", $"ethtool --json {line.Replace("DEVICE", "v0", StringComparison.Ordinal)}", "");
            if (outcome.Output.Length == 0) continue;
            using var json = System.Text.Json.JsonDocument.Parse(outcome.Output);
            Assert.Equal(System.Text.Json.JsonValueKind.Array, json.RootElement.ValueKind);
        }
    }

    private static IEnumerable<string> Lines(string file) => File.ReadAllLines(Repository.TestData($"ethtool/{file}")).Where(static line => line.Length > 0 && line[0] != '#');

    private static Task BuildAsync(LabNetwork lab, string node) => lab.IpAsync(node,
        "link add v0 address 02:00:00:00:00:01 type veth peer name v1", "link set v0 up", "link set v1 up", "link add v2 type veth peer name v3",
        "link add br0 type bridge", "link set br0 up", "link set v2 master br0", "link add vx0 type vxlan id 5 dstport 4789 local 127.0.0.1",
        "tuntap add tun0 mode tun", "tuntap add tap0 mode tap", "link add mv0 link v0 type macvlan");
}
