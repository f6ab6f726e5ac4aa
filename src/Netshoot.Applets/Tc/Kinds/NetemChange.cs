using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;
using Netshoot.Wire;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>The words for the emulation of a bad network (tc-netem(8)), and the attributes they become.</summary>
internal sealed class NetemChange(TcContext context, string? device)
{
    private const int MostNumbers = 16384;

    private const string Usage = """
        Usage: ... netem [ limit PACKETS ]
                         [ delay TIME [ JITTER [CORRELATION]]]
                         [ distribution {uniform|normal|pareto|paretonormal} ]
                         [ corrupt PERCENT [CORRELATION]]
                         [ duplicate PERCENT [CORRELATION]]
                         [ loss random PERCENT [CORRELATION]]
                         [ loss state P13 [P31 [P32 [P23 P14]]]
                         [ loss gemodel PERCENT [R [1-H [1-K]]]
                         [ ecn ]
                         [ reorder PERCENT [CORRELATION] [ gap DISTANCE ]]
                         [ rate RATE [PACKETOVERHEAD] [CELLSIZE] [CELLOVERHEAD]]
                         [ slot MIN_DELAY [MAX_DELAY] [packets MAX_PACKETS] [bytes MAX_BYTES]]
                         [ slot distribution {uniform|normal|pareto|paretonormal|custom}
                           DELAY JITTER [packets MAX_PACKETS] [bytes MAX_BYTES]]

        """;

    private uint _limit = 1000, _latency, _jitter, _loss, _gap, _duplicate, _cellSize;
    private uint? _delayCorrelation, _lossCorrelation, _duplicateCorrelation;
    private (uint Probability, uint Correlation)? _reorder, _corrupt;
    private uint[]? _states, _gilbert;
    private bool _ecn, _hasSlot;
    private ulong _rate;
    private int _packetOverhead, _cellOverhead, _slotPackets, _slotBytes;
    private long _slotShortest, _slotLongest, _slotDelay, _slotJitter;
    private short[]? _distribution, _slotDistribution;

