namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A kind of tunnel over IP: which numbers its attributes have (include/uapi/linux/if_tunnel.h), and what it has at all. 0 is an attribute that it lacks.</summary>
internal sealed record TunnelShape(string Kind, bool Is6)
{
    public required ushort Link { get; init; }
    public required ushort Local { get; init; }
    public required ushort Remote { get; init; }
    public required ushort Mark { get; init; }
    public ushort TimeToLive { get; init; }
    public ushort TypeOfService { get; init; }
    public ushort PathMtuDiscovery { get; init; }
    public ushort CollectMetadata { get; init; }

    /// <summary>The limit of nested encapsulations (RFC 2473) and the flow information of tunnels over IPv6.</summary>
    public ushort EncapsulationLimit { get; init; }
    public ushort FlowInformation { get; init; }
    public ushort Flags { get; init; }

    /// <summary>The inner protocol.</summary>
    public ushort Protocol { get; init; }

    /// <summary>The first of the four about an outer UDP header: type, flags, source port, destination port.</summary>
    public ushort Encapsulation { get; init; }

    public ushort InputFlags { get; init; }
    public ushort OutputFlags { get; init; }
    public ushort InputKey { get; init; }
    public ushort OutputKey { get; init; }
    public ushort IgnoresFragmentFlag { get; init; }

    /// <summary>The first of the four of 6rd (RFC 5969): prefix, relay prefix, and the lengths of both.</summary>
    public ushort RapidDeployment { get; init; }

    /// <summary>The first of the four of ERSPAN: index, version, direction, hardware id.</summary>
    public ushort Erspan { get; init; }

    /// <summary>The inner protocols by name; a name may stand more than once.</summary>
    public (byte Number, string Name)[] Modes { get; init; } = [];

    /// <summary>Whether the words of a mode and its name lead the report.</summary>
    public bool HasModes => Modes.Length > 0;

    public static TunnelShape? Find(string kind) => kind switch
    {
        "gre" or "gretap" => Gre(kind, is6: false) with { IgnoresFragmentFlag = 19, TypeOfService = 9, PathMtuDiscovery = 10 },
        "erspan" => Gre(kind, is6: false) with { IgnoresFragmentFlag = 19, TypeOfService = 9, PathMtuDiscovery = 10, Erspan = 21 },
        "ip6gre" or "ip6gretap" => Gre(kind, is6: true) with { EncapsulationLimit = 11, FlowInformation = 12, Flags = 13 },
        "ip6erspan" => Gre(kind, is6: true) with { EncapsulationLimit = 11, FlowInformation = 12, Flags = 13, Erspan = 21 },
        "ipip" => IpTunnel(kind, is6: false) with { TypeOfService = 5, PathMtuDiscovery = 10, Modes = [(4, "ipip"), (4, "ipv4/ipv4"), (137, "mplsip"), (0, "any"), (0, "any/ipv4")] },
        "sit" => IpTunnel(kind, is6: false) with { TypeOfService = 5, PathMtuDiscovery = 10, Flags = 8, RapidDeployment = 11, Modes = [(41, "ip6ip"), (41, "ipv6/ipv4"), (4, "ipip"), (4, "ipv4/ipv4"), (137, "mplsip"), (0, "any"), (0, "any/ipv4")] },
        "ip6tnl" => IpTunnel(kind, is6: true) with { EncapsulationLimit = 6, FlowInformation = 7, Flags = 8, Modes = [(41, "ip6ip6"), (41, "ipv6/ipv6"), (4, "ipip6"), (4, "ip4ip6"), (4, "ipv4/ipv6"), (0, "any"), (0, "any/ipv6")] },
        "vti" or "vti6" => new(kind, kind == "vti6") { Link = 1, InputKey = 2, OutputKey = 3, Local = 4, Remote = 5, Mark = 6 },
        _ => null,
    };

    // IFLA_GRE_*
    private static TunnelShape Gre(string kind, bool is6) => new(kind, is6)
    {
        Link = 1,
        InputFlags = 2,
        OutputFlags = 3,
        InputKey = 4,
        OutputKey = 5,
        Local = 6,
        Remote = 7,
        TimeToLive = 8,
        Encapsulation = 14,
        CollectMetadata = 18,
        Mark = 20,
    };

    // IFLA_IPTUN_*
    private static TunnelShape IpTunnel(string kind, bool is6) => new(kind, is6)
    {
        Link = 1,
        Local = 2,
        Remote = 3,
        TimeToLive = 4,
        Protocol = 9,
        Encapsulation = 15,
        CollectMetadata = 19,
        Mark = 20,
    };
}
