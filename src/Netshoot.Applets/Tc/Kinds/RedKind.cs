using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Random early detection (tc-red(8), tc-choke(8)) as it is shown: <c>struct tc_red_qopt</c> with <c>TCA_RED_*</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class RedKind
{
    private const ushort Parameters = 1, Probability = 3, Flags = 4, EarlyDropBlock = 5, MarkBlock = 6;

    // TC_RED_*
    private static readonly (uint Flag, string Name)[] s_flags = [(1, "ecn"), (2, "harddrop"), (4, "adaptive"), (8, "nodrop")];

    public static void Write(TcContext context, NetlinkAttribute options, bool inPackets)
    {
        var to = context.To;
        var attributes = options.Nested;
        var reader = attributes.Find(Parameters).Reader;
        uint limit = reader.U32(), least = reader.U32(), most = reader.U32();
        byte weight = reader.U8();
        reader.Skip(1);
        byte cell = reader.U8();
        uint flags = reader.U8();
        if (reader.Truncated) return;
        if (!inPackets && attributes.Find(Flags) is { Exists: true } field) flags = field.U32;
        WriteLength("limit", limit);
        WriteLength("min", least);
        WriteLength("max", most);
        WriteFlags(context, flags);
        if (context.HasDetails)
        {
            to.Field("ewma", weight, $"ewma {weight} ");
            if (attributes.Find(Probability) is { Exists: true } probability)
            {
                double share = probability.U32 / Math.Pow(2, 32);
                to.Text($"probability {TcText.Plain(share)} ");
                to.Field("probability", share, "g6");
            }
            to.Field("Scell_log", cell, $"Scell_log {cell}");
        }
        WriteEvent("early_drop", attributes.Find(EarlyDropBlock).U32);
        WriteEvent("mark", attributes.Find(MarkBlock).U32);

        void WriteLength(string name, uint length)
        {
            if (inPackets) to.Field(name, length, $"{name} {length}p ");
            else to.Field(name, length, $"{name} {TcText.Size(length)} ");
        }

        void WriteEvent(string name, uint block)
        {
            if (block == 0) return;
            to.OpenObject("qevents");
            to.OpenObject(name);
            to.Field("block", block, $"qevent {name} block {block} ");
            to.CloseObject();
            to.CloseObject();
        }
    }

    /// <summary>Every flag to programs, those that are set to people.</summary>
    public static void WriteFlags(TcContext context, uint flags)
    {
        foreach (var (flag, name) in s_flags)
        {
            if ((flags & flag) != 0) context.To.Field(name, true, $"{name} ");
            else context.To.Field(name, false);
        }
    }

    public static void WriteStatistics(TcContext context, NetlinkAttribute statistics, bool hasMatched)
    {
        var to = context.To;
        var reader = statistics.Reader;
        uint early = reader.U32(), dropped = reader.U32(), other = reader.U32(), marked = reader.U32();
        if (reader.Truncated) return;
        uint matched = reader.U32();
        to.Field("marked", marked, $"  marked {marked} ");
        to.Field("early", early, $"early {early} ");
        to.Field("pdrop", dropped, $"pdrop {dropped} ");
        to.Field("other", other, $"other {other} ");
        if (hasMatched) to.Field("matched", matched, $"matched {matched}");
    }
}
