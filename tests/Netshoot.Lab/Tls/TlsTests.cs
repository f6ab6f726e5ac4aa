using System.Globalization;
using System.Text.Json;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Tls;

/// <summary>Our tls against Debian's openssl s_server: each thing that can be wrong is said, and what is right is believed.</summary>
public sealed class TlsTests(TlsLab lab) : IClassFixture<TlsLab>
{
    [Fact]
    public async Task A_good_chain_is_believed_and_shown()
    {
        var run = await RunAsync(TlsLab.Good, "web.test");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("\n  verified: the certificate is for web.test, holds for 39 days more, and its authority is believed\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  protocol      TLS 1.3 (offered: TLS 1.3, TLS 1.2", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  suite         TLS_AES_256_GCM_SHA384 (of ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  key exchange  x25519 (offered: x25519, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  ALPN          h2 (offered: h2, http/1.1)\n  OCSP          nothing stapled\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  0  CN=web.test\n       names      web.test, *.web.test, {TlsLab.Address}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n       key        ECDSA P-256\n       signed by  CN=Lab Intermediate, RSA with SHA-256\n  1  CN=Lab Intermediate\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  2  CN=Lab Authority  (of {lab.FileOf("authority.pem")})\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TlsLab.Good, "a.web.test", 0, "verified: the certificate is for a.web.test")]
    [InlineData(TlsLab.Good, "other.test", 1, "- the certificate is not for 'other.test'; it is for web.test, *.web.test, 10.0.13.1\n")]
    [InlineData(TlsLab.Expired, "web.test", 1, "- the certificate expired 3 days ago, on ")]
    [InlineData(TlsLab.NotYet, "web.test", 1, "- the certificate is not valid before ")]
    [InlineData(TlsLab.SelfSigned, "web.test", 1, "- the certificate is self-signed: ")]
    [InlineData(TlsLab.Incomplete, "web.test", 1, "- the chain is incomplete or its issuer unknown: the server sends only its own certificate, and 'CN=Lab Intermediate', which signed it, is not among the authorities of ")]
    [InlineData(TlsLab.Revoked, "web.test", 1, "says the OCSP response that the server itself staples\n")]
    [InlineData(TlsLab.OneSuite, "web.test", 0, "\n  protocol      TLS 1.2 (offered: ")]
    [InlineData(TlsLab.OneSuite, "web.test", 0, "\n  suite         TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (of ")]
    [InlineData(TlsLab.OneSuite, "web.test", 0, "\n  signature     ecdsa_secp256r1_sha256\n")]
    [InlineData(TlsLab.OnlyNewest, "web.test", 0, "\n  OCSP          cannot be seen: the server speaks only TLS 1.3, which encrypts it\n")]
    [InlineData(TlsLab.Smtp, "web.test --starttls smtp", 0, ", after STARTTLS in SMTP\n")]
    [InlineData(TlsLab.Imap, "web.test:143", 0, ", after STARTTLS in IMAP\n")]
    [InlineData(TlsLab.Postgres, "web.test:5432", 0, ", after STARTTLS in PostgreSQL\n")]
    [InlineData(TlsLab.MySql, "web.test:3306", 0, ", after STARTTLS in MySQL\n")]
    [InlineData(TlsLab.Refusing, "web.test:587", 3, "no TLS: the server does not change to TLS in SMTP; it says: 454 TLS not available\n")]
    [InlineData(TlsLab.Smtp, "web.test", 3, "no TLS: the server greets in the open, as SMTP and FTP do: 220 mail.test ESMTP\n")]
    [InlineData(TlsLab.MySql, "web.test", 3, "no TLS: this is a MySQL server, which begins in the open\n")]
    [InlineData(TlsLab.Plain, "web.test", 3, "no TLS: the server answers with HTML, as servers of plain HTTP do: ")]
    [InlineData(TlsLab.Nobody, "web.test", 3, "no TLS: no connection: Connection refused\n")]
    [InlineData(TlsLab.AsksClient, "web.test", 0, "\n  client        the server asks for a certificate of the client; none was shown\n")]
    public async Task What_is_wrong_is_said(int port, string words, int code, string expected)
    {
        var run = await RunAsync(port, words);
        Assert.True(code == run.ExitCode && run.Output.Contains(expected, StringComparison.Ordinal), $"{run.ExitCode}\n{run.Output}{run.Error}");
    }

    [Fact]
    public async Task The_machines_own_authorities_do_not_know_ours()
    {
        var run = await lab.Network.OursAsync(TlsLab.Client, $"tls web.test --connect {TlsLab.Address}:{TlsLab.Good}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("- the issuer 'CN=Lab Authority' is unknown: the server did not send it, and it is not ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_finds_the_one_suite_of_the_one_version()
    {
        var run = await RunAsync(TlsLab.OneSuite, "web.test --scan");
        Assert.Contains("\n  TLS 1.3  no: the server answers protocol_version\n  TLS 1.2  yes\n    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n  TLS 1.1  no: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  SSL 3.0  no: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_finds_what_the_original_has()
    {
        var run = await RunAsync(TlsLab.Good, "web.test --scan --json");
        using var json = JsonDocument.Parse(run.Output);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var version in json.RootElement.GetProperty("versions").EnumerateArray())
            foreach (var suite in version.GetProperty("suites").EnumerateArray()) found.Add(suite.GetProperty("suite").GetString()!);
        // openssl-ciphers(1): what it enables by itself, of which a certificate of ECDSA can serve its own and those of TLS 1.3.
        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string line in (await Command.MustAsync("openssl ciphers -s -stdname")).Split('\n'))
            if (line.Split(' ')[0] is var name && (name.StartsWith("TLS_AES", StringComparison.Ordinal) || name.StartsWith("TLS_CHACHA20", StringComparison.Ordinal) || name.Contains("_ECDSA_", StringComparison.Ordinal))) known.Add(name);
        Assert.Equal(known, found);
        Assert.Equal(["TLS 1.3", "TLS 1.2"], json.RootElement.GetProperty("versions").EnumerateArray().Where(static v => v.GetProperty("spoken").GetBoolean()).Select(static v => v.GetProperty("version").GetString()));
    }

    private Task<Outcome> RunAsync(int port, string words)
        => lab.Network.OursAsync(TlsLab.Client, string.Create(CultureInfo.InvariantCulture, $"tls {words} --connect {TlsLab.Address}:{port} --cacert {lab.FileOf("authority.pem")} --timeout 30"));
}
