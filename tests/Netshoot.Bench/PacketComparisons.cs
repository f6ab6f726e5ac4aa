namespace Netshoot.Bench;

/// <summary>tcpdump and ngrep on a capture of a million mixed packets: printing, hexadecimal, counting, filtering, copying, searching.</summary>
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
        yield return Search("ngrep -q -I", "-q -I FILE limit=[0-9]+");
        yield return Search("ngrep -q -I, no match", "-q -I FILE (alpha|beta|gamma)[0-9]+x");
        yield return Search("ngrep -q -i -W byline -I", "-q -i -W byline -I FILE accept:");

        Comparison Search(string what, string words)
        {
            string line = string.Join(' ', words.Replace("FILE", file, StringComparison.Ordinal).Split(' ').Select(static w => $"'{w}'"));
            return new(what, $"'{executable}' ngrep {line}", $"/usr/bin/ngrep {line}", Rounds);
        }

        Comparison Of(string what, string words)
        {
            string line = words.Replace("FILE", file, StringComparison.Ordinal).Replace("COPY", copy, StringComparison.Ordinal);
            return new(what, $"'{executable}' tcpdump {line}", $"tcpdump -Z root {line}", Rounds);
        }
    }
}
