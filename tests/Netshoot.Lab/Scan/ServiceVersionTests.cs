using System.Text.RegularExpressions;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Scan;

/// <summary>What services say of themselves to <c>nmap -sV</c>: each as the documentation of its protocol has it.</summary>
public sealed class ServiceVersionTests : IAsyncLifetime
{
    private LabNetwork _network = null!;
    private RunningCommand? _services;

    public async ValueTask InitializeAsync()
    {
        _network = await LabNetwork.CreateAsync("host");
        _services = _network.Start("host", "python3", "-c", Services);
        await _services.LineAsync("ready");
    }

    public async ValueTask DisposeAsync()
    {
        _services?.Dispose();
        await _network.DisposeAsync();
    }

    [Fact]
    public async Task Each_service_is_recognized_by_its_answer()
    {
        var ours = await _network.OursAsync("host", "nmap -n -sT -sV -p 22,53,587,636,2375,2379,3306,5432,6379,6443,8443,9999,11211,27017 127.0.0.1");
        Assert.Equal((0, ""), (ours.ExitCode, ours.Error));
        Assert.Equal("""
            22/tcp open ssh OpenSSH 9.2p1 (protocol 2.0)
            53/tcp open domain nameserver 1.0
            587/tcp open smtp Postfix smtpd
            636/tcp open ssl/unknown
            2375/tcp open docker Docker API 26.1.0
            2379/tcp open etcd-client etcd 3.5.9 (cluster 3.5.0)
            3306/tcp open mysql MySQL 8.0.36
            5432/tcp open postgresql PostgreSQL DB (no TLS)
            6379/tcp open redis Redis key-value store 7.0.15
            6443/tcp open ssl/kubernetes Kubernetes API v1.29.1
            8443/tcp open ssl/http nginx 1.22.1
            9999/tcp open netshoot
            11211/tcp open memcached Memcached 1.6.18
            27017/tcp open mongodb MongoDB
            """, string.Join('\n', Regex.Matches(ours.Output, @"(?m)^\d+/tcp .*$").Select(static m => Regex.Replace(m.Value, " +", " ").TrimEnd())));
    }

    /// <summary>A service: what it says first, what it waits for, what it answers then; and the same inside TLS.</summary>
    private const string Services = """
        import os, socket, ssl, struct, subprocess, tempfile, threading
        def http(status, body, server=None): return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, b"Server: %s\r\n" % server if server else b"", len(body), body)
        hello = struct.pack("<iiiiiBi", 0, 1, 1, 2013, 0, 0, 0) + b"\x10maxWireVersion\0" + struct.pack("<i", 21) + b"\0"
        mysql = b"\x0a8.0.36\0" + bytes(40)
        dns = b"NS\x84\0\0\1\0\1\0\0\0\0\7version\4bind\0\0\x10\0\3\xc0\x0c\0\x10\0\3\0\0\0\0\0\x0f\x0enameserver 1.0"
        plain = {
            22: (b"SSH-2.0-OpenSSH_9.2p1\r\n", {}),
            53: (b"", {b"NS\1\0": struct.pack("!H", len(dns)) + dns}),
            587: (b"220 mail.example ESMTP Postfix\r\n", {}),
            2375: (b"", {b"GET ": http(b"404 Not Found", b"{}", b"Docker/26.1.0 (linux)")}),
            2379: (b"", {b"GET /version": http(b"200 OK", b'{"etcdserver":"3.5.9","etcdcluster":"3.5.0"}'), b"GET / ": http(b"404 Not Found", b"404 page not found\n")}),
            3306: (struct.pack("<I", len(mysql)) + mysql, {}),
            5432: (b"", {b"\x04\xd2\x16\x2f": b"N"}),
            6379: (b"", {b"PING": b"+PONG\r\n$20\r\nredis_version:7.0.15\r\n"}),
            9999: (b"", {}),
            11211: (b"", {b"version\r\n": b"VERSION 1.6.18\r\n"}),
            27017: (b"", {b"hello\0": hello}),
        }
        secret = {
            636: (b"", {}),
            6443: (b"", {b"GET /version": http(b"200 OK", b'{"major":"1","gitVersion":"v1.29.1","goVersion":"go1.21.6"}'), b"GET / ": http(b"403 Forbidden", b"{}")}),
            8443: (b"", {b"GET ": http(b"200 OK", b"", b"nginx/1.22.1")}),
        }
        folder = tempfile.mkdtemp()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=host",
                        "-keyout", folder + "/key", "-out", folder + "/cert"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(folder + "/cert", folder + "/key")
        for name in ("key", "cert"): os.unlink(folder + "/" + name)
        os.rmdir(folder)
        def answer(c, port):
            try:
                if port in secret: c = context.wrap_socket(c, server_side=True)
                first, answers = (plain | secret)[port]
                c.sendall(first)
                q = c.recv(4096)
                for asked, said in answers.items():
                    if asked in q:
                        c.sendall(said)
                        return
                while c.recv(4096): pass
            except OSError: pass
            finally: c.close()
        def serve(l, port):
            while True: threading.Thread(target=answer, args=(l.accept()[0], port), daemon=True).start()
        for port in plain | secret:
            l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind(("127.0.0.1", port)); l.listen(64)
            threading.Thread(target=serve, args=(l, port), daemon=True).start()
        print("ready", flush=True)
        threading.Event().wait()
        """;
}
