using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Fair queues with controlled delay (tc-fq_codel(8)): <c>TCA_FQ_CODEL_*</c> and <c>struct tc_fq_codel_xstats</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class FqCodelKind
{
    private const ushort Target = 1, Limit = 2, Interval = 3, Ecn = 4, Flows = 5, Quantum = 6, MarkThreshold = 7, DropBatch = 8, MemoryLimit = 9, MarkSelector = 10, MarkMask = 11;

    private const string Usage = """
        Usage: ... fq_codel	[ limit PACKETS ] [ flows NUMBER ]
        [ memory_limit BYTES ]
        [ target TIME ] [ interval TIME ]
        [ quantum BYTES ] [ [no]ecn ]
        [ ce_threshold TIME ]
        [ ce_threshold_selector VALUE/MASK ]
        [ drop_batch SIZE ]

        """;

    private static readonly OptionRow[] s_rows =
    [
        new(Limit, "limit", OptionForm.Packets),
        new(Flows, "flows"),
        new(Quantum, "quantum"),
        new(Target, "target", OptionForm.Time),
        new(MarkThreshold, "ce_threshold", OptionForm.Time),
    ];

    private static readonly OptionRow[] s_more =
    [
        new(Interval, "interval", OptionForm.Time),
        new(MemoryLimit, "memory_limit", OptionForm.Size),
        new(Ecn, "ecn", OptionForm.WhenSet),
        new(DropBatch, "drop_batch"),
    ];

    public static void Write(TcContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        OptionRow.Write(context, attributes, s_rows);
        byte mask = attributes.Find(MarkMask).U8;
        if (mask != 0 && attributes.Find(MarkSelector) is { Exists: true } selector)
        {
            to.Text($"ce_threshold_selector 0x{selector.U8:x}/0x{mask:x} ");
            to.Field("ce_threshold_selector", selector.U8);
            to.Field("ce_threshold_mask", mask);
        }
        OptionRow.Write(context, attributes, s_more);
    }

    public static void WriteStatistics(TcContext context, NetlinkAttribute statistics)
    {
        var to = context.To;
        var reader = statistics.Reader;
        if (reader.U32() != 0)
        {
            WriteOfClass(context, reader);
            return;
        }
        uint largest = reader.U32(), overLimit = reader.U32(), marked = reader.U32(), newFlows = reader.U32(), newLength = reader.U32(), oldLength = reader.U32();
        uint thresholdMarked = reader.U32(), memory = reader.U32(), overMemory = reader.U32();
        if (reader.Truncated) return;
        to.Field("maxpacket", largest, $"  maxpacket {largest}");
        to.Field("drop_overlimit", overLimit, $" drop_overlimit {overLimit}");
        to.Field("new_flow_count", newFlows, $" new_flow_count {newFlows}");
        to.Field("ecn_mark", marked, $" ecn_mark {marked}");
        if (thresholdMarked > 0) to.Field("ce_mark", thresholdMarked, $" ce_mark {thresholdMarked}");
        if (memory > 0) to.Field("memory_used", memory, $" memory_used {memory}");
        if (overMemory > 0) to.Field("drop_overmemory", overMemory, $" drop_overmemory {overMemory}");
        to.Text($"{context.LineBreak}");
        to.Field("new_flows_len", newLength, $"  new_flows_len {newLength}");
        to.Field("old_flows_len", oldLength, $" old_flows_len {oldLength}");
    }

    public static void Parse(IpWords words, NetlinkRequest request)
    {
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (words.Is("ce_threshold_selector")) Selector(words.Next(), request);
            else if (words.Is("help")) throw KindOptions.Usage(Usage);
            else if (!OptionRow.TryParse(words, request, s_rows) && !OptionRow.TryParse(words, request, s_more)) throw KindOptions.Unknown(words.Current, Usage);
        }
        request.End(nest);
    }

    private static void Selector(string word, NetlinkRequest request)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) throw new IpFailure("Missing mask for \"ce_threshold_selector\"\n", IpFailure.Missing);
        if (!IpWords.TryNumber(word[..slash], out uint value) || !IpWords.TryNumber(word[(slash + 1)..], out uint mask) || value > byte.MaxValue || mask > byte.MaxValue) throw KindOptions.Illegal("ce_threshold_selector");
        request.Attribute(MarkMask, (byte)mask).Attribute(MarkSelector, (byte)value);
    }

    private static void WriteOfClass(TcContext context, NetlinkReader reader)
    {
        int deficit = reader.I32();
        uint delay = reader.U32(), count = reader.U32(), lastCount = reader.U32(), dropping = reader.U32();
        int next = reader.I32();
        if (reader.Truncated) return;
        var to = context.To;
        to.Field("deficit", (long)deficit, $"  deficit {deficit}");
        to.Field("count", count, $" count {count}");
        to.Field("lastcount", lastCount, $" lastcount {lastCount}");
        to.Field("ldelay", delay, $" ldelay {TcText.Time(delay)}");
        if (dropping == 0) return;
        to.Flag("dropping", $" dropping");
        if (next < 0) to.Text($" drop_next -{TcText.Time((uint)-next)}");
        else to.Text($" drop_next {TcText.Time((uint)next)}");
        to.Field("drop_next", (long)next);
    }
}
