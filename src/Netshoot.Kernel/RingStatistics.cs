namespace Netshoot.Kernel;

/// <summary><c>struct tpacket_stats</c> (packet(7), <c>PACKET_STATISTICS</c>): counts since they were read last.</summary>
/// <param name="Packets">Frames that passed the filter, those that were dropped included.</param>
/// <param name="Drops">Frames for which there was no room in the ring.</param>
public readonly record struct RingStatistics(uint Packets, uint Drops);
