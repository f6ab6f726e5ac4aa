using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>Internet Protocol version 6 (RFC 8200).</summary>
[Dissects(Select.EtherType, 0x86dd)]
[Dissects(Select.IpProtocol, 41)]
public readonly struct Ipv6 : IDissector
{
    private const byte HopByHop = 0;

    public static string Name => "ip6";

    public static Next Dissect(ref Layer layer)
    {
        int available = layer.Length;
        if (available < Ipv6Header.Size) return layer.Trunc();
        if (!layer.Has(Ipv6Header.Size))
        {
            layer.EndEarly();
            return Next.Done;
        }
        if (!layer.Options.LinkHeader) layer.Text("IP6 "u8);
        int version = layer.PeekU8() >> 4;
        if (version != 6)
        {
            layer.Text($"version error: {version} != 6");
            return Next.Done;
        }
        var ip = layer.Read<Ipv6Header>();
        int total = ip.PayloadLength + Ipv6Header.Size;
        bool jumbo = ip.PayloadLength == 0 && ip.NextHeader == HopByHop;
        if (!jumbo)
        {
            if (available < total) layer.Text($"truncated-ip6 - {total - available} bytes missing!");
            layer.Limit(total);
            layer.Claim(total);
        }
        if (layer.Verbosity > 0)
        {
            layer.Text("("u8);
            if (ip.TrafficClass != 0) layer.Text($"class 0x{ip.TrafficClass:x2}, ");
            if (ip.FlowLabel != 0) layer.Text($"flowlabel 0x{ip.FlowLabel:x5}, ");
            layer.Text($"hlim {ip.HopLimit}, next-header {IpProtocols.Name(ip.NextHeader) ?? "unknown"} ({ip.NextHeader}) payload length: {ip.PayloadLength}) ");
        }
        ref var flow = ref layer.Flow;
        flow.Source = ip.Source;
        flow.Destination = ip.Destination;
        flow.IpVersion = 6;
        flow.IpProtocol = ip.NextHeader;
        flow.HopLimit = ip.HopLimit;
        flow.FinalDestination = default;
        flow.FragmentOffset = 0;
        flow.MoreFragments = false;
        flow.JumboPending = jumbo;
        flow.AddressesPending = IpProtocols.HasPorts(ip.NextHeader);
        layer.Field("source", ip.Source);
        layer.Field("destination", ip.Destination);
        layer.Field("traffic_class", ip.TrafficClass);
        layer.Field("flow_label", ip.FlowLabel);
        layer.Field("hop_limit", ip.HopLimit);
        layer.Field("next_header", ip.NextHeader);
        layer.Field("length", ip.PayloadLength);
        if (!flow.AddressesPending) Ipv4.Addresses(ref layer);
        return Following(ref layer, ip.NextHeader);
    }

    /// <summary>What a next-header number introduces.</summary>
    internal static Next Following(ref Layer layer, byte protocol) => Following(ref layer, protocol, layer.Left);

    /// <param name="layer">Stands at what follows.</param>
    /// <param name="protocol">The number.</param>
    /// <param name="length">The length that is said of a protocol that nobody knows.</param>
    internal static Next Following(ref Layer layer, byte protocol, long length)
    {
        if (layer.Truncated) return Next.Done;
        if (!layer.Finish(Next.IpProtocol(protocol))) IpProtocols.Unknown(ref layer, protocol, length);
        return Next.Done;
    }
}
