using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Tls;
using Netshoot.Wire;

namespace Netshoot.Applets.Tls;

public sealed class TlsOptions
{
    public string? Target { get; set; }

    public string? ServerName { get; set; }

    public List<string>? Protocols { get; set; }

    public string? Authorities { get; set; }

    public StartTls? StartTls { get; set; }

    public NameFamily Family { get; set; }

    public string? Connect { get; set; }

    public bool Scans { get; set; }

    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Shakes hands with a server and shows what was agreed on, the certificates, and what is wrong with them, with the way to mend it.</summary>
[Applet("tls", "shake hands with a server: versions, suites, certificates, and why they are not believed", AppletKind.Own)]
public sealed class TlsApplet : IApplet<TlsOptions>
{
    /// <summary>There is no TLS with this server.</summary>
    private static readonly ExitCode s_noTls = new(3);

    public static CommandLine<TlsOptions> CommandLine => new Getopt<TlsOptions>("[OPTION...] HOST[:PORT]",
        notes: "The port is 443 unless one is given. At the ports of SMTP, IMAP, PostgreSQL and MySQL it asks for TLS in their protocol first.\n"
            + "It ends with 0 when the server is believed, with 1 when it is not, with 3 when there is no TLS with it.")
    {
        { '4', null, "connect over IPv4 only", static o => o.Family = NameFamily.Ip4 },
        { '6', null, "connect over IPv6 only", static o => o.Family = NameFamily.Ip6 },
        { '\0', "servername", "NAME", "ask for this name, and expect it in the certificate (the host's unless given)", static (o, v) => o.ServerName = v.Text },
        { '\0', "connect", "HOST[:PORT]", "connect to this host, and still ask for the other", static (o, v) => o.Connect = v.Text },
        { '\0', "alpn", "NAMES", "protocols to offer, between commas (h2,http/1.1 unless STARTTLS is used; none for none)", static (o, v) => o.Protocols = Protocols(v) },
        { '\0', "cacert", "FILE", "believe the authorities in this file (PEM) and no others", static (o, v) => o.Authorities = v.Text },
        { '\0', "starttls", "PROTOCOL", "ask for TLS first in smtp, imap, postgres or mysql; none for no such question", static (o, v) => o.StartTls = Protocol(v) },
        { '\0', "scan", "try every version and every suite, with a connection for each", static o => o.Scans = true },
        { '\0', "timeout", "SECONDS", "how long each step may take (10)", static (o, v) => o.Patience = TimeSpan.FromSeconds(v.Number(0.001, 3600)) },
        { static (o, v) => o.Target = o.Target is null ? v.Text : throw new UsageFailure($"unexpected argument '{v.Text}'") },
    };

    public static async ValueTask<ExitCode> RunAsync(TlsOptions options, Shell shell)
    {
        var plan = Plan(options);
        var authorities = Authorities(options, shell);
        var facts = await new TlsInspector(shell.Machine, authorities).InspectAsync(plan, shell.Stop);
        IReadOnlyList<TlsVersionFacts>? versions = null;
        if (options.Scans && facts is { Stage: TlsStage.Done or TlsStage.Handshake, Fault: not TlsFault.NotTls })
            versions = await new TlsScanner(shell.Machine, plan).ScanAsync([facts.Remote!.Value], shell.Stop);
        shell.Report(new TlsReport(facts, authorities, versions, shell.Machine));
        return facts.Stage != TlsStage.Done ? s_noTls : facts.IsVerified ? ExitCode.Ok : ExitCode.Failed;
    }

    private static TlsPlan Plan(TlsOptions options)
    {
        string target = options.Target ?? throw new UsageFailure("no host given");
        if (target.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) target = target[8..].Split('/', '?', '#')[0];
        var (host, given) = Split(target);
        var startTls = options.StartTls ?? (given is { } known ? StartTlsDialog.At(known) : StartTls.None);
        ushort port = given ?? startTls switch { StartTls.Smtp => 25, StartTls.Imap => 143, StartTls.Postgres => 5432, StartTls.MySql => 3306, _ => 443 };
        var (connectHost, connectPort) = options.Connect is null ? (null, null) : Split(options.Connect);
        return new()
        {
            Host = host,
            Port = port,
            ConnectHost = connectHost,
            ConnectPort = connectPort,
            Family = options.Family,
            ServerName = (options.ServerName ?? host).TrimEnd('.'),
            Protocols = options.Protocols ?? (startTls == StartTls.None ? ["h2", "http/1.1"] : []),
            Authorities = options.Authorities,
            StartTls = startTls,
            Patience = options.Patience,
        };
    }

    private static TlsAuthorities Authorities(TlsOptions options, Shell shell)
    {
        if (options.Authorities is not { } file) return TlsAuthorities.OfMachine(shell.Machine);
        string text = shell.Machine.TryReadText(file) ?? throw new Failure(file, "cannot be read", "--cacert takes a file with certificates in PEM");
        var authorities = TlsAuthorities.Of(text);
        return authorities.IsEmpty ? throw new Failure(file, "has no certificate in PEM", "convert one in DER with: openssl x509 -inform der -in FILE -out FILE.pem") : authorities;
    }

    /// <summary>A host and the port behind it; the address of IPv6 stands in brackets where there is a port.</summary>
    private static (string Host, ushort? Port) Split(string text)
    {
        if (InternetAddress.TryParse(text, out _)) return (text, null);
        int colon = text.LastIndexOf(':');
        if (text is ['[', ..])
        {
            int bracket = text.IndexOf(']');
            if (bracket < 0) throw new UsageFailure($"'{text}' has no closing bracket");
            if (bracket == text.Length - 1) return (text[1..bracket], null);
            if (colon == bracket + 1) return (text[1..bracket], Port(text, colon));
            throw new UsageFailure($"'{text}' is no host and port");
        }
        string host = colon < 0 ? text : text[..colon];
        if (host.Length is 0 or > 253) throw new UsageFailure($"'{text}' has no host");
        return (host, colon < 0 ? null : Port(text, colon));
    }

    private static ushort Port(string text, int colon)
        => ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port : throw new UsageFailure($"'{text[(colon + 1)..]}' is no port");

    private static List<string> Protocols(OptionValue value)
    {
        var names = new List<string>();
        if (value.Text == "none") return names;
        foreach (string name in value.Text.Split(',')) names.Add(name.Length is > 0 and < 256 ? name : throw value.Invalid("has a name that is empty or too long"));
        return names;
    }

    private static StartTls Protocol(OptionValue value) => value.Text switch
    {
        "smtp" => StartTls.Smtp,
        "imap" => StartTls.Imap,
        "postgres" => StartTls.Postgres,
        "mysql" => StartTls.MySql,
        "none" => StartTls.None,
        _ => throw value.Invalid("is none of smtp, imap, postgres, mysql, none"),
    };
}
