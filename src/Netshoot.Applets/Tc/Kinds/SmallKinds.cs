using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Qdiscs whose options are a table, or next to nothing (tc-codel(8), tc-pie(8), tc-fq_pie(8), tc-cbs(8), tc-etf(8), tc-ets(8)).</summary>
internal static class SmallKinds
{
    private const string CodelUsage = """
        Usage: ... codel [ limit PACKETS ] [ target TIME ]
        		 [ interval TIME ] [ ecn | noecn ]
        		 [ ce_threshold TIME ]

        """;

    private const string PieUsage = """
        Usage: ... pie [ limit PACKETS ] [ target TIME ]
                       [ tupdate TIME ] [ alpha ALPHA ] [ beta BETA ]
                       [ bytemode | nobytemode ] [ ecn | noecn ]
                       [ dq_rate_estimator | no_dq_rate_estimator ]

        """;

    private static readonly OptionRow[] s_codel =
        [new(2, "limit", OptionForm.Packets), new(1, "target", OptionForm.Time), new(5, "ce_threshold", OptionForm.Time), new(3, "interval", OptionForm.Time), new(4, "ecn", OptionForm.WhenSet)];

    private static readonly OptionRow[] s_pie =
    [
        new(2, "limit", OptionForm.Packets), new(1, "target", OptionForm.Time), new(3, "tupdate", OptionForm.Time), new(4, "alpha"), new(5, "beta"), new(6, "ecn", OptionForm.WhenSet),
        new(7, "bytemode", OptionForm.WhenSet), new(8, "dq_rate_estimator", OptionForm.WhenSet),
    ];

    private static readonly OptionRow[] s_fairPie =
    [
        new(1, "limit", OptionForm.Packets), new(2, "flows"), new(3, "target", OptionForm.Time), new(4, "tupdate", OptionForm.Time), new(5, "alpha"), new(6, "beta"), new(7, "quantum", OptionForm.Size),
        new(8, "memory_limit", OptionForm.Size), new(9, "ecn_prob"), new(10, "ecn", OptionForm.WhenSet), new(11, "bytemode", OptionForm.WhenSet), new(12, "dq_rate_estimator", OptionForm.WhenSet),
    ];

    private static readonly OptionRow[] s_heavyHitters =
    [
        new(1, "limit", OptionForm.Packets), new(2, "quantum", OptionForm.Size), new(3, "hh_limit"), new(4, "reset_timeout", OptionForm.Time), new(5, "admit_bytes", OptionForm.Size),
        new(6, "evict_timeout", OptionForm.Time), new(7, "non_hh_weight"),
    ];

    private static readonly string[] s_clocks = ["REALTIME", "MONOTONIC", "", "", "", "", "", "BOOTTIME", "", "", "", "TAI"];

    /// <summary>A clock of clock_gettime(2) without the beginning of its name.</summary>
    public static string ClockName(int clock) => clock >= 0 && clock < s_clocks.Length && s_clocks[clock].Length > 0 ? s_clocks[clock] : "invalid";

    /// <returns>False for a kind that is none of them.</returns>
    public static bool TryWrite(TcContext context, string kind, NetlinkAttribute options)
    {
        switch (kind)
        {
            case "codel": OptionRow.Write(context, options.Nested, s_codel); break;
            case "pie": OptionRow.Write(context, options.Nested, s_pie); break;
            case "fq_pie": OptionRow.Write(context, options.Nested, s_fairPie); break;
            case "hhf": OptionRow.Write(context, options.Nested, s_heavyHitters); break;
            case "skbprio": context.To.Field("limit", options.U32, $"limit {options.U32} "); break;
            case "hfsc": context.To.Field("default", TcText.Hex(options.U16), $"default {options.U16:x} "); break;
            case "cbs": WriteCreditShaper(context, options.Nested.Find(1).Reader); break;
            case "etf": WriteEarliestTime(context, options.Nested.Find(1).Reader); break;
            case "ets": WriteEnhanced(context, options.Nested); break;
            case "drr" or "qfq" or "mq" or "noqueue" or "plug": break;
            default: return false;
        }
        return true;
    }

