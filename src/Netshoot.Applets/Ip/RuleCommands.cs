using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip rule</c> (ip-rule(8)).</summary>
internal static class RuleCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (words.Matches("add") || words.Matches("delete"))
        {
            bool adds = words.Matches("add");
            words.Advance();
            return RuleChange.Run(context, words, adds);
        }
        if (words.Matches("list") || words.Matches("lst") || words.Matches("show"))
        {
            words.Advance();
            return Show(context, words);
        }
        if (words.Matches("flush"))
        {
            words.Advance();
            return RunFlush(context, words);
        }
        if (words.Matches("save"))
        {
            words.Advance();
            return Save(context, words);
        }
        if (words.Matches("restore"))
        {
            SavedTable.Rules.Read(context, passes: 1, (message, _) => SavedTable.Restore(context, message));
            return ValueTask.FromResult(ExitCode.Ok);
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Rule);
        throw IpFailure.UnknownCommand(words.Current, "ip rule help");
    }

    private static ValueTask<ExitCode> Save(IpContext context, IpWords words)
    {
        if (words.More) throw new IpFailure("\"ip rule save\" does not take any arguments.\n", IpFailure.Missing);
        SavedTable.Rules.Begin(context);
        var dump = context.Channel.Dump(RouteRequests.ListRules(context.Options.Family == 0 ? AddressFamilyNumber.Inet : context.Options.Family));
        foreach (var message in dump) SavedTable.Put(context, message);
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> RunFlush(IpContext context, IpWords words)
    {
        byte family = context.Options.Family == 0 ? AddressFamilyNumber.Inet : context.Options.Family;
        var selector = new RuleSelector { FiltersProtocol = true };
        selector.Take(context, words, family);
        var rule = new RoutingRule();
        var doomed = new List<NetlinkRequest>();
        var dump = context.Channel.Dump(RouteRequests.ListRules(family));
        foreach (var message in dump)
        {
            // The first of all rules, which the kernel looks into its local table by, stays.
            if (rule.Read(message) && rule.Priority != 0 && selector.Includes(rule))
                doomed.Add(new NetlinkRequest(RouteMessageType.DeleteRule, NetlinkFlags.None).Put(message.Payload));
        }
        context.RequireDump(dump);
        foreach (var request in doomed)
            if (context.Channel.TryExecute(request) is { Failed: true } error) throw context.Refused(error);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        byte family = context.Options.Family == 0 ? AddressFamilyNumber.Inet : context.Options.Family;
        var selector = new RuleSelector();
        selector.Take(context, words, family);
        var dump = context.Channel.Dump(RouteRequests.ListRules(family));
        var rule = new RoutingRule();
        var report = new RuleReport(context);
        bool opened = false;
        foreach (var message in dump)
        {
            if (!opened) context.OpenList();
            opened = true;
            if (!rule.Read(message) || !selector.Includes(rule)) continue;
            report.Write(rule);
            context.EntryWritten();
        }
        context.RequireDump(dump);
        if (!opened) context.OpenList();
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
