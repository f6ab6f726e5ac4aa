using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Firewall;

/// <summary><c>nft</c> of Debian and ours side by side, byte for byte, over rulesets that hold every kind of statement, set and object that this kernel takes.</summary>
public sealed class NftSideBySideTests
{
    private const string Original = "/usr/sbin/nft";

    private static readonly Normalization[] s_alike =
    [
        new("what runs on while both are called", @"(expires""?:? )[0-9a-z]+", "$1N"),
        new("whose output it is", @"""metainfo"": \{[^}]*\}", "M"),
        new("flags of tables, in whose place the original's JSON has whatever is there", @", ""flags"": ""[^""]*""(?=\}\})", ""),
        new("what the original says about itself", @"^warning: stmt ops map have no json callback\n", ""),
    ];

    public static TheoryData<string> Rulesets => ["selectors", "tables", "unusual", "sets"];

    [Theory]
    [MemberData(nameof(Rulesets))]
    public async Task Lists_what_the_original_lists(string ruleset)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.IpAsync("a", "link add d0 type veth peer name d1");
        await lab.NftAsync("a", await File.ReadAllTextAsync(Repository.TestData($"nft/{ruleset}.nft"), TestContext.Current.CancellationToken));
        await CompareAsync(lab, "", "-j ", "-a ", "-s ", "-t ", "-n ", "-y ", "-p ", "-T ", "-S ", "-u ", "-j -s ", "-n -a -s ");

        static async Task CompareAsync(LabNetwork lab, params string[] options)
        {
            var differences = new List<string>();
            foreach (string option in options)
                if (await SideBySide.CompareAsync(lab, "a", Original, "nft", $"{option}list ruleset", s_alike) is { } difference) differences.Add(difference);
            Assert.True(differences.Count == 0, string.Join("\n", differences));
        }
    }

    [Theory]
    [InlineData("list tables", "list tables ip", "-j list tables", "list table ip nat", "list table nat", "list table ip xx", "list table inet n", "-j list table arp a")]
    [InlineData("list chains", "list chains ip", "-j list chains inet", "-a list chains arp", "list chain ip nat post", "-j list chain ip nat post", "list chain ip nat xx", "list chain ip zz zz")]
    [InlineData("list sets", "list sets ip6", "-j list sets ip6", "list set ip nat co", "list set nat co", "-j list set ip nat co", "list set ip nat xx", "list sets table ip nat", "list maps", "list maps inet", "list map ip nat om", "-j list map ip nat om", "list map ip nat co", "list meters", "-t list sets")]
    [InlineData("list counters", "list counters ip6", "-j list counters", "list counter ip nat cn", "-s list counters", "list quotas", "list quota ip nat qn", "list limits", "list limit ip nat ln", "-j list limit ip nat ln", "list limits table ip nat", "list secmarks", "list synproxys", "list flowtables", "-j list flowtables", "list flowtable ip nat x")]
    [InlineData("list ruleset ip6", "list ruleset arp", "-j list ruleset netdev", "list foo", "list", "list ruleset foo")]
    public async Task Lists_parts_as_the_original_does(params string[] lines)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.NftAsync("a", await File.ReadAllTextAsync(Repository.TestData("nft/tables.nft"), TestContext.Current.CancellationToken));
        var differences = new List<string>();
        foreach (string line in lines)
            if (await SideBySide.CompareAsync(lab, "a", Original, "nft", line, s_alike) is { } difference) differences.Add(difference);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task Refuses_what_changes_rules_by_name()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.NftAsync("a", "add table ip t");
        foreach (string verb in new[] { "add table ip x", "delete table ip t", "flush ruleset", "insert rule ip t c drop", "reset counters", "monitor" })
        {
            var refused = await lab.OursAsync("a", $"nft {verb}");
            Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
            Assert.StartsWith($"Error: '{verb.Split(' ')[0]}' is not supported", refused.Error, StringComparison.Ordinal);
        }
        var file = await lab.OursAsync("a", "nft -f /dev/null");
        Assert.Equal(1, file.ExitCode);
        Assert.Contains("'-f' is not supported", file.Error, StringComparison.Ordinal);
        Assert.Equal("table ip t\n", (await lab.RunAsync("a", "nft list tables")).Output);
    }
}
