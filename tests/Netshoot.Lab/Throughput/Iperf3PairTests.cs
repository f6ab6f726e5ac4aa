using System.Text.Json;
using System.Text.RegularExpressions;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>iperf3 3.12 and ours in all pairings: both ends must tell the same bytes, and both tools the same words.</summary>
public sealed class Iperf3PairTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    public static TheoryData<bool, bool, string, string> Pairings()
    {
        var data = new TheoryData<bool, bool, string, string>();
        foreach (var (server, client) in new[] { (true, true), (true, false), (false, true) })
        {
            foreach (string options in new[] { "-n 2M", "-n 2M -R", "-k 20 -P 3", "-n 1M -N -M 1000 -w 100K -C reno -S 32", "-n 400K -b 20M -i 0.1" }) data.Add(server, client, "10.0.5.2", options);
            foreach (string options in new[] { "-n 1M", "-n 1M -R -P 2" }) data.Add(server, client, "fd05::2", options);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public async Task Bytes_of_tcp_agree_at_both_ends(bool ourServer, bool ourClient, string host, string options)
    {
        using var server = await lab.ServeAsync("iperf3", ourServer, "-1 -J");
        var client = await lab.AskAsync("iperf3", ourClient, $"{options} -J", host);
        var served = await server.EndAsync();
        Assert.Equal((0, 0), (client.ExitCode, served.ExitCode));
        var (here, there) = (End(client.Output), End(served.Output));
        long sent = Bytes(here, "sum_sent"), received = Bytes(here, "sum_received");
        long asked = options.Contains("-k", StringComparison.Ordinal) ? 20 * 131072 : Asked(options);
        Assert.InRange(sent, asked, asked + 4 * 131072);
        bool reverse = options.Contains("-R", StringComparison.Ordinal);
        Assert.Equal(reverse ? sent : received, Bytes(there, reverse ? "sum_sent" : "sum_received"));
        // The originals stop reading when they hear of the end; ours takes what has come.
        if (ourServer && ourClient) Assert.Equal(sent, received);
        Assert.InRange(received, 1, sent);
    }

    [Theory]
    [InlineData(true, true, "-u -k 50 -l 200 -b 1M")]
    [InlineData(true, false, "-u -k 50 -l 200 -b 1M")]
    [InlineData(false, true, "-u -k 50 -l 200 -b 1M")]
    [InlineData(true, true, "-u -k 50 -l 200 -b 1M -R --udp-counters-64bit")]
    [InlineData(true, false, "-u -k 50 -l 200 -b 1M -R")]
    [InlineData(false, true, "-u -k 50 -l 200 -b 1M -R")]
    [InlineData(true, true, "-u -k 200 -l 64 -b 0 --repeating-payload")]
    public async Task Datagrams_agree_at_both_ends(bool ourServer, bool ourClient, string options)
    {
        using var server = await lab.ServeAsync("iperf3", ourServer, "-1 -J");
        var client = await lab.AskAsync("iperf3", ourClient, $"{options} -J");
        var served = await server.EndAsync();
        Assert.Equal((0, 0), (client.ExitCode, served.ExitCode));
        var sum = End(client.Output).GetProperty("sum");
        long asked = options.Contains("200 -l 64", StringComparison.Ordinal) ? 200 : 50;
        // The original's server sends on until it hears that it is enough.
        Assert.InRange(sum.GetProperty("packets").GetInt64(), asked, asked + (ourServer ? 0 : 25));
        Assert.Equal(0, sum.GetProperty("lost_packets").GetInt64());
        Assert.Equal(Bytes(End(client.Output), "sum_sent"), Math.Max(Bytes(End(served.Output), "sum_received"), Bytes(End(served.Output), "sum_sent")));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Datagrams_agree_over_ip6_side_by_side_and_both_ways(bool ourServer, bool ourClient)
    {
        foreach (string options in new[] { "-u -k 50 -l 200 -b 1M -P 2", "-u -t 1 -l 200 -b 200K --bidir" })
        {
            using var server = await lab.ServeAsync("iperf3", ourServer, "-1 -J");
            var client = await lab.AskAsync("iperf3", ourClient, $"{options} -J", "fd05::2");
            var served = await server.EndAsync();
            Assert.Equal((0, 0), (client.ExitCode, served.ExitCode));
            var (here, there) = (End(client.Output), End(served.Output));
            Assert.Equal(0, here.GetProperty("sum").GetProperty("lost_packets").GetInt64());
            // The last datagrams may still be under way when the time is up.
            long sent = Bytes(here, "sum_sent"), received = Bytes(there, "sum_received");
            Assert.InRange(received, sent * 0.98, sent);
        }
    }

    [Theory]
    [InlineData("-n 2M")]
    [InlineData("-n 2M -R")]
    [InlineData("-k 8 -P 2 -V")]
    [InlineData("-n 1M --bidir")]
    [InlineData("-u -k 20 -l 100")]
    [InlineData("-u -k 20 -l 100 -R")]
    [InlineData("-n 1M -T title --get-server-output")]
    [InlineData("-n 1M -f K")]
    public async Task Both_print_the_same_words(string options)
    {
        var theirs = await RunAsync(ours: false, options);
        var ours = await RunAsync(ours: true, options);
        Assert.Equal(Words(theirs.Client), Words(ours.Client));
        Assert.Equal(Words(theirs.Server), Words(ours.Server));
    }

    [Theory]
    [InlineData("-n 2M")]
    [InlineData("-n 2M -R")]
    [InlineData("-n 1M --bidir -P 2 -T t --extra-data e")]
    [InlineData("-u -k 20 -l 100")]
    [InlineData("-u -k 20 -l 100 -R")]
    [InlineData("-n 1M --get-server-output")]
    public async Task Both_have_the_same_members_in_their_json(string options)
    {
        var theirs = await RunAsync(ours: false, $"{options} -J", "-J");
        var ours = await RunAsync(ours: true, $"{options} -J", "-J");
        Assert.Equal(Shape(theirs.Client), Shape(ours.Client));
        Assert.Equal(Shape(theirs.Server), Shape(ours.Server));
        // Byte for byte the same layout, but for the values.
        Assert.Equal(Layout(theirs.Client), Layout(ours.Client));
    }

    [Fact]
    public async Task Pieces_of_json_come_as_they_happen()
    {
        using var server = await lab.ServeAsync("iperf3", ours: true, "-1");
        var client = await lab.AskAsync("iperf3", ours: true, "-n 1M --json-stream");
        await server.EndAsync();
        string[] lines = client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["start", "interval", "end"], lines.Select(static l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()));
    }

    private async Task<(string Client, string Server)> RunAsync(bool ours, string options, string serverOptions = "")
    {
        using var server = await lab.ServeAsync("iperf3", ours, $"-1 {serverOptions}{(options.Contains("-V", StringComparison.Ordinal) ? "-V" : "")}");
        var client = await lab.AskAsync("iperf3", ours, options);
        var served = await server.EndAsync();
        Assert.Equal((0, 0), (client.ExitCode, served.ExitCode));
        return (client.Output, served.Output);
    }

    private static JsonElement End(string output) => JsonDocument.Parse(output).RootElement.GetProperty("end");

    private static long Bytes(JsonElement end, string sum) => end.GetProperty(sum).GetProperty("bytes").GetInt64();

    private static long Asked(string options)
    {
        var match = Regex.Match(options, @"-n (\d+)([KM])");
        return long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * (match.Groups[2].Value == "M" ? 1 << 20 : 1 << 10);
    }

    /// <summary>The lines without what differs from run to run, each once: how many intervals there are depends on the machine's mood.</summary>
    private static string Words(string text) => string.Join('\n', text.Split('\n').Select(static line => Regex.Replace(line, @"\b[a-z2-7]{36}\b|[0-9]+(\.[0-9]+)?( [KMGT]?(Bytes|bits)\b)?|, [0-9]{2} [A-Z][a-z]{2}|(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "N")).Select(static line => Regex.Replace(line, @"\s+", " ")).Distinct());

    private static string Shape(string json) => string.Join('\n', Members(JsonDocument.Parse(json[json.IndexOf('{', StringComparison.Ordinal)..]).RootElement, "").Distinct());

    private static IEnumerable<string> Members(JsonElement of, string path) => of.ValueKind switch
    {
        JsonValueKind.Object => of.EnumerateObject().SelectMany(m => Members(m.Value, $"{path}.{m.Name}")),
        JsonValueKind.Array => of.EnumerateArray().SelectMany(i => Members(i, path + "[]")),
        JsonValueKind.True or JsonValueKind.False => [$"{path}: bool"],
        var kind => [$"{path}: {kind}"],
    };

    private static string Layout(string json) => string.Join('\n', json.Split('\n').Select(static l => Regex.Replace(l, "(\"[^\"]*\":\t).*?([,\\[{]*)$", "$1$2")).Distinct());
}
