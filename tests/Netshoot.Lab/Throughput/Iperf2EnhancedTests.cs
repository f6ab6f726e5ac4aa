using System.Text.RegularExpressions;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>What iperf 2.1.8 tells with -e, and its tests of times instead of amounts: both tools print the same words, and understand each other.</summary>
public sealed class Iperf2EnhancedTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("-e", "-e -n 1M")]
    [InlineData("-e", "-e -n 200K -P 2")]
    [InlineData("-e", "-e -R -n 200K")]
    [InlineData("-e -w 100K -S 32 -l 8K", "-e -n 300K -w 200K -S 0x10 -N -M 1000 -l 8K -Z reno -m")]
    [InlineData("-u -e", "-u -e -n 14700 -b 2M")]
    [InlineData("-u -e", "-u -n 14700 -b 2M")]
    [InlineData("-e", "-e --trip-times -n 300K")]
    [InlineData("", "--trip-times -n 300K")]
    [InlineData("-e", "-e --trip-times -R -n 300K")]
    [InlineData("--histograms", "--trip-times -n 300K")]
    [InlineData("-u --histograms=1m,100,10,90", "-u --trip-times -n 14700 -b 2M")]
    [InlineData("-e", "--bounceback -t 0.3")]
    [InlineData("", "--bounceback=3 --bounceback-hold 5 --trip-times -t 0.3 -l 200")]
    [InlineData("-e", "--bounceback=2 --bounceback-no-quickack --bounceback-period 0.2 -t 0.3")]
    [InlineData("-u -e", "-u --isochronous=60:2m,100k -t 0.3 --trip-times")]
    [InlineData("-u", "-u --isochronous=10:5p -t 0.3")]
    [InlineData("-e", "--isochronous=60:2m,0 -t 0.3")]
    [InlineData("", "--near-congestion -n 300K")]
    [InlineData("", "--near-congestion=0.8 -n 300K")]
    [InlineData("", "-C -n 300K")]
    [InlineData("-e", "-z -e -n 300K")]
    [InlineData("-u", "-u --no-udp-fin -n 14700 -b 2M")]
    [InlineData("", "--fq-rate 100m -n 300K")]
    [InlineData("", "-n 300K -f m")]
    [InlineData("", "-n 10K -f b")]
    [InlineData("", "-n 10K -f B")]
    [InlineData("", "--connect-retries 2 -n 300K")]
    [InlineData("--tcp-rx-window-clamp 20K", "-n 300K")]
    [InlineData("-e --tcp-rx-window-clamp 20K --tcp-quickack", "-n 300K --tcp-quickack -e")]
    [InlineData("-e --tos-override 0x20", "-n 300K -R")]
    [InlineData("", "--txdelay-time 0.3 -n 300K")]
    [InlineData("", "--tcp-write-prefetch 16K -n 300K")]
    [InlineData("", "--local-only -n 300K --no-connect-sync")]
    [InlineData("--sum-dstip", "-n 300K -P 2")]
    [InlineData("--permit-key=abcde", "-n 300K --permit-key=abcde -P 2")]
    [InlineData("--permit-key=abcde -e", "-n 300K --permit-key=abcde -e")]
    [InlineData("--permit-key=abcde", "-n 300K --permit-key=abcde -R")]
    [InlineData("-b 40m", "-n 300K")]
    public async Task Both_print_the_same_words(string serverOptions, string clientOptions)
    {
        using var theirServer = await lab.ServeAsync("iperf", ours: false, serverOptions);
        int theirPort = lab.Port;
        using var ourServer = await lab.ServeAsync("iperf", ours: true, serverOptions);
        var theirs = lab.AskAsync("iperf", ours: false, clientOptions, port: theirPort);
        var ours = await lab.AskAsync("iperf", ours: true, clientOptions);
        Assert.Equal((0, ""), (ours.ExitCode, ours.Error));
        Assert.Equal(Words((await theirs).Output), Words(ours.Output));
        for (var until = DateTime.UtcNow + s_patience; DateTime.UtcNow < until && Words(theirServer.Output) != Words(ourServer.Output);) await Task.Delay(s_pause);
        Assert.Equal(Words(theirServer.Output), Words(ourServer.Output));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Blocks_bear_their_time_and_all_of_them_arrive(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "--histograms");
        var client = await lab.AskAsync("iperf", ourClient, "-n 1M -l 64K --trip-times");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        // Sixteen blocks, and the header before them.
        Assert.Matches(@"0\.0000-[0-9.]+ sec  1\.00 MBytes .* ms \(16/65541\) ", await server.LineAsync("(16/"));
        Assert.Matches(@"F8\(f\)-PDF: bin\(w=100us\):cnt\(16\)=", await server.LineAsync("F8(f)"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Datagrams_are_timed_and_both_ends_tell_the_same(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "-u -e");
        var client = await lab.AskAsync("iperf", ourClient, "-u -e -n 14700 -b 2M --trip-times");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        var here = Latency().Match(client.Output);
        Assert.True(here.Success, client.Output);
        string line = await server.LineAsync("0/11 (0%)");
        // Both tell of the same latencies; the last datagram is the server's alone.
        Assert.Equal(here.Groups["least"].Value, Latency().Match(line).Groups["least"].Value);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Messages_come_back(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "");
        var client = await lab.AskAsync("iperf", ourClient, "--bounceback=5 --bounceback-hold 2 --bounceback-period 0.1 --trip-times -l 120 -t 0.3");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Contains("(bb w/quickack len/hold=120/2000) (trip-times)", client.Output, StringComparison.Ordinal);
        var match = Regex.Match(client.Output, @"(?m)^\[  1\] 0\.0000-[0-9.]+ sec .* (?<count>[0-9]+)=(?<mean>[0-9.]+)/(?<least>[0-9.]+)/");
        Assert.True(match.Success, client.Output);
        // Each was kept two milliseconds at the other end.
        Assert.True(double.Parse(match.Groups["least"].Value, System.Globalization.CultureInfo.InvariantCulture) >= 2, client.Output);
        Assert.Contains($"OWD Delays (ms) Cnt={match.Groups["count"].Value} To=", client.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task No_frame_is_lost(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "-u");
        var client = await lab.AskAsync("iperf", ourClient, "-u --isochronous=20:400k,40k --trip-times -t 0.3");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        string line = await server.LineAsync(" (0%) ");
        Assert.Matches(@" pps +[0-9]+/0  [0-9.-]+/[0-9.-]+/[0-9.-]+/[0-9.-]+ ms ", line);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_two_clocks_are_compared(bool ourServer)
    {
        // The original leaves the line out now and then.
        using var server = await lab.ServeAsync("iperf", ourServer, "-e");
        var client = await lab.AskAsync("iperf", ours: true, "-X -e --trip-times -n 300K");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Matches(@"(?m)^\[  1\] Clock sync check \(ms\): RTT/Half=\([0-9.]+/[0-9.]+\) OWD-send/ack/asym=\([0-9.-]+/[0-9.-]+/[0-9.]+\)$", client.Output);
        await server.LineAsync("(trip-times)");
        await server.LineAsync("KBytes");
    }

    [Fact]
    public async Task Input_is_sent_as_it_comes()
    {
        using var server = await lab.ServeAsync("iperf", ours: false, "-y C");
        var client = await lab.Network.RunAsync("client", Netshoot.Testing.Repository.Executable, ["iperf", "-c", "10.0.5.2", "-p", $"{lab.Port}", "-I"], input: new string('x', 1000));
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        // The header and a thousand bytes.
        await server.LineAsync(",1060,");
    }

    private static Regex Latency() => new(@"0/1[01] \(0%\) [0-9.]+/(?<least>[0-9.]+)/[0-9.]+/[0-9.]+ ms");

    /// <summary>The lines without what differs from run to run, each once and in any order: the original's threads print as they come.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Who_has_not_the_key_is_not_served(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf", ourServer, "--permit-key=open-sesame");
        // What a client says whose connection is cut depends on what it was about.
        foreach (string key in new[] { "", "--permit-key=open-barley", "--permit-key=open-sesame2" }) Assert.Equal(0, (await lab.AskAsync("iperf", ourClient, $"-n 1M {key}")).ExitCode);
        var admitted = await lab.AskAsync("iperf", ourClient, "-n 1500K --permit-key=open-sesame");
        Assert.Equal((0, ""), (admitted.ExitCode, admitted.Error));
        Assert.Contains("[open-sesame(1)] 0.0000-", admitted.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\[open-sesame\(\d\)\] 0\.0000-[0-9.]+ sec  1\.46 MBytes ", await server.LineAsync("1.46 MBytes"));
        Assert.Equal(3, Regex.Count(server.Output, @"(?m)^\[drop\] local 10\.0\.5\.2 port \d+ connection with 10\.0\.5\.1 port \d+ \(icwnd/mss/irtt=\d+/\d+/\d+\) \(permit key fail\)$"));
    }

    [Theory]
    [InlineData("--connect-only=3")]
    [InlineData("--connect-only=2 -P 2 -e")]
    public async Task Connections_only_are_told_alike(string options)
    {
        using var server = await lab.ServeAsync("iperf", ours: true, "");
        var ours = await lab.AskAsync("iperf", ours: true, options);
        var theirs = await lab.AskAsync("iperf", ours: false, options);
        Assert.Equal((0, ""), (ours.ExitCode, ours.Error));
        Assert.Equal(Words(theirs.Output), Words(ours.Output));
        Assert.Equal(Regex.Count(theirs.Output, "connected with"), Regex.Count(ours.Output, "connected with"));
    }

    [Fact]
    public async Task Bursts_have_their_size_and_their_time()
    {
        using var server = await lab.ServeAsync("iperf", ours: false, "-y C");
        var client = await lab.AskAsync("iperf", ours: true, "--burst-size 200K --burst-period 0.2 -n 1000K -e");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Contains("\nBursting:  200 KByte every 0.20 second(s)\n", client.Output, StringComparison.Ordinal);
        // Five of them, the first at once, each of a whole block and a shorter one.
        var told = Regex.Match(client.Output, @"(?m)^\[  1\] 0\.0000-(?<seconds>[0-9.]+) sec  1000 KBytes .*?/sec  10/0 ");
        Assert.True(told.Success, client.Output);
        Assert.True(double.Parse(told.Groups["seconds"].Value, System.Globalization.CultureInfo.InvariantCulture) >= 0.8, client.Output);
        await server.LineAsync(",1024000,");
    }

    [Fact]
    public async Task Streams_go_to_ports_and_come_from_ports_in_steps()
    {
        int port = lab.NextPort(), next = lab.NextPort();
        using var first = lab.Network.Start("server", Netshoot.Testing.Repository.Executable, "iperf", "-s", "-p", $"{port}");
        using var second = lab.Network.Start("server", Netshoot.Testing.Repository.Executable, "iperf", "-s", "-p", $"{next}");
        await first.LineAsync("Server listening");
        await second.LineAsync("Server listening");
        var client = await lab.AskAsync("iperf", ours: true, $"-n 100K -P 2 -p {port}-{next} -B 10.0.5.1:6500 --incr-srcport --connect-retries 20");
        Assert.Equal(0, client.ExitCode);
        Assert.Contains($"[  1] local 10.0.5.1 port 6500 connected with 10.0.5.2 port {port} ", client.Output, StringComparison.Ordinal);
        Assert.Contains($"[  2] local 10.0.5.1 port 6501 connected with 10.0.5.2 port {next} ", client.Output, StringComparison.Ordinal);
        await first.LineAsync("port 6500");
        await second.LineAsync("port 6501");
    }

    private static string Words(string text) => string.Join('\n', text.Split('\n')
        // These are about the machine's mood.
        .Where(static line => !line.StartsWith("WARN: this test may have been CPU bound", StringComparison.Ordinal) && !line.Contains("received out-of-order", StringComparison.Ordinal))
        .Select(static line => Regex.Replace(line, @"=\d+:\d+(,\d+:\d+)*", "=BINS"))
        .Select(static line => Regex.Replace(line, @"NAN|-?nan\b|(?<![0-9.])-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?", "N"))
        .Select(static line => Regex.Replace(line, @"N +[KMG]?(Byte|bit)s?\b", "A"))
        .Select(static line => Regex.Replace(line, " +", " "))
        .Distinct().Order(StringComparer.Ordinal));
}
