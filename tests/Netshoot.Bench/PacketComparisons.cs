namespace Netshoot.Bench;

/// <summary>tcpdump on a capture of a million mixed packets: printing, hexadecimal, counting, filtering, copying.</summary>
internal static class PacketComparisons
{
    private const int Packets = 1_000_000, Rounds = 3;

    public static IEnumerable<Comparison> All(string executable, BenchNamespace place)
    {
        string file = place.PathOf("mixed.pcap"), copy = place.PathOf("copy.pcap");
        MixedCapture.Write(file, Packets);
        yield return Of("tcpdump -nn -r", "-nn -r FILE");
        yield return Of("tcpdump -nn -v -r", "-nn -v -r FILE");
        yield return Of("tcpdump -nn -e -vvv -r", "-nn -e -vvv -r FILE");
        yield return Of("tcpdump -nn -XX -r", "-nn -XX -r FILE");
        yield return Of("tcpdump --count -r", "--count -r FILE");
        yield return Of("tcpdump --count -r, filter", "--count -r FILE tcp and port 9999 or icmp");
        yield return Of("tcpdump -w copy -r", "-w COPY -r FILE");
        yield return Of("tcpdump -w copy -r, filter", "-w COPY -r FILE tcp and port 9999");

        Comparison Of(string what, string words)
        {
            string line = words.Replace("FILE", file, StringComparison.Ordinal).Replace("COPY", copy, StringComparison.Ordinal);
            return new(what, $"'{executable}' tcpdump {line}", $"tcpdump -Z root {line}", Rounds);
        }
    }
}
