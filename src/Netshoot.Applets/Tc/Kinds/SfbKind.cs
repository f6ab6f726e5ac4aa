using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Stochastic fair blue (tc-sfb(8)) as it is shown: <c>struct tc_sfb_qopt</c> and <c>struct tc_sfb_xstats</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class SfbKind
{
    private const double Certain = 0xffff;

    public static void Write(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        uint rehash = reader.U32() * 1000, warmup = reader.U32() * 1000, most = reader.U32(), bin = reader.U32(), increment = reader.U32(), decrement = reader.U32(), limit = reader.U32(), rate = reader.U32(), burst = reader.U32();
        if (reader.Truncated) return;
        to.Field("rehash", rehash, $"rehash {TcText.Time(rehash)} ");
        to.Field("db", warmup, $"db {TcText.Time(warmup)} ");
        to.Field("limit", limit, $"limit {limit}p ");
        to.Field("max", most, $"max {most}p ");
        to.Field("target", bin, $"target {bin}p ");
        WriteShare(context, "increment", increment, " ");
        WriteShare(context, "decrement", decrement, " ");
        to.Field("penalty_rate", rate, $"penalty_rate {rate}pps ");
        to.Field("penalty_burst", burst, $"penalty_burst {burst}p ");
    }

    public static void WriteStatistics(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        SmallKinds.WriteNumbers(context, ref reader, "  ", "earlydrop", "penaltydrop", "bucketdrop", "queuedrop", "childdrop", "marked");
        uint longest = reader.U32();
        to.Field("maxqlen", longest, $"{context.LineBreak}  maxqlen {longest} ");
        WriteShare(context, "maxprob", reader.U32(), " ");
        WriteShare(context, "avgprob", reader.U32(), "");
    }

    private static void WriteShare(TcContext context, string name, uint share, string behind)
    {
        context.To.Text($"{name} {TcText.Plain(share / Certain)}{behind}");
        context.To.Field(name, share / Certain, "g6");
    }
}
