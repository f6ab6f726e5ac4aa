using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.EthTool;

/// <summary>Command lines from ../shared/peers/ethtool that ethtool 6.1's parser must take or refuse.</summary>
public sealed partial class EthToolPeerTests(ITestOutputHelper output)
{
    // The original itself refuses these two where the device has no memory to write to.
    private static readonly string[] s_known = ["--change-eeprom devname magic 0x87654321 offset 0 value 1", "-E devname"];

    [Fact]
    public async Task Takes_and_refuses_the_command_lines_that_the_original_does()
    {
        if (Repository.Shared is not { } shared || !File.Exists(Path.Combine(shared, "peers/ethtool/cases.tsv")))
        {
            const string Missing = "NOT RUN: ../shared/peers/ethtool/cases.tsv is not there; 200 command lines were not checked";
            Assert.True(Environment.GetEnvironmentVariable("CI") is not { Length: > 0 }, Missing);
            output.WriteLine(Missing);
            TestContext.Current.AddWarning(Missing);
            return;
        }
        await using var lab = await LabNetwork.CreateAsync("a");
        await lab.IpAsync("a", "link add devname type veth peer name 15_char_devname");
        string[] cases = File.ReadAllLines(Path.Combine(shared, "peers/ethtool/cases.tsv"));
        var wrong = new List<string>();
        foreach (string line in cases)
        {
            string[] fields = line.Split('\t');
            var outcome = await lab.OursAsync("a", $"ethtool {fields[1]}", "");
            bool isRefused = outcome.ExitCode != 0 && !FromTheKernel().IsMatch(outcome.Output + outcome.Error);
            if (isRefused != (fields[0] == "1") && !s_known.Contains(fields[1])) wrong.Add($"{fields[1]}: exit {outcome.ExitCode}: {outcome.Error}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(200, cases.Length);
    }

    // A line that was taken and that the kernel or the device could not follow.
    [GeneratedRegex("netlink error|Operation not supported|No such device|No data available|Cannot get|Cannot set|no matching|not supported$", RegexOptions.Multiline)]
    private static partial Regex FromTheKernel();
}
