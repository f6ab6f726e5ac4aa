using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NGrep;

/// <summary>ngrep on capture files, ours beside Debian's, byte for byte.</summary>
public sealed class NGrepFileTests : IDisposable
{
    private static readonly Normalization[] s_alike = [new("what ours adds", @"^ngrep: hint: .*\n", ""), new("time since the start", @"\+\d{6,}\.\d{6} ", "+START ")];

    private readonly string _directory = Directory.CreateTempSubdirectory("netshoot-ngrep-").FullName;

    public NGrepFileTests() => File.WriteAllBytes(Path.Combine(_directory, "mixed.pcap"), NGrepCapture.Make());

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Both_show_the_same_packets_in_every_layout()
    {
        var differences = new List<string>();
        foreach (string options in new[] { "", "-q", "-x", "-N", "-t", "-TT", "-T", "-qv", "-C", "-Cx", "-i", "-w", "-M", "-e", "-ex", "-A 2", "-n 3", "-S 5", "-c 40", "-c 300", "-P _", "-W byline", "-W none", "-W single", "-eW single", "-CqW byline", "-CqW none" })
        {
            foreach (string expression in new[] { "hello", "l+" })
            {
                // What did not match has nothing to color, where the original colors what matched before.
                if (options.Contains('v') && options.Contains('C')) continue;
                await CompareAsync(differences, [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), expression]);
            }
        }
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("hello", "udp", "port", "53")]
    [InlineData("nosuchthing")]
    [InlineData("host", "10.0.0.1")]
    [InlineData("port", "5353")]
    [InlineData("tcp port 80")]
    [InlineData("hello", "foo bar")]
    [InlineData("-q", "nosuchthing", "udp")]
    [InlineData("-X", "0x68656c")]
    [InlineData("-X", "68656")]
    [InlineData("-Xi", "68")]
    [InlineData("-W", "foo")]
    [InlineData("-xW", "byline")]
    [InlineData("-F", "/nosuch/filter", "hello")]
    [InlineData("-O", "/nosuch/file", "hello")]
    [InlineData("-h")]
    [InlineData("-V")]
    [InlineData("(")]
    [InlineData("a**")]
    [InlineData("[z-a]")]
    [InlineData("-vA", "1", "hello", "udp")]
    [InlineData("-D", "-t", "hello", "udp and len < 70")]
    [InlineData("hello$", "port 80")]
    public async Task Both_say_the_same(params string[] words)
    {
        var differences = new List<string>();
        await CompareAsync(differences, words);
        Assert.Empty(differences);
    }

    [Fact]
    public async Task What_is_shown_is_written_to_a_file_that_tcpdump_reads()
    {
        string theirs = Path.Combine(_directory, "theirs"), ours = Path.Combine(_directory, "ours");
        await RunAsync("/usr/bin/ngrep", ["-q", "-O", theirs, "hello"]);
        await RunAsync(Repository.Executable, ["ngrep", "-q", "-O", ours, "hello"]);
        Assert.Equal(await File.ReadAllBytesAsync(theirs, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(ours, TestContext.Current.CancellationToken));
        var read = await Command.RunAsync($"tcpdump -nn -r {ours}");
        Assert.Equal(0, read.ExitCode);
        Assert.Contains("10.0.0.1.5353 > 10.0.0.2.53", read.Output, StringComparison.Ordinal);
    }

    private async Task CompareAsync(List<string> differences, string[] words)
    {
        var theirs = await RunAsync("/usr/bin/ngrep", words);
        var ours = await RunAsync(Repository.Executable, ["ngrep", .. words]);
        if (SideBySide.Differences($"ngrep {string.Join(' ', words)}", theirs, ours, s_alike) is { } difference) differences.Add(difference);
    }

    private Task<Outcome> RunAsync(string program, string[] words)
    {
        string file = Path.Combine(_directory, "mixed.pcap");
        return Command.RunAsync(program, words is ["ngrep", ..] ? ["ngrep", "-I", file, .. words[1..]] : ["-I", file, .. words]);
    }
}
