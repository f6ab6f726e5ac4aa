using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>The option table of fping(8), and how the original reads and refuses the values.</summary>
internal static class FPingCommandLine
{
    private const string Synopsis = "[OPTION...] [TARGET...]";

    public static CommandLine<FPingOptions> Table => new Getopt<FPingOptions>(Synopsis, usage: ExitCode.Failed, failure: new ExitCode(4), usageText: "see 'fping -h' for usage information\n")
    {
        { '4', "ipv4", "only IPv4", static o => SetFamily(o, NameFamily.Ip4) },
        { '6', "ipv6", "only IPv6", static o => SetFamily(o, NameFamily.Ip6) },
        { 'a', "alive", "show who is alive", static o => o.ShowsAlive = true },
        { 'A', "addr", "show addresses", static o => o.ShowsAddresses = true },
        { 'b', "size", "BYTES", "bytes of data in a request (56)", static (o, v) => o.Size = Whole(v, 0) },
        { 'B', "backoff", "N", "how much longer to wait at each attempt (1.5)", static (o, v) => o.Backoff = Real(v) },
        { 'c', "count", "N", "send N requests to each target", static (o, v) => o.Count = Whole(v, 1) },
        { 'C', "vcount", "N", "like -c, and list the round trips", static (o, v) => { o.Count = Whole(v, 1); o.ListsTimes = true; } },
        { 'd', "rdns", "show the names of addresses, also of targets given by name", static o => o.AsksNames = true },
        { 'D', "timestamp", "put the time before each line", static o => o.HasTimestamps = true },
        { 'e', "elapsed", "show round trips", static o => o.ShowsElapsed = true },
        { 'f', "file", "FILE", "read targets from a file; - is standard input", static (o, v) => o.File = v.Text },
        { 'g', "generate", "all addresses of a network, or from one to another", static o => o.Generates = true },
        { 'h', "help", "print this help", static o => o.ShowsHelp = true },
        { 'H', "ttl", "N", "time to live", static (o, v) => o.HopLimit = Whole(v, 1) },
        { 'i', "interval", "MSEC", "least time between two requests (10)", static (o, v) => o.Interval = Real(v) },
        { 'I', "iface", "IFACE", "the interface to send by", static (o, v) => o.Device = v.Text },
        { 'l', "loop", "send for ever", static o => o.Loops = true },
        { 'm', "all", "all addresses of each target", static o => o.TakesAllAddresses = true },
        { 'M', "dontfrag", "do not fragment", static o => o.DoesNotFragment = true },
        { 'n', "name", "show the names of targets that are addresses", static o => o.ShowsNames = true },
        { 'N', "netdata", "print for netdata (with -l -Q)", static o => o.IsForNetdata = true },
        { 'o', "outage", "show how long targets were out", static o => o.ShowsOutage = true },
        { 'O', "tos", "N", "type of service", static (o, v) => o.TrafficClass = TrafficClass(v) },
        { 'p', "period", "MSEC", "time between two requests to one target (1000)", static (o, v) => o.Period = Real(v) },
        { 'q', "quiet", "only the summary", static o => o.IsQuiet = true },
        { 'Q', "squiet", "SECS", "like -q, and a summary every SECS seconds", static (o, v) => { o.IsQuiet = true; o.SummaryPeriod = Real(v); } },
        { 'r', "retry", "N", "further attempts (3)", static (o, v) => o.Retries = Whole(v, 0) },
        { 'R', "random", "random data", static o => o.IsRandom = true },
        { 's', "stats", "print statistics at the end", static o => o.ShowsStatistics = true },
        { 'S', "src", "IP", "the address to send from", static (o, v) => o.Source = Source(v) },
        { 't', "timeout", "MSEC", "how long to wait (500; with -c, -C or -l the period, up to 2000)", static (o, v) => o.Patience = Real(v) },
        { 'T', null, "N", "without effect, as in the original", static (_, _) => { } },
        { 'u', "unreach", "show who is unreachable", static o => o.ShowsUnreachable = true },
        { 'v', "version", "print the version", static o => o.ShowsVersion = true },
        { 'x', "reachable", "N", "whether at least N are reachable", static (o, v) => o.Reachable = Whole(v, 1) },
        { static (o, v) => o.Targets.Add(v.Text) },
    };

    /// <summary>What the original answers with its whole usage.</summary>
    public static UsageFailure UsageOnly()
    {
        var text = new TextBuffer();
        Table.WriteHelp("fping", AppletTable.SummaryOf("fping"), text);
        return new("") { Usage = text.ToString(), Exit = ExitCode.Failed };
    }

    public static UsageFailure Refused(string reason) => new(reason) { Usage = $"fping: {reason}\n", Exit = ExitCode.Failed };

    private static int Whole(OptionValue value, int least)
        => int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least ? number : throw UsageOnly();

    private static double Real(OptionValue value)
        => double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= 0 && number < int.MaxValue ? number : throw UsageOnly();

    private static int TrafficClass(OptionValue value)
    {
        bool isHexadecimal = value.Text is ['0', 'x' or 'X', ..];
        return int.TryParse(isHexadecimal ? value.Text.AsSpan(2) : value.Text, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 256
            ? number : throw UsageOnly();
    }

    private static InternetAddress Source(OptionValue value) => InternetAddress.TryParse(value.Text, out var address) ? address : throw Refused($"can't parse source address: {value.Text}");

    private static void SetFamily(FPingOptions options, NameFamily family)
    {
        if (options.Family != NameFamily.Any && options.Family != family) throw Refused("can't specify both -4 and -6");
        options.Family = family;
    }
}
