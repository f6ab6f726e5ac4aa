using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Names;

/// <summary>nmap asks the name servers that it is told of for names of addresses.</summary>
[Collection(nameof(NamesLabCollection))]
public sealed class NmapNamesTests(NamesLab lab)
{
    [Theory]
    [InlineData("--dns-servers 10.9.99.99,10.0.9.1 -sL 192.0.2.30", "Nmap scan report for web.small (192.0.2.30)\n")]
    [InlineData("-n --dns-servers 10.0.9.1 -sL 192.0.2.30", "Nmap scan report for 192.0.2.30\n")]
    public async Task Names_come_from_the_given_servers(string line, string expected)
    {
        var ours = await lab.Network.OursAsync(NamesLab.Client, $"nmap {line}");
        Assert.Equal((0, ""), (ours.ExitCode, ours.Error));
        Assert.Contains(expected, ours.Output, StringComparison.Ordinal);
    }
}
