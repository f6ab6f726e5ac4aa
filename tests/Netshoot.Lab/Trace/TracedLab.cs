using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Trace;

/// <summary>
/// client — r1 — r2 — r3 — server, with MTUs of 1500, 1500, 1400 and 1300, IPv4 and IPv6. r2 refuses, drops or stays silent by the destination; r1
/// answers what goes to 10.0.7.0/24 with ICMP messages that no kernel would send.
/// </summary>
public sealed class TracedLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private const string R1 = "r1", R2 = "r2", R3 = "r3";

    private RunningCommand? _forger;

    public LabNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Client, R1, R2, R3, Server);
        await Network.CableAsync(Client, "eth0", "10.0.1.2/24,fd00:1::2/64", R1, "eth0", "10.0.1.1/24,fd00:1::1/64");
        await Network.CableAsync(R1, "eth1", "10.0.2.1/24,fd00:2::1/64", R2, "eth0", "10.0.2.2/24,fd00:2::2/64");
        await Network.CableAsync(R2, "eth1", "10.0.3.1/24,fd00:3::1/64", R3, "eth0", "10.0.3.2/24,fd00:3::2/64");
        await Network.CableAsync(R3, "eth1", "10.0.4.1/24,fd00:4::1/64", Server, "eth0", "10.0.4.2/24,10.0.5.3/32,10.0.5.4/32,10.0.5.5/32,fd00:4::2/64");
        await Network.IpAsync(Client, "route add default via 10.0.1.1", "route add ::/0 via fd00:1::1");
        await Network.IpAsync(R1, "route add default via 10.0.2.2", "route add ::/0 via fd00:2::2");
        await Network.IpAsync(R2, "link set eth1 mtu 1400", "route add default via 10.0.3.2", "route add ::/0 via fd00:3::2", "route add 10.0.1.0/24 via 10.0.2.1", "route add fd00:1::/64 via fd00:2::1");
        await Network.IpAsync(R3, "link set eth0 mtu 1400", "link set eth1 mtu 1300", "route add 10.0.5.0/24 via 10.0.4.2", "route add 10.0.1.0/24 via 10.0.3.1", "route add 10.0.2.0/24 via 10.0.3.1",
            "route add fd00:1::/64 via fd00:3::1", "route add fd00:2::/64 via fd00:3::1");
        await Network.IpAsync(Server, "link set eth0 mtu 1300", "route add default via 10.0.4.1", "route add ::/0 via fd00:4::1");
        foreach (string node in new[] { R1, R2, R3, Server })
        {
            await Network.UnlimitIcmpAsync(node);
            foreach (string setting in new[] { "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.icmp_errors_use_inbound_ifaddr=1" })
                await Network.SysctlAsync(node, setting);
        }
        await Network.NftAsync(R2, """
            table ip f {
                chain silent { type filter hook prerouting priority -300; ip daddr 10.0.5.3 ip ttl 1 drop; }
                chain forward {
                    type filter hook forward priority 0;
                    ip daddr 10.0.6.0 reject with icmp type net-unreachable
                    ip daddr 10.0.6.1 reject with icmp type host-unreachable
                    ip daddr 10.0.6.2 reject with icmp type prot-unreachable
                    ip daddr 10.0.6.3 reject with icmp type port-unreachable
                    ip daddr 10.0.6.13 reject with icmp type admin-prohibited
                    ip daddr 10.0.6.99 drop
                    ip daddr 10.0.5.4 tcp dport 80 reject with tcp reset
                }
            }
            table ip6 f {
                chain forward {
                    type filter hook forward priority 0;
                    ip6 daddr fd00:6::1 reject with icmpv6 type admin-prohibited
                    ip6 daddr fd00:6::3 reject with icmpv6 type addr-unreachable
                    ip6 daddr fd00:6::5 reject with icmpv6 type policy-fail
                    ip6 daddr fd00:6::99 drop
                }
            }
            """);
        await Network.NftAsync(R1, """
            table ip forged {
                chain in { type filter hook prerouting priority -300; ip daddr 10.0.7.0/24 drop; }
                chain twice { type filter hook forward priority 0; ip saddr 10.0.5.5 icmp type echo-reply dup to 10.0.1.2 device eth0; }
            }
            """);
        _forger = Network.Start(R1, "python3", "-c", Forger);
        await _forger.LineAsync("ready");
        foreach (string warm in new[] { "10.0.4.2", "10.0.5.5", "fd00:4::2" }) await Network.RunAsync(Client, $"ping -c 1 -w 10 {warm}");
    }

    /// <summary>Runs original and ours with the same words and compares everything but times, ports and our hints.</summary>
    public async Task<string?> CompareAsync(string original, string tool, string line, params Normalization[] alike)
    {
        await Network.RunAsync(Client, "ip route flush cache");
        var theirs = await Network.RunAsync(Client, original, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await Network.RunAsync(Client, "ip route flush cache");
        var ours = await Network.OursAsync(Client, $"{tool} {line}");
        // Without its answers, two tools that print stars would be alike.
        if (_forger!.HasEnded || _forger.Output != "ready\n") throw new InvalidOperationException($"r1's forger failed: {_forger.Output}{_forger.Error}");
        return SideBySide.Differences($"{tool} {line}", theirs, ours, [.. alike, s_hints]);
    }

    public async ValueTask DisposeAsync()
    {
        _forger?.Dispose();
        await Network.DisposeAsync();
    }

    private static readonly Normalization s_hints = new("our hints", @"^\w+: hint: .*\n", "");

    /// <summary>
    /// Answers packets to 10.0.7.N: below 100 with "unreachable" of code N, from 100 on with "time exceeded" that carries an MPLS stack of one or two labels,
    /// one with another object behind it, that other alone, one that is cut, and one whose checksum is wrong.
    /// </summary>
    private const string Forger = """
        import socket, struct
        s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800)); s.bind(("eth0", 0x0800))
        r = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        def sum16(b):
            b += b'\0' * (len(b) % 2); t = sum(struct.unpack('!%dH' % (len(b) // 2), b)); t = (t >> 16) + (t & 0xffff); t += t >> 16
            return struct.pack('!H', ~t & 0xffff)
        def sealed(b): return b[:2] + sum16(b) + b[4:]
        def stack(*labels): return struct.pack('!HBB', 4 + 4 * len(labels), 1, 1) + b''.join(struct.pack('!I', x) for x in labels)
        outer, inner, other = 16 << 12 | 5 << 9 | 1, 1234 << 12 | 0x100 | 7, struct.pack('!HBBI', 8, 2, 8, 7)
        def structure(b): return sealed(b'\x20\0\0\0' + b)
        kinds = {100: structure(stack(inner)), 101: structure(stack(outer, inner)), 102: structure(stack(inner) + other), 103: structure(other),
                 104: structure(stack(inner))[:7], 105: b'\x20\0\x12\x34' + stack(inner)}
        print("ready", flush=True)
        while True:
            p, a = s.recvfrom(65535)
            if a[2] != 0 or p[16:19] != bytes([10, 0, 7]): continue
            n = p[19]
            quote = p[:128] if n < 100 else p[:128].ljust(128, b'\0') + kinds[n]
            answer = sealed(struct.pack('!BBHI', 3 if n < 100 else 11, n if n < 100 else 0, 0, 0x200000 if n in (100, 101, 102, 103) else 0) + quote)
            try: r.sendto(answer, (socket.inet_ntoa(p[12:16]), 0))
            except OSError as e: print("to", n, e, flush=True)
        """;
}
