using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Packets.Security;
using Netshoot.Probes.Tls;

namespace Netshoot.Applets.Tls;

/// <summary>One handshake: first whether all is well and what to do if not, then what was agreed on, then the certificates, then what a scan found.</summary>
internal sealed record TlsReport(TlsFacts Facts, TlsAuthorities Authorities, IReadOnlyList<TlsVersionFacts>? Versions, IMachine Machine) : IReport
{
    public void Write(ReportWriter to)
    {
        var plan = Facts.Plan;
        string at = plan.Host.Contains(':', StringComparison.Ordinal) ? $"[{plan.Host}]" : plan.Host;
        to.Field("host", plan.Host, $"{at}:");
        to.Field("port", plan.Port, $"{plan.Port}");
        if (Facts.Remote is { } remote) to.Field("address", remote, $" at {remote}");
        if (plan.ServerName == plan.Host) to.Field("servername", plan.ServerName);
        else to.Field("servername", plan.ServerName, $", asked for {plan.ServerName}");
        to.Field("verified", Facts.IsVerified);
        if (plan.StartTls != StartTls.None) to.Field("starttls", TlsWords.Key(plan.StartTls), $", after STARTTLS in {TlsWords.Name(plan.StartTls)}");
        if (Facts.Stage != TlsStage.Done) WriteFault(to);
        else WriteVerdict(to);
        if (Facts.Stage == TlsStage.Done) WriteAgreement(to);
        WriteTimes(to);
        if (Facts.Chain.Count > 0) WriteChain(to);
        if (Versions is not null) TlsScanText.Write(to, Versions);
    }

    private void WriteFault(ReportWriter to)
    {
        var (reason, mend) = TlsWords.Fault(Facts, Machine);
        to.OpenObject("fault");
        to.Field("stage", TlsWords.Key(Facts.Stage));
        to.Field("kind", TlsWords.Key(Facts.Fault));
        if (Facts.Fault == TlsFault.Alert) to.Field("alert", TlsNames.Alert(Facts.Alert));
        if (Facts.Fault == TlsFault.NotTls && Facts.Detail is not null) to.Field("said", Facts.Detail);
        to.Text($"\n\n  {to.In(Paint.Error, "no TLS")}: ");
        to.Field("reason", reason, $"{reason}");
        if (mend is not null) to.Field("mend", mend, $"\n    {to.In(Paint.Faint, mend)}");
        to.CloseObject();
        to.Text($"\n");
    }

    private void WriteVerdict(ReportWriter to)
    {
        to.OpenArray("problems");
        if (Facts.Problems.Count == 0)
        {
            var left = Facts.Chain[0].NotAfter - Machine.Clock.GetUtcNow();
            to.Text($"\n\n  {to.In(Paint.Up, "verified")}: the certificate is for {Facts.Plan.ServerName}, holds for {TlsWords.Span(left)} more, and its authority is believed");
        }
        else
        {
            to.Text($"\n\n  {to.In(Paint.Error, "not verified")}");
        }
        foreach (var problem in Facts.Problems)
        {
            var (reason, mend) = TlsWords.Problem(problem, Facts, Authorities, Machine.Clock.GetUtcNow());
            to.OpenObject();
            to.Field("kind", TlsWords.Key(problem.Kind));
            to.Field("certificate", problem.Index);
            to.Field("reason", reason, $"\n  - {reason}");
            to.Field("mend", mend, $"\n      {to.In(Paint.Faint, mend)}");
            to.CloseObject();
        }
        to.CloseArray();
        to.Text($"\n");
    }

