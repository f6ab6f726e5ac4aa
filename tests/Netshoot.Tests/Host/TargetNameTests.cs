using Netshoot.Host.Targets;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class TargetNameTests
{
    [Theory]
    [InlineData("container:web", TargetKind.Container, "web")]
    [InlineData("network:a:b", TargetKind.Network, "a:b")]
    [InlineData("service:api", TargetKind.Service, "api")]
    [InlineData("pid:1", TargetKind.Pid, "1")]
    [InlineData("netns:blue", TargetKind.Netns, "blue")]
    [InlineData("path:/run/netns/x", TargetKind.Path, "/run/netns/x")]
    [InlineData("/run/netns/x", TargetKind.Path, "/run/netns/x")]
    [InlineData("host", TargetKind.Host, "")]
    [InlineData("web", TargetKind.Any, "web")]
    public void Every_form_is_understood(string text, TargetKind kind, string name) => Assert.Equal(new TargetName(kind, name), TargetName.Parse(text));

    [Theory]
    [InlineData("pod:web")]
    [InlineData("container:")]
    [InlineData("")]
    [InlineData(":x")]
    public void What_is_no_target_says_what_is(string text) => Assert.Contains("container:NAME", Assert.Throws<Failure>(() => TargetName.Parse(text)).Hint, StringComparison.Ordinal);
}
