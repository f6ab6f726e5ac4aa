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
        byte family = context.Options.Family;
        string? device = null;
        IpPrefix? to = null;
        NeighborStates? states = null;
        bool wantsNone = false, unused = false, noMaster = false;
        var flags = NeighborFlags.None;
        int master = 0;
        uint? protocol = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                if (device is not null) throw IpFailure.Duplicate("dev", words.Current);
                device = words.Next();
            }
            else if (words.Is("master"))
            {
                string name = words.Next();
                master = context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, "Device does not exist\n");
            }
            else if (words.Is("vrf"))
            {
                string name = words.Next();
                master = context.Links.Find(name) is { Kind: "vrf" } link ? link.Index : throw IpFailure.Invalid(name, "Not a valid VRF name\n");
            }
            else if (words.Is("nomaster"))
            {
                noMaster = true;
            }
            else if (words.Is("unused"))
            {
                unused = true;
            }
            else if (words.Is("nud"))
            {
                string name = words.Next();
                if (name == "all")
                {
                    states = NeighborReport.AllStates;
                    wantsNone = true;
                }
                else if (name == "none")
                {
                    states ??= NeighborStates.None;
                    wantsNone = true;
                }
                else
                {
                    states = (states ?? NeighborStates.None) | (NeighborReport.StateOf(name) ?? throw new IpFailure($"Error: argument \"{name}\" is wrong: nud state is bad\n"));
                }
            }
            else if (words.Is("proxy"))
            {
                flags = NeighborFlags.Proxy;
            }
            else if (words.Is("protocol"))
            {
                string name = words.Next();
                protocol = context.Protocols.TryNumber(name, 255, out uint number) ? number : throw IpFailure.Invalid(name, "\"protocol\" value is invalid\n");
            }
            else
            {
                if (words.Is("to")) words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
                if (to is not null) throw IpFailure.DuplicateOrGarbage("to", words.Current);
                to = IpWords.Prefix(words.Current, family);
                if (family == 0) family = to.Value.Family;
            }
        }

        int interfaceIndex = device is null ? 0 : context.RequireLink(device);
        var shown = states ?? NeighborReport.AllStates & ~NeighborStates.NoArp;
        var dump = context.Channel.Dump(NeighborRequests.List(family, interfaceIndex, master, flags));
        var report = new NeighborReport(context, hidesDevice: device is not null);
        var neighbor = new Neighbor();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!neighbor.Read(message) || !Includes(neighbor)) continue;
            report.Write(neighbor);
            context.EntryWritten();
        }
        context.CloseList();
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);

        bool Includes(Neighbor entry)
            => (family is 0 || entry.Family == family)
                && entry.Family is AddressFamilyNumber.Inet or AddressFamilyNumber.Inet6
                && (interfaceIndex == 0 || entry.InterfaceIndex == interfaceIndex)
                && (entry.Flags.HasFlag(NeighborFlags.Proxy) || entry.Flags.HasFlag(NeighborFlags.ExternallyLearned)
                    || (entry.State & shown) != 0 || entry.State == NeighborStates.None && wantsNone)
                && (to is null || to.Value.Contains(entry.Address))
                && (protocol is null || entry.Protocol == protocol)
                && (!unused || entry.Use is null or { References: 0 })
                && (!noMaster || !IsPort(context, entry.InterfaceIndex));
    }

    private static bool IsPort(IpContext context, int index) => context.Links.FlagsOf(index).HasFlag(LinkFlags.Slave);

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
