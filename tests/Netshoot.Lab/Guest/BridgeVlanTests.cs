using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary>What <c>bridge vlan</c> sets and shows of a bridge's VLANs and tunnels, beside the original in a namespace that is built alike; this machine's kernel lacks it.</summary>
public sealed class BridgeVlanTests
{
    private const string Build = """
        ip link add br0 address 02:00:00:00:00:01 type bridge vlan_filtering 1 mcast_snooping 1 mcast_vlan_snooping 1; ip link set br0 up
        ip link add d0 type dummy; ip link add d1 type dummy; ip link set d0 master br0 up; ip link set d1 master br0 up
        ip link add vx type vxlan external dstport 4789; ip link set vx master br0 up; bridge link set dev vx vlan_tunnel on
        """;

    [Fact]
    public async Task Sets_and_shows_what_the_original_does()
    {
        var guest = await KernelGuest.SharedAsync();
        await guest.MustAsync("vlan-theirs", Build);
        await guest.MustAsync("vlan-ours", Build);
        string differences = await guest.CompareAsync("vlan-theirs", "vlan-ours", "bridge", KernelGuest.Lines("bridges/vlan.txt"));
        // What ours made, the original sees.
        foreach (string what in new[] { "-d vlan show", "vlan global show", "vlan tunnelshow" })
            differences += SideBySide.Differences($"what ours made, as bridge {what} shows it", await guest.RunAsync("vlan-theirs", $"bridge {what}"), await guest.RunAsync("vlan-ours", $"bridge {what}"));
        Assert.True(differences.Length == 0, differences);
    }
}
