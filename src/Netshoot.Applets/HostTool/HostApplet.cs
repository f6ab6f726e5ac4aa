using System.Globalization;
using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Host.Names;

namespace Netshoot.Applets.HostTool;

public sealed class HostOptions
{
    public bool ShowsAll { get; set; }

    /// <summary>All but signatures and what denies.</summary>
    public bool ShowsAlmostAll { get; set; }

    public bool ComparesServers { get; set; }

    public bool ListsZone { get; set; }

    public bool IsVerbose { get; set; }

    public bool Recurses { get; set; } = true;

    public bool StopsAtFailure { get; set; }

    public bool? UsesTcp { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    public NameFamily Family { get; set; }

    public DnsClass Class { get; set; } = DnsClass.Internet;

    public DnsType? Type { get; set; }

    public uint Serial { get; set; }

    public int? Dots { get; set; }

    public ushort Port { get; set; } = 53;

    public int Retries { get; set; } = 1;

    public int Timeout { get; set; } = 5;

    public string? Name { get; set; }

    public string? Server { get; set; }
}

/// <summary>host: what a name or an address is called in DNS (host(1) of BIND 9.18).</summary>
[Applet("host", "say what a name or an address stands for in DNS")]
public sealed class HostApplet : IApplet<HostOptions>
{
    private const string UsageText = "Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n";

    public static CommandLine<HostOptions> CommandLine => new Getopt<HostOptions>("[OPTION...] NAME [SERVER]", usage: ExitCode.Failed, stopsAtOperand: true, usageText: UsageText)
    {
        { '4', null, "ask over IPv4 only", static o => SetFamily(o, NameFamily.Ip4) },
        { '6', null, "ask over IPv6 only", static o => SetFamily(o, NameFamily.Ip6) },
        { 'a', null, "all: -v -t ANY", static o => (o.ShowsAll, o.IsVerbose) = (true, true) },
        { 'A', null, "almost all: -a without signatures and what denies", static o => (o.ShowsAll, o.ShowsAlmostAll, o.IsVerbose) = (true, true, true) },
        { 'c', null, "CLASS", "the class", static (o, v) => o.Class = DnsNames.TryParse(v.Text, out DnsClass dnsClass) ? dnsClass : throw Invalid("class", v.Text) },
        { 'C', null, "compare the SOA records of the zone's servers", static o => o.ComparesServers = true },
        { 'd', null, "print whole messages", static o => o.IsVerbose = true },
        { 'h', null, "print this help", static o => o.ShowsHelp = true },
        { 'i', null, "does nothing any more", static _ => { } },
        { 'l', null, "list the hosts of a zone", static o => o.ListsZone = true },
        { 'm', null, "FLAG", "does nothing here", static (_, _) => { } },
        { 'n', null, "does nothing any more", static _ => { } },
        { 'N', null, "DOTS", "a name with so many dots is not searched first", static (o, v) => o.Dots = Number(v.Text) },
        { 'p', null, "PORT", "ask at this port (53)", static (o, v) => o.Port = (ushort)Number(v.Text) },
        { 'r', null, "do not ask for recursion", static o => o.Recurses = false },
        { 'R', null, "TIMES", "ask so often again (1)", static (o, v) => o.Retries = Number(v.Text) },
        { 's', null, "let SERVFAIL be the last word", static o => o.StopsAtFailure = true },
        { 't', null, "TYPE", "the type", static (o, v) => SetType(o, v.Text) },
        { 'T', null, "ask over TCP", static o => o.UsesTcp = true },
        { 'U', null, "ask over UDP", static o => o.UsesTcp = false },
        { 'v', null, "print whole messages", static o => o.IsVerbose = true },
        { 'V', null, "print the version", static o => o.ShowsVersion = true },
        { 'w', null, "wait forever", static o => o.Timeout = int.MaxValue / 1000 },
        { 'W', null, "SECONDS", "wait so long (5)", static (o, v) => o.Timeout = Math.Max(1, Number(v.Text)) },
        { TakeOperand },
    };

    public static async ValueTask<ExitCode> RunAsync(HostOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Error.Literal($"host {LookupSession.BindVersion}\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("host"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Name is null)
        {
            shell.Error.Literal(UsageText);
            return ExitCode.Failed;
        }
        try
        {
            return await new HostRun(options, shell).RunAsync();
        }
        catch (DigFailure e)
        {
            shell.Output.Flush();
            shell.Error.Line($"host: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static void TakeOperand(HostOptions options, OptionValue word)
    {
        if (options.Name is null) options.Name = word.Text;
        else options.Server ??= word.Text;
    }

    private static void SetFamily(HostOptions options, NameFamily family)
    {
        if (options.Family != NameFamily.Any && options.Family != family) throw new UsageFailure("only one of -4 and -6 allowed") { Usage = "host: only one of -4 and -6 allowed\n" };
        options.Family = family;
    }

    /// <summary>A type, or <c>ixfr=SERIAL</c>.</summary>
    private static void SetType(HostOptions options, string text)
    {
        if (text.StartsWith("ixfr=", StringComparison.OrdinalIgnoreCase) && uint.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out uint serial))
            (options.Type, options.Serial) = (DnsType.Ixfr, serial);
        else options.Type = DnsNames.TryParse(text, out DnsType type) ? type : throw Invalid("type", text);
        if (options.Type == DnsType.Axfr) options.IsVerbose = true;
    }

    private static UsageFailure Invalid(string what, string text) => new($"invalid {what}: {text}") { Usage = $"host: invalid {what}: {text}\n\n", Exit = ExitCode.Usage };

    /// <summary>What is no number counts as 0, as in host.</summary>
    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
