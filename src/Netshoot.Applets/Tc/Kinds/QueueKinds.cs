using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Kinds that spread traffic over the queues of a device, as they are shown: multiq, mqprio and taprio (<c>struct tc_mqprio_qopt</c>, <c>TCA_TAPRIO_*</c>, include/uapi/linux/pkt_sched.h).</summary>
internal static class QueueKinds
{
    private const int Priorities = 16;

    /// <returns>False for a kind that is none of them.</returns>
    public static bool TryWrite(TcContext context, string kind, NetlinkAttribute options)
    {
        switch (kind)
        {
            case "multiq": WriteBands(context, options.Reader); break;
            case "mqprio": WritePriorities(context, options.Reader); break;
            case "taprio": WriteSchedule(context, options.Nested); break;
            default: return false;
        }
        return true;
    }

    private static void WriteBands(TcContext context, NetlinkReader reader)
    {
        ushort bands = reader.U16(), most = reader.U16();
        if (reader.Truncated) return;
        context.To.Field("bands", bands, $"bands {bands}/");
        context.To.Field("max_bands", most, $"{most} ");
    }

    private static void WritePriorities(TcContext context, NetlinkReader reader)
    {
        var to = context.To;
        byte classes = WriteMap(context, ref reader, last: " ");
        var counts = reader;
        reader.Skip(Priorities * sizeof(ushort));
        if (reader.Truncated) return;
        to.OpenArray("queues");
        to.Text($"\n             queues:");
        for (int i = 0; i < classes && i < Priorities; i++)
        {
            ushort count = counts.U16(), offset = reader.U16();
            if (reader.Truncated) break;
            to.OpenArray();
            to.Field(null, offset, $"({offset}:");
            to.Field(null, offset + count - 1, $"{offset + count - 1}) ");
            to.CloseArray();
        }
        to.CloseArray();
    }

    private static void WriteSchedule(TcContext context, NetlinkAttributes attributes)
    {
        const ushort Map = 1, Entries = 2, BaseTime = 3, Clock = 5, CycleTime = 8, Extension = 9, Flags = 10, Delay = 11;
        var to = context.To;
        var reader = attributes.Find(Map).Reader;
        byte classes = WriteMap(context, ref reader, last: "");
        var counts = reader;
        reader.Skip(Priorities * sizeof(ushort));
        if (reader.Truncated) return;
        to.OpenArray("queues");
        to.Text($"{context.LineBreak}queues");
        for (int i = 0; i < classes && i < Priorities; i++)
        {
            ushort count = counts.U16(), offset = reader.U16();
            to.OpenObject();
            to.Field("offset", offset, $" offset {offset}");
            to.Field("count", count, $" count {count}");
            to.CloseObject();
        }
        to.CloseArray();
        to.Text($"{context.LineBreak}");
        string clock = SmallKinds.ClockName(attributes.Find(Clock).I32);
        to.Field("clockid", clock, $"clockid {clock}");
        if (attributes.Find(Flags) is { Exists: true, U32: > 0 } flags) to.Field("flags", TcText.Invariant($"0x{flags.U32:x}"), $" flags 0x{flags.U32:x}");
        if (attributes.Find(Delay) is { Exists: true } delay) to.Field("txtime_delay", delay.U32, $" txtime delay {delay.U32}");
        long start = (long)attributes.Find(BaseTime).U64, cycle = (long)attributes.Find(CycleTime).U64, extension = (long)attributes.Find(Extension).U64;
        to.Field("base_time", start, $"\tbase-time {start}");
        to.Field("cycle_time", cycle, $" cycle-time {cycle}");
        to.Field("cycle_time_extension", extension, $" cycle-time-extension {extension}");
        to.OpenArray("schedule");
        to.Text($"{context.LineBreak}");
        foreach (var entry in attributes.Find(Entries).Nested) WriteEntry(context, entry.Nested);
        to.CloseArray();
    }

    private static void WriteEntry(TcContext context, NetlinkAttributes entry)
    {
        const ushort Index = 1, Command = 2, Gates = 3, Interval = 4;
        var to = context.To;
        uint index = entry.Find(Index).U32, gates = entry.Find(Gates).U32, interval = entry.Find(Interval).U32;
        string command = entry.Find(Command).U8 switch { 0 => "S", 1 => "H", 2 => "R", _ => "Invalid" };
        to.OpenObject();
        to.Field("index", index, $"\tindex {index}");
        to.Field("cmd", command, $" cmd {command}");
        to.Field("gatemask", TcText.Invariant($"0x{gates:x}"), $" gatemask 0x{gates:x}");
        to.Field("interval", interval, $" interval {interval}{context.LineBreak}");
        to.CloseObject();
    }

    // How many classes there are, and which class each priority has.
    private static byte WriteMap(TcContext context, ref NetlinkReader reader, string last)
    {
        var to = context.To;
        byte classes = reader.U8();
        to.Field("tc", classes, $"tc {classes} ");
        to.OpenArray("map");
        to.Text($"map");
        for (int i = 0; i < Priorities; i++)
        {
            byte one = reader.U8();
            to.Field(null, one, $" {one}");
        }
        to.Text($"{last}");
        to.CloseArray();
        reader.Skip(1);
        return classes;
    }
}
