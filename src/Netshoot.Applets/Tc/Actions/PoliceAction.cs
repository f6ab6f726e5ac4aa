using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>A limit of the rate (tc-police(8)): <c>TCA_POLICE_*</c> and <c>struct tc_police</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class PoliceAction
{
    private const ushort Bucket = 1, RateTable = 2, PeakTable = 3, AverageRate = 4, Result = 5, Times = 6, Rate64 = 8, PeakRate64 = 9, PacketRate = 10, PacketBurst = 11;
    private const uint DefaultLargest = 2047;

    private const string Usage = """
        Usage: ... police [ rate BPS burst BYTES[/BYTES] ] 
        		[ pkts_rate RATE pkts_burst PACKETS ] [ mtu BYTES[/BYTES] ]
        		[ peakrate BPS ] [ avrate BPS ] [ overhead BYTES ]
        		[ linklayer TYPE ] [ CONTROL ]
        Where: CONTROL := conform-exceed <EXCEEDACT>[/NOTEXCEEDACT]
        		  Define how to handle packets which exceed (<EXCEEDACT>)
        		  or conform (<NOTEXCEEDACT>) the configured bandwidth limit.
               EXCEEDACT/NOTEXCEEDACT := { pipe | ok | reclassify | drop | continue |
        				   goto chain <CHAIN_INDEX> }

        """;

    public static void Write(TcContext context, NetlinkAttributes options)
    {
        var to = context.To;
        var reader = options.Find(Bucket).Reader;
        uint index = reader.U32();
        int verdict = reader.I32();
        reader.Skip(4);
        uint burst = reader.U32(), mtu = reader.U32();
        var rate = RateSpecification.Read(ref reader);
        var peak = RateSpecification.Read(ref reader);
        int references = reader.I32(), bindings = reader.I32();
        if (reader.Truncated) return;
        ulong bytes = options.Find(Rate64) is { Exists: true } wide ? wide.U64 : rate.Rate, peakBytes = options.Find(PeakRate64) is { Exists: true } widePeak ? widePeak.U64 : peak.Rate;
        to.Field("kind", "police", $" police ");
        to.Field("index", index, $"0x{index:x} ");
        to.Text($"rate {context.Rate(bytes)} burst {TcText.Size(context.Clock.SizeOf(bytes, burst))} mtu {TcText.Size(mtu)} ");
        if (context.Options.Raw) to.Text($"[{burst:x8}] ");
        if (peakBytes > 0) to.Text($"peakrate {context.Rate(peakBytes)} ");
        if (options.Find(AverageRate) is { Exists: true } average) to.Text($"avrate {context.Rate(average.U32)} ");
        if (options.Find(PacketRate) is { Exists: true } packets)
        {
            to.Field("pkts_rate", packets.U64, $"pkts_rate {packets.U64} ");
            to.Field("pkts_burst", options.Find(PacketBurst).U64, $"pkts_burst {options.Find(PacketBurst).U64} ");
        }
        Verdict.Write(context, "action ", verdict);
        if (options.Find(Result) is { Exists: true } result) Verdict.Write(context, "/", result.I32);
        to.Text($" ");
        to.Field("overhead", rate.Overhead, $"overhead {TcText.Size(rate.Overhead)} ");
        if (rate.LinkLayer == RateSpecification.Atm || context.HasDetails) to.Field("linklayer", TcText.LinkLayer(rate.LinkLayer), $"linklayer {TcText.LinkLayer(rate.LinkLayer)} ");
        to.Text($"{context.LineBreak}\t");
        to.Field("ref", (long)references, $"ref {references} ");
        to.Field("bind", (long)bindings, $"bind {bindings} ");
        ActionKinds.WriteTimes(context, options.Find(Times));
        to.Text($"{context.LineBreak}");
    }

    public static void Parse(TcContext context, IpWords words, NetlinkRequest request)
    {
        ulong rate = 0, peak = 0, average = 0, packetRate = 0, packetBurst = 0;
        uint index = 0, burst = 0, mtu = 0;
        ushort overhead = 0, minimum = 0;
        byte layer = RateSpecification.Ethernet;
        int cellLog = -1, peakCellLog = -1, verdict = Verdict.Reclassify;
        int? result = null;
        bool known = true;
        for (; known && words.More && !words.Matches("action"); words.Advance())
        {
            switch (words.Current)
            {
                case "index": index = IpWords.TryNumber(words.Next(), out uint number) ? number : throw Wrong(words, "index"); break;
                case "burst" or "buffer" or "maxburst": burst = TcNumber.TrySizeAndCell(words.Next(), out uint bytes, ref cellLog) ? bytes : throw Wrong(words, "burst"); break;
                case "mtu" or "minburst": mtu = TcNumber.TrySizeAndCell(words.Next(), out uint largest, ref peakCellLog) ? largest : throw Wrong(words, "mtu"); break;
                case "mpu": minimum = TcNumber.TrySize(words.Next(), out uint least) && least <= ushort.MaxValue ? (ushort)least : throw Wrong(words, "mpu"); break;
                case "rate": rate = TcNumber.TryRate(words.Next(), out ulong speed) ? speed : throw Wrong(words, "rate"); break;
                case "avrate": average = TcNumber.TryRate(words.Next(), out ulong mean) ? mean : throw Wrong(words, "avrate"); break;
                case "peakrate": peak = TcNumber.TryRate(words.Next(), out ulong top) ? top : throw Wrong(words, "peakrate"); break;
                case "pkts_rate": packetRate = IpWords.TryNumber(words.Next(), out uint perSecond) ? perSecond : throw Wrong(words, "pkts_rate"); break;
                case "pkts_burst": packetBurst = IpWords.TryNumber(words.Next(), out uint count) ? count : throw Wrong(words, "pkts_burst"); break;
                case "overhead": overhead = IpWords.TryNumber(words.Next(), out uint extra) && extra <= ushort.MaxValue ? (ushort)extra : throw Wrong(words, "overhead"); break;
                case "linklayer": layer = KindOptions.LinkLayer(words.Next()) ?? throw Wrong(words, "linklayer"); break;
                case "conform-exceed" or "notexceed":
                    words.Next();
                    Control(words, ref verdict, ref result);
                    break;
                case "help": throw new IpFailure(Usage) { EndsBatch = true };
                case var _ when Verdict.TryParse(words, out int given): verdict = given; break;
                default: known = false; break;
            }
        }
        if (!known) words.Retreat();
        if (rate == 0 && average == 0 && packetRate == 0) throw new IpFailure("Neither \"rate\" nor \"avrate\" nor \"pkts_rate\" is specified.\n", IpFailure.Missing);
        if (rate > 0 && burst == 0 || rate == 0 && burst > 0) throw new IpFailure("'burst' requires 'rate'.\n", IpFailure.Missing);
        if (peak > 0 && (rate == 0 || mtu == 0)) throw new IpFailure("'peakrate' requires 'rate' and 'mtu'.\n", IpFailure.Missing);
        if (packetRate > 0 != packetBurst > 0) throw new IpFailure("'pkts_burst' requires 'pkts_rate'.\n", IpFailure.Missing);

        byte[] table = PacketClock.NewTable(), peakTable = PacketClock.NewTable();
        var rateSpecification = rate > 0 ? context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(rate)), rate, cellLog, mtu, table) : default;
        var peakSpecification = peak > 0 ? context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(peak)), peak, peakCellLog, mtu, peakTable) : default;
        if (rate > 0 && mtu == 0) mtu = DefaultLargest;
        int bucket = request.Begin(Bucket);
        request.U32(index).I32(verdict).U32(0).U32(context.Clock.TicksOf(rate, burst)).U32(mtu);
        rateSpecification.Write(request);
        peakSpecification.Write(request);
        request.U32(0).U32(0).U32(0).End(bucket);
        if (rate > 0)
        {
            request.Attribute(RateTable, table);
            if (rate > uint.MaxValue) request.Attribute(Rate64, rate);
        }
        if (peak > 0)
        {
            request.Attribute(PeakTable, peakTable);
            if (peak > uint.MaxValue) request.Attribute(PeakRate64, peak);
        }
        if (packetRate > 0) request.Attribute(PacketRate, packetRate).Attribute(PacketBurst, packetBurst);
        if (average > 0) request.Attribute(AverageRate, KindOptions.Narrow(average));
        if (result is { } otherwise) request.Attribute(Result, otherwise);
    }

    // What becomes of what exceeds the rate, and behind a slash what of the rest.
    private static void Control(IpWords words, ref int verdict, ref int? result)
    {
        int slash = words.Current.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            if (!Verdict.TryParse(words, out verdict)) throw Wrong(words, "conform-exceed");
            return;
        }
        if (!Verdict.TryWord(words.Current[..slash], out verdict) || !Verdict.TryWord(words.Current[(slash + 1)..], out int other)) throw Wrong(words, "conform-exceed");
        result = other;
    }

    private static IpFailure Wrong(IpWords words, string option) => IpFailure.Invalid(words.Current, option);
}
