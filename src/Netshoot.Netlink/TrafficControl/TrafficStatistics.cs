namespace Netshoot.Netlink.TrafficControl;

/// <summary>Counters of a qdisc, a class or an action: <c>TCA_STATS_*</c> (include/uapi/linux/gen_stats.h). Parts that are not there are null.</summary>
public readonly struct TrafficStatistics
{
    private const ushort Basic = 1, RateEstimate = 2, QueueState = 3, Application = 4, RateEstimate64 = 5, BasicHardware = 7, Packets64 = 8;

    public (ulong Bytes, ulong Packets)? Sent { get; private init; }

    /// <summary>The part of it that hardware did.</summary>
    public (ulong Bytes, ulong Packets)? SentByHardware { get; private init; }

    /// <summary>Bytes and packets a second, as the estimator has them.</summary>
    public (ulong Bytes, ulong Packets)? Rate { get; private init; }

    /// <summary><c>struct gnet_stats_queue</c>.</summary>
    public TrafficQueue? Queue { get; private init; }

    /// <summary>Reads what <c>TCA_STATS2</c> holds.</summary>
    public static TrafficStatistics Read(NetlinkAttributes attributes)
    {
        (ulong, ulong)? sent = null, hardware = null, rate = null;
        TrafficQueue? queue = null;
        foreach (var attribute in attributes)
        {
            var reader = attribute.Reader;
            switch (attribute.Type)
            {
                case Basic: sent = (reader.U64(), reader.U32()); break;
                case BasicHardware: hardware = (reader.U64(), reader.U32()); break;
                case RateEstimate when rate is null: rate = (reader.U32(), reader.U32()); break;
                case RateEstimate64: rate = (reader.U64(), reader.U64()); break;
                case QueueState: queue = new(reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32()); break;
                case Packets64 when sent is { } counted: sent = (counted.Item1, attribute.U64); break;
            }
        }
        return new() { Sent = sent, SentByHardware = hardware, Rate = rate, Queue = queue };
    }

    /// <summary>What the kind itself counts.</summary>
    public static NetlinkAttribute OfKind(NetlinkAttributes attributes) => attributes.Find(Application);
}

/// <summary><c>struct gnet_stats_queue</c>: packets and bytes that wait, and how often something happened.</summary>
public readonly record struct TrafficQueue(uint Length, uint Backlog, uint Drops, uint Requeues, uint Overlimits);
