using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip link</c> (ip-link(8)).</summary>
internal static class LinkCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (LinkVerb(words) is { } verb)
        {
            words.Advance();
            return LinkChange.Run(context, words, verb.Type, verb.Flags);
        }
        if (words.Matches("property"))
        {
            words.Advance();
            return LinkChange.RunProperty(context, words);
        }
        if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            return Show(context, words);
        }
        if (words.Matches("xstats"))
        {
            words.Advance();
            return ValueTask.FromResult(LinkCounters.ShowKind(context, words));
        }
        if (words.Matches("afstats"))
        {
            words.Advance();
            return ValueTask.FromResult(LinkCounters.ShowFamilies(context, words));
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Link);
        throw IpFailure.UnknownCommand(words.Current, "ip link help");
    }

    private static (ushort Type, NetlinkFlags Flags)? LinkVerb(IpWords words)
        => words.Matches("add") ? (RouteMessageType.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive)
            : words.Matches("set") || words.Matches("change") ? (RouteMessageType.NewLink, NetlinkFlags.None)
            : words.Matches("replace") ? (RouteMessageType.NewLink, NetlinkFlags.Create | NetlinkFlags.Replace)
            : words.Matches("delete") ? (RouteMessageType.DeleteLink, NetlinkFlags.None)
            : null;

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        var selector = new LinkSelector();
        for (; words.More; words.Advance())
        {
            if (selector.TryTake(context, words)) continue;
            if (words.Matches("help")) throw new IpFailure(IpUsage.Link);
            selector.TakeDevice(words);
        }

        var report = new LinkReport(context, LinkView.Link);
        if (selector.Device is { } name)
        {
            int index = context.RequireLink(name, isShown: true);
            var error = context.Channel.TryGet<Link>(LinkRequests.Find(index), out var link);
            if (link is null) throw context.Refused(error);
            context.OpenList();
            Write(context, report, selector, link);
            context.CloseList();
            return ValueTask.FromResult(ExitCode.Ok);
        }

        var dump = context.Channel.Dump(LinkRequests.List(AddressFamilyNumber.Unspecified, selector.Master, selector.Kind));
        context.OpenList();
        var links = new List<Link>();
        foreach (var message in dump)
        {
            var link = new Link();
            if (!link.Read(message)) continue;
            context.Links.Remember(link);
            links.Add(link);
        }
        context.RequireDump(dump);
        foreach (var link in links) Write(context, report, selector, link);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Write(IpContext context, LinkReport report, LinkSelector selector, Link link)
    {
        // What the kernel does not filter, the original shows to programs as an empty object.
        if (selector.NoMaster && link.MasterIndex is not (null or 0)) return;
        context.To.OpenObject();
        if (selector.Includes(link)) report.Write(link);
        context.To.CloseObject();
        context.EntryWritten();
    }
}
