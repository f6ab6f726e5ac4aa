using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>The words of tc-red(8) and tc-choke(8), and the constants that the kernel wants computed of them (include/uapi/linux/pkt_sched.h).</summary>
internal sealed class RedChange(TcContext context, string? device, bool inPackets)
{
    private const ushort Parameters = 1, IdleTable = 2, Probability = 3, FlagField = 4;
    private const uint NoDrop = 8, DefaultPacket = 1000;
    private const ulong DefaultRate = 1_250_000;
    private const int TableSize = 256, MostShift = 31;

    private const string RedUsage = """
        Usage: ... red	limit BYTES [min BYTES] [max BYTES] avpkt BYTES [burst PACKETS]
        		[adaptive] [probability PROBABILITY] [bandwidth KBPS]
        		[ecn] [harddrop] [nodrop]
        		[qevent early_drop block IDX] [qevent mark block IDX]

        """;

    private const string ChokeUsage = """
        Usage: ... choke limit PACKETS bandwidth KBPS [ecn]
        		 [ min PACKETS ] [ max PACKETS ] [ burst PACKETS ]

        """;

    private uint _limit, _least, _most, _packet, _burst, _flags;
    private double _probability = 0.02;
    private ulong _rate;

    private string Usage => inPackets ? ChokeUsage : RedUsage;

    private string Name => inPackets ? "CHOKE" : "RED";

    public void Parse(IpWords words, NetlinkRequest request)
    {
        for (; words.More; words.Advance()) Take(words);
        Complete();
        // Lengths of choke are packets: one is the unit.
        uint unit = inPackets ? 1 : _packet;
        int weight = Weight(unit);
        if (weight < 0) throw Failed("EWMA constant");
        if (weight >= 10) context.Ip.Shell.Error.Line($"{Name}: WARNING. Burst {_burst} seems to be too large.");
        int slope = Slope();
        if (slope < 0) throw Failed("probability");
        byte[] table = new byte[TableSize];
        int cell = FillIdleTable(weight, table);
        if (cell < 0) throw Failed("idle damping table");

        // The newest flag has no place in the structure, and the kernel wants all of them in one.
        bool byField = (_flags & NoDrop) != 0;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true), parameters = request.Begin(Parameters);
        request.U32(_limit).U32(_least).U32(_most).U8((byte)weight).U8((byte)slope).U8((byte)cell).U8((byte)(byField ? 0 : _flags)).End(parameters);
        request.Attribute(IdleTable, table).Attribute(Probability, (uint)(_probability * Math.Pow(2, 32)));
        if (byField)
        {
            // struct nla_bitfield32: values, and which of them count.
            int field = request.Begin(FlagField);
            request.U32(_flags).U32(_flags).End(field);
        }
        request.End(nest);
    }

    private void Take(IpWords words)
    {
        string word = words.Current;
        switch (word)
        {
            case "limit": _limit = Length(words, word); break;
            case "min": _least = Length(words, word); break;
            case "max": _most = Length(words, word); break;
            case "burst": _burst = KindOptions.Number(words, word); break;
            case "avpkt": _packet = KindOptions.Size(words, word); break;
            case "probability":
                var text = words.Next().AsSpan();
                if (!TcNumber.TryDouble(ref text, out _probability) || !text.IsEmpty || _probability is < 0 or >= 1) throw KindOptions.Illegal(word);
                break;
            case "bandwidth": _rate = KindOptions.Rate(context, words, device, word); break;
            case "ecn": _flags |= 1; break;
            case "harddrop" when !inPackets: _flags |= 2; break;
            case "adaptive" when !inPackets: _flags |= 4; break;
            case "nodrop" when !inPackets: _flags |= NoDrop; break;
            case "qevent" when !inPackets: throw new IpFailure("tc: \"qevent\" of red is not supported\n", IpFailure.Missing);
            case "help": throw KindOptions.Usage(Usage);
            default: throw KindOptions.Unknown(word, Usage);
        }
    }

    private uint Length(IpWords words, string option) => inPackets ? KindOptions.Number(words, option) : KindOptions.Size(words, option);

    private void Complete()
    {
        if (inPackets)
        {
            if (_rate == 0 || _limit == 0) throw new IpFailure("Required parameter (bandwidth, limit) is missing\n", IpFailure.Missing);
            if (_packet == 0) _packet = DefaultPacket;
        }
        else
        {
            if (_limit == 0 || _packet == 0) throw new IpFailure("RED: Required parameter (limit, avpkt) is missing\n", IpFailure.Missing);
            if (_rate == 0)
            {
                _rate = DefaultRate;
                context.Ip.Shell.Error.Line($"RED: set bandwidth to 10Mbit");
            }
        }
        if (_most == 0) _most = _least > 0 ? _least * 3 : _limit / 4;
        if (_least == 0) _least = _most / 3;
        if (_burst == 0) _burst = (2 * _least + _most) / (3 * (inPackets ? 1 : _packet));
        if (inPackets && _most <= _least) throw new IpFailure("\"min\" is not smaller than \"max\"\n", IpFailure.Missing);
    }

    // The weight of a new packet in the average, a power of two: as small as bursts need to pass (Sally Floyd's notes on the parameters of RED).
    private int Weight(uint unit)
    {
        double left = _burst + 1 - (double)_least / unit;
        if (left < 1)
        {
            context.Ip.Shell.Error.Line($"tc_red_eval_ewma() burst {_burst} is too small ? Try burst {1 + _least / unit}");
            return -1;
        }
        for (int shift = 1; shift < 32; shift++)
        {
            double weight = Math.Pow(2, -shift);
            if (left <= (1 - Math.Pow(1 - weight, _burst)) / weight) return shift;
        }
        return -1;
    }

    private int Slope()
    {
        if (_most <= _least) return -1;
        double slope = _probability / (_most - _least);
        for (int shift = 0; shift < 32; shift++, slope *= 2)
            if (slope > 1) return shift;
        return -1;
    }

    // How often the weight has passed while nothing was sent, by the time in cells that are a power of two of ticks.
    private int FillIdleTable(int weight, byte[] table)
    {
        double passed = -Math.Log(1 - Math.Pow(2, -weight)) / context.Clock.TicksOf(_rate, _packet), longest = MostShift / passed;
        for (int cell = 0; cell < 32; cell++)
        {
            if (longest / (1u << cell) >= 2 * TableSize) continue;
            for (int i = 1; i < TableSize - 1; i++) table[i] = (byte)Math.Min(MostShift, (double)((long)i << cell) * passed);
            table[TableSize - 1] = MostShift;
            return cell;
        }
        return -1;
    }

    private IpFailure Failed(string what) => new($"{Name}: failed to calculate {what}.\n", IpFailure.Missing);
}
