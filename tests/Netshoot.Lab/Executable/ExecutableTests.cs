using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Executable;

/// <summary>The published executable as a file and as a multi-call program.</summary>
public sealed class ExecutableTests
{
    private static Task<Outcome> NetshootAsync(params string[] words) => Command.RunAsync(Repository.Executable, words);

    [Fact]
    public void It_needs_no_loader_and_no_library()
    {
        byte[] elf = File.ReadAllBytes(Repository.Executable);
        Assert.True(elf is [0x7f, (byte)'E', (byte)'L', (byte)'F', ..]);
        // Program headers (elf(5)): none may be PT_INTERP (3), which names a loader.
        long offset = BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(0x20));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x36)), count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x38));
        Assert.True(count > 0);
        for (int i = 0; i < count; i++) Assert.NotEqual(3, BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan((int)offset + i * size)));
    }

    [Fact]
    public void It_keeps_its_budget() => Assert.InRange(new FileInfo(Repository.Executable).Length, 1, 30 * 1024 * 1024);

    [Fact]
    public async Task Every_tool_has_a_help_that_begins_with_its_usage()
    {
        string[] tools = (await NetshootAsync("--list")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("ping", tools);
        foreach (string tool in tools)
        {
            var help = await NetshootAsync("help", tool);
            Assert.Equal(0, help.ExitCode);
            Assert.Matches($"^Usage: (netshoot|{tool}|netshoot {tool})( |\n)", help.Output);
        }
    }

    [Fact]
    public async Task It_is_the_tool_that_it_is_called_by()
    {
        string directory = Directory.CreateTempSubdirectory("nst").FullName;
        try
        {
            var made = await NetshootAsync("install", directory);
            Assert.Equal(0, made.ExitCode);
            var again = await NetshootAsync("install", directory);
            Assert.Equal((made.ExitCode, made.Output), (again.ExitCode, again.Output));
            var ping = await Command.RunAsync(Path.Combine(directory, "ping"), ["-c", "1", "127.0.0.1"]);
            Assert.Equal(0, ping.ExitCode);
            Assert.StartsWith("PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n", ping.Output, StringComparison.Ordinal);

            File.Delete(Path.Combine(directory, "nc"));
            await File.WriteAllTextAsync(Path.Combine(directory, "nc"), "somebody's own");
            var refused = await NetshootAsync("install", directory);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("nc: is there already and is not a link", refused.Error, StringComparison.Ordinal);
            Assert.Equal("somebody's own", await File.ReadAllTextAsync(Path.Combine(directory, "nc")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task An_unknown_tool_and_an_unknown_option_are_told_with_the_nearest()
    {
        Assert.Equal((127, "netshoot: pnig: no such tool\nnetshoot: hint: did you mean ping?\n"), await ErrorAsync("pnig"));
        var option = await NetshootAsync("targets", "--wacth");
        Assert.Equal((2, "netshoot targets: unrecognized option '--wacth'\nnetshoot targets: hint: did you mean --watch?\n"), (option.ExitCode, option.Error));
        Assert.Equal(2, (await NetshootAsync("--nope")).ExitCode);

        static async Task<(int, string)> ErrorAsync(string word)
        {
            var outcome = await NetshootAsync(word);
            return (outcome.ExitCode, outcome.Error);
        }
    }

    [Theory]
    [InlineData("netshoot pin", "ping")]
    [InlineData("netshoot --net ho", "host")]
    [InlineData("netshoot targets --wa", "--watch")]
    [InlineData("netshoot --net host targets --js", "--json")]
    [InlineData("ping -", "-c")]
    public async Task Completion_knows_tools_options_and_targets(string typed, string candidate)
        => Assert.Contains(candidate, (await NetshootAsync(["completion", "words", .. typed.Split(' ')])).Output.Split('\n'));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task There_is_a_script_for_each_shell(string shell)
    {
        var script = await NetshootAsync("completion", shell);
        Assert.Contains("completion words", script.Output, StringComparison.Ordinal);
        if (shell == "bash") Assert.Equal(0, (await Command.RunAsync("bash", ["-n"], script.Output)).ExitCode);
    }

    [Fact]
    public async Task A_closed_pipe_ends_it_as_it_ends_any_program()
    {
        var outcome = await Command.RunAsync("bash", ["-c", $"'{Repository.Executable}' ping -c 50 -i 0.01 127.0.0.1 | head -1; echo ${{PIPESTATUS[0]}}"]);
        Assert.EndsWith("141\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public async Task The_version_is_one_line() => Assert.Matches(new Regex(@"^netshoot \d+\.\d+\.\d+\n$"), (await NetshootAsync("--version")).Output);
}
