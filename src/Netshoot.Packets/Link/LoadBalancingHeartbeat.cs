namespace Netshoot.Packets.Link;

/// <summary>Heartbeat of Microsoft's network load balancing.</summary>
[Dissects(Select.EtherType, 0x886f)]
public readonly struct LoadBalancingHeartbeat : IDissector
{
    public static string Name => "msnlb";

    public static Next Dissect(ref Layer layer)
    {
        layer.Skip(8);
        uint priority = layer.Wire.U32LittleEndian();
        layer.Text($"MS NLB heartbeat, host priority: {priority},");
        var cluster = layer.Ip4();
        layer.Text($" cluster IP: {layer.Host(cluster)},");
        var host = layer.Ip4();
        layer.Text($" host IP: {layer.Host(host)}");
        return Next.Done;
    }
}
