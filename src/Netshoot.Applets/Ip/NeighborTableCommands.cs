using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip ntable</c> (ip-ntable(8)).</summary>
internal static class NeighborTableCommands
{
    private const string Usage = """
        Usage: ip ntable change name NAME [ dev DEV ]
                [ thresh1 VAL ] [ thresh2 VAL ] [ thresh3 VAL ] [ gc_int MSEC ]
                [ PARMS ]
        Usage: ip ntable show [ dev DEV ] [ name NAME ]
        PARMS := [ base_reachable MSEC ] [ retrans MSEC ] [ gc_stale MSEC ]
                 [ delay_probe MSEC ] [ queue LEN ]
                 [ app_probes VAL ] [ ucast_probes VAL ] [ mcast_probes VAL ]
                 [ anycast_delay MSEC ] [ proxy_delay MSEC ] [ proxy_queue LEN ]
                 [ locktime MSEC ]

        """;

    private static readonly (string Name, NeighborTableAttribute Attribute)[] s_thresholds =
        [("thresh1", NeighborTableAttribute.Threshold1), ("thresh2", NeighborTableAttribute.Threshold2), ("thresh3", NeighborTableAttribute.Threshold3)];

    private static readonly (string Name, NeighborSetting Setting, bool IsTime)[] s_settings =
    [
        ("base_reachable", NeighborSetting.BaseReachableTime, true),
        ("retrans", NeighborSetting.RetransmitTime, true),
        ("gc_stale", NeighborSetting.StaleTime, true),
        ("delay_probe", NeighborSetting.DelayProbeTime, true),
        ("queue", NeighborSetting.QueueLength, false),
        ("app_probes", NeighborSetting.ApplicationProbes, false),
        ("ucast_probes", NeighborSetting.UnicastProbes, false),
        ("mcast_probes", NeighborSetting.MulticastProbes, false),
        ("anycast_delay", NeighborSetting.AnycastDelay, true),
        ("proxy_delay", NeighborSetting.ProxyDelay, true),
        ("proxy_queue", NeighborSetting.ProxyQueueLength, false),
        ("locktime", NeighborSetting.LockTime, true),
    ];

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More || words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            if (words.More) words.Advance();
            Show(context, words);
        }
        else if (words.Matches("change") || words.Is("chg"))
        {
            words.Advance();
            Change(context, words);
        }
        else
        {
            throw words.Matches("help") ? new IpFailure(Usage) : IpFailure.UnknownCommand(words.Current, "ip ntable help");
        }
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context, IpWords words)
    {
        int? index = null;
        string? name = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) index = Device(context, words.Next());
            else if (words.Is("name")) name = words.Next();
            else throw IpFailure.Invalid(words.Current, "unknown");
        }
        var dump = context.Channel.Dump(NeighborTable.List(context.Options.Family));
        var table = new NeighborTable();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!table.Read(message) || index is not null && table.InterfaceIndex != index || name is not null && table.Name != name) continue;
            NeighborTableReport.Write(context, table);
            context.EntryWritten();
        }
        context.RequireDump(dump);
        context.CloseList();
    }

    private static void Change(IpContext context, IpWords words)
    {
        string? name = null;
        int? index = null;
        var table = new NetlinkRequest(0, NetlinkFlags.None);
        var settings = new NetlinkRequest(0, NetlinkFlags.None);
        bool any = false, hasSettings = false;
        for (; words.More; words.Advance())
        {
            string word = words.Current;
            if (word == "name")
            {
                name = words.Next();
            }
            else if (word == "dev")
            {
                index = Device(context, words.Next());
            }
            else if (Array.Find(s_thresholds, t => t.Name == word) is { Name: not null } threshold)
            {
                table.Attribute((ushort)threshold.Attribute, Value(words, word));
                any = true;
            }
            else if (word == "gc_int")
            {
                table.Attribute((ushort)NeighborTableAttribute.CollectionInterval, (ulong)Value(words, word));
                any = true;
            }
            else if (Array.Find(s_settings, s => s.Name == word) is { Name: not null } setting)
            {
                uint value = Value(words, word);
                if (setting.IsTime) settings.Attribute((ushort)setting.Setting, (ulong)value);
                else settings.Attribute((ushort)setting.Setting, value);
                any = hasSettings = true;
            }
            else
            {
                throw IpFailure.Invalid(word, "unknown");
            }
        }
        if (name is null) throw new IpFailure("Error: argument \"NAME\" is required\n");
        if (!any) throw new IpFailure("Not enough information: changeable attributes required.\n");
        var request = NeighborTable.Change(context.Options.Family, name).Append(table);
        if (hasSettings)
        {
            int nest = request.Begin((ushort)NeighborTableAttribute.Settings);
            if (index is { } own) request.Attribute((ushort)NeighborSetting.InterfaceIndex, own);
            request.Append(settings).End(nest);
        }
        context.Execute(request);
    }

    private static uint Value(IpWords words, string name) => IpWords.Number(words.Next(), $"\"{name}\" value is invalid");

    private static int Device(IpContext context, string name) => context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, "\"DEV\" is invalid");
}
