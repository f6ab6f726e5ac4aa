using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>
/// The sequence numbers at which TCP connections began, so that later ones can be shown relative to them: an open-addressing table
/// that starts over when it is full, which bounds its memory.
/// </summary>
internal sealed class TcpSequences
{
    private const int Smallest = 1 << 10;
    private const int Largest = 1 << 18;

    private Entry[] _entries = new Entry[Smallest];
    private int _count;

    /// <summary>One connection; its sides are ordered, so that both directions find it.</summary>
    private struct Entry
    {
        public InternetAddress Low;
        public InternetAddress High;
        public uint Ports;
        public bool Used;
        public uint LowStart;
        public uint HighStart;
    }

    /// <summary>Makes the numbers of a segment relative, or remembers where its connection begins.</summary>
    /// <param name="flow">Addresses and ports.</param>
    /// <param name="begins">Whether the segment carries SYN.</param>
    /// <param name="sequence">The segment's sequence number.</param>
    /// <param name="acknowledgment">The segment's acknowledgment number.</param>
    /// <param name="peer">Where the other side's numbers begin, for selective acknowledgments.</param>
    /// <param name="own">Where this side's numbers begin.</param>
    /// <returns>Whether the numbers were made relative.</returns>
    public bool Relate(in Flow flow, bool begins, ref uint sequence, ref uint acknowledgment, out uint peer, out uint own)
    {
        bool reverse = flow.SourcePort != flow.DestinationPort
            ? flow.SourcePort > flow.DestinationPort
            : flow.Source.CompareTo(flow.Destination) > 0;
        var low = reverse ? flow.Destination : flow.Source;
        var high = reverse ? flow.Source : flow.Destination;
        uint ports = reverse ? (uint)flow.DestinationPort << 16 | flow.SourcePort : (uint)flow.SourcePort << 16 | flow.DestinationPort;
        ref var entry = ref Find(low, high, ports);
        if (!entry.Used || begins)
        {
            if (!entry.Used) _count++;
            entry = new()
            {
                Low = low,
                High = high,
                Ports = ports,
                Used = true,
                LowStart = reverse ? acknowledgment - 1 : sequence,
                HighStart = reverse ? sequence : acknowledgment - 1,
            };
            (peer, own) = (0, 0);
            return false;
        }
        (own, peer) = reverse ? (entry.HighStart, entry.LowStart) : (entry.LowStart, entry.HighStart);
        sequence -= own;
        acknowledgment -= peer;
        return true;
    }

    private ref Entry Find(in InternetAddress low, in InternetAddress high, uint ports)
    {
        if (_count * 4 >= _entries.Length * 3) Grow();
        return ref Probe(_entries, low, high, ports);
    }

    private static ref Entry Probe(Entry[] entries, in InternetAddress low, in InternetAddress high, uint ports)
    {
        uint mask = (uint)entries.Length - 1;
        for (uint at = Hash(low, high, ports) & mask; ; at = at + 1 & mask)
        {
            ref var entry = ref entries[at];
            if (!entry.Used || entry.Ports == ports && entry.Low == low && entry.High == high) return ref entry;
        }
    }

    private static uint Hash(in InternetAddress low, in InternetAddress high, uint ports)
    {
        ulong hash = (uint)low.GetHashCode() * 0x9e37_79b9_7f4a_7c15UL;
        hash = (hash ^ (uint)high.GetHashCode()) * 0x9e37_79b9_7f4a_7c15UL;
        hash = (hash ^ ports) * 0x9e37_79b9_7f4a_7c15UL;
        return (uint)(hash >> 32);
    }

    private void Grow()
    {
        if (_entries.Length >= Largest)
        {
            Array.Clear(_entries);
            _count = 0;
            return;
        }
        var larger = new Entry[_entries.Length * 2];
        foreach (ref var entry in _entries.AsSpan())
        {
            if (entry.Used) Probe(larger, entry.Low, entry.High, entry.Ports) = entry;
        }
        _entries = larger;
    }
}
