using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip route get</c>: which way a packet would go (ip-route(8)).</summary>
internal static class RouteLookup
{
    public static ValueTask<ExitCode> Run(IpContext context, IpWords words)
    {
        byte family = context.Options.Family;
        IpPrefix? destination = null, source = null;
        string? input = null, output = null;
        uint? mark = null, user = null, protocol = null, sourcePort = null, destinationPort = null;
        byte service = 0;
        var flags = RouteFlags.LookupTable;
        int vrf = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("tos") || words.Matches("dsfield"))
            {
                string word = words.Next();
                service = (byte)(RouteReport.ParseService(context, word) ?? throw IpFailure.Invalid(word, "TOS value is invalid\n"));
            }
            else if (words.Matches("from"))
            {
                words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Route);
                source = IpWords.Prefix(words.Current, family);
                if (family == 0) family = source.Value.Family;
            }
            else if (words.Is("iif"))
            {
                input = words.Next();
            }
            else if (words.Is("mark"))
            {
                mark = IpWords.Number(words.Next(), "mark value is invalid\n");
            }
            else if (words.Matches("oif") || words.Is("dev"))
            {
                output = words.Next();
            }
            else if (words.Matches("notify"))
            {
                flags |= RouteFlags.Notify;
            }
            else if (words.Is("vrf"))
            {
                string name = words.Next();
                vrf = context.Links.Find(name) is { Kind: "vrf" } link ? link.Index : throw IpFailure.Invalid(name, "Not a valid VRF name\n");
            }
            else if (words.Is("uid"))
            {
                user = IpWords.Number(words.Next(), "invalid UID\n");
            }
            else if (words.Matches("fibmatch"))
            {
                flags |= RouteFlags.FibMatch;
            }
            else if (words.Is("ipproto"))
            {
                string word = words.Next();
                protocol = context.Shell.Machine.Names.Protocol(word) ?? IpWords.Number(word, "Invalid \"ipproto\" value\n");
            }
            else if (words.Is("sport"))
            {
                sourcePort = IpWords.Number(words.Next(), "invalid sport\n");
            }
            else if (words.Is("dport"))
            {
                destinationPort = IpWords.Number(words.Next(), "invalid dport\n");
            }
            else
            {
                if (words.Is("to")) words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Route);
                destination = IpWords.Prefix(words.Current, family);
                if (family == 0) family = destination.Value.Family;
            }
        }
        if (destination is not { Address: { } address }) throw new IpFailure("need at least a destination address\n", IpFailure.Missing);

        // IPv6 says the table without being asked.
        if (address.Is6) flags &= ~RouteFlags.LookupTable;
        var request = RouteRequests.Lookup(address, flags, source?.Address, service);
        if (input is not null) request.Attribute((ushort)RouteAttribute.InputInterface, context.RequireLink(input));
        if (output is not null) request.Attribute((ushort)RouteAttribute.OutputInterface, context.RequireLink(output));
        else if (vrf != 0) request.Attribute((ushort)RouteAttribute.OutputInterface, vrf);
        if (mark is { } value) request.Attribute((ushort)RouteAttribute.Mark, value);
        if (user is { } id) request.Attribute((ushort)RouteAttribute.UserId, id);
        if (protocol is { } number) request.Attribute((ushort)RouteAttribute.IpProtocol, (byte)number);
        if (sourcePort is { } from) request.AttributeBigEndian((ushort)RouteAttribute.SourcePort, (ushort)from);
        if (destinationPort is { } to) request.AttributeBigEndian((ushort)RouteAttribute.DestinationPort, (ushort)to);

        var error = context.Channel.TryGet<Route>(request, out var route);
        if (error.Failed) throw context.Refused(error);
        context.OpenList();
        if (route is not null) new RouteReport(context, RouteSelector.Any).Write(route);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
