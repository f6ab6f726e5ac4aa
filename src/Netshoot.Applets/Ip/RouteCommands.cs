using Netshoot.Applets.Iproute;
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
        if (Verb(words) is { } verb)
        {
            words.Advance();
            return RouteChange.Run(context, words, verb.Type, verb.Flags);
        }
        if (words.Matches("flush"))
        {
            words.Advance();
            return RunFlush(context, words);
        }
        if (words.Matches("get"))
        {
            words.Advance();
            return RouteLookup.Run(context, words);
        }
        if (words.Matches("save"))
        {
            words.Advance();
            return Save(context, words);
        }
        if (words.Matches("restore")) return Restore(context);
        if (words.Matches("showdump")) return ShowSaved(context);
        if (words.Matches("help")) throw new IpFailure(IpUsage.Route);
        throw IpFailure.UnknownCommand(words.Current, "ip route help");
    }

    private static (ushort Type, NetlinkFlags Flags)? Verb(IpWords words)
        => words.Matches("add") ? (RouteMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Exclusive)
            : words.Matches("change") || words.Is("chg") ? (RouteMessageType.NewRoute, NetlinkFlags.Replace)
            : words.Matches("replace") ? (RouteMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Replace)
            : words.Matches("prepend") ? (RouteMessageType.NewRoute, NetlinkFlags.Create)
            : words.Matches("append") ? (RouteMessageType.NewRoute, NetlinkFlags.Create | NetlinkFlags.Append)
            : words.Matches("test") ? (RouteMessageType.NewRoute, NetlinkFlags.Exclusive)
            : words.Matches("delete") ? (RouteMessageType.DeleteRoute, NetlinkFlags.None)
            : null;

    private static ValueTask<ExitCode> RunFlush(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("\"ip route flush\" requires arguments.\n", IpFailure.Missing);
        var selector = new RouteSelector(context.Options.Family);
        selector.Take(context, words);
        if (selector.Cloned) return FlushCache(context);
        var route = new Route();
        var report = new RouteReport(context, selector);
        Flush.Run(context, selector.Request, RouteMessageType.DeleteRoute, message =>
        {
            if (!route.Read(message.Message) || !selector.Includes(route)) return false;
            if (context.Options.Statistics > 1) report.Write(route);
            return true;
        });
        return ValueTask.FromResult(ExitCode.Ok);
    }

    // There has been no cache of IPv4 since Linux 3.6; the kernel still takes the word, and of IPv6 its routes.
    private static ValueTask<ExitCode> FlushCache(IpContext context)
    {
        if (context.Options.Family is 0 or AddressFamilyNumber.Inet)
        {
            if (context.Shell.Machine.TryWriteText("/proc/sys/net/ipv4/route/flush", "-1") is var errno and not Wire.Errno.None)
                throw new IpFailure($"Cannot flush routing cache: {context.Shell.Machine.Text(errno)}\n");
            if (context.Options.Statistics > 0) context.Shell.Output.Literal("*** IPv4 routing cache is flushed.\n");
        }
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Save(IpContext context, IpWords words)
    {
        SavedTable.Routes.Begin(context);
        var selector = new RouteSelector(context.Options.Family);
        selector.Take(context, words);
        var dump = context.Channel.Dump(selector.Request());
        var route = new Route();
        foreach (var message in dump)
            if (route.Read(message) && selector.Includes(route)) SavedTable.Put(context, message);
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    // What others build on comes first: a source must be an own address, and a router within reach.
    private static ValueTask<ExitCode> Restore(IpContext context)
    {
        var route = new Route();
        SavedTable.Routes.Read(context, passes: 3, (message, pass) =>
        {
            if (!route.Read(message)) return;
            bool isDirect = route.Gateway is null && route.Via is null && route.Nexthops.IsEmpty;
            if (pass == (!isDirect ? 2 : route.PreferredSource is null ? 0 : 1)) SavedTable.Restore(context, message);
        });
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowSaved(IpContext context)
    {
        // Always text, as of the original.
        using var text = new IpContext(context.Options, context.Shell, isText: true);
        var route = new Route();
        var report = new RouteReport(text, RouteSelector.Any);
        SavedTable.Routes.Read(context, passes: 1, (message, _) =>
        {
            if (!route.Read(message)) return;
            report.Write(route);
            context.EntryWritten();
        });
        return ValueTask.FromResult(ExitCode.Ok);
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
