using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>The words of tc-cake(8).</summary>
internal sealed class CakeChange(TcContext context, string? device)
{
    private const uint TargetShare = 20;
    private const int LeastOverhead = -64, MostOverhead = 256, VlanTag = 4;

    private const string Usage = """
        Usage: ... cake [ bandwidth RATE | unlimited* | autorate-ingress ]
                        [ rtt TIME | datacentre | lan | metro | regional |
                          internet* | oceanic | satellite | interplanetary ]
                        [ besteffort | diffserv8 | diffserv4 | diffserv3* ]
                        [ flowblind | srchost | dsthost | hosts | flows |
                          dual-srchost | dual-dsthost | triple-isolate* ]
                        [ nat | nonat* ]
                        [ wash | nowash* ]
                        [ split-gso* | no-split-gso ]
                        [ ack-filter | ack-filter-aggressive | no-ack-filter* ]
                        [ memlimit LIMIT ]
                        [ fwmark MASK ]
                        [ ptm | atm | noatm* ] [ overhead N | conservative | raw* ]
                        [ mpu N ] [ ingress | egress* ]
                        (* marks defaults)

        """;

    // How far away what one talks to is: microseconds of a round trip.
    private static readonly (string Name, uint Time)[] s_distances =
    [
        ("datacentre", 100), ("lan", 1_000), ("metro", 10_000), ("regional", 30_000), ("internet", 100_000), ("oceanic", 300_000), ("satellite", 1_000_000), ("interplanetary", 1_000_000_000),
    ];

    // What a link adds to each packet: framing, bytes and the smallest size.
    private static readonly (string Name, uint Framing, int Overhead, uint Smallest)[] s_links =
    [
        ("conservative", 1, 48, 0), ("ipoa-vcmux", 1, 8, 0), ("ipoa-llcsnap", 1, 16, 0), ("bridged-vcmux", 1, 24, 0), ("bridged-llcsnap", 1, 32, 0), ("pppoa-vcmux", 1, 10, 0), ("pppoa-llc", 1, 14, 0),
        ("pppoe-vcmux", 1, 32, 0), ("pppoe-llcsnap", 1, 40, 0), ("pppoe-ptm", 2, 30, 0), ("bridged-ptm", 2, 22, 0), ("docsis", 0, 18, 64), ("ethernet", 0, 38, 84),
    ];

    private readonly Dictionary<CakeAttribute, uint> _numbers = [];
    private ulong? _rate;
    private int? _overhead;

    public void Parse(IpWords words, NetlinkRequest request)
    {
        for (; words.More; words.Advance()) Take(words);
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        if (_rate is { } rate) request.Attribute((ushort)CakeAttribute.BaseRate, rate);
        if (_overhead is { } overhead) request.Attribute((ushort)CakeAttribute.Overhead, (uint)overhead);
        foreach (var (attribute, number) in _numbers) request.Attribute((ushort)attribute, number);
        request.End(nest);
    }

    private void Take(IpWords words)
    {
        string word = words.Current;
        switch (word)
        {
            case "bandwidth":
                _rate = KindOptions.Rate(context, words, device, "bandwidth");
                _numbers[CakeAttribute.Autorate] = 0;
                break;
            case "unlimited":
                _rate = 0;
                _numbers[CakeAttribute.Autorate] = 0;
                break;
            case "autorate-ingress": _numbers[CakeAttribute.Autorate] = 1; break;
            case "rtt": SetDistance(KindOptions.Time(words, "rtt")); break;
            case "nat" or "nonat": _numbers[CakeAttribute.Nat] = word == "nat" ? 1u : 0; break;
            case "wash" or "nowash": _numbers[CakeAttribute.Wash] = word == "wash" ? 1u : 0; break;
            case "split-gso" or "no-split-gso": _numbers[CakeAttribute.SplitGso] = word == "split-gso" ? 1u : 0; break;
            case "ingress" or "egress": _numbers[CakeAttribute.Ingress] = word == "ingress" ? 1u : 0; break;
            case "no-ack-filter": _numbers[CakeAttribute.AckFilter] = 0; break;
            case "ack-filter": _numbers[CakeAttribute.AckFilter] = 1; break;
            case "ack-filter-aggressive": _numbers[CakeAttribute.AckFilter] = 2; break;
            case "memlimit": _numbers[CakeAttribute.Memory] = TcNumber.TrySize(words.Next(), out uint size) ? size : throw Illegal("memlimit", words.Current); break;
            case "fwmark": _numbers[CakeAttribute.Mark] = IpWords.TryNumber(words.Next(), out uint mark) ? mark : throw Illegal("fwmark", words.Current); break;
            case "overhead":
                if (!int.TryParse(words.Next(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int overhead) || overhead is < LeastOverhead or > MostOverhead) throw OutOfRange("overhead", LeastOverhead);
                _overhead = overhead;
                _numbers.Remove(CakeAttribute.Raw);
                break;
            case "mpu":
                if (!int.TryParse(words.Next(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int smallest) || smallest is < 0 or > MostOverhead) throw OutOfRange("mpu", 0);
                _numbers[CakeAttribute.SmallestUnit] = (uint)smallest;
                break;
            case "raw":
                _numbers[CakeAttribute.Framing] = 0;
                _numbers[CakeAttribute.Raw] = 0;
                _overhead = 0;
                break;
            case "ether-vlan": _overhead = (_overhead ?? 0) + VlanTag; break;
            // What it meant once is what is done anyway.
            case "via-ethernet": break;
            case "help": throw KindOptions.Usage(Usage);
            default:
                if (!TakeName(word)) throw KindOptions.Unknown(word, Usage);
                break;
        }
    }

    private bool TakeName(string word)
    {
        if (TakeOne(CakeKind.Services, CakeAttribute.Service, word) || TakeOne(CakeKind.Flows, CakeAttribute.Flow, word) || TakeOne(CakeKind.Framings, CakeAttribute.Framing, word)) return true;
        foreach (var (name, time) in s_distances)
        {
            if (name != word) continue;
            SetDistance(time);
            return true;
        }
        foreach (var (name, framing, overhead, smallest) in s_links)
        {
            if (name != word) continue;
            _numbers[CakeAttribute.Framing] = framing;
            _overhead = overhead;
            _numbers.Remove(CakeAttribute.Raw);
            if (smallest > 0) _numbers[CakeAttribute.SmallestUnit] = smallest;
            return true;
        }
        return false;
    }

    private bool TakeOne(string[] names, CakeAttribute attribute, string word)
    {
        int at = Array.IndexOf(names, word);
        if (at >= 0) _numbers[attribute] = (uint)at;
        return at >= 0;
    }

    private void SetDistance(uint time)
    {
        _numbers[CakeAttribute.RoundTrip] = time;
        _numbers[CakeAttribute.Target] = Math.Max(1, time / TargetShare);
    }

    private static IpFailure Illegal(string option, string word) => new($"Illegal value for \"{option}\": \"{word}\"\n", IpFailure.Missing);

    // The original ends the line with a backslash and an n.
    private static IpFailure OutOfRange(string option, int least) => new($"Illegal \"{option}\", valid range is {least} to {MostOverhead}\\n", IpFailure.Missing);
}
