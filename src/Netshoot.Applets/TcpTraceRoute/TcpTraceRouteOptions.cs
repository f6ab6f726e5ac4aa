using System.Globalization;
using Netshoot.Cli;

namespace Netshoot.Applets.TcpTraceRoute;

/// <summary>What tcptraceroute is asked to do (tcptraceroute(1)).</summary>
public sealed class TcpTraceRouteOptions
{
    public bool IsNumeric { get; set; }

    /// <summary>Names also of private addresses, which are not asked for otherwise.</summary>
    public bool NamesPrivate { get; set; }

    public int FirstHop { get; set; } = 1;

    public int MostHops { get; set; } = 30;

    public int SourcePort { get; set; }

    public string? Source { get; set; }

    public string? Device { get; set; }

    public int Queries { get; set; } = 3;

    public int Patience { get; set; } = 3;

    public bool HasSyn { get; set; }

    public bool HasAck { get; set; }

    public bool HasEcn { get; set; }

    public int TrafficClass { get; set; }

    public bool DoesNotFragment { get; set; }

    public int Length { get; set; }

    public bool ShowsHelp { get; set; }

    public List<string> Operands { get; } = [];

    internal static CommandLine<TcpTraceRouteOptions> Table => new Getopt<TcpTraceRouteOptions>("[OPTION...] HOST [PORT] [LENGTH]", usage: ExitCode.Failed)
    {
        { 'n', null, "print addresses, not names", static o => o.IsNumeric = true },
        { 'N', null, "print names also of private addresses", static o => o.NamesPrivate = true },
        { 'f', null, "TTL", "the first hop to ask (1)", static (o, v) => o.FirstHop = Whole(v) },
        { 'm', null, "TTL", "the last hop to ask (30)", static (o, v) => o.MostHops = Whole(v) },
        { 'p', null, "PORT", "the port to send from", static (o, v) => o.SourcePort = Whole(v) },
        { 'P', null, "PORT", "the same", static (o, v) => o.SourcePort = Whole(v) },
        { 's', null, "ADDRESS", "the address to send from", static (o, v) => o.Source = v.Text },
        { 'i', null, "INTERFACE", "the interface to send by", static (o, v) => o.Device = v.Text },
        { 'q', null, "NUMBER", "probes for each hop (3)", static (o, v) => o.Queries = Whole(v) },
        { 'w', null, "SECONDS", "how long to wait for an answer (3)", static (o, v) => o.Patience = Whole(v) },
        { 'S', null, "set the flag SYN (the default)", static o => o.HasSyn = true },
        { 'A', null, "set the flag ACK", static o => o.HasAck = true },
        { 'E', null, "set the flags of Explicit Congestion Notification", static o => o.HasEcn = true },
        { 't', null, "TOS", "type of service", static (o, v) => o.TrafficClass = Whole(v) & 255 },
        { 'F', null, "do not fragment", static o => o.DoesNotFragment = true },
        { 'l', null, "LENGTH", "IP length of a probe", static (o, v) => o.Length = Whole(v) },
        { 'h', null, "print this help", static o => o.ShowsHelp = true },
        { static (o, v) => o.Operands.Add(v.Text) },
    }
        .Refuse('d', null, takesValue: false, "there is nothing inside to watch")
        .Refuse('\0', "dnat", takesValue: false, "the kernel matches answers, and sees no translation")
        .Refuse('\0', "no-dnat", takesValue: false, "the kernel matches answers, and sees no translation")
        .Refuse('\0', "no-dnat-strict", takesValue: false, "the kernel matches answers, and sees no translation")
        .Refuse('\0', "track-port", takesValue: false, "each probe is told apart by its own sequence");

    internal static UsageFailure Refused(string line) => new(line) { Usage = $"{line}\n", Exit = ExitCode.Failed };

    private static int Whole(OptionValue value)
        => int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw Refused($"Numeric argument required for {value.Option}");
}
