using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>A route of IPv4 as the old requests have it (<c>struct rtentry</c>, include/uapi/linux/route.h).</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Gateway">Over which router; the unspecified address for none.</param>
/// <param name="Mask">Which bits of the destination count.</param>
/// <param name="Flags"><c>RTF_*</c>.</param>
/// <param name="Metric">One more than the metric; 0 for none.</param>
/// <param name="Device">Out of which interface; null when the kernel is to find it.</param>
/// <param name="Mss">The largest segment with its headers.</param>
/// <param name="Window">The largest window.</param>
/// <param name="RoundTrip">The first estimate of the round-trip time in milliseconds.</param>
public readonly record struct TableRoute4(InternetAddress Destination, InternetAddress Gateway, InternetAddress Mask, ushort Flags, short Metric, string? Device, uint Mss, uint Window, ushort RoundTrip);

/// <summary>A route of IPv6 (<c>struct in6_rtmsg</c>, include/uapi/linux/ipv6_route.h).</summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="Gateway">Over which router; null for none.</param>
/// <param name="Flags"><c>RTF_*</c>.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Index">Out of which interface; 0 when the kernel is to find it.</param>
public readonly record struct TableRoute6(InternetPrefix Destination, InternetAddress? Gateway, uint Flags, uint Metric, int Index);

/// <summary>A neighbor of IPv4 (<c>struct arpreq</c>, include/uapi/linux/if_arp.h).</summary>
/// <param name="Address">Its address.</param>
/// <param name="Hardware">Its Ethernet address.</param>
/// <param name="Flags"><c>ATF_*</c>.</param>
/// <param name="Mask">The mask of proxies for a network.</param>
/// <param name="Device">Behind which interface; null when the kernel is to find it.</param>
public readonly record struct TableNeighbor(InternetAddress Address, MacAddress Hardware, uint Flags, InternetAddress Mask, string? Device);

/// <summary>Routes and neighbors, changed by the old requests: what they leave out the kernel fills in by rules of its own, which net-tools rely on.</summary>
public interface ITables
{
    Errno TryChange(in TableRoute4 route, bool adds);

    Errno TryChange(in TableRoute6 route, bool adds);

    Errno TryChange(in TableNeighbor neighbor, bool adds);
}
