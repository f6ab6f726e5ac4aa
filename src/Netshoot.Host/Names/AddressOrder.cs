using System.Numerics;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>Puts the addresses of a host in the order in which they should be tried (RFC 6724 section 6): reachable ones first, then by scope, label and precedence.</summary>
public static class AddressOrder
{
    /// <summary>The default policy table (RFC 6724 section 2.1).</summary>
    private static readonly (InternetPrefix Prefix, int Precedence, int Label)[] s_policy =
    [
        (Prefix("::1", 128), 50, 0),
        (Prefix("::ffff:0:0", 96), 35, 4),
        (Prefix("2002::", 16), 30, 2),
        (Prefix("2001::", 32), 5, 5),
        (Prefix("fc00::", 7), 3, 13),
        (Prefix("fec0::", 10), 1, 11),
        (Prefix("3ffe::", 16), 1, 12),
        (Prefix("::", 96), 1, 3),
        (Prefix("::", 0), 40, 1),
    ];

    /// <summary>Sorts; equals keep the order in which they came. The source of each is what the kernel would take: a datagram socket that is connected tells, and sends nothing.</summary>
    public static IReadOnlyList<InternetEndpoint> Sort(IReadOnlyList<InternetEndpoint> destinations, IMachine machine)
    {
        if (destinations.Count < 2) return destinations;
        return [.. destinations
            .Select(d => (Destination: d, Source: SourceOf(d, machine)))
            .OrderBy(static p => p.Source is null)                                                                        // Rule 1
            .ThenBy(static p => p.Source is { } s && Scope(s) != Scope(p.Destination.Address))                            // Rule 2
            .ThenBy(static p => p.Source is { } s && Policy(s).Label != Policy(p.Destination.Address).Label)              // Rule 5
            .ThenByDescending(static p => Policy(p.Destination.Address).Precedence)                                       // Rule 6
            .ThenBy(static p => Scope(p.Destination.Address))                                                             // Rule 8
            .ThenByDescending(static p => p.Destination.Address.Is6 && p.Source is { } s ? CommonBits(s, p.Destination.Address) : 0) // Rule 9
            .Select(static p => p.Destination)];
    }

    private static InternetAddress? SourceOf(InternetEndpoint destination, IMachine machine)
    {
        const ushort AnyPort = 53;
        if (machine.TryOpen(destination.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Datagram, 0, out var socket) != Errno.None) return null;
        using (socket) return socket!.Connect(destination with { Port = AnyPort }) == Errno.None ? socket.LocalEndpoint.Address : null;
    }

    private static (int Precedence, int Label) Policy(InternetAddress address)
    {
        var mapped = address.Mapped;
        var row = Array.Find(s_policy, r => r.Prefix.Contains(mapped));
        return (row.Precedence, row.Label);
    }

    /// <summary>RFC 6724 section 3.1 and 3.2: 2 for the link (loopback too), 14 for the world; of multicast what the address says.</summary>
    private static int Scope(InternetAddress address)
    {
        const int Link = 2, Global = 14;
        if (address.IsLoopback || address.IsLinkLocal) return Link;
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        return address is { IsMulticast: true, Is6: true } ? bytes[1] & 15 : Global;
    }

    private static int CommonBits(InternetAddress a, InternetAddress b)
    {
        Span<byte> x = stackalloc byte[16], y = stackalloc byte[16];
        a.Mapped.CopyTo(x);
        b.Mapped.CopyTo(y);
        for (int i = 0; i < 8; i++)
            if (x[i] != y[i]) return 8 * i + BitOperations.LeadingZeroCount((uint)(x[i] ^ y[i])) - 24;
        return 64;
    }

    private static InternetPrefix Prefix(string address, int length) => new(InternetAddress.TryParse(address, out var parsed) ? parsed : default, length);
}
