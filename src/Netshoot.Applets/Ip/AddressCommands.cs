using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip address</c> (ip-address(8)).</summary>
internal static class AddressCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (Verb(words) is { } verb)
        {
            words.Advance();
            return AddressChange.Run(context, words, verb.Type, verb.Flags);
        }
        if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
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
        if (words.Matches("showdump")) return ShowSaved(context);
        if (words.Matches("restore")) return Restore(context);
        if (words.Matches("help")) throw new IpFailure(IpUsage.Address);
        throw IpFailure.UnknownCommand(words.Current, "ip address help");
    }

    private static (ushort Type, NetlinkFlags Flags)? Verb(IpWords words)
        => words.Matches("add") ? (RouteMessageType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Exclusive)
            : words.Matches("change") || words.Is("chg") ? (RouteMessageType.NewAddress, NetlinkFlags.Replace)
            : words.Matches("replace") ? (RouteMessageType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Replace)
            : words.Matches("delete") ? (RouteMessageType.DeleteAddress, NetlinkFlags.None)
            : null;

    private static ValueTask<ExitCode> RunFlush(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("Flush requires arguments.\n", IpFailure.Missing);
        var selector = new AddressSelector(context.Options.Family);
        selector.Take(context, words);
        var links = ReadLinks(context, selector, selector.Family).FindAll(selector.Links.Includes).ToDictionary(static link => link.Index);
        int index = selector.Links.Device is null ? 0 : links.Keys.First();
        var address = new InterfaceAddress();
        Flush.Run(context, () => AddressRequests.List(selector.Family, index), RouteMessageType.DeleteAddress, message =>
        {
            if (!address.Read(message.Message) || !links.TryGetValue(address.InterfaceIndex, out var link) || !selector.Includes(address, link)) return false;
            if (context.Options.Statistics > 1)
            {
                if (!context.Options.OneLine) context.To.Text($"{link.Index}: {link.Name}");
                AddressReport.Write(context, link.Name, address);
            }
            return true;
        }, "addresses");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Save(IpContext context, IpWords words)
    {
        if (context.Shell.Output.IsTerminal) SavedTable.Addresses.Begin(context);
        var selector = new AddressSelector(context.Options.Family);
        selector.Take(context, words);
        var links = ReadLinks(context, selector, selector.Family).FindAll(selector.Links.Includes).ToDictionary(static link => link.Index);
        SavedTable.Addresses.Begin(context);
        var dump = context.Channel.Dump(AddressRequests.List(selector.Family, selector.Links.Device is null ? 0 : links.Keys.First()));
        var address = new InterfaceAddress();
        foreach (var message in dump)
            if (address.Read(message) && links.TryGetValue(address.InterfaceIndex, out var link) && selector.Includes(address, link)) SavedTable.Put(context, message);
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowSaved(IpContext context)
    {
        var address = new InterfaceAddress();
        context.OpenList();
        context.To.OpenObject();
        context.To.OpenArray("addr_info");
        SavedTable.Addresses.Read(context, passes: 1, (message, _) =>
        {
            if (!address.Read(message)) return;
            context.To.OpenObject();
            context.To.Field("index", address.InterfaceIndex, $"if{address.InterfaceIndex}:\n");
            AddressReport.Write(context, null, address);
            context.To.CloseObject();
        });
        context.To.CloseArray();
        context.To.CloseObject();
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Restore(IpContext context)
    {
        SavedTable.Addresses.Read(context, passes: 1, (message, _) => SavedTable.Restore(context, message));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        var selector = new AddressSelector(context.Options.Family);
        selector.Take(context, words);
        byte family = selector.Family;
        var links = ReadLinks(context, selector, family);
        var addresses = family == AddressFamilyNumber.Packet ? [] : ReadAddresses(context, family, selector.Links.Device is null ? 0 : links[0].Index);

        var report = new LinkReport(context, LinkView.Address, family);
        context.OpenList();
        foreach (var link in links)
        {
            var own = addresses.GetValueOrDefault(link.Index, []);
            if (family != AddressFamilyNumber.Packet && selector.FiltersAddresses && !IsWanted(selector, link, own, family)) continue;
            // What the kernel does not filter, the original shows to programs as an empty object.
            if (selector.Links.NoMaster && link.MasterIndex is not (null or 0)) continue;
            context.To.OpenObject();
            if (selector.Links.Includes(link)) Write(context, report, selector, link, own);
            context.To.CloseObject();
            context.EntryWritten();
        }
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    // A link without any address passes a filter that says nothing about which family; one whose addresses all fail does not.
    private static bool IsWanted(AddressSelector selector, Link link, List<InterfaceAddress> addresses, byte family)
        => addresses.Count == 0 ? family == AddressFamilyNumber.Unspecified : addresses.Exists(address => selector.Includes(address, link));

    private static void Write(IpContext context, LinkReport report, AddressSelector selector, Link link, List<InterfaceAddress> addresses)
    {
        bool brief = context.Options.Brief;
        bool headed = brief || !(context.Options.OneLine || selector.Label is not null);
        if (brief)
        {
            report.WriteBrief(link);
        }
        else if (headed)
        {
            report.WriteHead(link);
            report.WriteAlternativeNames(link);
            context.To.Text($"\n");
        }
        context.To.OpenArray("addr_info");
        foreach (var address in addresses)
        {
            // To programs the original shows an empty object where another address was.
            context.To.OpenObject();
            if (selector.Includes(address, link)) AddressReport.Write(context, link.Name, address);
            context.To.CloseObject();
        }
        context.To.CloseArray();
        if (brief) context.To.Text($"\n");
        else if (context.Options.Statistics > 0 && headed && link.Statistics is { } statistics) WriteStatistics(context, statistics, link.CarrierChanges);
    }

    private static void WriteStatistics(IpContext context, LinkStatistics statistics, uint? carrierChanges)
    {
        int start = context.To.Buffer?.Length ?? 0;
        LinkStatisticsReport.Write(context, statistics, carrierChanges);
        if (context.To.Buffer is not { } buffer) return;
        // Behind addresses the line is begun already: the break comes last instead of first.
        buffer.RemoveAt(start, 1);
        context.To.Text($"\n");
    }

    private static List<Link> ReadLinks(IpContext context, AddressSelector selector, byte family)
    {
        var links = new List<Link>();
        if (selector.Links.Device is { } name)
        {
            int index = context.RequireLink(name, isShown: true);
            var error = context.Channel.TryGet<Link>(LinkRequests.Find(index), out var link);
            links.Add(link ?? throw context.Refused(error));
            return links;
        }
        byte view = family == AddressFamilyNumber.Inet6 ? family : AddressFamilyNumber.Unspecified;
        var dump = context.Channel.Dump(LinkRequests.List(view, selector.Links.Master, selector.Links.Kind));
        foreach (var message in dump)
        {
            var link = new Link();
            if (!link.Read(message)) continue;
            context.Links.Remember(link);
            links.Add(link);
        }
        context.RequireDump(dump);
        return links;
    }

    private static Dictionary<int, List<InterfaceAddress>> ReadAddresses(IpContext context, byte family, int index)
    {
        var byLink = new Dictionary<int, List<InterfaceAddress>>();
        var dump = context.Channel.Dump(AddressRequests.List(family, index));
        foreach (var message in dump)
        {
            var address = new InterfaceAddress();
            if (!address.Read(message)) continue;
            if (!byLink.TryGetValue(address.InterfaceIndex, out var addresses)) byLink[address.InterfaceIndex] = addresses = [];
            addresses.Add(address);
        }
        context.RequireDump(dump);
        return byLink;
    }
}
