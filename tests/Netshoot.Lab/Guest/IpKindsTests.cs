using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Guest;

/// <summary>Links of every kind, made by ip of iproute2 in one namespace and by ours in another: same words, same answers, and in the end the same state, which both show alike.</summary>
public sealed class IpKindsTests
{
    private static readonly Normalization[] s_own =
    [
        new("hardware addresses that the kernel rolls", "(ether|perm_hwaddr|permaddr) [0-9a-f:]+", "$1 M"),
        new("identifiers made of them", "(sci|bridge_id|designated_bridge|designated_root) [0-9a-f.:]+", "$1 N"),
        new("duplicate address detection still running", " tentative", ""),
        new("timers of bridges", "(timer\"?:?\\s*)[0-9]+(\\.[0-9]+)?", "$1N"),
        new("how far a port of a bond has come", "(ad_(actor|partner)_oper_port_state(_str)?\"?:? ?)(<[^>]*>|\\[[^\\]]*\\]|[0-9]+)", "$1N"),
        new("how long a port has been down", "link_failure_count [0-9]+", "link_failure_count N"),
    ];

    private static readonly string[] s_shown =
    [
        "-d link", "-d -j link", "-d -j -p link show v101", "-o -d link", "-s -d link show gre1", "-br link", "-br -j link", "-d link show type bond", "-d link show master bond8", "-d addr show dev bond1",
        "link show vrf vrf1", "-d -s -s link show dev bs0",
    ];

    [Fact]
    public async Task Makes_and_shows_links_of_every_kind()
    {
        var guest = await KernelGuest.SharedAsync();
        await guest.MustAsync(null, "modprobe -a fou fou6");
        await guest.MustAsync("kinds-theirs", "ip link del bond0 2>/dev/null || true");
        await guest.MustAsync("kinds-ours", "ip link del bond0 2>/dev/null || true");
        string differences = await guest.CompareBatchAsync("kinds-theirs", "kinds-ours", "ip", KernelGuest.Lines("ip/kinds.txt"));
        foreach (string node in new[] { "kinds-theirs", "kinds-ours" }) await guest.MustAsync(node, "until ip -br link show dev bond8 | grep -q ' UP '; do sleep 0.1; done");
        var theirs = await guest.RunAsync("kinds-theirs", "ip -d link");
        var ours = await guest.RunAsync("kinds-ours", "ip -d link");
        differences += SideBySide.Differences("the state that ip -d link shows", theirs, ours, s_own);
        differences += await guest.CompareAsync("kinds-ours", "ip", s_shown, s_own);
        Assert.True(differences.Length == 0, differences);
    }
}
