namespace Netshoot.Packets.Application;

/// <summary>Counters in samples of sFlow (sFlow version 5, section "counter structures").</summary>
internal static class SampledCounters
{
    public static void Generic(ref Layer layer)
    {
        uint index = layer.U32(), type = layer.U32();
        ulong speed = layer.U64();
        uint direction = layer.U32();
        layer.Text($"\n\t      ifindex {index}, iftype {type}, ifspeed {speed}, ifdirection {direction} ({DirectionName(direction)})");
        uint status = layer.U32();
        layer.Text($"\n\t      ifstatus {status}, adminstatus: {((status & 1) != 0 ? "up" : "down")}, operstatus: {((status & 2) != 0 ? "up" : "down")}");
        ulong octets = layer.U64();
        uint unicast = layer.U32(), multicast = layer.U32(), broadcast = layer.U32(), discards = layer.U32();
        layer.Text($"\n\t      In octets {octets}, unicast pkts {unicast}, multicast pkts {multicast}, broadcast pkts {broadcast}, discards {discards}");
        uint errors = layer.U32(), unknown = layer.U32();
        layer.Text($"\n\t      In errors {errors}, unknown protos {unknown}");
        octets = layer.U64();
        unicast = layer.U32();
        multicast = layer.U32();
        broadcast = layer.U32();
        discards = layer.U32();
        layer.Text($"\n\t      Out octets {octets}, unicast pkts {unicast}, multicast pkts {multicast}, broadcast pkts {broadcast}, discards {discards}");
        errors = layer.U32();
        uint promiscuous = layer.U32();
        layer.Text($"\n\t      Out errors {errors}, promisc mode {promiscuous}");
    }

    public static void Ethernet(ref Layer layer)
    {
        uint alignment = layer.U32(), sums = layer.U32(), single = layer.U32(), multiple = layer.U32(), test = layer.U32();
        layer.Text($"\n\t      align errors {alignment}, fcs errors {sums}, single collision {single}, multiple collision {multiple}, test error {test}");
        uint deferred = layer.U32(), late = layer.U32(), excessive = layer.U32(), transmission = layer.U32();
        layer.Text($"\n\t      deferred {deferred}, late collision {late}, excessive collision {excessive}, mac trans error {transmission}");
        uint carrier = layer.U32(), large = layer.U32(), reception = layer.U32(), symbols = layer.U32();
        layer.Text($"\n\t      carrier error {carrier}, frames too long {large}, mac receive errors {reception}, symbol errors {symbols}");
    }

    public static void Vlan(ref Layer layer)
    {
        uint vlan = layer.U32();
        ulong octets = layer.U64();
        uint unicast = layer.U32(), multicast = layer.U32(), broadcast = layer.U32(), discards = layer.U32();
        layer.Text($"\n\t      vlan_id {vlan}, octets {octets}, unicast_pkt {unicast}, multicast pkt {multicast}, broadcast pkt {broadcast}, discards {discards}");
    }

    private static string DirectionName(uint direction) => direction switch
    {
        1 => "full-duplex",
        2 => "half-duplex",
        3 => "in",
        4 => "out",
        _ => "unknown",
    };
}
