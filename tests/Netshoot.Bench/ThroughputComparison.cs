using System.Globalization;
using System.Text.Json;

namespace Netshoot.Bench;

/// <summary>
/// One test of iperf3 by ours at both ends and by the originals, in turn: what arrived in a second, what was sent, and the processor
/// seconds of both ends for a gigabyte that arrived. What the tools tell of themselves is not believed where the shell knows better.
/// </summary>
internal sealed class ThroughputComparison(string what, BenchNamespace place, string executable, string options, string theirOptions, bool across)
{
    private const int Rounds = 5, Port = 9902;
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static IEnumerable<ThroughputComparison> All(string executable, BenchNamespace place)
    {
        foreach (bool across in new[] { false, true })
        {
            string path = across ? "veth" : "loopback";
            yield return new($"iperf3 TCP, {path}", place, executable, "", "", across);
            yield return new($"iperf3 TCP, {path}, to theirs -Z -l 1M", place, executable, "", "-Z -l 1M", across);
            yield return new($"iperf3 UDP, 64 bytes, {path}", place, executable, "-u -b 0 -l 64", "-u -b 0 -l 64", across);
        }
    }

    /// <summary>Whether one of the words occurs in what this compares; no words ask for all.</summary>
    public bool IsAsked(IReadOnlyList<string> words) => words.Count == 0 || words.Any(word => what.Contains(word, StringComparison.OrdinalIgnoreCase));

    public void Run()
    {
        var ours = new List<Figures>();
        var theirs = new List<Figures>();
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(Measure($"'{executable}' iperf3", options));
            theirs.Add(Measure("/usr/bin/iperf3", theirOptions));
        }
        double Ratio(Func<Figures, double> of) => Comparison.Median(ours.Zip(theirs, (a, b) => of(a) / of(b)));
        string Both(Func<Figures, double> of) => string.Create(s_culture, $"{Comparison.Median(ours.Select(of)):0.000} {Comparison.Median(theirs.Select(of)):0.000}");
        Console.WriteLine(string.Create(s_culture, $"{what,-42}{Ratio(static f => f.Received),7:0.00}x received, {Ratio(static f => f.Sent):0.00}x sent, {Ratio(static f => f.Cpu):0.00}x cpu   Gbit/s {Both(static f => f.Received)}, cpu s/GB {Both(static f => f.Cpu)}{(options.StartsWith("-u", StringComparison.Ordinal) ? $", lost % {Both(static f => f.Lost)}, M sent/s {Both(static f => f.Sent / 64 / 8 * 1000)}" : "")}"));
    }

    private Figures Measure(string iperf3, string words)
    {
        string told = place.PathOf("told");
        string server = $"{iperf3} -s -1 -p {Port}", client = $"{iperf3} -c {(across ? BenchNamespace.PeerAddress : "127.0.0.1")} -p {Port} -t 2 -J {words}";
        // The client tries again until the server listens.
        var (_, cpu) = Comparison.Time($"{(across ? place.InPeer(server) : place.In(server))} >/dev/null & until {place.In(client)} >'{told}' && grep -q sum_received '{told}'; do :; done; wait");
        using var document = JsonDocument.Parse(File.ReadAllBytes(told));
        var end = document.RootElement.GetProperty("end");
        var (sent, received) = (end.GetProperty("sum_sent"), end.GetProperty("sum_received"));
        double bytes = received.GetProperty("bytes").GetDouble();
        return new(sent.GetProperty("bytes").GetDouble() * 8 / sent.GetProperty("seconds").GetDouble() / 1e9, bytes * 8 / received.GetProperty("seconds").GetDouble() / 1e9,
            cpu / (bytes / 1e9), received.TryGetProperty("lost_percent", out var lost) ? lost.GetDouble() : 0);
    }

    /// <param name="Sent">Gigabits per second.</param>
    /// <param name="Received">Gigabits per second.</param>
    /// <param name="Cpu">Seconds for a gigabyte that arrived.</param>
    /// <param name="Lost">Percent.</param>
    private readonly record struct Figures(double Sent, double Received, double Cpu, double Lost);
}
