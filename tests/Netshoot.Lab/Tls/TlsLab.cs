using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Tls;

/// <summary>client — server: Debian's openssl s_server at one port for each thing that can be wrong, with certificates made here.</summary>
public sealed class TlsLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server", Address = "10.0.13.1";

    public const int Good = 4430, Expired = 4431, SelfSigned = 4432, Incomplete = 4433, OneSuite = 4434, OnlyNewest = 4435, Revoked = 4437, Plain = 4438, NotYet = 4439, AsksClient = 4440, Nobody = 4441, Smtp = 25, Imap = 143, Postgres = 5432, MySql = 3306, Refusing = 587;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("netshoot-tls-");
    private readonly List<RunningCommand> _servers = [];

    public LabNetwork Network { get; private set; } = null!;

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        WriteCertificates();
        await WriteRevocationAsync();
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.0.13.2/24,fd13::2/64", Server, "eth0", $"{Address}/24,fd13::1/64");
        Serve(Good, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")} -alpn h2,http/1.1");
        Serve(Expired, $"-cert {FileOf("old.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")}");
        Serve(NotYet, $"-cert {FileOf("new.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")}");
        Serve(SelfSigned, $"-cert {FileOf("self.pem")} -key {FileOf("web.key")}");
        Serve(Incomplete, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")}");
        Serve(OneSuite, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")} -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256");
        Serve(OnlyNewest, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")} -tls1_3");
        Serve(Revoked, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")} -status_file {FileOf("revoked.der")}");
        Serve(AsksClient, $"-cert {FileOf("web.pem")} -key {FileOf("web.key")} -cert_chain {FileOf("middle.pem")} -verify 1");
        foreach (var server in _servers) await server.LineAsync("ACCEPT");
        var plain = Network.Start(Server, "/usr/bin/python3", "-u", "-m", "http.server", "-b", Address, $"{Plain}");
        _servers.Add(plain);
        await plain.LineAsync("Serving HTTP");
        await File.WriteAllTextAsync(FileOf("starttls.py"), Program);
        await File.WriteAllTextAsync(FileOf("chain.pem"), await File.ReadAllTextAsync(FileOf("web.pem")) + await File.ReadAllTextAsync(FileOf("middle.pem")));
        var changing = Network.Start(Server, "/usr/bin/python3", FileOf("starttls.py"), FileOf("chain.pem"), FileOf("web.key"));
        _servers.Add(changing);
        await changing.LineAsync("ready");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) server.Dispose();
        await Network.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Serve(int port, string words)
        => _servers.Add(Network.Start(Server, "/usr/bin/openssl", ["s_server", "-accept", string.Create(CultureInfo.InvariantCulture, $"{Address}:{port}"), .. words.Split(' ')]));

    private void WriteCertificates()
    {
        var now = DateTimeOffset.UtcNow;
        using var topKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=Lab Authority", topKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var top = request.CreateSelfSigned(now.AddDays(-90), now.AddDays(90));
        Write("authority.pem", top.ExportCertificatePem());

        using var middleKey = RSA.Create(2048);
        request = new CertificateRequest("CN=Lab Intermediate", middleKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var middle = request.Create(top, now.AddDays(-80), now.AddDays(80), [2]).CopyWithPrivateKey(middleKey);
        Write("middle.pem", middle.ExportCertificatePem());
        Write("middle.key", middleKey.ExportPkcs8PrivateKeyPem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("web.key", key.ExportPkcs8PrivateKeyPem());
        request = new CertificateRequest("CN=web.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("web.test");
        names.AddDnsName("*.web.test");
        names.AddIpAddress(IPAddress.Parse(Address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        var signer = X509SignatureGenerator.CreateForRSA(middleKey, RSASignaturePadding.Pkcs1);
        foreach (var (name, from, until, serial) in new[] { ("web.pem", -10, 40, (byte)3), ("old.pem", -30, -3, (byte)4), ("new.pem", 5, 40, (byte)5) })
        {
            using var certificate = request.Create(middle.SubjectName, signer, now.AddDays(from), now.AddDays(until), [serial]);
            Write(name, certificate.ExportCertificatePem());
        }
        using var self = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(40));
        Write("self.pem", self.ExportCertificatePem());
    }

    /// <summary>What the intermediate says of the server's certificate: revoked. In the form of openssl-ca(1)'s index.</summary>
    private async Task WriteRevocationAsync()
    {
        string at = DateTimeOffset.UtcNow.AddDays(-2).ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture), until = DateTimeOffset.UtcNow.AddDays(40).ToString("yyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(FileOf("index"), $"R\t{until}\t{at}\t03\tunknown\t/CN=web.test\n");
        await Command.MustAsync($"openssl ocsp -issuer {FileOf("middle.pem")} -cert {FileOf("web.pem")} -reqout {FileOf("request.der")}");
        await Command.MustAsync($"openssl ocsp -index {FileOf("index")} -CA {FileOf("middle.pem")} -rsigner {FileOf("middle.pem")} -rkey {FileOf("middle.key")} -reqin {FileOf("request.der")} -respout {FileOf("revoked.der")} -ndays 3");
    }

    private void Write(string name, string text) => File.WriteAllText(FileOf(name), text + "\n");

    /// <summary>Servers that begin in the open and change to TLS when they are asked to.</summary>
    private const string Program = """"
        import socketserver, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True
            request_queue_size = 64

        def smtp(link, refuses=False):
            link.sendall(b"220 mail.test ESMTP\r\n"); link.recv(1000)
            link.sendall(b"250-mail.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n"); link.recv(1000)
            link.sendall(b"454 TLS not available\r\n" if refuses else b"220 go ahead\r\n")
            return not refuses
        def imap(link):
            link.sendall(b"* OK ready\r\n"); tag = link.recv(1000).split()[0]
            link.sendall(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK begin\r\n")
            return True
        def postgres(link):
            asked = link.recv(8) == b"\0\0\0\x08\x04\xd2\x16\x2f"
            link.sendall(b"S" if asked else b"E")
            return asked
        def mysql(link):
            greeting = b"\x0a8.0.36\0" + b"\x01\0\0\0" + b"12345678\0" + b"\xff\xff" + b"\x2d\x02\0\xff\xdf\x15" + bytes(10) + b"123456789012\0caching_sha2_password\0"
            link.sendall(len(greeting).to_bytes(3, "little") + b"\0" + greeting)
            return len(link.recv(36)) == 36

        def serve(port, ask):
            class Answer(socketserver.BaseRequestHandler):
                def handle(self):
                    try:
                        if ask(self.request): context.wrap_socket(self.request, server_side=True).recv(1)
                    except OSError: pass
            threading.Thread(target=Server(("10.0.13.1", port), Answer).serve_forever, daemon=True).start()
        for port, ask in ((25, smtp), (587, lambda link: smtp(link, True)), (143, imap), (5432, postgres), (3306, mysql)): serve(port, ask)
        print("ready", flush=True)
        threading.Event().wait()
        """";
}
