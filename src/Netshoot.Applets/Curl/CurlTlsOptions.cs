using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netshoot.Probes.Dns;
using Netshoot.Probes.Tls;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Lays TLS upon a connection as the options ask for it, and judges the certificate in curl's words.</summary>
internal sealed class CurlTlsOptions(CurlTls tls, CurlFiles files, CurlTrace trace)
{
    private string? _refusal;
    private string? _verdict;
    private bool _isPinWrong;
    private bool _asksForCertificate;

    /// <param name="over">The connection.</param>
    /// <param name="host">Whose certificate it must be.</param>
    /// <param name="protocols">What is offered to be spoken inside, best first; none offers nothing.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="CurlFailure">There is no TLS with this peer.</exception>
    public async ValueTask<SslStream> ShakeHandsAsync(Stream over, string host, IReadOnlyList<string> protocols, CancellationToken stop)
    {
        var options = Options(host);
        if (protocols.Count > 0)
        {
            options.ApplicationProtocols = [];
            foreach (string protocol in protocols) options.ApplicationProtocols.Add(new(protocol));
            trace.Info($"ALPN: offers {string.Join(',', protocols)}");
        }
        if (tls.Ciphers is not null) trace.Info($"Cipher selection: {tls.Ciphers}");
        var recording = trace.IsOn ? new RecordingStream(over) : null;
        var stream = new SslStream(recording ?? over);
        bool stands = false;
        try
        {
            await stream.AuthenticateAsClientAsync(options, stop);
            stands = true;
        }
        catch (AuthenticationException e)
        {
            Record(recording, succeeded: _refusal is not null || _isPinWrong);
            if (_isPinWrong) throw new CurlFailure(CurlExit.PinMismatch, "SSL: public key does not match pinned public key");
            if (_refusal == DnsTls.NameMismatch) throw new CurlFailure(CurlExit.BadCertificate, $"SSL: no alternative certificate subject name matches target host name '{host}'{Advice}");
            if (_refusal is not null) throw new CurlFailure(CurlExit.BadCertificate, $"SSL certificate problem: {_refusal}{Advice}");
            throw new CurlFailure(CurlExit.TlsConnect, (e.InnerException ?? e).Message);
        }
        catch (ArgumentException)
        {
            throw new CurlFailure(CurlExit.TlsConnect, $"no server can be called '{host}'");
        }
        catch (IOException)
        {
            Record(recording, succeeded: false);
            throw new CurlFailure(CurlExit.TlsConnect, $"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to {host} ");
        }
        finally
        {
            recording?.Stop();
            if (!stands) await stream.DisposeAsync();
        }
        Record(recording, succeeded: true);
        Describe(stream, protocols.Count > 0, host);
        return stream;
    }

    /// <summary>Shows what passed; it is known only when it is over.</summary>
    private void Record(RecordingStream? recording, bool succeeded)
    {
        if (recording is null) return;
        CurlHandshake.WriteHello(trace, recording);
        if (!tls.Insecure)
        {
            trace.Info($" CAfile: {tls.CaFile ?? "/etc/ssl/certs/ca-certificates.crt"}");
            trace.Info($" CApath: {tls.CaPath ?? "/etc/ssl/certs"}");
        }
        CurlHandshake.WriteRest(trace, recording, succeeded, _asksForCertificate);
    }

    private const string Advice = """

        More details here: https://curl.se/docs/sslcerts.html

        curl failed to verify the legitimacy of the server and therefore could not
        establish a secure connection to it. To learn more about this situation and
        how to fix it, please visit the web page mentioned above.
        """;

