using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>ip: links, addresses, routes, rules, neighbors and namespaces, as ip(8) of iproute2 shows and changes them.</summary>
[Applet("ip", "show and change links, addresses, routes, neighbors, rules and namespaces")]
public sealed class IpApplet : IApplet<IpOptions>
{
    private static readonly ExitCode s_notUnderstood = new(IpFailure.NotUnderstood);

    public static CommandLine<IpOptions> CommandLine => new Keywords<IpOptions>("[OPTIONS] OBJECT { COMMAND | help }",
        static word => new UsageFailure("") { Usage = $"Option \"{word}\" is unknown, try \"ip -help\".\n" }, usage: s_notUnderstood, complete: IpObjects.Complete)
    {
        { "loops", "COUNT", "how often to try to flush", static (o, v) => o.FlushAttempts = v.Int(0) },
        { "family", "FAMILY", "inet, inet6, mpls, bridge or link", static (o, v) => o.Family = FamilyOf(v.Text) },
        { "4", "IPv4 only", static o => o.Family = AddressFamilyNumber.Inet },
        { "6", "IPv6 only", static o => o.Family = AddressFamilyNumber.Inet6 },
        { "0", "links only", static o => o.Family = AddressFamilyNumber.Packet },
        { "M", "MPLS only", static o => o.Family = AddressFamilyNumber.Mpls },
        { "B", "bridges only", static o => o.Family = AddressFamilyNumber.Bridge },
        { "human-readable", "statistics with a suffix", static o => o.HumanReadable = true },
        { "help", "how it is used", static o => o.Help = true },
        { "iec", "with -h: powers of 1024", static o => o.BinaryUnits = true },
        { "stats", "more information, twice for even more", static o => o.Statistics++ },
        { "statistics", "the same", static o => o.Statistics++ },
        { "details", "more details", static o => o.Details = true },
        { "oneline", "each entry on one line", static o => o.OneLine = true },
        { "timestamp", "with monitor: the time", static o => o.Timestamp = true },
        { "tshort", "with monitor: the time, shorter", static o => o.Timestamp = o.ShortTimestamp = true, 2 },
        { "Version", "print the version", static o => o.Version = true },
        { "force", "go on after an error", static o => o.Force = true, 2 },
        { "json", "print JSON", static o => o.Json = true },
        { "resolve", "names instead of addresses: not supported", static _ => throw new UsageFailure("") { Usage = "ip: option -resolve is not supported\n" } },
        { "rcvbuf", "SIZE", "the receive buffer in bytes", static (o, v) => o.ReceiveBuffer = v.Int(0), 2 },
        { "batch", "FILE", "run the commands of a file", static (o, v) => o.Batch = v.Text },
        { "brief", "a table of the basics", static o => o.Brief = true, 2 },
        { "netns", "NAME", "in that network namespace", static (o, v) => o.Namespace = v.Text },
        { "Numeric", "numbers instead of names", static o => o.Numeric = true },
        { "all", "for all objects", static o => o.All = true },
        { "pretty", "with -j: indented", static o => o.Pretty = true },
        static (o, word) => o.Words.Add(word),
    }.Optional("color", "WHEN", "always, auto or never", static (o, v) => o.Color = ColorWord.Read(v.Text, "ip -help"));

    public static async ValueTask<ExitCode> RunAsync(IpOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"ip utility, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        using var context = new IpContext(options, shell);
        try
        {
            if (options.Batch is { } file) return await Batch.RunAsync(context, file, IpObjects.RunAsync, endsOnNotUnderstood: true);
            if (options.Help || options.Words.Count == 0) throw new IpFailure(IpUsage.Whole);
            // A namespace that does not exist is an error whatever the command.
            if (options.Namespace is not null) _ = context.Channel;
            return await IpObjects.RunAsync(context, new IpWords(options.Words));
        }
        catch (IpFailure e)
        {
            e.Say(shell);
            return new ExitCode(e.ExitCode);
        }
    }

    private static byte FamilyOf(string name) => name switch
    {
        "inet" => AddressFamilyNumber.Inet,
        "inet6" => AddressFamilyNumber.Inet6,
        "link" => AddressFamilyNumber.Packet,
        "mpls" => AddressFamilyNumber.Mpls,
        "bridge" => AddressFamilyNumber.Bridge,
        _ => throw new UsageFailure("") { Usage = $"Error: argument \"{name}\" is wrong: invalid protocol family\n" },
    };
}
