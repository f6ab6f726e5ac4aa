using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>
/// The emulation of a bad network (tc-netem(8)) as it is shown: <c>struct tc_netem_qopt</c> with <c>TCA_NETEM_*</c> behind it
/// (include/uapi/linux/pkt_sched.h).
/// </summary>
internal static class NetemKind
{
    public const ushort Correlations = 1, DelayDistribution = 2, Reorder = 3, Corrupt = 4, LossModel = 5, Rate = 6, Ecn = 7, Rate64 = 8, Slot = 12, SlotDistribution = 13;
    public const ushort FourStates = 1, GilbertElliott = 2;
    private const int BasicSize = 24;
    private const double SecondsPerMicrosecond = 1e-6, SecondsPerNanosecond = 1e-9;

    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var to = context.To;
        var reader = options.Reader;
        uint latency = reader.U32(), limit = reader.U32(), loss = reader.U32(), gap = reader.U32(), duplicate = reader.U32(), jitter = reader.U32();
        if (reader.Truncated) return;
        var attributes = new NetlinkAttributes(options.Value[BasicSize..]);
        var correlations = attributes.Find(Correlations).Reader;
        uint delayCorrelation = correlations.U32(), lossCorrelation = correlations.U32(), duplicateCorrelation = correlations.U32();
        to.Field("limit", limit, $"limit {limit}");
        if (latency > 0)
        {
            uint delay = context.Clock.Microseconds(latency), spread = context.Clock.Microseconds(jitter);
            to.OpenObject("delay");
            to.Text($" delay {TcText.Time(delay)}");
            if (jitter > 0) to.Text($"  {TcText.Time(spread)}");
            to.Field("delay", delay * SecondsPerMicrosecond, "g6");
            to.Field("jitter", spread * SecondsPerMicrosecond, "g6");
            WriteCorrelation(context, jitter > 0 || !to.IsText ? delayCorrelation : 0);
        }
        if (loss > 0)
        {
            to.OpenObject("loss-random");
            WriteShare(context, "loss", "loss", loss);
            WriteCorrelation(context, lossCorrelation);
        }
        foreach (var model in attributes.Find(LossModel).Nested) WriteModel(context, model);
        if (duplicate > 0)
        {
            to.OpenObject("duplicate");
            WriteShare(context, "duplicate", "duplicate", duplicate);
            WriteCorrelation(context, duplicateCorrelation);
        }
        WritePair(context, "reorder", attributes.Find(Reorder));
        WritePair(context, "corrupt", attributes.Find(Corrupt));
        WriteRate(context, attributes);
        WriteSlot(context, attributes.Find(Slot));
        bool ecn = attributes.Find(Ecn).U32 > 0;
        if (ecn) to.Text($" ecn ");
        to.Field("ecn", ecn);
        if (gap > 0) to.Text($" gap {gap}");
        to.Field("gap", gap);
    }

    private static void WriteModel(TcContext context, NetlinkAttribute model)
    {
        var to = context.To;
        var reader = model.Reader;
        uint first = reader.U32(), second = reader.U32(), third = reader.U32(), fourth = reader.U32();
        if (reader.Truncated) return;
        switch (model.Type)
        {
            case FourStates:
                // The last two stand in the other order than they are said in.
                uint fifth = reader.U32();
                to.OpenObject("loss-state");
                to.Text($" loss state");
                WriteShare(context, "p13", "p13", first);
                WriteShare(context, "p31", "p31", second);
                WriteShare(context, "p32", "p32", third);
                WriteShare(context, "p23", "p23", fifth);
                WriteShare(context, "p14", "p14", fourth);
                to.CloseObject();
                break;
            case GilbertElliott:
                to.OpenObject("loss-gemodel");
                to.Text($" loss gemodel");
                WriteShare(context, "p", "p", first);
                WriteShare(context, "r", "r", second);
                WriteShare(context, "1-h", "1-h", uint.MaxValue - third);
                WriteShare(context, "1-k", "1-k", fourth);
                to.CloseObject();
                break;
        }
    }

    private static void WritePair(TcContext context, string name, NetlinkAttribute attribute)
    {
        var reader = attribute.Reader;
        uint probability = reader.U32(), correlation = reader.U32();
        if (probability == 0) return;
        context.To.OpenObject(name);
        WriteShare(context, name, name, probability);
        WriteCorrelation(context, correlation);
    }

    private static void WriteRate(TcContext context, NetlinkAttributes attributes)
    {
        var reader = attributes.Find(Rate).Reader;
        ulong rate = reader.U32();
        int packetOverhead = reader.I32();
        uint cellSize = reader.U32();
        int cellOverhead = reader.I32();
        if (attributes.Find(Rate64) is { Exists: true } wide) rate = wide.U64;
        if (reader.Truncated || rate == 0) return;
        var to = context.To;
        to.OpenObject("rate");
        to.Field("rate", rate, $" rate {context.Rate(rate)}");
        if (packetOverhead != 0) to.Text($" packetoverhead {packetOverhead}");
        to.Field("packetoverhead", (long)packetOverhead);
        if (cellSize > 0) to.Text($" cellsize {cellSize}");
        to.Field("cellsize", cellSize);
        if (cellOverhead != 0) to.Text($" celloverhead {cellOverhead}");
        to.Field("celloverhead", (long)cellOverhead);
        to.CloseObject();
    }

    private static void WriteSlot(TcContext context, NetlinkAttribute slot)
    {
        var reader = slot.Reader;
        long shortest = (long)reader.U64(), longest = (long)reader.U64();
        int packets = reader.I32(), bytes = reader.I32();
        long delay = (long)reader.U64(), jitter = (long)reader.U64();
        if (reader.Truncated) return;
        var to = context.To;
        to.OpenObject("slot");
        to.Text($" slot");
        if (delay != 0) to.Text($" distribution");
        WriteFine(context, delay != 0 ? "distribution" : "min-delay", delay != 0 ? delay : shortest);
        WriteFine(context, delay != 0 ? "jitter" : "max-delay", delay != 0 ? jitter : longest);
        if (packets != 0) to.Text($" packets {packets}");
        to.Field("packets", (long)packets);
        if (bytes != 0) to.Text($" bytes {bytes}");
        to.Field("bytes", (long)bytes);
        to.CloseObject();
    }

    private static void WriteFine(TcContext context, string key, long nanoseconds)
    {
        context.To.Text($" {TcText.FineTime(nanoseconds)}");
        context.To.Field(key, nanoseconds * SecondsPerNanosecond, "g6");
    }

    private static void WriteShare(TcContext context, string key, string text, uint share)
    {
        context.To.Text($" {text} {TcText.Percent(share)}");
        context.To.Field(key, (double)share / uint.MaxValue, "g6");
    }

    // The last of its object.
    private static void WriteCorrelation(TcContext context, uint share)
    {
        if (share > 0) context.To.Text($" {TcText.Percent(share)}");
        context.To.Field("correlation", (double)share / uint.MaxValue, "g6");
        context.To.CloseObject();
    }
}
