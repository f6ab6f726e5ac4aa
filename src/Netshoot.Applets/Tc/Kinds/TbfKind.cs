using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>A token bucket (tc-tbf(8)): <c>TCA_TBF_*</c> and <c>struct tc_tbf_qopt</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class TbfKind
{
    private const ushort Parameters = 1, RateTable = 2, PeakTable = 3, Rate64 = 4, PeakRate64 = 5, Burst = 6, PeakBurst = 7;
    private const double MicrosecondsPerSecond = 1e6;

    private const string Usage = """
        Usage: ... tbf limit BYTES burst BYTES[/BYTES] rate KBPS [ mtu BYTES[/BYTES] ]
        	[ peakrate KBPS ] [ latency TIME ] [ overhead BYTES ] [ linklayer TYPE ]

        """;

    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var attributes = options.Nested;
        var reader = attributes.Find(Parameters).Reader;
        var rate = RateSpecification.Read(ref reader);
        var peak = RateSpecification.Read(ref reader);
        uint limit = reader.U32(), buffer = reader.U32(), mtu = reader.U32();
        if (reader.Truncated) return;
        ulong bytes = attributes.Find(Rate64) is { Exists: true } wide ? wide.U64 : rate.Rate, peakBytes = attributes.Find(PeakRate64) is { Exists: true } widePeak ? widePeak.U64 : peak.Rate;
        var to = context.To;
        to.Field("rate", bytes, $"rate {context.Rate(bytes)} ");
        WriteBucket(context, "burst", "burst", context.Clock.SizeOf(bytes, buffer), rate);
        if (context.Options.Raw) to.Field("burst_raw", TcText.Hex(buffer), $"[{buffer:x8}] ");
        if (peakBytes > 0)
        {
            to.Text($"peakrate {context.Rate(peakBytes)} ");
            if (peak.MinimumUnit > 0 || mtu > 0)
            {
                WriteBucket(context, "mtu", "minburst", context.Clock.SizeOf(peakBytes, mtu), peak);
                if (context.Options.Raw) to.Field("mtu_raw", TcText.Hex(mtu), $"[{mtu:x8}] ");
            }
        }
        double latency = MicrosecondsPerSecond * (limit / (double)bytes) - context.Clock.Microseconds(buffer);
        if (peakBytes > 0) latency = Math.Max(latency, MicrosecondsPerSecond * (limit / (double)peakBytes) - context.Clock.Microseconds(mtu));
        if (latency >= 0)
        {
            uint microseconds = PacketClock.Whole(latency);
            to.Field("lat", microseconds, $"lat {TcText.Time(microseconds)} ");
        }
        if (context.Options.Raw || !(latency >= 0)) to.Field("limit", limit, $"limit {TcText.Size(limit)} ");
        if (rate.Overhead > 0) to.Field("overhead", (long)(short)rate.Overhead, $"overhead {(short)rate.Overhead} ");
        if (rate.LinkLayer == RateSpecification.Atm || context.HasDetails) to.Field("linklayer", TcText.LinkLayer(rate.LinkLayer), $"linklayer {TcText.LinkLayer(rate.LinkLayer)} ");
    }

    public static void Parse(TcContext context, IpWords words, NetlinkRequest request, string? device)
    {
        ulong rate = 0, peak = 0;
        uint limit = 0, latency = 0, burst = 0, mtu = 0;
        ushort overhead = 0, minimum = 0;
        byte layer = RateSpecification.Ethernet;
        int cellLog = -1, peakCellLog = -1;
        for (; words.More; words.Advance())
        {
            string option = words.Current;
            if (option == "limit")
            {
                Once(option, limit > 0);
                if (latency > 0) throw Both();
                limit = TcNumber.TrySize(words.Next(), out uint value) ? value : throw Wrong("limit", words.Current);
            }
            else if (option == "latency")
            {
                Once(option, latency > 0);
                if (limit > 0) throw Both();
                latency = TcNumber.TryTime(words.Next(), out uint value) ? value : throw Wrong("latency", words.Current);
            }
            else if (option is "burst" or "buffer" or "maxburst")
            {
                Once("buffer/burst/maxburst", burst > 0);
                burst = TcNumber.TrySizeAndCell(words.Next(), out uint value, ref cellLog) ? value : throw Wrong(option, words.Current);
            }
            else if (option is "mtu" or "minburst")
            {
                Once("mtu/minburst", mtu > 0);
                mtu = TcNumber.TrySizeAndCell(words.Next(), out uint value, ref peakCellLog) ? value : throw Wrong(option, words.Current);
            }
            else if (option == "mpu")
            {
                minimum = TcNumber.TrySize(words.Next(), out uint value) && value <= ushort.MaxValue ? (ushort)value : throw Wrong("mpu", words.Current);
            }
            else if (option == "rate")
            {
                Once(option, rate > 0);
                rate = context.TryRate(words.Next(), device, out ulong value) ? value : throw Wrong("rate", words.Current);
            }
            else if (words.Matches("peakrate"))
            {
                Once("peakrate", peak > 0);
                peak = context.TryRate(words.Next(), device, out ulong value) ? value : throw Wrong("peakrate", words.Current);
            }
            else if (words.Matches("overhead"))
            {
                overhead = IpWords.TryNumber(words.Next(), out uint value) && value <= ushort.MaxValue ? (ushort)value : throw Wrong("overhead", words.Current);
            }
            else if (words.Matches("linklayer"))
            {
                layer = KindOptions.LinkLayer(words.Next()) ?? throw Wrong("linklayer", words.Current);
            }
            else if (option == "help")
            {
                throw KindOptions.Usage(Usage);
            }
            else
            {
                throw new IpFailure($"tbf: unknown parameter \"{option}\"\n{Usage}", IpFailure.Missing);
            }
        }
        string missing = (rate == 0 ? "tbf: the \"rate\" parameter is mandatory.\n" : "") + (burst == 0 ? "tbf: the \"burst\" parameter is mandatory.\n" : "")
            + (peak > 0 && mtu == 0 ? "tbf: when \"peakrate\" is specified, \"mtu\" must also be specified.\n" : "") + (limit == 0 && latency == 0 ? "tbf: either \"limit\" or \"latency\" is required.\n" : "");
        if (missing.Length > 0) throw new IpFailure(missing + Usage, IpFailure.Missing);

        if (limit == 0)
        {
            double fits = rate * (double)latency / MicrosecondsPerSecond + burst;
            if (peak > 0) fits = Math.Min(fits, peak * (double)latency / MicrosecondsPerSecond + mtu);
            limit = PacketClock.Whole(fits);
        }
        byte[] table = PacketClock.NewTable(), peakTable = PacketClock.NewTable();
        var specification = context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(rate)), rate, cellLog, mtu, table);
        var peakSpecification = peak > 0 ? context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(peak)), peak, peakCellLog, mtu, peakTable) : default;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true), parameters = request.Begin(Parameters);
        specification.Write(request);
        peakSpecification.Write(request);
        request.U32(limit).U32(context.Clock.TicksOf(rate, burst)).U32(peak > 0 ? context.Clock.TicksOf(peak, mtu) : 0).End(parameters);
        request.Attribute(Burst, burst);
        if (rate > uint.MaxValue) request.Attribute(Rate64, rate);
        request.Attribute(RateTable, table);
        if (peak > 0)
        {
            if (peak > uint.MaxValue) request.Attribute(PeakRate64, peak);
            request.Attribute(PeakBurst, mtu).Attribute(PeakTable, peakTable);
        }
        request.End(nest);
    }

    private static void WriteBucket(TcContext context, string key, string text, uint size, RateSpecification rate)
    {
        var to = context.To;
        if (!context.HasDetails)
        {
            to.Field(text, size, $"{text} {TcText.Size(size)} ");
            return;
        }
        string cells = $"{TcText.Size(size)}/{1 << (rate.CellLog & 31)}";
        to.Field(key, cells, $"{key} {cells} ");
        to.Field("mpu", rate.MinimumUnit, $"mpu {TcText.Size(rate.MinimumUnit)} ");
    }

    private static void Once(string option, bool again)
    {
        if (again) throw new IpFailure($"tbf: duplicate \"{option}\" specification\n", IpFailure.Missing);
    }

    private static IpFailure Both() => new("tbf: specifying both \"limit\" and \"/latency\" is not allowed\n", IpFailure.Missing);

    private static IpFailure Wrong(string option, string word) => new($"tbf: illegal value for \"{option}\": \"{word}\"\n", IpFailure.Missing);
}
