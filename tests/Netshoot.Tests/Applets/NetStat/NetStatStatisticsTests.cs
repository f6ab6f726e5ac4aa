using Netshoot.Testing;
using Xunit;

namespace Netshoot.Tests.Applets.NetStat;

/// <summary>What the original printed where the kernel's files were those of testdata: in one set every counter has a number of its own, in the other all are zero.</summary>
public sealed class NetStatStatisticsTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string set in new[] { "numbers", "zeros" })
                foreach (string option in new[] { "s", "st", "su", "sw", "stu", "sU", "s6", "s6t", "s6u", "s6w" }) cases.Add(set, option);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Prints_what_the_original_printed(string set, string option)
    {
        using var bench = new ToolBench();
        foreach (string file in new[] { "snmp", "netstat", "snmp6" }) bench.Machine.Files[$"/proc/net/{file}"] = await File.ReadAllBytesAsync(Repository.TestData($"netstat/{set}/{file}"), TestContext.Current.CancellationToken);
        Assert.Equal((0, await File.ReadAllTextAsync(Repository.TestData($"netstat/{set}/{option}.txt"), TestContext.Current.CancellationToken), ""), await bench.RunAsync($"netstat -{option}"));
    }

    [Theory]
    [InlineData("Ip: InReceives\nIp: ", "Ip:\n")]
    [InlineData("Ip: InReceives InDiscards\nIp: 7\n", "Ip:\n    7 total packets received\n")]
    [InlineData("Ip: InReceives\nUdp: 7\n", "")]
    [InlineData("Ip: InReceives Foo\nIp: x 18446744073709551615\n", "Ip:\n    0 total packets received\n    Foo: 18446744073709551615\n")]
    public async Task Files_that_are_not_as_they_should_be_are_shown_as_far_as_they_go(string snmp, string text)
    {
        using var bench = new ToolBench();
        bench.Machine.Files["/proc/net/snmp"] = System.Text.Encoding.UTF8.GetBytes(snmp);
        Assert.Equal((0, text, ""), await bench.RunAsync("netstat -s"));
    }
}
