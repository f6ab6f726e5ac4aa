using System.Numerics;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Fair queues with pacing (tc-fq(8)): <c>TCA_FQ_*</c> and <c>struct tc_fq_qd_stats</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class FqKind
{
    private const ushort Limit = 1, FlowLimit = 2, Quantum = 3, InitialQuantum = 4, RateEnable = 5, MaxRate = 7, BucketsLog = 8, RefillDelay = 9, OrphanMask = 10, LowRate = 11, MarkThreshold = 12,
        TimerSlack = 13, Horizon = 14, HorizonDrop = 15;

    private const string Usage = """
        Usage: ... fq	[ limit PACKETS ] [ flow_limit PACKETS ]
        		[ quantum BYTES ] [ initial_quantum BYTES ]
        		[ maxrate RATE  ] [ buckets NUMBER ]
        		[ [no]pacing ] [ refill_delay TIME ]
        		[ low_rate_threshold RATE ]
        		[ orphan_mask MASK]
        		[ timer_slack TIME]
        		[ ce_threshold TIME ]
        		[ horizon TIME ]
        		[ horizon_{cap|drop} ]

        """;

    private static readonly OptionRow[] s_limits = [new(Limit, "limit", OptionForm.Packets), new(FlowLimit, "flow_limit", OptionForm.Packets)];
    private static readonly OptionRow[] s_quanta = [new(Quantum, "quantum", OptionForm.Size), new(InitialQuantum, "initial_quantum", OptionForm.Size)];
    private static readonly OptionRow[] s_times = [new(TimerSlack, "timer_slack", OptionForm.FineTime), new(Horizon, "horizon", OptionForm.Time)];

    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var to = context.To;
        var attributes = options.Nested;
        OptionRow.Write(context, attributes, s_limits);
        if (attributes.Find(BucketsLog) is { Exists: true } buckets)
        {
            uint count = 1u << ((int)buckets.U32 & 31);
            to.Field("buckets", count, $"buckets {count} ");
        }
        if (attributes.Find(OrphanMask) is { Exists: true } mask) to.Field("orphan_mask", mask.U32, $"orphan_mask {mask.U32} ");
        if (attributes.Find(RateEnable) is { Exists: true, U32: 0 }) to.Field("pacing", false, $"nopacing ");
        OptionRow.Write(context, attributes, s_quanta);
        if (attributes.Find(MaxRate) is { Exists: true, U32: < uint.MaxValue } largest) to.Field("maxrate", largest.U32, $"maxrate {context.Rate(largest.U32)} ");
        if (attributes.Find(LowRate) is { Exists: true, U32: > 0 } low) to.Field("low_rate_threshold", low.U32, $"low_rate_threshold {context.Rate(low.U32)} ");
        if (attributes.Find(RefillDelay) is { Exists: true } refill) to.Field("refill_delay", refill.U32, $"refill_delay {TcText.Time(refill.U32)} ");
        if (attributes.Find(MarkThreshold) is { Exists: true, U32: < uint.MaxValue } threshold) to.Field("ce_threshold", threshold.U32, $"ce_threshold {TcText.Time(threshold.U32)} ");
        OptionRow.Write(context, attributes, s_times);
        if (attributes.Find(HorizonDrop) is not { Exists: true } drop) return;
        if (drop.U8 == 0) to.Flag("horizon_cap", $"horizon_cap ");
        else to.Flag("horizon_drop", $"horizon_drop ");
    }

    public static void WriteStatistics(TcContext context, NetlinkAttribute statistics)
    {
        var to = context.To;
        var reader = statistics.Reader;
        ulong collected = reader.U64(), high = reader.U64();
        reader.Skip(8);
        ulong throttled = reader.U64();
        reader.Skip(32);
        uint flows = reader.U32(), inactive = reader.U32(), throttledFlows = reader.U32(), latency = reader.U32();
        if (reader.Truncated) return;
        ulong marked = reader.U64();
        to.Field("flows", flows, $"  flows {flows}");
        to.Field("inactive", inactive, $" (inactive {inactive}");
        to.Field("throttled", throttledFlows, $" throttled {throttledFlows})");
        to.Text($"{context.LineBreak}");
        to.Field("gc", collected, $"  gc {collected}");
        to.Field("highprio", high, $" highprio {high}");
        to.Field("throttled", throttled, $" throttled {throttled}");
        if (latency > 0) to.Field("latency", latency, $" latency {TcText.FineTime(latency)}");
        if (marked > 0) to.Field("ce_mark", marked, $" ce_mark {marked}");
    }

    public static void Parse(TcContext context, IpWords words, NetlinkRequest request, string? device)
    {
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "limit": request.Attribute(Limit, KindOptions.Number(words, "limit")); break;
                case "flow_limit": request.Attribute(FlowLimit, KindOptions.Number(words, "flow_limit")); break;
                case "buckets":
                    uint buckets = KindOptions.Number(words, "buckets");
                    request.Attribute(BucketsLog, buckets > 1 ? (uint)BitOperations.Log2(buckets - 1) + 1 : 0);
                    break;
                case "quantum": request.Attribute(Quantum, KindOptions.Number(words, "quantum")); break;
                case "initial_quantum": request.Attribute(InitialQuantum, KindOptions.Number(words, "initial_quantum")); break;
                case "maxrate": request.Attribute(MaxRate, KindOptions.Narrow(KindOptions.Rate(context, words, device, "maxrate"))); break;
                case "low_rate_threshold": request.Attribute(LowRate, KindOptions.Narrow(KindOptions.Rate(context, words, device, "low_rate_threshold"))); break;
                case "ce_threshold": request.Attribute(MarkThreshold, KindOptions.Time(words, "ce_threshold")); break;
                case "refill_delay": request.Attribute(RefillDelay, KindOptions.Time(words, "refill_delay")); break;
                case "orphan_mask": request.Attribute(OrphanMask, KindOptions.Number(words, "orphan_mask")); break;
                case "timer_slack":
                    request.Attribute(TimerSlack, TcNumber.TryFineTime(words.Next(), out long slack) && slack is >= 0 and <= uint.MaxValue ? (uint)slack : throw KindOptions.Illegal("timer_slack"));
                    break;
                case "horizon": request.Attribute(Horizon, KindOptions.Time(words, "horizon")); break;
                case "horizon_drop": request.Attribute(HorizonDrop, (byte)1); break;
                case "horizon_cap": request.Attribute(HorizonDrop, (byte)0); break;
                case "pacing": request.Attribute(RateEnable, 1u); break;
                case "nopacing": request.Attribute(RateEnable, 0u); break;
                case "help": throw KindOptions.Usage(Usage);
                default: throw KindOptions.Unknown(words.Current, Usage);
            }
        }
        request.End(nest);
    }
}
