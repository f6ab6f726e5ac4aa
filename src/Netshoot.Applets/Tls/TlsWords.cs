using System.Globalization;
using Netshoot.Host;
using Netshoot.Packets.Security;
using Netshoot.Probes.Tls;

namespace Netshoot.Applets.Tls;

/// <summary>What is wrong, and what can be done about it, in words.</summary>
internal static class TlsWords
{
    public static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} minutes"),
    };

    public static (string Reason, string Mend) Problem(TlsProblem problem, TlsFacts facts, TlsAuthorities authorities, DateTimeOffset now)
    {
        var certificate = problem.Index < facts.Chain.Count ? facts.Chain[problem.Index] : null;
        string which = problem.Index == 0 ? "the certificate" : $"the certificate of '{certificate?.Subject}' in the chain";
        string known = facts.Plan.Authorities is { } file ? $"among the authorities of {file}" : authorities.IsEmpty ? "known: this machine has no authorities at all" : $"among this machine's authorities ({authorities.File})";
        switch (problem.Kind)
        {
            case TlsProblemKind.NoCertificate:
                return ("the server shows no certificate", "give the server one; suites without are open to anybody in between");
            case TlsProblemKind.Expired:
                return ($"{which} expired {Span(now - certificate!.NotAfter)} ago, on {Date(certificate.NotAfter)}",
                    problem.Index == 0 ? "renew it and let the server load the new one; if it was renewed, the server still uses the old" : "replace it on the server by the issuer's present one");
            case TlsProblemKind.NotYetValid:
                return ($"{which} is not valid before {Date(certificate!.NotBefore)}, {Span(certificate.NotBefore - now)} from now", $"look at the clocks: here it is {Date(now)}");
            case TlsProblemKind.NameMismatch:
                var names = facts.Chain.Count > 0 ? facts.Chain[0].Names : [];
                return (names.Count == 0 ? $"the certificate names no host at all, and so not '{facts.Plan.ServerName}' (a name in the subject does not count)"
                    : $"the certificate is not for '{facts.Plan.ServerName}'; it is for {Listed(names)}",
                    names.Count == 0 ? $"have it issued with '{facts.Plan.ServerName}' among its alternative names"
                    : $"use one of its names, have it issued for '{facts.Plan.ServerName}' as well, or see whether the server has another for that name (--servername)");
            case TlsProblemKind.SelfSigned:
                return ("the certificate is self-signed: it vouches for itself, and nobody else does",
                    "if you know it to be right, believe it with --cacert and a copy of it; else have it issued by an authority");
            case TlsProblemKind.UnknownAuthority:
                return ($"the chain ends in '{certificate!.Subject}', a self-signed authority that is not {known}", "get its certificate from a source that you trust, and believe it with --cacert");
            case TlsProblemKind.MissingIssuer:
                return facts.Sent.Count <= 1
                    ? ($"the chain is incomplete or its issuer unknown: the server sends only its own certificate, and '{certificate!.Issuer}', which signed it, is not {known}",
                        "let the server send the intermediate certificates behind its own (the \"full chain\" file); if that issuer is the authority itself, believe it with --cacert")
                    : ($"the issuer '{certificate!.Issuer}' is unknown: the server did not send it, and it is not {known}",
                        "if it is an authority of your own, believe it with --cacert; if it is an intermediate, let the server send it, too");
            case TlsProblemKind.BadSignature:
                return ($"the signature of {which[4..]} does not fit its issuer's key", "the server sends the wrong intermediate certificate, or the certificate was changed");
            case TlsProblemKind.NotAnAuthority:
                return ($"'{certificate?.Subject}' issued a certificate and is no authority that may", "have the certificate issued by an authority (CA:TRUE in its basic constraints)");
            case TlsProblemKind.WrongPurpose:
                return ($"{which} is not for servers", "have it issued with \"serverAuth\" among its extended key usages");
            case TlsProblemKind.Revoked:
                return ($"the certificate was revoked{(facts.Staple?.RevokedAt is { } at ? $" on {Date(at)}" : "")}, says the OCSP response that the server itself staples", "have a new one issued, with a new key");
            default:
                return ($"{which}: {problem.Detail?.TrimEnd('.')}", "look at the certificate with: openssl x509 -text");
        }
    }

    public static (string Reason, string? Mend) Fault(TlsFacts facts, IMachine machine)
    {
        var plan = facts.Plan;
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{plan.Patience.TotalSeconds:0.###} s");
        switch (facts.Fault)
        {
            case TlsFault.NoName:
                return ($"the name '{plan.ConnectHost ?? plan.Host}' has no address: {facts.Detail}", $"see how it is looked for: netshoot resolve {plan.ConnectHost ?? plan.Host}");
            case TlsFault.NoConnection:
                return ($"no connection: {machine.Text(facts.Errno)}", facts.Errno == Wire.Errno.ECONNREFUSED ? "nothing listens at this port there: netshoot ss -ltn shows what does" : null);
            case TlsFault.Timeout:
                return facts.Stage == TlsStage.Connect ? ($"nobody answers within {seconds}", "a firewall may drop it, or the address may be wrong: netshoot tcptraceroute shows how far it goes")
                    : facts.Stage == TlsStage.StartTls ? ($"the server says nothing in {Name(plan.StartTls)} within {seconds}", "if TLS begins at once at this port, say --starttls none")
                    : ($"the server does not answer the hello within {seconds}", "it may speak another protocol and wait for its own words: see --starttls");
            case TlsFault.NoStartTls:
                return (facts.Detail is { Length: > 0 } said ? $"the server does not change to TLS in {Name(plan.StartTls)}; it says: {said}" : $"the server does not change to TLS in {Name(plan.StartTls)}",
                    plan.StartTls is StartTls.Postgres or StartTls.MySql ? "switch TLS on in its configuration" : "switch it on there; if TLS begins at once at this port, say --starttls none");
            case TlsFault.NotTls:
                return NotTls(facts.Detail ?? "");
            case TlsFault.Alert:
                return ($"the server ends the handshake with the alert {TlsNames.Alert(facts.Alert)}", Mend(facts.Alert));
            case TlsFault.Closed:
                return ("the server closes the connection in the middle of the handshake", facts.Chosen is null ? "it may not speak TLS, or not with this name (--servername), or not in these versions (--scan)" : "it may miss a certificate of the client");
            default:
                return ($"the handshake fails: {facts.Detail}", "--scan shows what the server speaks");
        }
    }

    private static (string Reason, string? Mend) NotTls(string said)
    {
        string line = said.Split('\n')[0].TrimEnd();
        return said switch
        {
            ['<', ..] => ($"the server answers with HTML, as servers of plain HTTP do: {line}", "this port has no TLS: ask it with http://, or find the port that has (often 443 or 8443)"),
            _ when said.StartsWith("HTTP/", StringComparison.Ordinal) => ($"the server answers in plain HTTP: {line}", "this port has no TLS: ask it with http://, or find the port that has (often 443 or 8443)"),
            _ when said.StartsWith("SSH-", StringComparison.Ordinal) => ($"this is an SSH server: {line}", "SSH has its own encryption: nothing to do with TLS"),
            _ when said.StartsWith("220", StringComparison.Ordinal) => ($"the server greets in the open, as SMTP and FTP do: {line}", "for SMTP say --starttls smtp"),
            _ when said.StartsWith("* OK", StringComparison.Ordinal) => ($"this is an IMAP server that begins in the open: {line}", "say --starttls imap"),
            _ when said.StartsWith("+OK", StringComparison.Ordinal) => ($"this is a POP3 server that begins in the open: {line}", "its port with TLS is 995"),
            _ when said.Length > 5 && said[3] == 0 && said[4] == 10 => ("this is a MySQL server, which begins in the open", "say --starttls mysql"),
            "E" => ("this is a PostgreSQL server, which begins in the open", "say --starttls postgres"),
            _ => ($"what the server answers is not TLS: {line}", null),
        };
    }

    private static string? Mend(byte alert) => TlsNames.Alert(alert) switch
    {
        "handshake_failure" => "the server finds nothing that it can agree on: --scan shows what it speaks; or it wants a certificate of the client",
        "protocol_version" => "the server speaks none of the versions of today: --scan shows which it does",
        "unrecognized_name" => "the server does not know this name: try --servername with one of its own",
        "no_application_protocol" => "the server knows none of the protocols that were offered: see --alpn",
        "certificate_required" or "bad_certificate" => "the server wants a certificate of the client",
        "internal_error" => "something is wrong at the server: look into its log",
        _ => null,
    };

    private static string Listed(List<string> names)
        => names.Count <= 8 ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names[..8])} and {names.Count - 8} more");

    public static string Name(StartTls protocol) => protocol switch
    {
        StartTls.Smtp => "SMTP",
        StartTls.Imap => "IMAP",
        StartTls.Postgres => "PostgreSQL",
        _ => "MySQL",
    };

    public static string Key(StartTls protocol) => protocol switch
    {
        StartTls.Smtp => "smtp",
        StartTls.Imap => "imap",
        StartTls.Postgres => "postgres",
        _ => "mysql",
    };

    public static string Words(OcspStatus status) => status switch
    {
        OcspStatus.Good => "good",
        OcspStatus.Revoked => "revoked",
        OcspStatus.Unknown => "the authority does not know the certificate",
        _ => "a response that says nothing",
    };

    public static string Key(OcspStatus status) => status switch
    {
        OcspStatus.Good => "good",
        OcspStatus.Revoked => "revoked",
        OcspStatus.Unknown => "unknown",
        _ => "unusable",
    };

    public static string Key(TlsStage stage) => stage switch
    {
        TlsStage.Name => "name",
        TlsStage.Connect => "connect",
        TlsStage.StartTls => "starttls",
        _ => "handshake",
    };

    public static string Key(TlsFault fault) => fault switch
    {
        TlsFault.NoName => "no_name",
        TlsFault.NoConnection => "no_connection",
        TlsFault.Timeout => "timeout",
        TlsFault.Closed => "closed",
        TlsFault.Alert => "alert",
        TlsFault.NotTls => "not_tls",
        TlsFault.NoStartTls => "no_starttls",
        _ => "refused",
    };

    public static string Key(TlsProblemKind kind) => kind switch
    {
        TlsProblemKind.NoCertificate => "no_certificate",
        TlsProblemKind.Expired => "expired",
        TlsProblemKind.NotYetValid => "not_yet_valid",
        TlsProblemKind.NameMismatch => "name_mismatch",
        TlsProblemKind.SelfSigned => "self_signed",
        TlsProblemKind.UnknownAuthority => "unknown_authority",
        TlsProblemKind.MissingIssuer => "missing_issuer",
        TlsProblemKind.BadSignature => "bad_signature",
        TlsProblemKind.NotAnAuthority => "not_an_authority",
        TlsProblemKind.WrongPurpose => "wrong_purpose",
        TlsProblemKind.Revoked => "revoked",
        _ => "other",
    };
}
