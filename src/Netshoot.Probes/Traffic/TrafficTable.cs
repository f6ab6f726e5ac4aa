using System.Security.Cryptography;

namespace Netshoot.Probes.Traffic;

/// <summary>
/// Who sends how much to whom, in divisions of two seconds, for the last forty. Its memory is bounded: when too many ends speak at once,
/// those that come last count in the totals only, and <see cref="Untracked"/> says how much that was. Counting a packet allocates nothing
/// once the table has grown to what it holds.
/// </summary>
/// <param name="most">How many pairs of ends it keeps.</param>
public sealed class TrafficTable(int most = TrafficTable.UsualMost)
{
    /// <summary>Seconds of a division.</summary>
    public const int Division = 2;

    /// <summary>Divisions that are kept.</summary>
    public const int Divisions = 20;

    /// <summary>With its history a pair takes about 400 bytes.</summary>
    public const int UsualMost = 32_768;

    private const int Slots = Divisions + 1, PerFlow = Slots * 2, FirstCapacity = 64;

    private readonly long[] _totals = new long[PerFlow];
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private Flow[] _flows = new Flow[FirstCapacity];
    private long[] _history = new long[FirstCapacity * PerFlow];
    private int[] _index = new int[FirstCapacity * 2];
    private int _slot;
    private long _division;

    private struct Flow
    {
        public TrafficKey Key;
        public ulong Hash;
        public long LastDivision;
        public long Sent;
        public long Received;
    }

    /// <summary>Pairs of ends that are known.</summary>
    public int Count { get; private set; }

    /// <summary>Divisions that are over, at most <see cref="Divisions"/>.</summary>
    public int Complete => (int)Math.Min(_division, Divisions);

    /// <summary>Bytes of all packets that counted as sent, since the beginning.</summary>
    public long Sent { get; private set; }

    /// <summary>The same for those received.</summary>
    public long Received { get; private set; }

    /// <summary>Packets whose ends found no place in the table.</summary>
    public long Untracked { get; private set; }

    public void Add(in TrafficPacket packet)
    {
        int way = packet.IsOutgoing ? 0 : 1;
        _totals[_slot * 2 + way] += packet.Length;
        if (packet.IsOutgoing) Sent += packet.Length;
        else Received += packet.Length;

        int number = Find(packet.Key);
        if (number < 0)
        {
            Untracked++;
            return;
        }
        ref var flow = ref _flows[number];
        flow.LastDivision = _division;
        if (packet.IsSent) flow.Sent += packet.Length;
        else flow.Received += packet.Length;
        _history[number * PerFlow + _slot * 2 + (packet.IsSent ? 0 : 1)] += packet.Length;
    }

