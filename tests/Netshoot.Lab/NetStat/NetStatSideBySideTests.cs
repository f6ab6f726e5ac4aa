using Netshoot.Lab.Ss;
using Xunit;

namespace Netshoot.Lab.NetStat;

/// <summary><c>netstat</c> of net-tools and ours side by side, byte for byte.</summary>
public sealed class NetStatSideBySideTests
{
    [Fact]
    public async Task Shows_what_the_original_shows()
    {
        var differences = await SocketLab.CompareAsync("netstat", "ss/netstat.txt");
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
