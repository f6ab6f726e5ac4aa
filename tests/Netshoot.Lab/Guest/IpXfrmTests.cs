using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary><c>ip xfrm state</c> and <c>policy</c> beside ours, with what the original made.</summary>
public sealed class IpXfrmTests
{
    private static readonly string[] s_shown =
    [
        "xfrm state", "-s xfrm state", "-d xfrm state", "-j xfrm state", "-o xfrm state", "-o -s xfrm state", "xfrm state list src 10.1.0.1 dst 10.1.0.2", "xfrm state list proto ah", "xfrm state list nokeys",
        "xfrm state show reqid 5", "xfrm state list mode tunnel", "xfrm state list spi 0x103", "xfrm state list flag esn", "-4 xfrm state", "-6 xfrm state", "xfrm state list foo", "xfrm state foo", "xfrm state count", "-s xfrm state count",
        "xfrm policy", "-s xfrm policy", "-j xfrm policy", "-o xfrm policy", "-o -s xfrm policy", "xfrm policy list dir out", "xfrm policy list dir in src 10.2.0.0/24", "-6 xfrm policy", "xfrm policy list action block",
        "xfrm policy list priority 100", "xfrm policy list foo", "xfrm policy foo", "xfrm policy count", "-s xfrm policy count", "xfrm policy getdefault", "xfrm", "xfrm help", "xfrm foo",
    ];

    [Fact]
    public async Task Shows_associations_and_policies()
    {
        var guest = await KernelGuest.SharedAsync();
        var made = await guest.RunAllAsync("xfrm", [.. KernelGuest.Lines("ip/xfrm.txt").Select(static line => $"ip {line}")]);
        Assert.All(made, static outcome => Assert.Equal(new Outcome(0, "", ""), outcome));
        // A packet that is wrapped leaves its traces.
        await guest.MustAsync("xfrm", "ip link add d0 type dummy; ip addr add 10.1.0.1/24 dev d0; ip link set d0 up; ip route add 10.2.0.0/24 dev d0; ping -c 1 -W 1 -I 10.1.0.1 10.2.0.9 >/dev/null || true");
        string differences = await guest.CompareAsync("xfrm", "ip", s_shown);
        Assert.True(differences.Length == 0, differences);
    }
}
