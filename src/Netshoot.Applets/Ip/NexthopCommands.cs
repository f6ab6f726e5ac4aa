using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip nexthop</c> (ip-nexthop(8)).</summary>
internal static class NexthopCommands
{
    private const string Help = "ip nexthop help";

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words, buckets: false);
        if (words.Matches("add")) return Change(context, words, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        if (words.Matches("replace")) return Change(context, words, NetlinkFlags.Create | NetlinkFlags.Replace);
        if (words.Matches("delete")) return Delete(context, words);
        if (words.Matches("list") || words.Matches("show") || words.Matches("lst"))
        {
            words.Advance();
            return Show(context, words, buckets: false);
        }
        if (words.Matches("get"))
        {
            words.Advance();
            return Get(context, words, bucket: false);
        }
        if (words.Matches("flush"))
        {
            words.Advance();
            return RunFlush(context, words);
        }
        if (words.Matches("bucket")) return RunBucket(context, words);
        if (words.Matches("help")) throw new IpFailure(NexthopUsage.Text);
        throw IpFailure.UnknownCommand(words.Current, Help);
    }

    private static ValueTask<ExitCode> RunBucket(IpContext context, IpWords words)
    {
        words.Advance();
        if (!words.More || words.Matches("list") || words.Matches("show") || words.Matches("lst"))
        {
            words.Advance();
            return Show(context, words, buckets: true);
        }
        if (words.Matches("get"))
        {
            words.Advance();
            return Get(context, words, bucket: true);
        }
        if (words.Matches("help")) throw new IpFailure(NexthopUsage.Text);
        throw IpFailure.UnknownCommand(words.Current, Help);
    }

    private static ValueTask<ExitCode> Change(IpContext context, IpWords words, NetlinkFlags flags)
    {
        words.Advance();
        var settings = new NexthopSettings(context);
        settings.Take(words);
        context.Execute(settings.Request(RouteMessageType.NewNexthop, flags));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Delete(IpContext context, IpWords words)
    {
        words.Advance();
        var settings = new NexthopSettings(context);
        settings.Take(words);
        context.Execute(settings.Request(RouteMessageType.DeleteNexthop, NetlinkFlags.None));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Get(IpContext context, IpWords words, bool bucket)
    {
        uint? id = null, index = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("id")) id = Id(words);
            else if (bucket && words.Is("index")) index = IpWords.TryNumber(words.Next(), out uint number) && number <= ushort.MaxValue ? number : throw IpFailure.Invalid(words.Current, "invalid bucket index value");
            else throw new IpFailure(NexthopUsage.Text);
        }
        if (id is null || bucket && index is null) throw new IpFailure(NexthopUsage.Text);
        return ShowOne(context, id.Value, index);
    }

    private static ValueTask<ExitCode> ShowOne(IpContext context, uint id, uint? index)
    {
        var error = context.Channel.TryGet<Nexthop>(NexthopRequests.Find(id, (ushort?)index), out var nexthop);
        if (nexthop is null) throw context.Refused(error);
        context.OpenList();
        NexthopReport.Write(context, nexthop);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words, bool buckets)
    {
        var selector = new NexthopSelector(context, buckets);
        selector.Take(words);
        // Of one nexthop there is nothing to list.
        if (selector.Id is { } id && !buckets) return ShowOne(context, id, null);
        var dump = context.Channel.Dump(selector.Request());
        var nexthop = new Nexthop();
        context.OpenList();
        foreach (var message in dump)
            if (nexthop.Read(message) && selector.Includes(nexthop)) NexthopReport.Write(context, nexthop);
        context.CloseList();
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> RunFlush(IpContext context, IpWords words)
    {
        var selector = new NexthopSelector(context, isBucket: false);
        selector.Take(words);
        if (selector.Id is { } one)
        {
            context.Execute(NexthopRequests.Delete(one));
            return ValueTask.FromResult(ExitCode.Ok);
        }
        var doomed = new List<uint>();
        var dump = context.Channel.Dump(selector.Request());
        var nexthop = new Nexthop();
        foreach (var message in dump)
            if (nexthop.Read(message) && selector.Includes(nexthop)) doomed.Add(nexthop.Id);
        context.RequireDump(dump);
        // A group goes with the last of its members, and counts all the same.
        foreach (uint id in doomed) context.Channel.TryExecute(NexthopRequests.Delete(id));
        if (doomed.Count > 0) context.Shell.Output.Literal($"Flushed {doomed.Count} nexthops\n");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    /// <summary>The number of a nexthop behind its keyword.</summary>
    public static uint Id(IpWords words)
    {
        string word = words.Next();
        return IpWords.TryNumber(word, out uint id) ? id : throw IpFailure.Invalid(word, "invalid id value");
    }
}
