using System.Globalization;
using System.Text.RegularExpressions;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>iperf 2.1.8 and ours in all pairings.</summary>
public sealed class Iperf2PairTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    [Theory]
    [InlineData(true, true, "-n 2M")]
    [InlineData(true, false, "-n 2M")]
    [InlineData(false, true, "-n 2M")]
    [InlineData(true, true, "-n 1000003 -P 3")]
    [InlineData(true, false, "-n 1000003 -P 3")]
    [InlineData(false, true, "-n 1000003 -P 3")]
    public async Task Bytes_of_tcp_agree_at_both_ends(bool ourServer, bool ourClient, string options)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "-y C");
        var client = await lab.AskAsync("iperf", ourClient, $"{options} -y C");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        // The header is part of it.
        long each = options.StartsWith("-n 2M", StringComparison.Ordinal) ? 2 << 20 : 1_000_003;
        int flows = options.Contains("-P 3", StringComparison.Ordinal) ? 3 : 1;
        Assert.Equal(Enumerable.Repeat(each, flows), Bytes(client.Output));
        for (int i = 0; i < flows; i++) await server.LineAsync($",{each},");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Bytes_agree_when_the_server_sends(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "");
        var client = await lab.AskAsync("iperf", ourClient, "-R -n 3M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Matches(@"(?m)^\[ \*1\] 0\.0000-[0-9.]+ sec  3\.00 MBytes ", client.Output);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_servers_report_reaches_the_client(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "-u");
        var client = await lab.AskAsync("iperf", ourClient, "-u -n 14700 -b 2M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Matches(@"(?m)^\[  1\] Server Report:\n\[ ID\] Interval       Transfer     Bandwidth        Jitter   Lost/Total Datagrams\n\[  1\] 0\.0000-[0-9.]+ sec  15\.8 KBytes +[0-9.]+ [KMG]bits/sec +[0-9.]+ ms 0/11 \(0%\)$", client.Output);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Ip6_is_spoken_with_both_protocols(bool ourServer, bool ourClient)
    {
        using var stream = await lab.ServeAsync("iperf", ourServer, "-V -y C");
        var client = await lab.AskAsync("iperf", ourClient, "-V -n 1M -y C", "fd05::2");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Equal([1L << 20], Bytes(client.Output));
        await stream.LineAsync($",{1 << 20},");
        using var datagrams = await lab.ServeAsync("iperf", ourServer, "-V -u");
        // The original's server may give the first datagrams of two streams that begin at once to one of them.
        int streams = ourServer ? 2 : 1;
        var second = await lab.AskAsync("iperf", ourClient, $"-V -u -n 14500 -b 2M -P {streams}", "fd05::2");
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(streams, Regex.Count(second.Output, @" 0/11 \(0%\)$", RegexOptions.Multiline));
    }

    [Theory]
    [InlineData("--full-duplex -t 1 -b 1M", "")]
    [InlineData("-u --full-duplex -t 1 -b 1M", "-u")]
    [InlineData("-d -n 200K -L 5399", "")]
    [InlineData("-r -n 200K -L 5399", "")]
    public async Task Both_directions_are_told_by_both(string options, string serverOptions)
    {
        foreach (var (ourServer, ourClient) in new[] { (true, true), (true, false), (false, true) })
        {
            using var server = await lab.ServeAsync("iperf", ourServer, serverOptions);
            var client = await lab.AskAsync("iperf", ourClient, options);
            Assert.Equal((0, ""), (client.ExitCode, client.Error));
            // One line of each direction at least, and both of bytes that moved.
            var totals = Regex.Matches(client.Output, @"(?m)^\[ ?[ *0-9]{2}\d\] 0\.0000-[0-9.]+ sec +([0-9.]+ [KM]Bytes)");
            Assert.True(totals.Count >= 2, client.Output);
        }
    }

    [Fact]
    public async Task The_lines_are_the_originals()
    {
        string[] theirs = await LinesAsync(ours: false), ours = await LinesAsync(ours: true);
        // The original's threads print in any order.
        Assert.Equal(theirs.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private async Task<string[]> LinesAsync(bool ours)
    {
        using var server = await lab.ServeAsync("iperf", ours, "-w 100K");
        var client = await lab.AskAsync("iperf", ours, "-n 1M -i 10 -w 200K -M 1000");
        await server.LineAsync("MBytes");
        return [.. (client.Output + server.Output).Split('\n').Where(static l => !l.StartsWith("WARN: this test may have been CPU bound", StringComparison.Ordinal)).Select(static l => Regex.Replace(l, @"[0-9]+(\.[0-9]+)?", "N")).Select(static l => Regex.Replace(l, @"N +[KMG]?(Bytes|bits)", "A")).Select(static l => Regex.Replace(l, " +", " "))];
    }

    private static IEnumerable<long> Bytes(string csv) => csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split(',')).Where(static f => f[5] != "-1").Select(static f => long.Parse(f[7], CultureInfo.InvariantCulture));
}
