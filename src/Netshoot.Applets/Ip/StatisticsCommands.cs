using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Statistics;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip stats</c> (ip-stats(8)).</summary>
internal static class StatisticsCommands
{
    private const byte InvalidArgument = 22;

    private const string Usage = """
        Usage: ip stats help
               ip stats show [ dev DEV ] [ group GROUP [ subgroup SUBGROUP [ suite SUITE ] ... ] ... ] ...
               ip stats set dev DEV l3_stats { on | off }
        GROUP := { link | xstats | xstats_slave | offload | afstats }
        xstats SUBGROUP := { bridge [ suite stp ] [ suite mcast ] | bond [ suite 802.3ad ] }
        xstats_slave SUBGROUP := { bridge [ suite stp ] [ suite mcast ] | bond [ suite 802.3ad ] }
        offload SUBGROUP := { cpu_hit | hw_stats_info | l3_stats }
        afstats SUBGROUP := { mpls }

        """;

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More || words.Is("show"))
        {
            if (words.More) words.Advance();
            Show(context, words);
        }
        else if (words.Is("help"))
        {
            throw new IpFailure(Usage, 0);
        }
        else if (words.Is("set"))
        {
            words.Advance();
            Set(context, words);
        }
        else
        {
            throw new IpFailure($"Command \"{words.Current}\" is unknown, try \"ip stats help\".\n", IpFailure.Missing);
        }
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context, IpWords words)
    {
        string? device = null;
        var chosen = new HashSet<StatisticsLeaf>();
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("group")) TakeGroups(words, chosen);
            else if (words.Is("subgroup")) throw Invalid($"Error: subgroup {words.Next()} requested without selecting a group first\n");
            else if (words.Is("suite")) throw Invalid($"Error: suite {words.Next()} requested without selecting a group first\n");
            else if (words.Is("help")) throw new IpFailure(Usage, 0);
            else throw Unknown(words);
        }
        var leaves = StatisticsLeaf.All.Where(leaf => chosen.Count == 0 || chosen.Contains(leaf)).ToList();
        int index = device is null ? 0 : context.RequireLink(device);
        uint groups = 0, offload = 0;
        foreach (var leaf in leaves)
        {
            groups |= 1u << (int)leaf.Attribute - 1;
            offload |= leaf.OffloadBit;
        }
        // The counters of routed packets are told with whether they are counted at all.
        if ((offload & 1u << 2) != 0) offload |= 1u << 1;

        var request = InterfaceStatistics.List(index, groups, offload);
        context.OpenList();
        if (index != 0)
        {
            var error = context.Channel.TryGet<InterfaceStatistics>(request, out var found);
            if (error.Failed) throw context.Refused(error);
            if (found is not null) Write(context, found, leaves);
        }
        else
        {
            var dump = context.Channel.Dump(request);
            var entry = new InterfaceStatistics();
            foreach (var message in dump)
            {
                if (!entry.Read(message)) continue;
                Write(context, entry, leaves);
                context.To.Text($"{context.LineBreak}");
                context.EntryWritten();
            }
            context.RequireDump(dump);
        }
        context.CloseList();
    }

    private static void Write(IpContext context, InterfaceStatistics entry, List<StatisticsLeaf> leaves)
    {
        foreach (var leaf in leaves) StatisticsReport.Write(context, entry, leaf);
    }

    private static void TakeGroups(IpWords words, HashSet<StatisticsLeaf> chosen)
    {
        string group = words.Next();
        var inGroup = StatisticsLeaf.All.Where(leaf => leaf.Group == group).ToList();
        if (inGroup.Count == 0) throw Invalid($"Error: no group named {group} found inside top-level\n");
        string? subgroup = null;
        bool narrowed = false;
        while (words.TryPeek(1) is "subgroup" or "suite")
        {
            bool isSuite = words.Next() == "suite";
            string name = words.Next();
            if (inGroup[0].Subgroup.Length == 0) throw Invalid($"Error: {(isSuite ? "suite" : "subgroup")} {name} requested inside leaf group {group}\n");
            if (!isSuite)
            {
                subgroup = name;
                var parts = inGroup.FindAll(leaf => leaf.Subgroup == name);
                if (parts.Count == 0) throw Invalid($"Error: no subgroup named {name} found inside {group}\n");
                narrowed = true;
                if (words.TryPeek(1) != "suite") chosen.UnionWith(parts);
                continue;
            }
            if (subgroup is null) throw Invalid($"Error: suite {name} requested without selecting a subgroup first\n");
            var suites = inGroup.FindAll(leaf => leaf.Subgroup == subgroup && leaf.Suite.Length > 0);
            if (suites.Count == 0) throw Invalid($"Error: suite {name} requested inside leaf subgroup {subgroup}\n");
            chosen.Add(suites.Find(leaf => leaf.Suite == name) ?? throw Invalid($"Error: no suite named {name} found inside {subgroup}\n"));
        }
        if (!narrowed) chosen.UnionWith(inGroup);
    }

    private static void Set(IpContext context, IpWords words)
    {
        string? device = null;
        bool? isOn = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                device = words.Next();
                context.RequireLink(device);
            }
            else if (words.Is("l3_stats"))
            {
                string word = words.Next();
                isOn = word is "on" or "off" ? word == "on" : throw new IpFailure($"Error: argument of \"l3_stats\" must be \"on\" or \"off\", not \"{word}\"\n", InvalidArgument);
            }
            else if (words.Is("help"))
            {
                throw new IpFailure(Usage, 0);
            }
            else
            {
                throw Unknown(words);
            }
        }
        if (device is null) throw new IpFailure("Not enough information: \"dev\" argument is required.\n");
        if (isOn is null) throw new IpFailure("Not enough information: stat type to toggle is required.\n");
        context.Execute(InterfaceStatistics.SetLayer3(context.RequireLink(device), isOn.Value));
    }

    private static IpFailure Invalid(string text) => new(text, InvalidArgument);

    private static IpFailure Unknown(IpWords words) => new($"What is \"{words.Current}\"?\n{Usage}", InvalidArgument);
}
