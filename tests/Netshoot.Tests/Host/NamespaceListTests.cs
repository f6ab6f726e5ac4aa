using Netshoot.Host.Targets;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class NamespaceListTests
{
    private const string Id = "b71eb1599e4620d1da08b12f5d81659aa6321b01e44abf11c456eeeda2a55f59";

    [Theory]
    [InlineData("0::/system.slice/docker-" + Id + ".scope\n", Id)]
    [InlineData("0::/../" + Id + "\n", Id)]
    [InlineData("12:memory:/docker/" + Id + "\n11:cpu:/docker/" + Id + "\n", Id)]
    [InlineData("0::/kubepods.slice/kubepods-pod12.slice/cri-containerd-" + Id + ".scope", Id)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope/container", Id)]
    [InlineData("0::/user.slice/user-1000.slice\n", null)]
    [InlineData("0::/docker/" + Id + "00\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_container_is_found_in_the_cgroup_path_of_every_engine(string? cgroup, string? id) => Assert.Equal(id, NamespaceList.ContainerIdOf(cgroup));

    [Fact]
    public void Our_own_namespace_is_among_those_that_are_alive()
        => Assert.Contains(NamespaceList.Read(), static n => n.Processes.Any(static p => p.Id == Environment.ProcessId) || n.ProcessCount > NamespaceList.MostProcesses);
}
