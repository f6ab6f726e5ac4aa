using System.Diagnostics;
using System.Globalization;

namespace Netshoot.Bench;

/// <summary>One command of ours and the original's, run in turn, so that a machine that slows down slows both.</summary>
internal sealed class Comparison(string what, string ours, string theirs, int rounds = 11)
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static IEnumerable<Comparison> All(string executable, BenchNamespace place)
    {
        // Start-up: many starts in one figure, since one is too short to time.
        yield return new("start-up: --version, tcpdump", Repeat($"'{executable}' --version"), Repeat("tcpdump --version"));
        yield return new("start-up: ip link show lo", Repeat($"'{executable}' ip link show lo"), Repeat("/usr/sbin/ip link show lo"));
        place.StartNameServer();
        yield return new("one DNS query: drill", Repeat(place.In($"'{executable}' drill @127.0.0.1 ns.small")), Repeat(place.In("/usr/bin/drill @127.0.0.1 ns.small")));
        yield return new("one DNS query: dig", Repeat(place.In($"'{executable}' dig @127.0.0.1 ns.small")), Repeat(place.In("/usr/bin/dig @127.0.0.1 ns.small")));
        place.AddRoutes(200_000);
        yield return new("ip route, 200,000 routes", place.In($"'{executable}' ip route"), place.In("/usr/sbin/ip route"));
        yield return new("ip -j route, 200,000 routes", place.In($"'{executable}' ip -j route"), place.In("/usr/sbin/ip -j route"));
        place.RemoveRoutes();
        place.OpenSockets(50_000);
        foreach (string options in new[] { "-tan", "-tanp", "-tani", "-tan 'sport = :8000'" })
            yield return new($"ss {options}, 50,000 sockets", place.In($"'{executable}' ss {options}"), place.In($"/usr/bin/ss {options}"), rounds: 5);
        place.CloseSockets();
        place.AddNeighbors(20_000);
        yield return new("ip neigh, 20,000 neighbors", place.In($"'{executable}' ip neigh"), place.In("/usr/sbin/ip neigh"));
        yield return new("bridge fdb, 20,000 entries", place.In($"'{executable}' bridge fdb"), place.In("/usr/sbin/bridge fdb"));
        yield return new("ping -q -f -c 20000, loopback", place.In($"'{executable}' ping -q -f -c 20000 127.0.0.1"), place.In("/usr/bin/ping -q -f -c 20000 127.0.0.1"), rounds: 5);
        string file = place.MakeFile(1 << 30);
        yield return new("nc, 1 GiB over loopback", Transfer($"'{executable}' nc"), Transfer("nc.openbsd"), rounds: 5);
        foreach (var comparison in PacketComparisons.All(executable, place)) yield return comparison;
        foreach (var comparison in TrafficComparisons.All(executable, place)) yield return comparison;
        foreach (var comparison in ScanComparisons.All(executable, place)) yield return comparison;

        static string Repeat(string command) => $"for i in {{1..40}}; do {command}; done";
        string Transfer(string nc) => place.In($"bash -c \"{nc} -l 127.0.0.1 9900 >/dev/null & until {nc} -N 127.0.0.1 9900 <'{file}' 2>/dev/null; do :; done; wait\"");
    }

    /// <summary>Whether one of the words occurs in what this compares; no words ask for all.</summary>
    public bool IsAsked(IReadOnlyList<string> words) => words.Count == 0 || words.Any(word => what.Contains(word, StringComparison.OrdinalIgnoreCase));

    public void Run()
    {
        var our = new List<(double Wall, double Cpu)>();
        var their = new List<(double Wall, double Cpu)>();
        Time(ours);
        Time(theirs);
        for (int round = 0; round < rounds; round++)
        {
            our.Add(Time(ours));
            their.Add(Time(theirs));
        }
        double wall = Median(our.Zip(their, static (a, b) => a.Wall / b.Wall)), cpu = Median(our.Zip(their, static (a, b) => a.Cpu / b.Cpu));
        Console.WriteLine(string.Create(s_culture, $"{what,-34}{wall,8:0.00}x{cpu,8:0.00}x   wall {Median(our.Select(static t => t.Wall)):0.000} {Median(their.Select(static t => t.Wall)):0.000}, cpu {Median(our.Select(static t => t.Cpu)):0.000} {Median(their.Select(static t => t.Cpu)):0.000}"));
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Wall and processor seconds of a shell command, as the shell accounts for them.</summary>
    internal static (double Wall, double Cpu) Time(string command)
    {
        // TZ: without it glibc looks at /etc/localtime again and again, which is not what is compared.
        var start = new ProcessStartInfo("bash", ["-c", $"TIMEFORMAT='%3R %3U %3S'; time {{ {command}; }} >/dev/null 2>/dev/null"]) { RedirectStandardError = true };
        start.Environment["TZ"] = ":/etc/localtime";
        using var process = Process.Start(start)!;
        string[] figures = process.StandardError.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (figures.Length < 3) throw new InvalidOperationException($"'{command}' could not be timed");
        return (double.Parse(figures[0], s_culture), double.Parse(figures[1], s_culture) + double.Parse(figures[2], s_culture));
    }
}