    public void Parse(IpWords words, NetlinkRequest request)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("limit")) _limit = TcNumber.TrySize(words.Next(), out uint limit) || IpWords.TryNumber(words.Current, out limit) ? limit : throw KindOptions.Illegal("limit");
            else if (words.Matches("latency") || words.Matches("delay")) Delay(words);
            else if (words.Matches("loss") || words.Matches("drop")) Loss(words);
            else if (words.Matches("ecn")) _ecn = true;
            else if (words.Matches("reorder")) _reorder = Pair(words, "reorder");
            else if (words.Matches("corrupt")) _corrupt = Pair(words, "corrupt");
            else if (words.Matches("gap")) _gap = KindOptions.Number(words, "gap");
            else if (words.Matches("duplicate")) Duplicate(words);
            else if (words.Matches("distribution")) _distribution = Distribution(words.Next());
            else if (words.Matches("rate")) Rate(words);
            else if (words.Matches("slot")) Slot(words);
            else if (words.Is("help")) throw KindOptions.Usage(Usage);
            else throw KindOptions.Unknown(words.Current, Usage);
        }
        Check();
        Write(request);
    }

    private void Check()
    {
        string? complaint = null;
        if (_reorder is { Probability: > 0 })
        {
            if (_latency == 0) complaint = "reordering not possible without specifying some delay";
            if (_gap == 0) _gap = 1;
        }
        else if (_gap > 0)
        {
            complaint = "gap specified without reorder probability";
        }
        if (complaint is null && _ecn && _loss == 0 && _states is null && _gilbert is null) complaint = "ecn requested without loss model";
        if (complaint is null && _distribution is not null && (_latency == 0 || _jitter == 0)) complaint = "distribution specified but no latency and jitter values";
        if (complaint is not null) throw new IpFailure($"{complaint}\n{Usage}", IpFailure.Missing);
    }

    private void Delay(IpWords words)
    {
        _latency = Ticks(words.Next());
        if (!KindOptions.NextIsNumber(words)) return;
        _jitter = Ticks(words.Next());
        if (KindOptions.NextIsNumber(words)) _delayCorrelation = KindOptions.Share(words, "latency");
    }

    private void Loss(IpWords words)
    {
        if (_loss > 0 || _states is not null || _gilbert is not null) throw KindOptions.Illegal("duplicate loss argument\n");
        string word = words.Next();
        if (word == "random") word = words.Next();
        if (word.Length > 0 && word[0] is >= '0' and <= '9' or '.' or '-' or '+')
        {
            _loss = TcNumber.TryShare(word, out uint share) ? share : throw KindOptions.Illegal("loss percent");
            if (KindOptions.NextIsNumber(words)) _lossCorrelation = KindOptions.Share(words, "loss correllation");
        }
        else if (word == "state")
        {
            uint first = KindOptions.Share(words, "loss p13");
            _states = [first, uint.MaxValue - first, 0, uint.MaxValue, 0];
            More(words, _states, "loss p31", "loss p32", "loss p23", "loss p14");
        }
        else if (word == "gemodel")
        {
            uint first = KindOptions.Share(words, "loss gemodel p");
            _gilbert = [first, uint.MaxValue - first, uint.MaxValue, 0];
            More(words, _gilbert, "loss gemodel r", "loss gemodel h", "loss gemodel k");
            _gilbert[2] = uint.MaxValue - _gilbert[2];
        }
        else
        {
            throw new IpFailure($"Unknown loss parameter: {word}\n", IpFailure.Missing);
        }
    }

    private static void More(IpWords words, uint[] values, params ReadOnlySpan<string> names)
    {
        for (int i = 0; i < names.Length && KindOptions.NextIsNumber(words); i++) values[i + 1] = KindOptions.Share(words, names[i]);
    }

    private void Duplicate(IpWords words)
    {
        _duplicate = KindOptions.Share(words, "duplicate");
        if (KindOptions.NextIsNumber(words)) _duplicateCorrelation = KindOptions.Share(words, "duplicate");
    }

    private static (uint Probability, uint Correlation) Pair(IpWords words, string option)
    {
        uint probability = KindOptions.Share(words, option);
        return (probability, KindOptions.NextIsNumber(words) ? KindOptions.Share(words, option) : 0);
    }

    private void Rate(IpWords words)
    {
        _rate = KindOptions.Rate(context, words, device, "rate");
        if (!KindOptions.NextIsNumber(words)) return;
        _packetOverhead = Integer(words);
        if (!KindOptions.NextIsNumber(words)) return;
        _cellSize = KindOptions.Number(words, "rate");
        if (KindOptions.NextIsNumber(words)) _cellOverhead = Integer(words);
    }

    private static int Integer(IpWords words) => IpWords.TryInteger(words.Next(), out int value) ? value : throw KindOptions.Illegal("rate");

    private void Slot(IpWords words)
    {
        _hasSlot = true;
        if (KindOptions.NextIsNumber(words))
        {
            _slotShortest = _slotLongest = Fine(words.Next(), "slot min_delay");
            if (KindOptions.NextIsNumber(words)) _slotLongest = Fine(words.Next(), "slot max_delay");
        }
        else
        {
            string word = words.Next();
            if (word != "distribution") throw new IpFailure($"Unknown slot parameter: {word}\n", IpFailure.Missing);
            _slotDistribution = Distribution(words.Next());
            _slotDelay = Fine(words.Next(), "slot delay");
            _slotJitter = Fine(words.Next(), "slot jitter");
        }
        if (_slotLongest < _slotShortest) _slotLongest = _slotShortest;
        while (words.TryPeek(1) is "packets" or "bytes")
        {
            bool packets = words.Next() == "packets";
            if (packets) _slotPackets = (int)KindOptions.Number(words, "slot packets");
            else _slotBytes = (int)KindOptions.Size(words, "slot bytes");
        }
    }

    private static long Fine(string word, string option) => TcNumber.TryFineTime(word, out long time) ? time : throw KindOptions.Illegal(option);

    private uint Ticks(string word)
    {
        if (!TcNumber.TryTime(word, out uint time)) throw KindOptions.Illegal("latency");
        return context.Clock.IsTooLong(time) ? throw new IpFailure(string.Create(CultureInfo.InvariantCulture, $"Illegal {time} time (too large)\nIllegal \"latency\"\n"), IpFailure.Missing) : context.Clock.Ticks(time);
    }

    // A table of the system's: numbers between blanks, and lines of comment.
    private short[] Distribution(string name)
    {
        string directory = context.Ip.Shell.Environment("TC_LIB_DIR") ?? (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "/usr/lib/aarch64-linux-gnu/tc/" : "/usr/lib/x86_64-linux-gnu/tc/");
        string file = $"{directory}/{name}.dist";
        if (name.Contains('/') || context.Ip.Shell.Machine.TryReadText(file) is not { } text)
            throw new IpFailure($"No distribution data for {name} ({file}: {context.Ip.Shell.Machine.Text(Errno.ENOENT)})\n", IpFailure.Missing);
        var numbers = new short[MostNumbers];
        int count = 0;
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith('#')) continue;
            foreach (string word in line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (!short.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out short number) || count == MostNumbers)
                    throw new IpFailure($"{file}: {(count == MostNumbers ? "too much data" : $"\"{word}\" is no number")}\n", IpFailure.Missing);
                numbers[count++] = number;
            }
        }
        return numbers[..count];
    }

    private void Write(NetlinkRequest request)
    {
        int nest = request.Begin((ushort)TrafficAttribute.Options);
        request.U32(_latency).U32(_limit).U32(_loss).U32(_gap).U32(_duplicate).U32(_jitter);
        if (_delayCorrelation is not null || _lossCorrelation is not null || _duplicateCorrelation is not null)
            Words(request, NetemKind.Correlations, _delayCorrelation ?? 0, _lossCorrelation ?? 0, _duplicateCorrelation ?? 0);
        if (_reorder is { } reorder) Words(request, NetemKind.Reorder, reorder.Probability, reorder.Correlation);
        if (_ecn) request.Attribute(NetemKind.Ecn, 1u);
        if (_corrupt is { } corrupt) Words(request, NetemKind.Corrupt, corrupt.Probability, corrupt.Correlation);
        if (_hasSlot)
        {
            int slot = request.Begin(NetemKind.Slot);
            Long(request, _slotShortest);
            Long(request, _slotLongest);
            request.I32(_slotPackets).I32(_slotBytes);
            Long(request, _slotDelay);
            Long(request, _slotJitter);
            request.End(slot);
        }
        if (_states is not null || _gilbert is not null)
        {
            int model = request.Begin(NetemKind.LossModel, flagged: true);
            if (_states is [var p13, var p31, var p32, var p23, var p14]) Words(request, NetemKind.FourStates, p13, p31, p32, p14, p23);
            else Words(request, NetemKind.GilbertElliott, _gilbert);
            request.End(model);
        }
        if (_rate > 0)
        {
            if (_rate > uint.MaxValue) request.Attribute(NetemKind.Rate64, _rate);
            Words(request, NetemKind.Rate, KindOptions.Narrow(_rate), (uint)_packetOverhead, _cellSize, (uint)_cellOverhead);
        }
        if (_distribution is not null) request.Attribute(NetemKind.DelayDistribution, MemoryMarshal.AsBytes(_distribution.AsSpan()));
        if (_slotDistribution is not null) request.Attribute(NetemKind.SlotDistribution, MemoryMarshal.AsBytes(_slotDistribution.AsSpan()));
        request.End(nest);
    }

    private static void Words(NetlinkRequest request, ushort type, params ReadOnlySpan<uint> words) => request.Attribute(type, MemoryMarshal.AsBytes(words));

    private static void Long(NetlinkRequest request, long value) => request.U32((uint)value).U32((uint)(value >> 32));
}
