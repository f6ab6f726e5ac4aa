using Xunit;

namespace Netshoot.Lab.Ss;

/// <summary><c>ss</c> of iproute2 and ours side by side, byte for byte, over sockets of every family and state.</summary>
public sealed class SsSideBySideTests
{
    [Fact]
    public async Task Shows_what_the_original_shows()
    {
        var differences = await SocketLab.CompareAsync("ss", "ss/show.txt");
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
