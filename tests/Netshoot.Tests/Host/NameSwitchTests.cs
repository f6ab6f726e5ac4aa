using Netshoot.Host.Names;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class NameSwitchTests
{
    [Theory]
    [InlineData(null, "files dns")]
    [InlineData("passwd: files\n", "files dns")]
    [InlineData("hosts: dns files # both\n", "dns files")]
    [InlineData("hosts:files mdns4_minimal [NOTFOUND=return] dns\n", "files mdns4_minimal(+NotFound) dns")]
    [InlineData("hosts: files resolve [!UNAVAIL=return] dns", "files resolve(+NotFound,TryAgain) dns")]
    [InlineData("hosts: files [SUCCESS=continue UNAVAIL=return] dns", "files(-Success +Unavailable) dns")]
    [InlineData("hosts: [NOTFOUND=return] dns[NOTFOUND = return] x", "dns x")]
    [InlineData("hosts: files [NOTFOUND", "files")]
    public void The_line_says_who_is_asked_and_when_it_ends(string? text, string expected)
        => Assert.Equal(expected, string.Join(' ', NameSwitch.Parse(text).Select(Show)));

    private static string Show(NameSource source)
    {
        var more = source.Returns.Where(static s => s != NameSwitchStatus.Success).Order();
        string plus = more.Any() ? $"+{string.Join(',', more)}" : "", minus = source.Returns.Contains(NameSwitchStatus.Success) ? "" : "-Success";
        return plus.Length + minus.Length == 0 ? source.Name : $"{source.Name}({$"{minus} {plus}".Trim()})";
    }
}
