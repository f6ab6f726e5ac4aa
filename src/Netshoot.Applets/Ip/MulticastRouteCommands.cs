using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip mroute</c> (ip-mroute(8)): where packets to groups are forwarded.</summary>
internal static class MulticastRouteCommands
{
    private const double HundredthsPerSecond = 100;

    private const string Usage = """
        Usage: ip mroute show [ [ to ] PREFIX ] [ from PREFIX ] [ iif DEVICE ]
                              [ table TABLE_ID ]
        TABLE_ID := [ local | main | default | all | NUMBER ]

        """;

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (words.More)
        {
            string verb = words.Current;
            if (IpWords.Matches(verb, "help")) throw new IpFailure(Usage);
            if (!IpWords.Matches(verb, "show") && !IpWords.Matches(verb, "lst") && !IpWords.Matches(verb, "list")) throw IpFailure.UnknownCommand(verb, "ip mroute help");
            words.Advance();
        }
        uint table = RouteRequests.DefaultTable;
        int input = 0;
        for (; words.More; words.Advance())
        {
            if (words.Matches("table"))
            {
                string word = words.Next();
                if (IpWords.Matches(word, "help")) throw new IpFailure(Usage);
                if (word == "all") table = 0;
                else table = context.Tables.TryNumber(word, uint.MaxValue, out uint number) ? number : throw IpFailure.Invalid(word, "table id value is invalid\n");
            }
            else if (words.Is("iif"))
            {
                string name = words.Next();
                input = context.Links.IndexOf(name);
                if (input == 0) throw new IpFailure($"Cannot find device \"{name}\"\n", IpFailure.Missing);
            }
            else
            {
                if (words.Is("from") || words.Matches("to")) words.Advance();
                // The original looks for a prefix of a family that has none: only words that mean all are understood.
                if (words.Current is not ("default" or "any" or "all")) throw new IpFailure($"Error: ??? prefix is expected rather than \"{words.Current}\".\n", IpFailure.Missing);
            }
        }
        Show(context, table, input);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context, uint table, int input)
    {
        bool is6 = context.Options.Family == AddressFamilyNumber.Inet6;
        // Tables of IPv6 are not told apart.
        if (is6) table = 0;
        if (!is6 && context.Options.Family is not (AddressFamilyNumber.Unspecified or AddressFamilyNumber.Inet)) return;
        var dump = context.Channel.Dump(RouteRequests.List(is6 ? AddressFamilyNumber.Ip6MultiRoute : AddressFamilyNumber.IpMultiRoute, table));
        var route = new MulticastRoute();
        context.OpenList();
        foreach (var message in dump)
        {
            if (!route.Read(message) || table != 0 && route.Table != table || input != 0 && route.InputInterface != input) continue;
            Write(context, route, hasTable: table == 0 && !is6);
            context.EntryWritten();
        }
        context.RequireDump(dump);
        context.CloseList();
    }

    private static void Write(IpContext context, MulticastRoute route, bool hasTable)
    {
        var to = context.To;
        to.OpenObject();
        to.Text($"{$"({route.Source},{route.Group})",-32} Iif: ");
        to.Field("src", route.Source);
        to.Field("dst", route.Group);
        string device = route.InputInterface == 0 ? "unresolved" : context.Links.NameOf(route.InputInterface);
        to.Field("iif", device, $"{device,-10} ");
        if (route.Hops.Count > 0)
        {
            to.OpenArray("multipath");
            to.Text($"Oifs: ");
            foreach (var hop in route.Hops) Write(context, hop);
            to.CloseArray();
        }
        string state = route.IsUnresolved ? "unresolved" : "resolved";
        to.Field("state", state, $" State: {state}");
        if (hasTable) to.Field("table", context.Tables.Name(route.Table), $" Table: {context.Tables.Name(route.Table)}");
        if (context.Options.Statistics > 0) WriteCounts(context, route);
        to.Text($"\n");
        to.CloseObject();
    }

    private static void Write(IpContext context, MulticastRoute.Hop hop)
    {
        var to = context.To;
        string name = context.Links.NameOf(hop.InterfaceIndex);
        to.OpenObject();
        to.Field("oif", name, $"{name}");
        if (hop.LeastTimeToLive > 1) to.Field("ttl", hop.LeastTimeToLive, $"(ttl {hop.LeastTimeToLive})");
        to.Text($" ");
        to.CloseObject();
    }

    private static void WriteCounts(IpContext context, MulticastRoute route)
    {
        var to = context.To;
        if (route.Counts is { } counts)
        {
            to.Field("packets", counts.Packets, $"{context.LineBreak}  {counts.Packets} packets,");
            to.Field("bytes", counts.Bytes, $" {counts.Bytes} bytes");
            if (counts.Wrong > 0) to.Field("wrong_if", counts.Wrong, $", {counts.Wrong} arrived on wrong iif.");
        }
        if (route.Age is not { } age) return;
        to.Text($", Age {age / HundredthsPerSecond:0.00}");
        to.Field("expires", age / HundredthsPerSecond, "0.00");
    }
}
