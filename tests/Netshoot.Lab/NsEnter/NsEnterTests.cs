using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NsEnter;

/// <summary>nsenter beside the original, into namespaces of the lab and into a process that stands in its own ones, as a container's does.</summary>
public sealed class NsEnterTests
{
    private const string Theirs = "/usr/bin/nsenter";
    private static readonly Normalization s_hints = new("hints are ours", "^nsenter: hint: .*\n", "");
    private static readonly Normalization s_path = new("getopt(3) names the program by the path it was called by", "^/usr/bin/nsenter: ", "nsenter: ");
    private static readonly Normalization s_pids = new("pids count up", @"\d+", "N");

    [Theory]
    [InlineData("-n")]
    [InlineData("-t foo -n true")]
    [InlineData("-t 0 -n true")]
    [InlineData("-t -1 -n true")]
    [InlineData("-t 999999 -n true")]
    [InlineData("-t 999999 -a true")]
    [InlineData("--net=/nosuch true")]
    [InlineData("--net=/etc/passwd true")]
    [InlineData("--net=/etc true")]
    [InlineData("--net=/proc/self/ns/uts true")]
    [InlineData("--mount=/proc/self/ns/net true")]
    [InlineData("--user=/proc/self/ns/user true")]
    [InlineData("--net=NETNS ip -br address")]
    [InlineData("-nNETNS ip -br address")]
    [InlineData("--net=NETNS nosuchprogram")]
    [InlineData("--net=NETNS /etc/passwd")]
    [InlineData("--net=NETNS sh -c exit\u00a07")]
    [InlineData("--net=NETNS sh -c kill\u00a0-9\u00a0$$")]
    [InlineData("--net=NETNS -- sh -c echo\u00a0$0\u00a0$1 a -n")]
    [InlineData("--bogus")]
    [InlineData("-t")]
    [InlineData("-Q")]
    [InlineData("-e")]
    [InlineData("-S foo true")]
    [InlineData("-S 65534 id")]
    [InlineData("-G 65534 id")]
    [InlineData("-S 65534 -G 65534 id")]
    [InlineData("--preserve-credentials -S 1 id")]
    [InlineData("-G foo true")]
    [InlineData("-r/ true")]
    [InlineData("-r/tmp /bin/true")]
    [InlineData("-r/nosuch true")]
    [InlineData("-w/usr pwd")]
    [InlineData("-W/usr pwd")]
    [InlineData("-W/nosuch pwd")]
    [InlineData("-w/nosuch pwd")]
    [InlineData("-w/tmp -W/tmp pwd")]
    [InlineData("-a true")]
    [InlineData("-r true")]
    [InlineData("-w true")]
    [InlineData("-t PID -U id")]
    [InlineData("-t PID -U --preserve-credentials id")]
    [InlineData("-t PID -U -S 1000 id")]
    [InlineData("-t PID -a id")]
    [InlineData("-t PID -a -r -w pwd")]
    [InlineData("-t PID -a -S 0 -W/usr pwd")]
    [InlineData("-t PID -a ip -br link")]
    [InlineData("-t PID -a ls /proc/self/ns")]
    [InlineData("-t PID -n -u -i ip -br link")]
    [InlineData("-t PID -p sh -c exit\u00a03")]
    [InlineData("-t PID -p sh -c kill\u00a0-TERM\u00a0$$")]
    [InlineData("-t PID -a sh -c exit\u00a03")]
    [InlineData("-t PID -a sh -c kill\u00a0-KILL\u00a0$$")]
    [InlineData("-t PID -a nosuchprogram")]
    [InlineData("-t PID -p nosuchprogram")]
    [InlineData("-t PID -p -F true")]
    [InlineData("-t PID -Z -n true")]
    [InlineData("-Z true")]
    [InlineData("-t PID -m -p readlink /proc/self")]
    [InlineData("-t PID -T cat /proc/self/timens_offsets")]
    public async Task It_says_and_ends_as_the_original(string line)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var container = Command.Start("unshare", ["--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--uts", "--ipc", "--cgroup", "--time", "--mount-proc", "sh", "-c", "echo ready; sleep 300"]);
        await container.LineAsync("ready");
        string child = (await Command.RunAsync($"pgrep -P {container.ProcessId}")).Output.Trim();
        // Words are split at spaces; a no-break space stands for one inside a word.
        string[] words = [.. line.Replace("NETNS", lab.PathOf("a"), StringComparison.Ordinal).Replace("PID", child, StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static w => w.Replace('\u00a0', ' '))];
        var theirs = await Command.RunAsync(Theirs, words);
        var ours = await Command.RunAsync(Repository.Executable, ["nsenter", .. words]);
        Differences.None(SideBySide.Differences(line, theirs, ours, s_hints, s_path, s_pids));
    }

    [Fact]
    public async Task A_shell_reads_what_it_shall_do()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        var outcome = await Command.RunAsync(Repository.Executable, ["nsenter", $"--net={lab.PathOf("a")}"], "echo $0; ip -br link; yes | head -1; exit 5\n",
            environment: new Dictionary<string, string> { ["SHELL"] = "/bin/bash" });
        Assert.Equal((5, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("-bash\nlo ", outcome.Output, StringComparison.Ordinal);
        // A broken pipe ends a program by its signal, as it would without us.
        Assert.EndsWith("\ny\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_us_ends_the_program_in_the_other_pid_namespace()
    {
        using var container = Command.Start("unshare", ["--pid", "--fork", "--mount-proc", "sh", "-c", "echo ready; sleep 300"]);
        await container.LineAsync("ready");
        string child = (await Command.RunAsync($"pgrep -P {container.ProcessId}")).Output.Trim();
        using var ours = Command.Start(Repository.Executable, ["nsenter", "-t", child, "-p", "sh", "-c", "trap 'echo caught; exit 9' TERM; echo here; while :; do sleep 0.05; done"]);
        await ours.LineAsync("here");
        await ours.SignalAsync("TERM");
        await ours.LineAsync("caught");
        Assert.Equal(9, (await ours.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Somebody_without_privilege_is_told_what_is_missing()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        var outcome = await Command.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", Repository.Executable, "nsenter", $"--net={lab.PathOf("a")}", "true"]);
        string[] lines = outcome.Error.Split('\n');
        Assert.Equal((1, "nsenter: reassociate to namespace 'ns/net' failed: Operation not permitted"), (outcome.ExitCode, lines[0]));
        Assert.Contains("CAP_SYS_ADMIN", lines[1], StringComparison.Ordinal);
    }
}
