using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Fair queues by chance (tc-sfq(8)): <c>struct tc_sfq_qopt_v1</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class SfqKind
{
    private const string Usage = """
        Usage: ... sfq	[ limit NUMBER ] [ perturb SECS ] [ quantum BYTES ]
        		[ divisor NUMBER ] [ flows NUMBER] [ depth NUMBER ]
        		[ headdrop ]
        		[ redflowlimit BYTES ] [ min BYTES ] [ max BYTES ]
        		[ avpkt BYTES ] [ burst PACKETS ] [ probability P ]
        		[ ecn ] [ harddrop ]

        """;

    private static readonly string[] s_unsupported = ["redflowlimit", "min", "max", "avpkt", "burst", "probability", "ecn", "harddrop"];

    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var to = context.To;
        var reader = options.Reader;
        uint quantum = reader.U32();
        int perturb = reader.I32();
        uint limit = reader.U32(), divisor = reader.U32(), flows = reader.U32();
        if (reader.Truncated) return;
        bool whole = reader.Remaining > 0;
        uint depth = reader.U32(), headDrop = reader.U32(), flowLimit = reader.U32(), least = reader.U32(), most = reader.U32();
        byte weight = reader.U8();
        reader.Skip(2);
        byte flags = reader.U8();
        uint probability = reader.U32();
        to.Field("limit", limit, $"limit {limit}p ");
        to.Field("quantum", quantum, $"quantum {TcText.Size(quantum)} ");
        if (whole && depth > 0) to.Field("depth", depth, $"depth {depth} ");
        if (whole && headDrop > 0) to.Field("headdrop", true, $"headdrop ");
        if (context.HasDetails) to.Field("flows", flows, $"flows {flows} ");
        to.Field("divisor", divisor, $"divisor {divisor} ");
        if (perturb != 0) to.Field("perturb", (long)perturb, $"perturb {perturb}sec ");
        if (!whole || least == 0) return;
        to.Field("ewma", weight, $"ewma {weight} ");
        to.Field("min", least, $"min {TcText.Size(least)} ");
        to.Field("max", most, $"max {TcText.Size(most)} ");
        double share = probability / Math.Pow(2, 32);
        to.Text($"probability {TcText.Plain(share)} ");
        to.Field("probability", share, "g6");
        RedKind.WriteFlags(context, flags);
        if (context.HasStatistics) WriteStatistics(context, reader);
    }

    public static void Parse(IpWords words, NetlinkRequest request)
    {
        uint quantum = 0, limit = 0, divisor = 0, flows = 0, depth = 0;
        int perturb = 0;
        bool headDrop = false;
        for (; words.More; words.Advance())
        {
            if (words.Is("quantum")) quantum = KindOptions.Size(words, "limit");
            else if (words.Is("perturb")) perturb = IpWords.TryInteger(words.Next(), out int value) ? value : throw KindOptions.Illegal("perturb");
            else if (words.Is("limit")) limit = KindOptions.Number(words, "limit");
            else if (words.Is("divisor")) divisor = KindOptions.Number(words, "divisor");
            else if (words.Is("flows")) flows = KindOptions.Number(words, "flows");
            else if (words.Is("depth")) depth = KindOptions.Number(words, "flows");
            else if (words.Is("headdrop")) headDrop = true;
            else if (Array.IndexOf(s_unsupported, words.Current) >= 0) throw new IpFailure($"tc: option \"{words.Current}\" of sfq is not supported\n", IpFailure.Missing);
            else if (words.Is("help")) throw KindOptions.Usage(Usage);
            else throw KindOptions.Unknown(words.Current, Usage);
        }
        const int BehindHeadDrop = 4 * 4 + 4 + 6 * 4;
        int nest = request.Begin((ushort)TrafficAttribute.Options);
        request.U32(quantum).I32(perturb).U32(limit).U32(divisor).U32(flows).U32(depth).U32(headDrop ? 1u : 0).Zero(BehindHeadDrop).End(nest);
    }

    private static void WriteStatistics(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        uint dropped = reader.U32(), forcedDrop = reader.U32(), marked = reader.U32(), forcedMark = reader.U32(), headMarked = reader.U32(), forcedHeadMark = reader.U32();
        to.Text($"{context.LineBreak}");
        to.Field("prob_mark", marked, $"  prob_mark {marked} ");
        to.Field("prob_mark_head", headMarked, $"prob_mark_head {headMarked} ");
        to.Field("prob_drop", dropped, $"prob_drop {dropped}");
        to.Text($"{context.LineBreak}");
        to.Field("forced_mark", forcedMark, $"  forced_mark {forcedMark} ");
        to.Field("forced_mark_head", forcedHeadMark, $"forced_mark_head {forcedHeadMark} ");
        to.Field("forced_drop", forcedDrop, $"forced_drop {forcedDrop}");
    }
}