    private SslClientAuthenticationOptions Options(string host)
    {
        SslClientAuthenticationOptions options;
        try
        {
            string? authorities = Authorities();
            options = new DnsTls { Verifies = !tls.Insecure, HostName = host, Authorities = authorities }.Options(files.Shell.Machine, host, null, reason => _refusal = reason);
            options.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
            var own = tls.Certificate is null ? null : ClientCertificate();
            options.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                // It is asked twice: before the handshake, and when the server has asked.
                _asksForCertificate |= remote is not null;
                return own!;
            };
        }
        catch (Failure e)
        {
            throw new CurlFailure(CurlExit.AuthorityFile, $"error setting certificate file: {tls.CaFile}: {e.Reason}");
        }
        options.EnabledSslProtocols = Protocols();
        if (Suites() is { } suites) options.CipherSuitesPolicy = suites;
        var judge = options.RemoteCertificateValidationCallback!;
        options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            if (!judge(sender, certificate, chain, errors)) return false;
            if (tls.Insecure && trace.IsOn && certificate is X509Certificate2 shown && chain is not null) _verdict = Verdict(shown, chain);
            _isPinWrong = tls.PinnedKey is { } pin && certificate is X509Certificate2 known && !IsPinned(pin, known);
            return !_isPinWrong;
        };
        return options;
    }

    /// <summary>What would be said of the certificate if anybody asked: the original reads no authorities then.</summary>
    private string? Verdict(X509Certificate2 certificate, X509Chain chain)
    {
        var reason = DnsTls.Reason(TlsJudge.Judge(certificate, chain.ChainPolicy.ExtraStore, TlsAuthorities.None, files.Shell.Clock.GetUtcNow()).Problems);
        return reason is null ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reason.Value.Text} ({reason.Value.Number})");
    }

    /// <summary>The authorities that the options or the environment name; null for those of the machine.</summary>
    private string? Authorities()
    {
        if (tls.Insecure) return null;
        string? file = tls.CaFile ?? (tls.CaPath is null ? files.Environment("SSL_CERT_FILE") ?? files.Environment("CURL_CA_BUNDLE") : null);
        if (string.IsNullOrEmpty(file) && tls.CaPath is null) return null;
        var text = new StringBuilder();
        if (!string.IsNullOrEmpty(file))
        {
            if (files.TryReadText(file) is not { } read || !read.Contains("-----BEGIN", StringComparison.Ordinal))
                throw new CurlFailure(CurlExit.AuthorityFile, $"error setting certificate file: {CurlText.Word(file)}");
            text.Append(read).Append('\n');
        }
        if (tls.CaPath is not null && Directory.Exists(CurlText.Word(tls.CaPath)))
            foreach (string path in Directory.EnumerateFiles(CurlText.Word(tls.CaPath)))
                if (IsHashed(Path.GetFileName(path)) && files.TryReadText(CurlText.Bytes(path)) is { } one && one.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal)) text.Append(one).Append('\n');
        return text.ToString();
    }

    /// <summary>The names that c_rehash(1) gives: eight digits, a dot, a number.</summary>
    private static bool IsHashed(string name) => name.Length > 9 && name[8] == '.' && uint.TryParse(name.AsSpan(0, 8), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out _) && char.IsAsciiDigit(name[9]);

    private X509Certificate2 ClientCertificate()
    {
        string name = tls.Certificate!;
        try
        {
            if (tls.CertificateType is { } type && type.Equals("P12", StringComparison.OrdinalIgnoreCase))
                return X509CertificateLoader.LoadPkcs12(files.TryReadBytes(name) ?? throw Unreadable(name), tls.Password);
            string certificate = files.TryReadText(name) ?? throw Unreadable(name);
            string key = tls.Key is null ? certificate : files.TryReadText(tls.Key) ?? throw new CurlFailure(CurlExit.ClientCertificate, $"unable to set private key file: '{CurlText.Word(tls.Key)}' type PEM");
            return tls.Password is not null && key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromEncryptedPem(certificate, key, tls.Password) : X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException)
        {
            throw new CurlFailure(CurlExit.ClientCertificate, $"unable to set private key file: '{CurlText.Word(tls.Key ?? name)}' type PEM");
        }
    }

    private static CurlFailure Unreadable(string name)
        => new(CurlExit.ClientCertificate, $"could not load PEM client certificate from {CurlText.Word(name)}, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)");

#pragma warning disable SYSLIB0039, CA5397, CA5398 // The user asks for old versions by name, to look at old servers.
    private SslProtocols Protocols()
    {
        var protocols = SslProtocols.None;
        for (int version = tls.Minimum; version <= tls.Maximum; version++)
            protocols |= version switch { 10 => SslProtocols.Tls, 11 => SslProtocols.Tls11, 12 => SslProtocols.Tls12, _ => SslProtocols.Tls13 };
        return protocols != SslProtocols.None ? protocols : throw new CurlFailure(CurlExit.TlsConnect, "error:0A0000BF:SSL routines::no protocols available");
    }
