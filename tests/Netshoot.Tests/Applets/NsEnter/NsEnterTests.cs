using Netshoot.Host.Entering;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.NsEnter;

public sealed class NsEnterTests
{
    [Theory]
    [InlineData("nsenter -n", "neither filename nor target pid supplied for ns/net")]
    [InlineData("nsenter -t 0 -n true", "neither filename nor target pid supplied for ns/net")]
    [InlineData("nsenter -r true", "neither filename nor target pid supplied for root")]
    [InlineData("nsenter -w true", "neither filename nor target pid supplied for cwd")]
    [InlineData("nsenter -a true", "no target PID specified for --all")]
    [InlineData("nsenter -t foo -n true", "failed to parse pid: 'foo'")]
    [InlineData("nsenter -S foo true", "failed to parse uid: 'foo'")]
    [InlineData("nsenter -G foo true", "failed to parse gid: 'foo'")]
    [InlineData("nsenter -w/tmp -W/tmp pwd", "mutually exclusive arguments: --wdns --wd")]
    [InlineData("nsenter -t", "option requires an argument -- 't'")]
    [InlineData("nsenter -Q", "invalid option -- 'Q'")]
    [InlineData("nsenter --bogus", "unrecognized option '--bogus'")]
    public async Task What_is_wrong_is_said_in_the_originals_words(string line, string message)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal((1, $"nsenter: {message}"), (run.ExitCode, run.Error.Split('\n')[0]));
        Assert.Null(bench.Machine.Entered);
    }

    [Fact]
    public async Task Files_of_the_target_stand_for_its_namespaces()
    {
        var request = await EnterAsync("nsenter -t 42 -n -m/run/m --pid ls -n");
        Assert.Equal([new(NamespaceName.Net, "/proc/42/ns/net"), new(NamespaceName.Pid, "/proc/42/ns/pid"), new EntryNamespace(NamespaceName.Mnt, "/run/m")], request.Namespaces);
        Assert.Equal("ls", request.Program);
        Assert.Equal(["ls", "-n"], request.Arguments);
    }

    [Fact]
    public async Task All_are_entered_in_the_order_that_keeps_the_privilege_for_the_others()
    {
        var request = await EnterAsync("nsenter -a -t 42 --net=/run/netns/x");
        Assert.Equal([NamespaceName.Cgroup, NamespaceName.Ipc, NamespaceName.Uts, NamespaceName.Net, NamespaceName.Pid, NamespaceName.Mnt, NamespaceName.Time, NamespaceName.User], request.Namespaces.Select(static n => n.Name));
        Assert.Equal("/run/netns/x", request.Namespaces[3].Path);
        Assert.True(request.Namespaces[7].OnlyIfOther);
    }

    [Fact]
    public async Task Without_a_program_there_is_a_login_shell()
    {
        using var bench = new ToolBench();
        bench.Environment["SHELL"] = "/bin/zsh";
        await bench.RunAsync("nsenter --net=/run/netns/x");
        Assert.Equal(("/bin/zsh", "-zsh"), (bench.Machine.Entered!.Program, bench.Machine.Entered.Arguments[0]));
        Assert.Equal("/bin/sh", (await EnterAsync("nsenter --net=/run/netns/x")).Program);
    }

    [Fact]
    public async Task The_targets_context_is_taken_over_where_there_are_contexts()
    {
        Assert.Null((await EnterAsync("nsenter -Z -t 42 true")).ContextFile);
        using var bench = new ToolBench();
        bench.Machine.LabelsProcesses = true;
        await bench.RunAsync("nsenter -Z -t 42 true");
        Assert.Equal("/proc/42/attr/current", bench.Machine.Entered!.ContextFile);
        Assert.StartsWith("nsenter: no target PID specified for --follow-context\n", (await bench.RunAsync("nsenter -Z true")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directories_and_ids_are_passed_on()
    {
        var request = await EnterAsync("nsenter -t 42 -r -w -S 65534 -G 1 --preserve-credentials -F id");
        Assert.Equal(("/proc/42/root", "/proc/42/cwd", 65534u, 1u), (request.Root, request.WorkingDirectory, request.User, request.Group));
        Assert.True(request is { PreservesCredentials: true, DoesNotFork: true });
        Assert.Equal(("/r", null, "/w"), await EnterAsync("nsenter --root=/r --wdns=/w id") is var other ? (other.Root, other.WorkingDirectory, other.WorkingDirectoryInside) : default);
    }

    [Theory]
    [InlineData(Errno.ENOENT, 127)]
    [InlineData(Errno.EACCES, 126)]
    public async Task A_program_that_cannot_be_run_has_its_own_exit_codes(Errno errno, int code)
    {
        using var bench = new ToolBench();
        bench.Machine.EntryFailure = new ProgramMissingException("x", "reason", errno);
        var run = await bench.RunAsync("nsenter -t 42 -m x");
        Assert.Equal((code, "nsenter: failed to execute x: reason"), (run.ExitCode, run.Error.Split('\n')[0]));
        Assert.Contains("hint: ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<EntryRequest> EnterAsync(string line)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return bench.Machine.Entered!;
    }
}
