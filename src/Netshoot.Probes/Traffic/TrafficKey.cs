using Netshoot.Wire;

namespace Netshoot.Probes.Traffic;

/// <summary>Two ends between which packets pass.</summary>
/// <param name="Source">The address on our side, or the lower one where neither is.</param>
/// <param name="Destination">The other.</param>
/// <param name="SourcePort">Its port of TCP or UDP; 0 when there is none, or it does not count.</param>
/// <param name="DestinationPort">The other's.</param>
/// <param name="Protocol">The IP protocol; 0 when it does not count.</param>
public readonly record struct TrafficKey(InternetAddress Source, InternetAddress Destination, ushort SourcePort, ushort DestinationPort, byte Protocol);

/// <summary>A packet as it counts.</summary>
/// <param name="Key">Its ends.</param>
/// <param name="IsSent">It goes from <see cref="TrafficKey.Source"/> to <see cref="TrafficKey.Destination"/>.</param>
/// <param name="IsOutgoing">It counts as sent in the totals.</param>
/// <param name="Length">Bytes of the IP packet.</param>
public readonly record struct TrafficPacket(TrafficKey Key, bool IsSent, bool IsOutgoing, int Length);
