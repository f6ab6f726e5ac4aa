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
        if (words.Matches("help")) throw new IpFailure(IpUsage.Rule);
        throw IpFailure.UnknownCommand(words.Current, "ip rule help");
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
