namespace Netshoot.Filters;

/// <summary>What a filter is compiled for.</summary>
public sealed record FilterOptions
{
    /// <summary>What the frames begin with.</summary>
    public LinkType LinkType { get; init; } = LinkType.Ethernet;

    /// <summary>What an accepted frame returns: how many of its bytes to keep.</summary>
    public uint SnapLength { get; init; } = 262_144;

    /// <summary>Whether the program is made short and fast; tcpdump's <c>-O</c> turns it off.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>
    /// The netmask of the interface, for <c>ip broadcast</c>; null when there is none (the "any" device) or it is not known.
    /// tcpdump uses 0.0.0.0 when it reads a file.
    /// </summary>
    public uint? Netmask { get; init; } = 0;

    /// <summary>Which metadata of the kernel the program may read.</summary>
    public KernelMetadata KernelMetadata { get; init; } = KernelMetadata.None;

    /// <summary>Where names come from.</summary>
    public IFilterNames Names { get; init; } = NoNames.Instance;
}

/// <summary>What a program may ask of the kernel beside the frame's bytes (<c>SKF_AD_*</c>).</summary>
public enum KernelMetadata
{
    /// <summary>Nothing: the program runs over a capture file, and <c>inbound</c> on Ethernet is refused.</summary>
    None,

    /// <summary>The direction and the interface, but VLAN tags only where they are in the frame.</summary>
    Packet,

    /// <summary>Those, and the VLAN tag that the kernel has taken off the frame: a live capture.</summary>
    PacketAndVlan,
}
