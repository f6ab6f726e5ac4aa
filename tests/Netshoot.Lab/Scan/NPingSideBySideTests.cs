using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Scan;

/// <summary>Ours beside nping.</summary>
public sealed class NPingSideBySideTests(ScannedLab lab, ITestOutputHelper output) : IClassFixture<ScannedLab>
{
    private static readonly Normalization[] s_alike =
    [
        new("version", @"^Starting Nping .*$", "Starting Nping"),
        new("version", @"^Nping version .*$", "Nping version"),
        new("times", @"\([0-9.]+s\)", "(T)"),
        new("round trips", @"[0-9.]+ms", "Tms"),
        new("elapsed time", "in [0-9.]+ seconds", "in T seconds"),
        new("numbers", "(id|seq|ack|csum)=[0-9a-fA-Fx]+", "$1=N"),
        new("source ports", @":[0-9]{4,5}\b", ":P"),
        new("rates", @"^(Tx|Rx) time: .*$", "$1 time"),
        new("bytes", @"^00[0-9]0   .*\n", ""),
        new("what the original says now and then when it stops to listen", @"^nping_event_handler\(\): READ-PCAP killed: .*\n", ""),
    ];

    [Theory]
    [InlineData("--tcp -p 80 -c 1 10.9.0.2")]
    [InlineData("--tcp -p 80 -c 1 -v2 10.9.0.2")]
    [InlineData("--tcp -p 80 -c 1 --rate 10 10.9.0.2 10.9.0.77")]
    [InlineData("--tcp -p 80 -c 1 --ip-options R 10.9.0.2")]
    [InlineData("--udp -p 13 -c 1 10.9.0.2")]
    [InlineData("--icmp -c 1 -v 10.9.0.2")]
    [InlineData("--icmp --icmp-type ra --icmp-advert-entry 1.2.3.4,5 -c 1 10.9.0.2")]
    [InlineData("--icmp --icmp-type 55 -c 1 10.9.0.2")]
    [InlineData("--arp -c 1 10.9.0.2")]
    [InlineData("--tcp-connect -p 80,13 -c 1 --rate 10 10.9.0.2")]
    [InlineData("--udp -p 13 -c 1 --unprivileged 10.9.0.2")]
    [InlineData("--quiet --icmp -c 1 10.9.0.2")]
    [InlineData("-H --icmp -c 1 10.9.0.2")]
    [InlineData("-V")]
    [InlineData("--tcp --flags dumb 10.9.0.2")]
    [InlineData("--tcp --seq -1 10.9.0.2")]
    [InlineData("--tcp --win 70000 10.9.0.2")]
    [InlineData("--tcp -p 99999 10.9.0.2")]
    [InlineData("--tcp --ttl 300 10.9.0.2")]
    [InlineData("--icmp --icmp-type x 10.9.0.2")]
    [InlineData("--rate 0 10.9.0.2")]
    [InlineData("--delay -10 10.9.0.2")]
    [InlineData("-e bogus 10.9.0.2")]
    [InlineData("--data 0xFG 10.9.0.2")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("nping", "nping", line, s_alike));

    /// <summary>The cases of ../shared/peers/nping: which command lines are taken, and the frames that leave.</summary>
    [Fact]
    public async Task Sends_the_frames_that_the_original_does()
    {
        string? runner = Repository.Shared is { } shared ? Path.Combine(shared, "peers/nping/run.py") : null;
        if (runner is null || !File.Exists(runner))
        {
            const string Missing = "NOT RUN: ../shared/peers/nping/run.py is not there; 239 command lines were not checked";
            Assert.True(Environment.GetEnvironmentVariable("CI") is not { Length: > 0 }, Missing);
            output.WriteLine(Missing);
            TestContext.Current.AddWarning(Missing);
            return;
        }
        // An ordinary user must be able to run it too, wherever the repository is.
        var folder = Directory.CreateTempSubdirectory("nping");
        try
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
            string executable = Path.Combine(folder.FullName, "netshoot");
            File.Copy(Repository.Executable, executable);
            var outcome = await Command.RunAsync("python3", [runner, $"{executable} nping", "--jobs", "12", "--show", "20"], patience: TimeSpan.FromMinutes(4));
            Assert.True(outcome.ExitCode == 0 && outcome.Output.Contains("ok 239 / 239", StringComparison.Ordinal), outcome.Output + outcome.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
