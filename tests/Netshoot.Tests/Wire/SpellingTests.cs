using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("ping", "ping", 0)]
    [InlineData("pnig", "ping", 1)]
    [InlineData("pin", "ping", 1)]
    [InlineData("tcpdmp", "tcpdump", 1)]
    [InlineData("", "abc", 3)]
    public void Distances_count_edits(string a, string b, int distance) => Assert.Equal(distance, Spelling.Distance(a, b));

    [Fact]
    public void Only_the_nearest_name_is_offered()
        => Assert.Equal(["web"], Spelling.Nearest("wbe", ["database", "wen", "web", "frontend"]));
}
