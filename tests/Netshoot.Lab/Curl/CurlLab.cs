using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Curl;

/// <summary>client — server: HTTP at port 80, HTTPS at 443 with an authority of its own, HTTP on a unix socket, an HTTP proxy at 3128, and all of it in HTTP/2 at 8080 and 8443.</summary>
public sealed class CurlLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("netshoot-curl-");
    private RunningCommand? _server;
    private RunningCommand? _proxy;

    public LabNetwork Network { get; private set; } = null!;

    /// <summary>A file in the folder that both sides see.</summary>
    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>The words of a line with the folder put in for <c>@DIR@</c>.</summary>
    public string Line(string line) => line.Replace("@DIR@", _folder.FullName, StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        WriteCertificates();
        await File.WriteAllTextAsync(FileOf("server.py"), Program);
        await File.WriteAllTextAsync(FileOf("upload"), "to be sent\n");
        await File.WriteAllTextAsync(FileOf("settings"), "header = \"X-From: config\"\nsilent\n");
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.0.9.2/24,fd09::2/64", Server, "eth0", "10.0.9.1/24,fd09::1/64");
        _server = Network.Start(Server, "/usr/bin/python3", FileOf("server.py"), _folder.FullName);
        await _server.LineAsync("ready");
        _proxy = Network.Start(Server, "/usr/sbin/nghttpx", "--frontend=10.0.9.1,8080;no-tls", "--frontend=10.0.9.1,8443", "--backend=10.0.9.1,80", "--workers=1", FileOf("server.pem"), FileOf("server.pem"));
        while ((await Network.RunAsync(Client, "nc.openbsd -z 10.0.9.1 8443")).ExitCode != 0) await Task.Delay(50);
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _proxy?.Dispose();
        await Network.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void WriteCertificates()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=Lab Authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(FileOf("authority.pem"), authority.ExportCertificatePem() + "\n");

        using var key = RSA.Create(2048);
        request = new CertificateRequest("CN=server.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("server.test");
        names.AddIpAddress(IPAddress.Parse("10.0.9.1"));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        File.WriteAllText(FileOf("server.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>Answers by the path that is asked for; what it says does not depend on time.</summary>
    private const string Program = """"
        import base64, gzip, http.server, os, socket, socketserver, ssl, sys, threading
        folder = sys.argv[1]

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def reply(self, status, body, **headers):
                self.send_response_only(status)
                for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)
            def any(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = self.path.split("?")[0]
                if path == "/redirect": self.reply(302, b"over there\n", Location="/plain")
                elif path == "/loop": self.reply(301, b"", Location="/loop")
                elif path == "/basic":
                    known = self.headers.get("Authorization") == "Basic " + base64.b64encode(b"me:secret").decode()
                    self.reply(200, b"welcome\n") if known else self.reply(401, b"who?\n", WWW_Authenticate='Basic realm="lab"')
                elif path == "/digest":
                    known = (self.headers.get("Authorization") or "").startswith("Digest ")
                    self.reply(200, b"welcome\n") if known else self.reply(401, b"who?\n", WWW_Authenticate='Digest realm="lab", nonce="12345", qop="auth", opaque="xyz"')
                elif path == "/missing": self.reply(404, b"nothing here\n")
                elif path == "/cookie": self.reply(200, (self.headers.get("Cookie") or "none").encode() + b"\n", Set_Cookie="a=b; path=/")
                elif path == "/gzip": self.reply(200, gzip.compress(b"compressed text\n" * 100, mtime=0), Content_Encoding="gzip")
                elif path == "/chunked":
                    self.send_response_only(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                    self.wfile.write(b"5\r\nfirst\r\n8\r\n second\n\r\n0\r\n\r\n")
                elif path == "/short":
                    self.send_response_only(200); self.send_header("Content-Length", "100"); self.end_headers()
                    self.wfile.write(b"not all"); self.close_connection = True
                elif path == "/upgrade":
                    self.send_response_only(101); self.send_header("Upgrade", "websocket"); self.send_header("Connection", "Upgrade"); self.end_headers()
                    self.wfile.write(b"\x81\x02hi"); self.close_connection = True
                elif path == "/large": self.reply(200, b"0123456789abcdef" * 65536)
                elif path == "/echo": self.reply(200, (self.command + " " + self.path + "\n" + str(self.headers)).encode() + sent)
                else: self.reply(200, b"plain text\n", Last_Modified="Tue, 09 Nov 2010 14:49:00 GMT", ETag='"tag"', Content_Type="text/plain")
            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = any
            def do_CONNECT(self):
                host, port = self.path.rsplit(":", 1)
                other = socket.create_connection(("10.0.9.1", int(port)))
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                def copy(a, b):
                    try:
                        while data := a.recv(65536): b.sendall(data)
                        b.shutdown(socket.SHUT_WR)
                    except OSError: pass
                thread = threading.Thread(target=copy, args=(other, self.connection)); thread.start()
                copy(self.connection, other); thread.join(); self.close_connection = True

        class Tcp(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True
            request_queue_size = 64
        class Tcp6(Tcp): address_family = socket.AF_INET6
        class Unix(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            def get_request(self): return self.socket.accept()[0], ("unix", 0)
        class Secure(Tcp):
            def finish_request(self, request, address):
                try: super().finish_request(context.wrap_socket(request, server_side=True), address)
                except OSError: pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/server.pem")
        servers = [Tcp(("10.0.9.1", 80), Answer), Tcp(("10.0.9.1", 3128), Answer), Tcp6(("fd09::1", 80), Answer), Secure(("10.0.9.1", 443), Answer), Unix(folder + "/socket", Answer)]
        for server in servers: threading.Thread(target=server.serve_forever, daemon=True).start()
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("10.0.9.1", 5353))
        def answer_names():
            while True:
                query, peer = names.recvfrom(512)
                question = query[12:]
                known = question.startswith(b"\x03web\x03lab\x04test\x00\x00\x01")
                records = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + bytes([10, 0, 9, 1]) if known else b""
                code = b"\x85\x80" if b"\x03web" in question else b"\x85\x83"
                names.sendto(query[:2] + code + b"\x00\x01\x00" + bytes([known]) + b"\x00\x00\x00\x00" + question + records, peer)
        threading.Thread(target=answer_names, daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
        """";
}
