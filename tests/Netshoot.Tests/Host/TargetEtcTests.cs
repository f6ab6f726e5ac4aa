using Netshoot.Host.Names;
using Netshoot.Host.Targets;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class TargetEtcTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("root").FullName;

    public TargetEtcTests() => Directory.CreateDirectory(Path.Combine(_root, "etc"));

    [Fact]
    public void Files_of_a_container_are_read_below_its_root()
    {
        File.WriteAllText(Path.Combine(_root, "etc/hosts"), "10.0.0.2 db\n");
        Assert.Equal("10.0.0.2 db\n", new TargetEtc(new(Root: _root)).Read("hosts"));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("/proc/self/root/etc/passwd")]
    public void A_hostile_link_leads_nowhere(string to)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "etc/hosts"), to);
        Assert.Null(new TargetEtc(new(Root: _root)).Read("hosts"));
    }

    [Fact]
    public void A_link_inside_the_root_is_followed_there()
    {
        Directory.CreateDirectory(Path.Combine(_root, "run"));
        File.WriteAllText(Path.Combine(_root, "run/resolv.conf"), "nameserver 10.0.0.1\n");
        File.CreateSymbolicLink(Path.Combine(_root, "etc/resolv.conf"), "/run/resolv.conf");
        Assert.Equal("nameserver 10.0.0.1\n", new TargetEtc(new(Root: _root)).Read("resolv.conf"));
    }

    [Fact]
    public void What_is_no_file_holds_nobody_up()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc/hosts"));
        Assert.Null(new TargetEtc(new(Root: _root)).Read("hosts"));
        Assert.Null(new TargetEtc(new(Root: Path.Combine(_root, "gone"))).Read("hosts"));
    }

    [Fact]
    public void Files_of_a_named_namespace_stand_in_for_ours()
    {
        File.WriteAllText(Path.Combine(_root, "hosts"), "10.0.0.9 blue\n");
        var etc = new TargetEtc(new(Overlay: _root));
        Assert.Equal("10.0.0.9 blue\n", etc.Read("hosts"));
        Assert.Equal(File.ReadAllText("/etc/passwd"), etc.Read("passwd"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
