using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Which kind's options are written and read where.</summary>
internal static class QdiscKinds
{
    private static readonly string[] s_unsupported =
        ["atm", "cbq", "cbs", "dsmark", "etf", "ets", "fq_pie", "gred", "hhf", "mqprio", "plug", "rr", "sfb", "skbprio", "taprio"];

    public static void Write(TcContext context, string kind, NetlinkAttribute options)
    {
        switch (kind)
        {
            case "pfifo" or "bfifo" or "pfifo_head_drop": FifoKind.Write(context, kind, options); break;
            case "tbf": TbfKind.Write(context, options); break;
            case "htb": HtbKind.Write(context, options); break;
            case "netem": NetemKind.Write(context, options); break;
            case "fq_codel": FqCodelKind.Write(context, options.Nested); break;
            case "prio" or "pfifo_fast": PrioKind.Write(context, options); break;
            case "fq": FqKind.Write(context, options); break;
            case "sfq": SfqKind.Write(context, options); break;
            case "red": RedKind.Write(context, options, inPackets: false); break;
            case "choke": RedKind.Write(context, options, inPackets: true); break;
            case "cake": CakeKind.Write(context, options.Nested); break;
            case "gred": GredKind.Write(context, options.Nested); break;
            case "sfb": SfbKind.Write(context, options.Nested.Find(1).Reader); break;
            case "ingress": context.To.Text($"---------------- "); break;
            case "clsact": break;
            case var _ when SmallKinds.TryWrite(context, kind, options) || QueueKinds.TryWrite(context, kind, options): break;
            default:
                if (options.Value.Length > 0) context.To.Text($" [Unknown qdisc, optlen={options.Value.Length}] ");
                break;
        }
    }

    /// <summary>What a kind counts by itself.</summary>
    /// <returns>False when it has nothing to say.</returns>
    public static bool WriteStatistics(TcContext context, string kind, NetlinkAttribute statistics)
    {
        switch (kind)
        {
            case "fq_codel": FqCodelKind.WriteStatistics(context, statistics); break;
            case "fq": FqKind.WriteStatistics(context, statistics); break;
            case "red": RedKind.WriteStatistics(context, statistics, hasMatched: false); break;
            case "choke": RedKind.WriteStatistics(context, statistics, hasMatched: true); break;
            case "htb": HtbKind.WriteStatistics(context, statistics); break;
            case "cake": CakeKind.WriteStatistics(context, statistics.Nested); break;
            case "sfb": SfbKind.WriteStatistics(context, statistics.Reader); break;
            case "drr": ClassKinds.WriteDeficit(context, statistics); break;
            case "sfq": context.To.Text($"  allot {statistics.I32}"); break;
            case "hfsc": ClassKinds.WriteCurveStatistics(context, statistics); break;
            default: return SmallKinds.TryWriteStatistics(context, kind, statistics);
        }
        return true;
    }

    /// <summary>Reads the words for a qdisc of a kind.</summary>
    public static void Parse(TcContext context, IpWords words, string kind, NetlinkRequest request, string? device)
    {
        switch (kind)
        {
            case "pfifo" or "bfifo" or "pfifo_head_drop": FifoKind.Parse(words, kind, request); break;
            case "tbf": TbfKind.Parse(context, words, request, device); break;
            case "htb": HtbKind.Parse(words, request); break;
            case "netem": new NetemChange(context, device).Parse(words, request); break;
            case "fq_codel": FqCodelKind.Parse(words, request); break;
            case "prio": PrioKind.Parse(words, request); break;
            case "fq": FqKind.Parse(context, words, request, device); break;
            case "sfq": SfqKind.Parse(words, request); break;
            case "red": new RedChange(context, device, inPackets: false).Parse(words, request); break;
            case "choke": new RedChange(context, device, inPackets: true).Parse(words, request); break;
            case "cake": new CakeChange(context, device).Parse(words, request); break;
            case "hfsc": HfscChange.Parse(words, request); break;
            case "drr" or "qfq" or "multiq":
                // There is nothing to choose; the last has room in its structure for what the kernel fills in.
                if (words.More && words.Is("help")) throw KindOptions.Usage(UsageOf(kind));
                if (words.More) throw KindOptions.Unknown(words.Current, UsageOf(kind));
                if (kind == "multiq") request.Attribute((ushort)TrafficAttribute.Options, 0u);
                break;
            case "ingress" or "clsact":
                if (words.More) throw KindOptions.Unknown(words.Current, $"Usage: ... {kind}\n");
                break;
            case "pfifo_fast":
                if (words.More) throw new IpFailure($"qdisc '{kind}' does not support option parsing\n");
                break;
            case var _ when SmallKinds.TryParse(words, kind, request): break;
            case var _ when Array.IndexOf(s_unsupported, kind) >= 0: throw new IpFailure($"tc: making qdiscs of the kind \"{kind}\" is not supported\n", IpFailure.Missing);
            default:
                if (words.More) throw new IpFailure($"Unknown qdisc \"{kind}\", hence option \"{words.Current}\" is unparsable\n", IpFailure.Missing);
                break;
        }
    }

    private static string UsageOf(string kind) => kind == "multiq" ? "Usage: ... multiq [help]\n" : $"Usage: ... {kind}\n";
}