    /// <summary>Ends a division: rates are those of divisions that are over. Pairs that were silent for all that is kept are forgotten.</summary>
    public void Advance()
    {
        _division++;
        _slot = (int)(_division % Slots);
        _totals.AsSpan(_slot * 2, 2).Clear();
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_division - _flows[i].LastDivision > Divisions) continue;
            if (kept != i)
            {
                _flows[kept] = _flows[i];
                Array.Copy(_history, i * PerFlow, _history, kept * PerFlow, PerFlow);
            }
            _history.AsSpan(kept * PerFlow + _slot * 2, 2).Clear();
            kept++;
        }
        if (kept == Count) return;
        Count = kept;
        Reindex();
    }

    /// <summary>The ends of a pair, numbered from 0 below <see cref="Count"/>.</summary>
    public TrafficKey KeyOf(int number) => _flows[number].Key;

    public TrafficRates SentOf(int number) => RatesOf(_history.AsSpan(number * PerFlow, PerFlow), 0, _flows[number].Sent);

    public TrafficRates ReceivedOf(int number) => RatesOf(_history.AsSpan(number * PerFlow, PerFlow), 1, _flows[number].Received);

    /// <summary>The rates of all that was sent.</summary>
    public TrafficRates SentRates => RatesOf(_totals, 0, Sent);

    /// <summary>The rates of all that was received.</summary>
    public TrafficRates ReceivedRates => RatesOf(_totals, 1, Received);

    /// <summary>The highest rates of one division, in bytes a second: sent, received, and both together, which need not be in the same one.</summary>
    public (double Sent, double Received, double Both) Peaks
    {
        get
        {
            long sent = 0, received = 0, both = 0;
            for (int back = 1; back <= Complete; back++)
            {
                int slot = SlotBefore(back);
                sent = Math.Max(sent, _totals[slot * 2]);
                received = Math.Max(received, _totals[slot * 2 + 1]);
                both = Math.Max(both, _totals[slot * 2] + _totals[slot * 2 + 1]);
            }
            return ((double)sent / Division, (double)received / Division, (double)both / Division);
        }
    }

    private int SlotBefore(int back) => (int)((_division - back) % Slots);

    private TrafficRates RatesOf(ReadOnlySpan<long> history, int way, long total)
    {
        const int Short = 5;
        long last = 0, ten = 0, all = 0;
        int complete = Complete;
        for (int back = 1; back <= complete; back++)
        {
            long bytes = history[SlotBefore(back) * 2 + way];
            if (back == 1) last = bytes;
            if (back <= Short) ten += bytes;
            all += bytes;
        }
        if (complete == 0) return new(0, 0, 0, total);
        return new((double)last / Division, (double)ten / (Division * Math.Min(complete, Short)), (double)all / (Division * complete), total);
    }

    /// <returns>The number of the pair, which is made where it is new; -1 when there is no room.</returns>
    private int Find(in TrafficKey key)
    {
        ulong hash = HashOf(key);
        int mask = _index.Length - 1;
        int at = (int)hash & mask;
        while (_index[at] is not 0 and var entry)
        {
            ref var flow = ref _flows[entry - 1];
            if (flow.Hash == hash && flow.Key == key) return entry - 1;
            at = at + 1 & mask;
        }
        if (Count == most) return -1;
        if (Count == _flows.Length)
        {
            int capacity = Math.Min(Count * 2, most);
            Array.Resize(ref _flows, capacity);
            Array.Resize(ref _history, capacity * PerFlow);
            _index = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
            Reindex();
            return Find(key);
        }
        _flows[Count] = new() { Key = key, Hash = hash };
        _history.AsSpan(Count * PerFlow, PerFlow).Clear();
        _index[at] = ++Count;
        return Count - 1;
    }

    private void Reindex()
    {
        _index.AsSpan().Clear();
        int mask = _index.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int at = (int)_flows[i].Hash & mask;
            while (_index[at] != 0) at = at + 1 & mask;
            _index[at] = i + 1;
        }
    }

    /// <summary>With a number of its own in each process, so that nobody can choose ends that all fall on one place.</summary>
    private ulong HashOf(in TrafficKey key)
    {
        ulong ports = (ulong)key.SourcePort << 32 | (ulong)key.DestinationPort << 8 | key.Protocol;
        ulong hash = Mix(_seed ^ key.Source.Low, 0x9e3779b97f4a7c15);
        hash = Mix(hash ^ key.Source.High, 0xbf58476d1ce4e5b9);
        hash = Mix(hash ^ key.Destination.Low, 0x94d049bb133111eb);
        hash = Mix(hash ^ key.Destination.High, 0x9e3779b97f4a7c15);
        return Mix(hash ^ ports, 0xd6e8feb86659fd93);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}

/// <summary>How much passed, in bytes a second, and in all.</summary>
/// <param name="Two">In the last division.</param>
/// <param name="Ten">On average over the last ten seconds.</param>
/// <param name="Forty">On average over the last forty.</param>
/// <param name="Total">Bytes since the pair was first seen.</param>
public readonly record struct TrafficRates(double Two, double Ten, double Forty, long Total)
{
    public static TrafficRates operator +(TrafficRates left, TrafficRates right) => new(left.Two + right.Two, left.Ten + right.Ten, left.Forty + right.Forty, left.Total + right.Total);
}