    public static bool TryParse(IpWords words, string kind, NetlinkRequest request)
    {
        var (rows, usage) = kind switch { "codel" => (s_codel, CodelUsage), "pie" => (s_pie, PieUsage), _ => (null, "") };
        if (rows is null) return false;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (words.Is("help")) throw KindOptions.Usage(usage);
            if (!OptionRow.TryParse(words, request, rows)) throw KindOptions.Unknown(words.Current, usage);
        }
        request.End(nest);
        return true;
    }

    public static bool TryWriteStatistics(TcContext context, string kind, NetlinkAttribute statistics)
    {
        var reader = statistics.Reader;
        switch (kind)
        {
            case "codel": WriteCodel(context, reader); break;
            case "pie": WritePie(context, reader); break;
            case "fq_pie": WriteFairPie(context, reader); break;
            case "hhf":
                WriteNumbers(context, ref reader, "  ", "drop_overlimit", "hh_overlimit", "tot_hh", "cur_hh");
                break;
            default: return false;
        }
        return true;
    }

    private static void WriteCodel(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        uint largest = reader.U32(), count = reader.U32(), lastCount = reader.U32(), delay = reader.U32();
        int next = reader.I32();
        uint overLimit = reader.U32(), marked = reader.U32(), dropping = reader.U32(), thresholdMarked = reader.U32();
        if (reader.Truncated) return;
        to.Field("count", count, $"  count {count}");
        to.Field("lastcount", lastCount, $" lastcount {lastCount}");
        to.Field("ldelay", delay, $" ldelay {TcText.Time(delay)}");
        if (dropping > 0) to.Field("dropping", true, $" dropping");
        if (next < 0) to.Text($" drop_next -{TcText.Time((uint)-next)}");
        else to.Text($" drop_next {TcText.Time((uint)next)}");
        to.Field("drop_next", (long)next);
        to.Text($"{context.LineBreak}");
        to.Field("maxpacket", largest, $"  maxpacket {largest}");
        to.Field("ecn_mark", marked, $" ecn_mark {marked}");
        to.Field("drop_overlimit", overLimit, $" drop_overlimit {overLimit}");
        if (thresholdMarked > 0) to.Field("ce_mark", thresholdMarked, $" ce_mark {thresholdMarked}");
    }

    private static void WritePie(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        double probability = reader.U64() / (double)ulong.MaxValue;
        uint delay = reader.U32(), rate = reader.U32(), estimating = reader.U32(), packets = reader.U32(), dropped = reader.U32(), overLimit = reader.U32(), longest = reader.U32(), marked = reader.U32();
        if (reader.Truncated) return;
        to.Text($"  prob {TcText.Plain(probability)}");
        to.Field("prob", probability, "g6");
        to.Field("delay", delay, $" delay {TcText.Time(delay)}");
        if (estimating > 0) to.Field("avg_dq_rate", rate, $" avg_dq_rate {rate}");
        to.Text($"{context.LineBreak}");
        to.Field("pkts_in", packets, $"  pkts_in {packets}");
        to.Field("overlimit", overLimit, $" overlimit {overLimit}");
        to.Field("dropped", dropped, $" dropped {dropped}");
        to.Field("maxq", longest, $" maxq {longest}");
        to.Field("ecn_mark", marked, $" ecn_mark {marked}");
    }

    private static void WriteFairPie(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        uint packets = reader.U32(), dropped = reader.U32(), overLimit = reader.U32(), overMemory = reader.U32(), marked = reader.U32();
        to.Field("pkts_in", packets, $"  pkts_in {packets}");
        to.Field("overlimit", overLimit, $" overlimit {overLimit}");
        to.Field("overmemory", overMemory, $" overmemory {overMemory}");
        to.Field("dropped", dropped, $" dropped {dropped}");
        to.Field("ecn_mark", marked, $" ecn_mark {marked}");
        to.Text($"{context.LineBreak}");
        WriteNumbers(context, ref reader, "  ", "new_flow_count", "new_flows_len", "old_flows_len", "memory_used");
    }

    // Numbers in the order of their structure.
    public static void WriteNumbers(TcContext context, ref NetlinkReader reader, string indent, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            uint number = reader.U32();
            context.To.Field(name, number, $"{indent}{name} {number}");
            indent = " ";
        }
    }

    private static void WriteCreditShaper(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        byte offload = reader.U8();
        reader.Skip(3);
        int high = reader.I32(), low = reader.I32(), idle = reader.I32(), send = reader.I32();
        if (reader.Truncated) return;
        to.Field("hicredit", (long)high, $"hicredit {high} ");
        to.Field("locredit", (long)low, $"locredit {low} ");
        to.Field("sendslope", (long)send, $"sendslope {send} ");
        to.Field("idleslope", (long)idle, $"idleslope {idle} ");
        to.Field("offload", offload, $"offload {offload} ");
    }

    private static void WriteEarliestTime(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        int delta = reader.I32(), clock = reader.I32();
        uint flags = reader.U32();
        if (reader.Truncated) return;
        string name = ClockName(clock);
        to.Field("clockid", name, $"clockid {name} ");
        to.Field("delta", (long)delta, $"delta {delta} ");
        string offload = OnOff(2), deadline = OnOff(1), skip = OnOff(4);
        to.Field("offload", offload, $"offload {offload} ");
        to.Field("deadline_mode", deadline, $"deadline_mode {deadline} ");
        to.Field("skip_sock_check", skip, $"skip_sock_check {skip}");

        string OnOff(uint flag) => (flags & flag) != 0 ? "on" : "off";
    }

    private static void WriteEnhanced(TcContext context, NetlinkAttributes attributes)
    {
        // TCA_ETS_*
        const ushort Bands = 1, Strict = 2, Quanta = 3, Map = 5;
        var to = context.To;
        to.Field("bands", attributes.Find(Bands).U8, $"bands {attributes.Find(Bands).U8} ");
        if (attributes.Find(Strict) is { Exists: true } strict) to.Field("strict", strict.U8, $"strict {strict.U8} ");
        if (attributes.Find(Quanta) is { Exists: true } quanta)
        {
            to.OpenArray("quanta");
            to.Text($"quanta");
            foreach (var quantum in quanta.Nested) to.Field(null, quantum.U32, $" {quantum.U32}");
            to.Text($" ");
            to.CloseArray();
        }
        if (attributes.Find(Map) is not { Exists: true } map) return;
        to.OpenArray("priomap");
        to.Text($"priomap");
        foreach (var band in map.Nested) to.Field(null, band.U8, $" {band.U8}");
        to.Text($" ");
        to.CloseArray();
    }
}
