using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Scan;

/// <summary>
/// A client and a server on one link. The server listens at some ports, drops, refuses or rejects others in every way there is, and
/// drops everything to one of its addresses; one address is nobody's.
/// </summary>
public sealed class ScannedLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private RunningCommand? _listener, _associations;

    public LabNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.9.0.1/24,fd09::1/64", Server, "eth0", "10.9.0.2/24,10.9.0.3/24,10.9.0.130/24,fd09::2/64");
        await Network.IpAsync(Client, "link set eth0 address 02:00:00:00:00:0a", "route add default via 10.9.0.2");
        await Network.IpAsync(Server, "link set eth0 address 02:00:00:00:00:0b");
        await Network.UnlimitIcmpAsync(Server);
        await Network.NftAsync(Server, """
            table inet f {
                chain i {
                    type filter hook input priority 0
                    ip daddr 10.9.0.130 drop
                    tcp dport 21 drop
                    tcp dport 23 reject
                    tcp dport 25 reject with tcp reset
                    tcp dport 53 reject with icmp type admin-prohibited
                    tcp dport 37 reject with icmp type host-prohibited
                    udp dport 9 drop
                    ip daddr 10.9.0.3 meta l4proto sctp reject with icmp type prot-unreachable
                    tcp dport 40000-40099 drop
                }
            }
            """);
        _listener = Network.Start(Server, "python3", "-c", Listener);
        _associations = Network.Start(Server, "python3", "-c", Associations);
        await Task.WhenAll(_listener.LineAsync("ready"), _associations.LineAsync("ready"));
        await Network.RunAsync(Client, "ping -c 1 -w 10 10.9.0.2");
        await Network.RunAsync(Client, "ping -c 1 -w 10 fd09::2");
    }

    /// <summary>Runs original and ours with the same words and compares everything but what is made alike, and our hints.</summary>
    public async Task<string?> CompareAsync(string original, string tool, string line, params Normalization[] alike)
    {
        var theirs = await Network.RunAsync(Client, original, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var ours = await Network.OursAsync(Client, $"{tool} {line}");
        return SideBySide.Differences($"{tool} {line}", theirs, ours, [.. alike, new("our hints", @"^\w+: hint: .*\n", "")]);
    }

    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        _associations?.Dispose();
        await Network.DisposeAsync();
    }

    /// <summary>What a kernel with SCTP would say: port 80 listens, others do not, and 82 is silent. A packet with a wrong checksum ends it.</summary>
    private const string Associations = """
        import socket, struct
        table = []
        for i in range(256):
            for _ in range(8): i = i >> 1 ^ (0x82f63b78 if i & 1 else 0)
            table.append(i)
        def sealed(b):
            c = 0xffffffff
            for x in b: c = table[(c ^ x) & 255] ^ c >> 8
            return b[:8] + struct.pack("<I", c ^ 0xffffffff) + b[12:]
        s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 132)
        print("ready", flush=True)
        while True:
            p, a = s.recvfrom(4096)
            b = p[(p[0] & 15) * 4:]
            assert sealed(b[:8] + bytes(4) + b[12:]) == b
            source, port = struct.unpack("!HH", b[:4])
            if port == 82 or port == 80 and b[12] != 1: continue
            chunk = struct.pack("!BBHIIHHI", 2, 0, 24, 7, 65536, 1, 1, 9) + b"\0\7\0\4" if port == 80 else b"\6\0\0\4"
            s.sendto(sealed(struct.pack("!HH", port, source) + b[16:20] + bytes(4) + chunk), a)
        """;

    /// <summary>Listens at 22, which greets as SSH does, at 80 and 443, and for datagrams at 53; answers a request of HTTP at 80 and of Redis at 6379.</summary>
    private const string Listener = """
        import socket, threading
        def answer(c, port):
            try:
                if port == 22: c.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
                q = c.recv(4096)
                if port == 80 and q.startswith(b"GET "): c.sendall(b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n")
                if port == 6379 and b"PING" in q: c.sendall(b"+PONG\r\n$20\r\nredis_version:7.0.15\r\n")
                while c.recv(4096): pass
            except OSError: pass
            c.close()
        def serve(l, port):
            while True: threading.Thread(target=answer, args=(l.accept()[0], port), daemon=True).start()
        for port in (22, 80, 443, 6379):
            for f, a in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "fd09::2")):
                l = socket.socket(f); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind((a, port)); l.listen(64)
                threading.Thread(target=serve, args=(l, port), daemon=True).start()
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("0.0.0.0", 53))
        print("ready", flush=True)
        while True:
            q, a = u.recvfrom(4096)
            u.sendto(q, a)
        """;
}
