using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary>The guest itself: what the tests in it rely on.</summary>
public sealed class KernelGuestTests
{
    [Fact]
    public async Task Answers_with_texts_and_exit_codes()
    {
        var guest = await KernelGuest.SharedAsync();
        Assert.Equal(new Outcome(3, "out ü\n", "err\n"), await guest.RunAsync(null, "echo 'out ü'; echo err >&2; exit 3"));
        Assert.Equal([new Outcome(0, "a b\n", ""), new Outcome(1, "", "")], await guest.RunAllAsync("plain", ["echo 'a b'", "false # not the end"]));
        Assert.Equal(137, (await guest.RunAsync(null, "sleep 60", TimeSpan.FromSeconds(1))).ExitCode);
    }

    [Fact]
    public async Task Has_the_modules_the_originals_and_ours()
    {
        var guest = await KernelGuest.SharedAsync();
        string kernel = await guest.MustAsync("modules", """
            uname -r
            ip link add dummy9 type dummy
            tc qdisc add dev dummy9 root netem delay 10ms 2ms distribution normal
            modprobe ip_vs
            netshoot ip link show dev dummy9
            """);
        Assert.Matches("^6\\.[0-9.]+-[0-9]+-cloud-amd64\n", kernel);
        Assert.Contains("dummy9: <BROADCAST,NOARP> mtu 1500 qdisc netem", kernel, StringComparison.Ordinal);
        Assert.Equal("", await guest.CompareAsync("modules", "ip", ["link", "-j link", "link show dev nothing"]));
    }
}
