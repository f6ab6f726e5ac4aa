using System.Net.Sockets;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Targets;

/// <summary>Targets that are not there, are not what they seem, or may not be entered: each has its own words.</summary>
public sealed class BadTargetTests
{
    private static Task<Outcome> EnterAsync(string target, params (string Name, string Value)[] environment)
        => Command.RunAsync(Repository.Executable, ["--net", target, "ip", "link"], environment: environment.ToDictionary(static e => e.Name, static e => e.Value));

    [Theory]
    [InlineData("pid:4194305", "netshoot: pid:4194305: no such process")]
    [InlineData("pid:0", "netshoot: pid:0: not a process number")]
    [InlineData("path:/etc/hostname", "netshoot: path:/etc/hostname: /etc/hostname is not a network namespace")]
    [InlineData("path:/proc/self/ns/uts", "netshoot: path:/proc/self/ns/uts: /proc/self/ns/uts is not a network namespace")]
    [InlineData("path:/nope", "netshoot: path:/nope: No such file or directory")]
    [InlineData("path:/tmp", "netshoot: path:/tmp: /tmp is not a network namespace")]
    [InlineData("netns:../../etc/passwd", "netshoot: netns:../../etc/passwd: no such file below /run/netns or /run/docker/netns")]
    [InlineData("planet:mars", "netshoot: planet:mars: no such kind of target")]
    [InlineData("container:", "netshoot: container:: nothing behind the colon")]
    public async Task What_cannot_be_entered_is_named_with_its_reason(string target, string line)
    {
        var outcome = await EnterAsync(target);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(line, outcome.Error.Split('\n')[0]);
        Assert.Equal("", outcome.Output);
    }

    [Fact]
    public async Task An_unknown_tool_is_said_before_anything_is_entered()
    {
        var outcome = await Command.RunAsync(Repository.Executable, ["--net", "pid:4194305", "pnig"]);
        Assert.Equal((127, "netshoot: pnig: no such tool\nnetshoot: hint: did you mean ping?\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_named()
    {
        var outcome = await EnterAsync("container:web", ("DOCKER_HOST", "unix:///nope/docker.sock"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("netshoot: unix:///nope/docker.sock: the container engine cannot be reached: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_hangs_is_given_up_with_a_message()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hang-{Guid.NewGuid():N}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        try
        {
            var outcome = await EnterAsync("container:web", ("DOCKER_HOST", $"unix://{path}"));
            Assert.Equal(1, outcome.ExitCode);
            Assert.StartsWith($"netshoot: unix://{path}: the container engine did not answer within 5 s\n", outcome.Error, StringComparison.Ordinal);
            // A bare word may still be something that needs no engine.
            var bare = await EnterAsync(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), ("DOCKER_HOST", $"unix://{path}"));
            Assert.Equal(0, bare.ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Without_privilege_the_missing_capability_and_its_flag_are_named()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string executable = Path.Combine(Path.GetTempPath(), $"netshoot-{Guid.NewGuid():N}");
        File.Copy(Repository.Executable, executable);
        try
        {
            var outcome = await Command.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", executable, "--net", $"netns:{lab.Name("a")}", "ip", "link"]);
            Assert.Equal(1, outcome.ExitCode);
            Assert.StartsWith($"netshoot: {lab.Name("a")}: Operation not permitted\n", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("CAP_SYS_ADMIN", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("docker run --cap-add SYS_ADMIN", outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(executable);
        }
    }

    [Fact]
    public async Task A_named_namespace_has_a_hosts_file_of_its_own()
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        string directory = $"/etc/netns/{lab.Name("a")}";
        bool made = !Directory.Exists("/etc/netns");
        Directory.CreateDirectory(directory);
        try
        {
            await File.WriteAllTextAsync($"{directory}/hosts", "127.9.9.9 somewhere\n");
            var outcome = await Command.RunAsync(Repository.Executable, ["--net", $"netns:{lab.Name("a")}", "ping", "-c", "1", "somewhere"]);
            Assert.StartsWith("PING somewhere (127.9.9.9) ", outcome.Output, StringComparison.Ordinal);
            Assert.Equal(0, outcome.ExitCode);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
            if (made && Directory.GetFileSystemEntries("/etc/netns").Length == 0) Directory.Delete("/etc/netns");
        }
    }
}
