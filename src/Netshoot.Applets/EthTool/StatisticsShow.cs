using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool -S</c>: the driver's own numbers, or groups of standard ones.</summary>
internal static class StatisticsShow
{
    public static ExitCode Run(EthToolContext context)
    {
        if (context.IsAtEnd) return DriverShow.Statistics(context);
        bool? all = null;
        var groups = new List<(string Name, bool IsOn)>();
        while (context.Next() is { } word)
        {
            if (word is "--all-groups" or "--groups" && all is not null) return Wrong(context, $"duplicate parameter '{word}'");
            if (word == "--all-groups")
            {
                all = true;
            }
            else if (word == "--groups")
            {
                all = false;
                while (!context.IsAtEnd && !context.Words[context.At].StartsWith('-')) groups.Add((context.Next()!, true));
                if (groups.Count == 0) return Wrong(context, $"no value for parameter '{word}'");
            }
            else
            {
                return Wrong(context, $"unknown parameter '{word}'");
            }
        }
        // The names come in requests of their own, between those that are written: they are kept.
        var names = new Dictionary<uint, IReadOnlyList<string>>();
        IReadOnlyList<string> NamesOf(uint set) => names.TryGetValue(set, out var known) ? known : names[set] = context.Strings(set);
        int count = all == true ? Math.Min(NamesOf(StringSet.StatisticsGroups).Count, 32) : 0;
        var request = context.Request(EthtoolCommand.GetStatistics);
        if (all == true) BitSet.Write(request, (ushort)StatisticsAttribute.Groups, count, [(uint)((1ul << count) - 1)], null);
        else EthToolValues.Write(request, (ushort)StatisticsAttribute.Groups, groups, withoutMask: true);
        return context.Show<StatisticsReply>(request, reply => new StandardStatisticsReport(reply, NamesOf));
    }

    private static ExitCode Wrong(EthToolContext context, string what)
    {
        context.Shell.Error.Line($"ethtool (-S): {what}");
        return ExitCode.Failed;
    }
}
