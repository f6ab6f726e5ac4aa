namespace Netshoot.Applets.Ip.Tunnels;

/// <summary>A mode of <c>ip tunnel</c> (ip-tunnel(8)): the kind of link that it stands for.</summary>
/// <param name="Name">The word.</param>
/// <param name="Kind">The kind of link.</param>
/// <param name="Base">The link of that kind that the kernel makes by itself; messages name it.</param>
/// <param name="Protocol">The inner protocol, of kinds that have one.</param>
/// <param name="Is6">Whether it tunnels over IPv6.</param>
internal readonly record struct TunnelMode(string Name, string Kind, string Base, byte Protocol, bool Is6)
{
    private const byte Ip = 4, Ip6 = 41;

    private static readonly TunnelMode[] s_all =
    [
        new("gre", "gre", "gre0", 0, Is6: false),
        new("gre/ip", "gre", "gre0", 0, Is6: false),
        new("ipip", "ipip", "tunl0", Ip, Is6: false),
        new("ip/ip", "ipip", "tunl0", Ip, Is6: false),
        new("sit", "sit", "sit0", Ip6, Is6: false),
        new("ipv6/ip", "sit", "sit0", Ip6, Is6: false),
        new("isatap", "sit", "sit0", Ip6, Is6: false),
        new("vti", "vti", "ip_vti0", 0, Is6: false),
        new("ip6ip6", "ip6tnl", "ip6tnl0", Ip6, Is6: true),
        new("ipv6/ipv6", "ip6tnl", "ip6tnl0", Ip6, Is6: true),
        new("ipip6", "ip6tnl", "ip6tnl0", Ip, Is6: true),
        new("ip/ipv6", "ip6tnl", "ip6tnl0", Ip, Is6: true),
        new("any", "ip6tnl", "ip6tnl0", 0, Is6: true),
        new("any/ipv6", "ip6tnl", "ip6tnl0", 0, Is6: true),
        new("ip6gre", "ip6gre", "ip6gre0", 0, Is6: true),
        new("gre/ipv6", "ip6gre", "ip6gre0", 0, Is6: true),
        new("vti6", "vti6", "ip6_vti0", 0, Is6: true),
    ];

    public static TunnelMode? Find(string name, bool is6) => Array.Find(s_all, mode => mode.Name == name && mode.Is6 == is6) is { Name: not null } found ? found : null;

    /// <summary>The mode of an existing link; null for kinds that are no tunnels of this command.</summary>
    public static TunnelMode? OfKind(string? kind) => Array.Find(s_all, mode => mode.Kind == kind) is { Name: not null } found ? found : null;
}
