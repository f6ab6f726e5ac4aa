using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Names;

namespace Netshoot.Applets.Mtr;

/// <summary>The option table of mtr(8), and how the original reads and refuses the values.</summary>
internal static class MtrCommandLine
{
    private const string Internet = "it asks name servers on the Internet", NoWindow = "there are no windows here";

    public static CommandLine<MtrOptions> Table => new Getopt<MtrOptions>("[OPTION...] HOST...", usage: ExitCode.Failed)
    {
        { 'F', "filename", "FILE", "read hosts from a file; - is standard input", static (o, v) => o.File = v.Text },
        { '4', null, "only IPv4", static o => o.Family = NameFamily.Ip4 },
        { '6', null, "only IPv6", static o => o.Family = NameFamily.Ip6 },
        { 'u', "udp", "send UDP instead of ICMP", static o => SetProtocol(o, "udp") },
        { 'T', "tcp", "open TCP connections instead of sending ICMP", static o => SetProtocol(o, "tcp") },
        { 'I', "interface", "NAME", "the interface to send by", static (o, v) => o.Device = v.Text },
        { 'a', "address", "ADDRESS", "the address to send from", static (o, v) => o.Source = v.Text },
        { 'f', "first-ttl", "NUMBER", "the first hop to ask (1)", static (o, v) => o.FirstHop = Hop(v) },
        { 'm', "max-ttl", "NUMBER", "the last hop to ask (30)", static (o, v) => o.MostHops = Hop(v) },
        { 'U', "max-unknown", "NUMBER", "silent hops in a row that end a cycle (5)", static (o, v) => o.MostSilent = Math.Max(1, Whole(v)) },
        { 'P', "port", "PORT", "destination port of UDP or TCP", static (o, v) => o.Port = Within(v, 1, 65535) },
        { 'L', "localport", "LOCALPORT", "source port of UDP", static (o, v) => o.LocalPort = Within(v, 1024, 65535) },
        { 's', "psize", "PACKETSIZE", "IP length of a probe (64)", static (o, v) => o.Length = Whole(v) is var n and >= 0 ? n : throw new UsageFailure($"invalid argument: '{v.Text}'") },
        { 'B', "bitpattern", "NUMBER", "byte that fills probes; random when above 255", static (o, v) => o.Pattern = Whole(v) },
        { 'i', "interval", "SECONDS", "time between two probes to one hop (1)", static (o, v) => o.Interval = Positive(v, "wait time must be positive") },
        { 'G', "gracetime", "SECONDS", "how long to wait behind the last probe (5)", static (o, v) => o.Grace = Positive(v, "wait time must be positive") },
        { 'Q', "tos", "NUMBER", "type of service", static (o, v) => o.TrafficClass = Whole(v) is var n and >= 0 and <= 255 ? n : 0 },
        { 'e', "mpls", "show MPLS labels (in raw output and on the screen)", static o => o.ShowsLabels = true },
        { 'Z', "timeout", "SECONDS", "when a probe counts as lost (10)", static (o, v) => o.Timeout = Math.Max(1, Whole(v)) },
        { 'M', "mark", "MARK", "mark of the packets for the firewall", static (o, v) => o.Mark = (uint)Whole(v) },
        { 'r', "report", "print a report at the end", static o => o.Output = MtrOutput.Report },
        { 'w', "report-wide", "print a report with whole names", static o => { o.Output = MtrOutput.Report; o.IsWide = true; } },
        { 'c', "report-cycles", "COUNT", "how often each hop is asked (10; on a screen for ever)", static (o, v) => o.Cycles = Whole(v) },
        { 'j', "json", "print JSON", static o => o.Output = MtrOutput.Json },
        { 'x', "xml", "print XML", static o => o.Output = MtrOutput.Xml },
        { 'C', "csv", "print comma-separated values", static o => o.Output = MtrOutput.Csv },
        { 'l', "raw", "print each event as it happens", static o => o.Output = MtrOutput.Raw },
        { 'p', "split", "print a line for each hop in each interval", static o => o.Output = MtrOutput.Split },
        { 't', "curses", "take the screen, which it does by itself on a terminal", static o => o.Output = MtrOutput.Screen },
        { '\0', "displaymode", "MODE", "what the screen shows first: 0 numbers, 1 the last probes, 2 with their times", static (o, v) => o.DisplayMode = Whole(v) is var mode and >= 0 and <= 2 ? mode : throw new UsageFailure($"value out of range (0 - 2): '{v.Text}'") },

        { 'n', "no-dns", "print addresses, not names", static o => o.IsNumeric = true },
        { 'b', "show-ips", "print names and addresses", static o => o.ShowsBoth = true },
        { 'o', "order", "FIELDS", "which columns (LS NABWV)", static (o, v) => o.Fields = Fields(v) },
        { 'h', "help", "print this help", static o => o.ShowsHelp = true },
        { 'v', "version", "print the version", static o => o.ShowsVersion = true },
        { static (o, v) => o.Hosts.Add(v.Text) },
    }
        .Refuse('g', "gtk", takesValue: false, NoWindow)
        .Refuse('S', "sctp", takesValue: false, "no kernel module can be counted on")
        .Refuse('y', "ipinfo", takesValue: true, Internet)
        .Refuse('z', "aslookup", takesValue: false, Internet);

    private static int Whole(OptionValue value)
        => int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw new UsageFailure($"invalid argument: '{value.Text}'") { Exit = ExitCode.Failed };

    private static int Hop(OptionValue value) => Math.Clamp(Whole(value), 1, 255);

    private static int Within(OptionValue value, int least, int most) => Whole(value) is var number && number >= least && number <= most ? number : throw new UsageFailure($"Illegal port number: {number}");

    private static double Positive(OptionValue value, string otherwise)
    {
        if (!double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number)) throw new UsageFailure($"invalid argument: '{value.Text}'");
        return number is > 0 and < 1e6 ? number : throw new UsageFailure(otherwise);
    }

    private static string Fields(OptionValue value) => MtrField.Fault(value.Text) is { } fault ? throw new UsageFailure(fault) : value.Text;

    private static void SetProtocol(MtrOptions options, string protocol)
    {
        if (options.Protocol != "icmp") throw new UsageFailure("-u , -T and -S are mutually exclusive");
        options.Protocol = protocol;
    }
}
