using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip neighbour</c> (ip-neighbour(8)).</summary>
internal static class NeighborCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (Verb(words) is { } verb)
        {
            words.Advance();
            return NeighborChange.Run(context, words, verb.Type, verb.Flags);
        }
        if (words.Matches("flush"))
        {
            words.Advance();
            return RunFlush(context, words);
        }
        if (words.Matches("get"))
        {
            words.Advance();
            return Get(context, words);
        }
        if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            return Show(context, words);
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
        throw IpFailure.UnknownCommand(words.Current, "ip neigh help");
    }

    private static (ushort Type, NetlinkFlags Flags)? Verb(IpWords words)
        => words.Matches("add") ? (RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Exclusive)
            : words.Matches("change") || words.Is("chg") ? (RouteMessageType.NewNeighbor, NetlinkFlags.Replace)
            : words.Matches("replace") ? (RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Replace)
            : words.Matches("delete") ? (RouteMessageType.DeleteNeighbor, NetlinkFlags.None)
            : null;

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        var selector = new NeighborSelector(context);
        selector.Take(words);
        var dump = context.Channel.Dump(selector.Request());
        var report = new NeighborReport(context, selector.HidesDevice);
        var neighbor = new Neighbor();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!neighbor.Read(message) || !selector.Includes(neighbor)) continue;
            report.Write(neighbor);
            context.EntryWritten();
        }
        context.CloseList();
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> RunFlush(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("Flush requires arguments.\n", IpFailure.Missing);
        var selector = new NeighborSelector(context, flushes: true);
        selector.Take(words);
        var neighbor = new Neighbor();
        var report = new NeighborReport(context, selector.HidesDevice);
        Flush.Run(context, selector.Request, RouteMessageType.DeleteNeighbor, message =>
        {
            if (!neighbor.Read(message.Message) || !selector.Includes(neighbor)) return false;
            if (context.Options.Statistics > 1) report.Write(neighbor);
            return true;
        });
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Get(IpContext context, IpWords words)
    {
        string? device = null;
        Wire.InternetAddress? address = null;
        var flags = NeighborFlags.None;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                device = words.Next();
            }
            else if (words.Is("proxy"))
            {
                string word = words.Next();
                if (address is not null) throw IpFailure.Duplicate("address", word);
                address = IpWords.Address(word, context.Options.Family);
                flags = NeighborFlags.Proxy;
            }
            else
            {
                if (words.Is("to")) words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
                if (address is not null) throw IpFailure.Duplicate("address", words.Current);
                address = IpWords.Address(words.Current, context.Options.Family);
            }
        }
        if (address is null || device is null) throw new IpFailure("Device and address are required arguments.\n", IpFailure.Missing);
        int index = context.RequireLink(device);
        var error = context.Channel.TryGet<Neighbor>(NeighborRequests.Find(address.Value, index, flags), out var neighbor);
        if (error.Failed) throw context.Refused(error);
        context.OpenList();
        if (neighbor is not null) new NeighborReport(context, hidesDevice: false).Write(neighbor);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
