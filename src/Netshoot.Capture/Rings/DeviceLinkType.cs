using Netshoot.Filters;

namespace Netshoot.Capture.Rings;

/// <summary>What the frames of an interface begin with, by the kind of its hardware (<c>ARPHRD_*</c>, include/uapi/linux/if_arp.h).</summary>
public static class DeviceLinkType
{
    /// <summary>The name that stands for all interfaces at once.</summary>
    public const string Any = "any";

    private const ushort Ethernet = 1, Loopback = 772;

    /// <summary>The link types that a capture on all interfaces can have.</summary>
    public static IReadOnlyList<LinkType> OfAny { get; } = [LinkType.LinuxCooked2, LinkType.LinuxCooked];

    /// <summary>The link types that a capture on such an interface can have, the usual first.</summary>
    public static IReadOnlyList<LinkType> Of(ushort hardwareType) => hardwareType switch
    {
        Loopback => [LinkType.Ethernet],
        // A cable modem's interface carries DOCSIS frames, and only its user knows.
        Ethernet => [LinkType.Ethernet, new(143)],
        // Tunnels and TUN devices: their frames are IP packets.
        768 or 769 or 776 or 778 or 823 or 65534 or 519 => [LinkType.Raw],
        280 => [new(227)],
        801 => [new(105)],
        802 => [new(119)],
        803 => [new(127)],
        824 => [new(253)],
        826 => [new(271)],
        // What the link header looks like is not known or depends: the kernel takes it off, and its own knowledge of the frame comes in its place.
        _ => [LinkType.LinuxCooked],
    };
}
