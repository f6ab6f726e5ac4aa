namespace Netshoot.Bench;

/// <summary>nmap on a link: all ports of a host that refuses, ports of one that drops, a network half of which is up.</summary>
internal static class ScanComparisons
{
    private const int Rounds = 5;

    public static IEnumerable<Comparison> All(string executable, BenchNamespace place)
    {
        place.AddScanTarget();
        yield return Of("nmap -sS -T4 -p-, all refused", "-n -sS -T4 -p- 10.9.0.2");
        yield return Of("nmap -sT -T4 -p-, all refused", "-n -sT -T4 -p- 10.9.0.2");
        yield return Of("nmap -T4 -p 1-300, all dropped", "-n -T4 -p 1-300 10.9.0.130");
        yield return Of("nmap -sn, half of a /24 is up", "-n -sn 10.9.0.0/24");

        Comparison Of(string what, string words) => new(what, place.In($"'{executable}' nmap {words}"), place.In($"/usr/bin/nmap {words}"), Rounds);
    }
}
