using System.Text;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>A pair of ends as it is shown: with those that look alike added up.</summary>
internal readonly record struct IftopRow(TrafficKey Key, TrafficRates Sent, TrafficRates Received);

/// <summary>What is shown of the traffic: the pairs in their order, and the totals. It stands still until it is updated.</summary>
internal sealed class IftopView(IftopSettings settings, IftopNames names, TrafficTable table)
{
    private readonly Dictionary<TrafficKey, int> _places = [];
    private readonly List<IftopRow> _rows = [];
    private List<TrafficKey>? _frozen;

    public IReadOnlyList<IftopRow> Rows => _rows;

    public TrafficRates Sent { get; private set; }

    public TrafficRates Received { get; private set; }

    public (double Sent, double Received, double Both) Peaks { get; private set; }

    /// <summary>The highest rate, in bits a second, that a bar has had to show.</summary>
    public double Highest { get; private set; }

    public bool IsFrozen => _frozen is not null;

    /// <summary>Keeps the pairs that are shown, and their order; or lets them move again.</summary>
    public void Freeze(int shown) => _frozen = _frozen is null ? [.. _rows.Take(shown).Select(static r => r.Key)] : null;

    public void Update()
    {
        (Sent, Received, Peaks) = (table.SentRates, table.ReceivedRates, table.Peaks);
        _rows.Clear();
        _places.Clear();
        for (int i = 0; i < table.Count; i++)
        {
            var key = Shown(table.KeyOf(i));
            if (!_places.TryGetValue(key, out int place))
            {
                _places[key] = _rows.Count;
                _rows.Add(new(key, table.SentOf(i), table.ReceivedOf(i)));
                continue;
            }
            var row = _rows[place];
            _rows[place] = row with { Sent = row.Sent + table.SentOf(i), Received = row.Received + table.ReceivedOf(i) };
        }
        if (settings.ScreenFilter is { } filter) _rows.RemoveAll(row => !Matches(filter, row.Key));
        if (_frozen is { } order) Keep(order);
        else _rows.Sort(settings.Sort is IftopSort.Source or IftopSort.Destination ? CompareNames : CompareRates);
        Highest = Math.Max(Highest, 8 * Math.Max(BarOf(Sent), BarOf(Received)));
    }

    /// <summary>The average that bars show, in bytes a second.</summary>
    public double BarOf(in TrafficRates rates) => settings.BarAverage switch
    {
        0 => rates.Two,
        1 => rates.Ten,
        _ => rates.Forty,
    };

    /// <summary>The ends without what is not shown of them.</summary>
    private TrafficKey Shown(TrafficKey key)
    {
        if (settings.HidesSource) key = key with { Source = default };
        if (settings.HidesDestination) key = key with { Destination = default };
        if (!settings.ShowsSourcePort) key = key with { SourcePort = 0 };
        if (!settings.ShowsDestinationPort) key = key with { DestinationPort = 0 };
        return key.SourcePort == 0 && key.DestinationPort == 0 ? key with { Protocol = 0 } : key;
    }

    private bool Matches(Filters.Expressions.ByteExpression filter, in TrafficKey key)
        => !settings.HidesSource && filter.IsMatch(Encoding.UTF8.GetBytes(names.Host(key.Source)))
            || !settings.HidesDestination && filter.IsMatch(Encoding.UTF8.GetBytes(names.Host(key.Destination)));

    private void Keep(List<TrafficKey> order)
    {
        var kept = new List<IftopRow>();
        foreach (var key in order)
        {
            int at = _rows.FindIndex(row => row.Key == key);
            if (at >= 0) kept.Add(_rows[at]);
        }
        _rows.Clear();
        _rows.AddRange(kept);
    }

    private int CompareRates(IftopRow left, IftopRow right)
    {
        int order = Rate(right).CompareTo(Rate(left));
        return order != 0 ? order : CompareKeys(left.Key, right.Key);
    }

    private double Rate(in IftopRow row) => settings.Lines switch
    {
        IftopLines.Sent => Column(row.Sent),
        IftopLines.Received => Column(row.Received),
        _ => Column(row.Sent) + Column(row.Received),
    };

    private double Column(in TrafficRates rates) => settings.Sort switch
    {
        IftopSort.Two => rates.Two,
        IftopSort.Ten => rates.Ten,
        _ => rates.Forty,
    };

    private int CompareNames(IftopRow left, IftopRow right)
    {
        bool bySource = settings.Sort == IftopSort.Source;
        int order = string.CompareOrdinal(names.Host(bySource ? left.Key.Source : left.Key.Destination), names.Host(bySource ? right.Key.Source : right.Key.Destination));
        return order != 0 ? order : CompareKeys(left.Key, right.Key);
    }

    private static int CompareKeys(in TrafficKey left, in TrafficKey right)
    {
        int order = left.Source.CompareTo(right.Source);
        if (order == 0) order = left.Destination.CompareTo(right.Destination);
        if (order == 0) order = left.SourcePort.CompareTo(right.SourcePort);
        return order != 0 ? order : left.DestinationPort.CompareTo(right.DestinationPort);
    }
}
