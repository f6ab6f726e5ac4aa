using Netshoot.Probes.Throughput.Iperf3;

namespace Netshoot.Applets.Measures;

/// <summary>All streams of one direction as one.</summary>
internal static class Iperf3Sums
{
    public static Iperf3Interval Of(IReadOnlyList<Iperf3Interval> group) => group[0] with
    {
        Bytes = group.Sum(static s => s.Bytes),
        Retransmits = group[0].Retransmits < 0 ? -1 : group.Sum(static s => s.Retransmits),
        Packets = group.Sum(static s => s.Packets),
        Lost = group.Sum(static s => s.Lost),
        Jitter = group.Average(static s => s.Jitter),
    };

    public static Iperf3StreamEnd Of(IReadOnlyList<Iperf3StreamEnd> group) => group[0] with
    {
        Sent = group.Sum(static s => s.Sent),
        Received = group.Sum(static s => s.Received),
        Retransmits = group[0].Retransmits < 0 ? -1 : group.Sum(static s => s.Retransmits),
        SenderPackets = group.Sum(static s => s.SenderPackets),
        ReceiverPackets = group.Sum(static s => s.ReceiverPackets),
        Lost = group.Sum(static s => s.Lost),
        Jitter = group.Average(static s => s.Jitter),
    };
}
