using Netshoot.Applets.Tc.Actions;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>Actions as tc(8) prints them: those of a filter, and those of a table (tc-actions(8)).</summary>
internal static class ActionReport
{
    private const int MostActions = 32 * 8;

    // TCA_ACT_FLAGS_*
    private static readonly (uint Flag, string Name)[] s_flags = [(1, "no_percpu"), (2, "skip_hw"), (4, "skip_sw")];

    /// <summary>The actions of a filter, behind it; the end of the last line is the filter's.</summary>
    public static void WriteOfFilter(TcContext context, NetlinkAttribute actions)
    {
        if (!actions.Exists) return;
        var to = context.To;
        to.Text($"{context.LineBreak}");
        to.OpenArray("actions");
        bool first = true;
        int count = 0;
        foreach (var action in actions.Nested)
        {
            if (++count > MostActions) break;
            if (!first) to.Text($"{context.LineBreak}");
            first = false;
            Write(context, action.Type, new(action.Nested), ofFilter: true);
        }
        to.CloseArray();
    }

    /// <summary>The actions of a message about them.</summary>
    public static void WriteTable(TcContext context, NetlinkAttributes root)
    {
        var to = context.To;
        WriteTotal(context, root);
        to.Text($"{context.LineBreak}");
        WriteList(context, root);
    }

    /// <summary>How many there are in all.</summary>
    public static void WriteTotal(TcContext context, NetlinkAttributes root)
    {
        uint count = root.Find(TrafficAction.RootCount).U32;
        context.To.OpenObject();
        context.To.Field("total acts", count, $"total acts {count}");
        context.To.CloseObject();
    }

    public static void WriteList(TcContext context, NetlinkAttributes root)
    {
        var to = context.To;
        to.OpenObject();
        to.OpenArray("actions");
        foreach (var action in root.Find(TrafficAction.Table).Nested)
        {
            to.Text($"{context.LineBreak}");
            Write(context, action.Type, new(action.Nested), ofFilter: false);
        }
        to.CloseArray();
        to.CloseObject();
    }

    private static void Write(TcContext context, int order, TrafficAction action, bool ofFilter)
    {
        var to = context.To;
        to.OpenObject();
        to.Field("order", (long)order, $"\taction order {order}: ");
        if (!context.IsBrief)
        {
            ActionKinds.Write(context, action);
        }
        else
        {
            to.Field("kind", action.Kind, $"{action.Kind} ");
            if (action.Find(TrafficActionAttribute.Index) is { Exists: true } index) to.Field("index", index.U32, $"\t index {index.U32}{context.LineBreak}");
        }
        if (context.HasStatistics && action.Statistics is { Exists: true } statistics)
        {
            to.OpenObject("stats");
            to.Text($"\tAction statistics:{context.LineBreak}");
            StatisticsReport.Write(context, statistics.Nested, '\t');
            to.Text($"{context.LineBreak}");
            to.CloseObject();
        }
        if (!context.IsBrief || action.Find(TrafficActionAttribute.Cookie).Exists) WriteRest(context, action, ofFilter);
        to.CloseObject();
    }

    private static void WriteRest(TcContext context, TrafficAction action, bool ofFilter)
    {
        var to = context.To;
        if (action.Find(TrafficActionAttribute.Cookie) is { Exists: true } cookie)
        {
            string text = Convert.ToHexStringLower(cookie.Value);
            to.Field("cookie", text, $"\tcookie {text}{context.LineBreak}");
        }
        const uint NoPerProcessor = 1, SkipsHardware = 2;
        var flags = action.Find(TrafficActionAttribute.Flags).Reader;
        uint set = flags.U32();
        // Whether hardware has a filter's actions is said of the filter.
        if (ofFilter) set &= NoPerProcessor;
        if (set != 0)
        {
            foreach (var (flag, name) in s_flags)
                if ((set & flag) != 0) to.Field(name, true, $"\t{name}");
            to.Text($"{context.LineBreak}");
        }
        if (!ofFilter && (set & SkipsHardware) == 0 && action.Find(TrafficActionAttribute.InHardwareCount) is { Exists: true } count)
        {
            if (count.U32 == 0)
            {
                to.Field("not_in_hw", true, $"\tnot_in_hw{context.LineBreak}");
            }
            else
            {
                to.Field("in_hw", true, $"\tin_hw");
                to.Field("in_hw_count", count.U32, $" in_hw_count {count.U32}{context.LineBreak}");
            }
        }
        WriteHardwareStatistics(context, "hw_stats", action.Find(TrafficActionAttribute.HardwareStatistics));
        WriteHardwareStatistics(context, "used_hw_stats", action.Find(TrafficActionAttribute.UsedHardwareStatistics));
    }

    private static void WriteHardwareStatistics(TcContext context, string name, NetlinkAttribute bitfield)
    {
        if (!bitfield.Exists) return;
        const uint Immediate = 1, Delayed = 2;
        var to = context.To;
        var reader = bitfield.Reader;
        uint kinds = reader.U32();
        to.OpenArray(name);
        to.Text($"\t{name}");
        if ((kinds & Immediate) != 0) to.Field(null, "immediate", $" immediate");
        if ((kinds & Delayed) != 0) to.Field(null, "delayed", $" delayed");
        if (kinds == 0) to.Field(null, "disabled", $" disabled");
        to.CloseArray();
        to.Text($"{context.LineBreak}");
    }
}
