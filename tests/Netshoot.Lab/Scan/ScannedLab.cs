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

    private RunningCommand? _listener;

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
                    tcp dport 40000-40099 drop
                }
            }
            """);
        _listener = Network.Start(Server, "python3", "-c", Listener);
        await _listener.LineAsync("ready");
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
        await Network.DisposeAsync();
    }

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
