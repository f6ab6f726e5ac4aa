using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Lab.Iftop;

/// <summary>
/// iftop beside the original on the same interface at the same time, while pings of two sizes pass: the same lines, with numbers in the same
/// columns. How large those are depends on when each began to listen.
/// </summary>
public sealed partial class IftopSideBySideTests
{
    private const string Original = "/usr/sbin/iftop";

    [Theory]
    [InlineData("-f icmp")]
    [InlineData("-f icmp -B -L 1")]
    [InlineData("-f icmp -P -N -p")]
    [InlineData("-f icmp -F 10.0.0.2/32")]
    [InlineData("-f icmp -o destination")]
    public async Task Texts_have_the_same_lines(string options)
    {
        await using var lab = await BusyLab();
        using var traffic = Traffic(lab);
        string line = $"-t -n -i eth0 -s 3 {options}";
        var theirs = lab.RunAsync("a", Original, line.Split(' '));
        var ours = lab.RunAsync("a", Repository.Executable, ["iftop", .. line.Split(' ')]);
        Assert.Equal(0, (await theirs).ExitCode);
        Assert.Equal(0, (await ours).ExitCode);
        Assert.Equal((await theirs).Error, (await ours).Error);
        Assert.Equal(Alike((await theirs).Output.Split('\n')), Alike((await ours).Output.Split('\n')));
    }

    [Fact]
    public async Task Screens_have_the_same_lines_and_the_terminal_is_given_back()
    {
        await using var lab = await BusyLab();
        using var traffic = Traffic(lab);
        using var theirs = Start(lab, Original);
        using var ours = Start(lab, Repository.Executable, "iftop");
        int steps = 0;
        foreach (string key in new[] { "", "T", "T", "t", "t", "t", "t", "b" })
        {
            await theirs.PressAsync(key);
            await ours.PressAsync(key);
            steps++;
            // The first row has the scale, which follows what each has seen, and messages.
            var (their, our) = await ScreenCommand.AlikeAsync(theirs, ours, IsThere, static s => Alike(s.Lines.Skip(1)));
            Assert.Equal(their, our);
        }
        foreach (var screen in new[] { theirs, ours })
        {
            await screen.PressAsync("q");
            var (code, end) = await screen.EndAsync();
            Assert.Equal((0, false, true), (code, end.IsTaken, end.HasCursor));
        }

        bool IsThere(TerminalEmulator screen) => steps switch
        {
            1 or 3 or 7 => screen.LineOf(4).Contains("=> 10.0.0.3", StringComparison.Ordinal) && Rates().Count(screen.LineOf(5)) == 3,
            2 => screen.LineOf(4).Contains("=> 10.0.0.3", StringComparison.Ordinal) && Rates().Count(screen.LineOf(5)) == 4,
            4 => screen.LineOf(3).Contains(" <=> 10.0.0.3", StringComparison.Ordinal),
            5 => screen.LineOf(3).Contains("  <= 10.0.0.3", StringComparison.Ordinal),
            6 => screen.LineOf(3).Contains("  => 10.0.0.3", StringComparison.Ordinal),
            _ => screen.LineOf(3).Contains("=> 10.0.0.3", StringComparison.Ordinal) && screen.LineOf(4).Contains("<=", StringComparison.Ordinal),
        };
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public async Task Whatever_ends_it_the_terminal_is_given_back(string signal)
    {
        await using var lab = await BusyLab();
        using var ours = Start(lab, Repository.Executable, "iftop");
        await ours.ScreenAsync(static s => s.LineOf(11).StartsWith("TOTAL:", StringComparison.Ordinal));
        string[] processes = (await Command.MustAsync($"ip netns pids {lab.Name("a")}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string process in processes) await Command.MustAsync($"kill -{signal} {process}");
        var (_, end) = await ours.EndAsync();
        Assert.Equal((false, true), (end.IsTaken, end.HasCursor));
    }

    private static ScreenCommand Start(LabNetwork lab, params IEnumerable<string> program)
        => ScreenCommand.Start(80, 12, ["nsenter", $"--net={lab.PathOf("a")}", .. program, "-n", "-N", "-i", "eth0", "-f", "icmp"]);

    private static async Task<LabNetwork> BusyLab()
    {
        var lab = await LabNetwork.CreateAsync("a", "b");
        await lab.CableAsync("a", "eth0", "10.0.0.1/24", "b", "eth0", "10.0.0.2/24,10.0.0.3/24");
        return lab;
    }

    /// <summary>Far more to one than to the other, so that their order is certain.</summary>
    private static Pings Traffic(LabNetwork lab)
        => new(lab.Start("a", "ping", "-q", "-i", "0.02", "-s", "1400", "10.0.0.2"), lab.Start("a", "ping", "-q", "-i", "0.1", "-s", "100", "10.0.0.3"));

    /// <summary>Numbers count by where they end.</summary>
    private static string Alike(IEnumerable<string> lines)
        => string.Join('\n', lines.Select(static line => Rates().Replace(line, static rate => "N".PadLeft(rate.Length, '.'))).Select(static line => Gaps().Replace(line, static gap => new(' ', gap.Length))));

    [GeneratedRegex(@" +[\d.]+[KMG]?[bB](?= |$)")]
    private static partial Regex Rates();

    [GeneratedRegex(@"\.+(?=N)")]
    private static partial Regex Gaps();

    private sealed record Pings(RunningCommand Fast, RunningCommand Slow) : IDisposable
    {
        public void Dispose()
        {
            Fast.Dispose();
            Slow.Dispose();
        }
    }
}
