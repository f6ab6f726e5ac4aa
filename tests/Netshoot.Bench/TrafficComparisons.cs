namespace Netshoot.Bench;

/// <summary>iftop's text while a bounded flood of small datagrams passes the interface.</summary>
internal static class TrafficComparisons
{
    private const int Rounds = 5;

    public static IEnumerable<Comparison> All(string executable, BenchNamespace place)
    {
        place.StartFlood();
        yield return Of("iftop -t -n, 64-byte datagrams", "-t -n -i across -s 4");
        yield return Of("iftop -t -n -P, 64-byte datagrams", "-t -n -P -i across -s 4");
        place.StopFlood();

        Comparison Of(string what, string words) => new(what, place.In($"'{executable}' iftop {words}"), place.In($"/usr/sbin/iftop {words}"), Rounds);
    }
}