    private void WriteAgreement(ReportWriter to)
    {
        if (Facts.Chosen is { } chosen)
        {
            string version = TlsNames.Version(chosen.Version), suite = TlsNames.Suite(chosen.Suite);
            to.Field("protocol", version, $"\n  protocol      {version}");
            Names(to, "protocols_offered", Facts.Offered?.Versions, TlsNames.Version, " (offered: ", isShown: true);
            to.Field("suite", suite, $"\n  suite         {suite}");
            Names(to, "suites_offered", Facts.Offered?.Suites, TlsNames.Suite, null, isShown: false);
            if (Facts.Offered is not null) to.Text($" (of {Facts.Offered.Suites.Count} offered)");
            string exchange = Facts.Group != 0 ? TlsNames.Group(Facts.Group) : Facts.PrimeBits > 0 ? $"DHE {Facts.PrimeBits} bits" : "RSA, without forward secrecy";
            to.Field("key_exchange", exchange, $"\n  key exchange  {exchange}");
            Names(to, "groups_offered", Facts.Offered?.Groups, TlsNames.Group, " (offered: ", isShown: Facts.Group != 0);
            if (Facts.SignatureScheme != 0) to.Field("signature_scheme", TlsNames.SignatureScheme(Facts.SignatureScheme), $"\n  signature     {TlsNames.SignatureScheme(Facts.SignatureScheme)}");
            Names(to, "signature_schemes_offered", Facts.Offered?.SignatureSchemes, TlsNames.SignatureScheme, null, isShown: false);
        }
        to.Field("alpn", Facts.Protocol, $"\n  ALPN          {Facts.Protocol ?? "nothing agreed on"}");
        to.OpenArray("alpn_offered");
        to.Text($"{(Facts.Plan.Protocols.Count > 0 ? " (offered:" : " (nothing offered")}");
        for (int i = 0; i < Facts.Plan.Protocols.Count; i++) to.Field(null, Facts.Plan.Protocols[i], $"{(i > 0 ? "," : "")} {Facts.Plan.Protocols[i]}");
        to.Text($")");
        to.CloseArray();
        WriteStaple(to);
        if (Facts.AsksForCertificate) to.Text($"\n  client        the server asks for a certificate of the client; none was shown");
        to.Field("asks_for_client_certificate", Facts.AsksForCertificate);
    }

    private void WriteStaple(ReportWriter to)
    {
        if (!Facts.SawStaple)
        {
            to.Field("ocsp_stapled", (string?)null, $"\n  OCSP          cannot be seen: the server speaks only TLS 1.3, which encrypts it");
            return;
        }
        to.Field("ocsp_stapled", Facts.Staple is not null);
        if (Facts.Staple is not { } staple)
        {
            to.Text($"\n  OCSP          nothing stapled");
            return;
        }
        to.Field("ocsp_status", TlsWords.Key(staple.Status), $"\n  OCSP          stapled: {TlsWords.Words(staple.Status)}");
        if (staple.ThisUpdate is { } since) to.Field("ocsp_this_update", TlsWords.Iso(since), $", of {TlsWords.Date(since)}");
        if (staple.NextUpdate is { } until)
        {
            bool isOld = until < Machine.Clock.GetUtcNow();
            to.Field("ocsp_next_update", TlsWords.Iso(until), $", holds until {TlsWords.Date(until)}");
            if (isOld) to.Text($" {to.In(Paint.Warning, "(too old: the server should fetch a new one)")}");
        }
    }

    private void WriteTimes(ReportWriter to)
    {
        to.OpenObject("time_ms");
        string before = Facts.Stage == TlsStage.Done ? "\n  time          " : "\n  time  ";
        before = Time(to, "name", Facts.Resolve, before);
        before = Time(to, "connection", Facts.Connect, before);
        before = Time(to, "starttls", Facts.Preface, before);
        Time(to, "handshake", Facts.Handshake, before);
        to.CloseObject();
    }

    private static string Time(ReportWriter to, string name, TimeSpan? time, string before)
    {
        if (time is not { } took) return before;
        to.Field(name, took.TotalMilliseconds, "0.###");
        to.Buffer?.Append(before);
        to.Text($"{name} {took.TotalMilliseconds:0.0} ms");
        return ", ";
    }

    private void WriteChain(ReportWriter to)
    {
        var now = Machine.Clock.GetUtcNow();
        to.OpenArray("chain");
        to.Text($"\n\n  chain, from the server's certificate to the authority");
        for (int i = 0; i < Facts.Chain.Count; i++) WriteCertificate(to, i, Facts.Chain[i], now);
        to.CloseArray();
        if (Facts.Sent.Count <= Facts.Chain.Count && Facts.Sent.All(s => Facts.Chain.Any(c => c.Fingerprint == s.Fingerprint))) return;
        to.OpenArray("sent_in_vain");
        foreach (var certificate in Facts.Sent)
            if (!Facts.Chain.Any(c => c.Fingerprint == certificate.Fingerprint)) to.Field(null, certificate.Subject, $"\n  -  {certificate.Subject} was sent, too, and is not needed");
        to.CloseArray();
    }

    private void WriteCertificate(ReportWriter to, int index, TlsCertificate certificate, DateTimeOffset now)
    {
        bool wasSent = Facts.Sent.Any(s => s.Fingerprint == certificate.Fingerprint);
        bool isLast = index == Facts.Chain.Count - 1;
        to.OpenObject();
        to.Field("subject", certificate.Subject, $"\n  {index}  {to.In(Paint.Heading, certificate.Subject.Length > 0 ? certificate.Subject : "(no subject)")}");
        to.Field("sent", wasSent);
        string source = wasSent ? "" : Facts.Plan.Authorities is { } given ? $"of {given}" : $"of {Authorities.File}";
        if (!wasSent) to.Field("source", Facts.Plan.Authorities ?? Authorities.File, $"  ({source})");
        to.OpenArray("names");
        if (certificate.Names.Count > 0) to.Text($"\n       names      ");
        for (int i = 0; i < certificate.Names.Count; i++) to.Field(null, certificate.Names[i], $"{(i == 0 ? "" : ", ")}{certificate.Names[i]}");
        to.CloseArray();
        to.Field("not_before", TlsWords.Iso(certificate.NotBefore), $"\n       valid      {TlsWords.Date(certificate.NotBefore)} to ");
        to.Field("not_after", TlsWords.Iso(certificate.NotAfter), $"{TlsWords.Date(certificate.NotAfter)}, ");
        if (now < certificate.NotBefore) to.Text($"{to.In(Paint.Error, $"not yet: in {TlsWords.Span(certificate.NotBefore - now)}")}");
        else if (now > certificate.NotAfter) to.Text($"{to.In(Paint.Error, $"expired {TlsWords.Span(now - certificate.NotAfter)} ago")}");
        else to.Text($"{to.In(certificate.NotAfter - now < TimeSpan.FromDays(14) ? Paint.Warning : Paint.None, $"{TlsWords.Span(certificate.NotAfter - now)} left")}");
        to.Field("key", certificate.Key, $"\n       key        {certificate.Key}");
        if (certificate.IsSelfIssued) to.Text($"\n       signed by  itself");
        else to.Text($"\n       signed by  {certificate.Issuer}{(isLast && !Facts.IsAnchored ? ", which is unknown" : "")}");
        to.Field("issuer", certificate.Issuer);
        to.Field("signature", certificate.Signature, $", {certificate.Signature}");
        to.Field("serial", certificate.Serial);
        to.Field("sha256", certificate.Fingerprint);
        to.CloseObject();
    }

    private static void Names(ReportWriter to, string key, List<ushort>? values, Func<ushort, string> name, string? before, bool isShown)
    {
        if (values is not { Count: > 0 }) return;
        to.OpenArray(key);
        for (int i = 0; i < values.Count; i++)
        {
            string word = name(values[i]);
            if (isShown) to.Field(null, word, $"{(i == 0 ? before : ", ")}{word}");
            else to.Field(null, word);
        }
        to.CloseArray();
        if (isShown) to.Text($")");
    }
}
