using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip route</c> (ip-route(8)).</summary>
internal static class RouteCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (words.Matches("list") || words.Matches("show") || words.Matches("lst"))
        {
            words.Advance();
            return Show(context, words);
        }
        if (words.Matches("get"))
        {
            words.Advance();
            return RouteLookup.Run(context, words);
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Route);
        throw IpFailure.UnknownCommand(words.Current, "ip route help");
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        var selector = new RouteSelector(context.Options.Family);
        selector.Take(context, words);
        var dump = context.Channel.Dump(selector.Request());
        var report = new RouteReport(context, selector);
        var route = new Route();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!route.Read(message) || !selector.Includes(route)) continue;
            report.Write(route);
            context.EntryWritten();
        }
        context.CloseList();
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