#pragma warning restore SYSLIB0039, CA5397, CA5398

    private CipherSuitesPolicy? Suites()
    {
        if (tls.Ciphers is null && tls.Ciphers13 is null) return null;
        var suites = new List<TlsCipherSuite>();
        foreach (string name in $"{tls.Ciphers13 ?? "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"}:{tls.Ciphers}".Split(':', StringSplitOptions.RemoveEmptyEntries))
            suites.Add(Suite(name.ToUpperInvariant()) ?? throw new CurlFailure(CurlExit.Cipher, $"failed setting cipher list: {CurlText.Word(tls.Ciphers ?? tls.Ciphers13!)}"));
        return new CipherSuitesPolicy(suites);
    }

    /// <summary>The suites that are still in use, by OpenSSL's names (openssl-ciphers(1)) and the registry's (RFC 8446, RFC 5289, RFC 7905).</summary>
    private static TlsCipherSuite? Suite(string name) => name switch
    {
        "TLS_AES_128_GCM_SHA256" => TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        "TLS_AES_256_GCM_SHA384" => TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        "TLS_CHACHA20_POLY1305_SHA256" => TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        "ECDHE-ECDSA-AES128-GCM-SHA256" => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        "ECDHE-ECDSA-AES256-GCM-SHA384" => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        "ECDHE-ECDSA-CHACHA20-POLY1305" => TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        "ECDHE-RSA-AES128-GCM-SHA256" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        "ECDHE-RSA-AES256-GCM-SHA384" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        "ECDHE-RSA-CHACHA20-POLY1305" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        "DHE-RSA-AES128-GCM-SHA256" => TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
        "DHE-RSA-AES256-GCM-SHA384" => TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        "AES128-GCM-SHA256" => TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        "AES256-GCM-SHA384" => TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
        "AES128-SHA" => TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        "AES256-SHA" => TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        "ECDHE-RSA-AES128-SHA256" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
        "ECDHE-RSA-AES256-SHA384" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        "ECDHE-RSA-AES128-SHA" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        "ECDHE-RSA-AES256-SHA" => TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        _ => null,
    };

    /// <summary>Hashes <c>sha256//…;sha256//…</c>, or a file with the key itself in PEM or DER.</summary>
    private bool IsPinned(string pin, X509Certificate2 certificate)
    {
        byte[] key = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        if (pin.StartsWith("sha256//", StringComparison.Ordinal))
        {
            string hash = Convert.ToBase64String(SHA256.HashData(key));
            return Array.Exists(pin.Split(';'), word => word == $"sha256//{hash}");
        }
        if (files.TryReadBytes(pin) is not { } file) return false;
        string text = Encoding.Latin1.GetString(file);
        if (PemEncoding.TryFind(text, out var fields)) file = Convert.FromBase64String(text[fields.Base64Data]);
        return file.AsSpan().SequenceEqual(key);
    }

    private void Describe(SslStream stream, bool offeredAlpn, string host)
    {
        if (!trace.IsOn) return;
        string version = $"{stream.SslProtocol}" switch { "Tls13" => "TLSv1.3", "Tls12" => "TLSv1.2", "Tls11" => "TLSv1.1", _ => "TLSv1.0" };
        trace.Info($"SSL connection using {version} / {OpenSslName($"{stream.NegotiatedCipherSuite}")}");
        if (offeredAlpn)
            trace.Info(stream.NegotiatedApplicationProtocol.Protocol.Length == 0 ? "ALPN: server did not agree on a protocol. Uses default." : $"ALPN: server accepted {stream.NegotiatedApplicationProtocol}");
        if (stream.RemoteCertificate is not X509Certificate2 certificate) return;
        trace.Info("Server certificate:");
        trace.Info($" subject: {Name(certificate.SubjectName)}");
        trace.Info($" start date: {Date(certificate.NotBefore)}");
        trace.Info($" expire date: {Date(certificate.NotAfter)}");
        DescribeName(certificate, host);
        trace.Info($" issuer: {Name(certificate.IssuerName)}");
        trace.Info(_verdict is not null ? $" SSL certificate verify result: {_verdict}, continuing anyway." : " SSL certificate verify ok.");
        if (!offeredAlpn) return;
        trace.Info(stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? "using HTTP/2" : stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http11 ? "using HTTP/1.1" : "using HTTP/1.x");
    }

    /// <summary>Which name of the certificate it was that fit the host (RFC 6125).</summary>
    private void DescribeName(X509Certificate2 certificate, string host)
    {
        if (tls.Insecure) return;
        bool isAddress = InternetAddress.TryParse(host, out var wanted);
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension names) continue;
            foreach (var address in names.EnumerateIPAddresses())
            {
                if (!isAddress || InternetAddress.From(address) != wanted) continue;
                trace.Info($" subjectAltName: host \"{host}\" matched cert's IP address!");
                return;
            }
            foreach (string name in names.EnumerateDnsNames())
            {
                bool fits = name.Equals(host, StringComparison.OrdinalIgnoreCase)
                    || (name.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.') is > 0 and var dot && host.AsSpan(dot).Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase));
                if (!fits) continue;
                trace.Info($" subjectAltName: host \"{host}\" matched cert's \"{CurlText.Bytes(name)}\"");
                return;
            }
        }
    }

    private static string Date(DateTime local) => local.ToUniversalTime().ToString("MMM d HH:mm:ss yyyy 'GMT'", System.Globalization.CultureInfo.InvariantCulture) is var text && text[5] == ' ' ? text.Insert(4, " ") : local.ToUniversalTime().ToString("MMM d HH:mm:ss yyyy 'GMT'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(X500DistinguishedName name)
        => CurlText.Bytes(string.Join("; ", name.Format(true).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private static string OpenSslName(string suite) => suite.StartsWith("TLS_AES", StringComparison.Ordinal) || suite.StartsWith("TLS_CHACHA", StringComparison.Ordinal)
        ? suite
        : suite.Replace("TLS_", "", StringComparison.Ordinal).Replace("_WITH", "", StringComparison.Ordinal).Replace("AES_", "AES", StringComparison.Ordinal).Replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305", StringComparison.Ordinal).Replace('_', '-');
}
