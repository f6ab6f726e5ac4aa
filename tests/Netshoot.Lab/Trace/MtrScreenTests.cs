using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Lab.Trace;

/// <summary>mtr's screen beside the original's, over a router to a host behind it.</summary>
public sealed partial class MtrScreenTests
{
    [Fact]
    public async Task Screens_are_the_same_but_for_times()
    {
        await using var lab = await LabNetwork.CreateAsync("a", "r", "b");
        await lab.CableAsync("a", "eth0", "10.0.0.1/24", "r", "eth0", "10.0.0.2/24");
        await lab.CableAsync("r", "eth1", "10.0.1.1/24", "b", "eth0", "10.0.1.2/24");
        await lab.SysctlAsync("r", "net.ipv4.ip_forward=1");
        await lab.UnlimitIcmpAsync("r");
        await lab.IpAsync("a", "route add default via 10.0.0.2");
        await lab.IpAsync("b", "route add default via 10.0.1.1");
        using var theirs = Start(lab, "/usr/bin/mtr");
        using var ours = Start(lab, Repository.Executable, "mtr");
        foreach (var (keys, first) in new[] { ("", "Loss%"), ("j", "Jttr"), ("j", "Loss%"), ("d", "pings"), ("d", "pings"), ("d", "Loss%"), ("oLSA\n", "Avg") })
        {
            await theirs.PressAsync(keys);
            await ours.PressAsync(keys);
            // With few columns the original's heading runs into the next row.
            int from = keys.StartsWith('o') ? 5 : 0;
            var (their, our) = await ScreenCommand.AlikeAsync(theirs, ours, s => HasBoth(s, first), s => Alike(s, from));
            Assert.Equal(their, our);
        }
        foreach (var screen in new[] { theirs, ours })
        {
            await screen.PressAsync("q");
            var (code, end) = await screen.EndAsync();
            Assert.Equal((0, false, true), (code, end.IsTaken, end.HasCursor));
        }
    }

    private static bool HasBoth(TerminalEmulator screen, string heading)
        => screen.LineOf(4).Contains(heading, StringComparison.Ordinal) && screen.LineOf(5).StartsWith(" 1. 10.0.0.2 ", StringComparison.Ordinal) && screen.LineOf(6).StartsWith(" 2. 10.0.1.2 ", StringComparison.Ordinal);

    private static ScreenCommand Start(LabNetwork lab, params IEnumerable<string> program)
        => ScreenCommand.Start(80, 14, ["nsenter", $"--net={lab.PathOf("a")}", .. program, "-n", "10.0.1.2"]);

    /// <summary>Without what time makes of it: counts, round trips, their picture and its scale.</summary>
    private static string Alike(TerminalEmulator screen, int from)
        => string.Join('\n', screen.Lines.Skip(from).Select(static (line, row) => line.StartsWith("Scale:", StringComparison.Ordinal) || line.StartsWith("  >", StringComparison.Ordinal) ? Scale().Replace(line, "").Trim()
            : line.StartsWith(" 1. ", StringComparison.Ordinal) || line.StartsWith(" 2. ", StringComparison.Ordinal) ? Pictures().Replace(Numbers().Replace(line, static n => "N".PadLeft(n.Length)), "")
            : Times().Replace(line, "T"))).TrimEnd();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}")]
    private static partial Regex Times();

    [GeneratedRegex(@" +\d+(\.\d+)?%?(?= |$)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"  +[.123abc>?]+$")]
    private static partial Regex Pictures();

    [GeneratedRegex(@"\d+ ms|  +|>")]
    private static partial Regex Scale();
}
