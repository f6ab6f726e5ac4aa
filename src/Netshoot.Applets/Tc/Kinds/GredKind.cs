using System.Runtime.InteropServices;
using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Generic RED as it is shown: <c>TCA_GRED_*</c>, <c>struct tc_gred_sopt</c> and an array of <c>struct tc_gred_qopt</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class GredKind
{
    private const ushort Parameters = 1, Setup = 3, Probabilities = 4, Limit = 5, Queues = 6;
    private const ushort QueueNumber = 2, Bytes = 3, Packets = 4, Backlog = 5, EarlyDrops = 6, EarlyMarks = 7, ForcedDrops = 8, ForcedMarks = 9, Dropped = 10, Other = 11, QueueFlags = 12;
    private const int MostQueues = 16;

    public static void Write(TcContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        var setup = attributes.Find(Setup).Reader;
        uint count = setup.U32(), chosen = setup.U32();
        bool grio = setup.U8() != 0;
        byte flags = setup.U8();
        if (setup.Truncated) return;
        to.Field("dp_cnt", count, $"vqs {count} ");
        to.Field("dp_default", chosen, $"default {chosen} ");
        to.Field("grio", grio, $"{(grio ? "grio " : "")}");
        if (attributes.Find(Limit) is { Exists: true } limit) to.Field("limit", limit.U32, $"limit {TcText.Size(limit.U32)} ");
        RedKind.WriteFlags(context, flags);
        to.OpenArray("vqs");
        var reader = attributes.Find(Parameters).Reader;
        var probabilities = MemoryMarshal.Cast<byte, uint>(attributes.Find(Probabilities).Value);
        for (int i = 0; i < MostQueues && reader.Remaining > 0; i++) WriteQueue(context, ref reader, attributes.Find(Queues), i < probabilities.Length ? probabilities[i] : 0);
        to.CloseArray();
    }

    private static void WriteQueue(TcContext context, ref NetlinkReader reader, NetlinkAttribute queues, uint probability)
    {
        var to = context.To;
        uint limit = reader.U32(), least = reader.U32(), most = reader.U32(), number = reader.U32();
        reader.Skip(sizeof(uint));
        uint average = reader.U32();
        reader.Skip(4 * sizeof(uint));
        byte weight = reader.U8();
        reader.Skip(1);
        byte cell = reader.U8(), priority = reader.U8();
        reader.Skip(2 * sizeof(uint));
        // A queue that was not set up has a number that none can have.
        if (reader.Truncated || number >= MostQueues) return;
        var counted = Find(queues, number);
        to.OpenObject();
        to.Field("vq", number, $"\n vq {number} ");
        to.Field("prio", priority, $"prio {priority} ");
        to.Field("limit", limit, $"limit {TcText.Size(limit)} ");
        to.Field("min", least, $"min {TcText.Size(least)} ");
        to.Field("max", most, $"max {TcText.Size(most)} ");
        RedKind.WriteFlags(context, counted.Find(QueueFlags).U32);
        if (context.HasDetails)
        {
            double share = probability / Math.Pow(2, 32);
            to.Field("ewma", weight, $"ewma {weight} ");
            to.Text($"probability {TcText.Plain(share)} ");
            to.Field("probability", share, "g6");
            to.Field("Scell_log", cell, $"Scell_log {cell} ");
        }
        if (context.HasStatistics) WriteCounts(context, counted, average);
        to.CloseObject();
    }

    private static void WriteCounts(TcContext context, NetlinkAttributes counted, uint average)
    {
        var to = context.To;
        uint backlog = counted.Find(Backlog).U32, packets = counted.Find(Packets).U32;
        ulong bytes = counted.Find(Bytes).U64;
        to.Field("qave", average, $"\n  Queue size: average {TcText.Size(average)} ");
        to.Field("backlog", backlog, $"current {TcText.Size(backlog)} ");
        to.Text($"\n  Dropped packets: ");
        WriteCount(context, "forced", "forced_drop", counted.Find(ForcedDrops));
        WriteCount(context, "early", "prob_drop", counted.Find(EarlyDrops));
        WriteCount(context, "pdrop", "pdrop", counted.Find(Dropped));
        WriteCount(context, "other", "other", counted.Find(Other));
        to.Text($"\n  Marked packets: ");
        WriteCount(context, "forced", "forced_mark", counted.Find(ForcedMarks));
        WriteCount(context, "early", "prob_mark", counted.Find(EarlyMarks));
        to.Field("packets", packets, $"\n  Total packets: {packets} ");
        to.Field("bytes", bytes, $"({TcText.Size((uint)bytes)}) ");
    }

    private static void WriteCount(TcContext context, string name, string key, NetlinkAttribute number) => context.To.Field(key, number.U32, $"{name} {number.U32} ");

    private static NetlinkAttributes Find(NetlinkAttribute queues, uint number)
    {
        foreach (var queue in queues.Nested)
            if (queue.Nested.Find(QueueNumber).U32 == number) return queue.Nested;
        return default;
    }
}
