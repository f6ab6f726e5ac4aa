namespace Netshoot.Packets.Internet;

/// <summary>The beginning of an IPv4 packet that an ICMP message is about; its checksums cannot be verified.</summary>
public readonly struct QuotedPacket : IDissector
{
    public static string Name => "ip";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Has(1) && layer.PeekU8() >> 4 != 4) return Ipv4.Dissect(ref layer);
        if (layer.Length < Ipv4Header.Size) return layer.Trunc();
        if (!layer.Has(Ipv4Header.Size))
        {
            layer.EndEarly();
            return Next.Done;
        }
        // How much was quoted says nothing about the packet.
        layer.Claim(Math.Max(layer.Length, layer.PeekU16(2)));
        return Ipv4.Dissect(ref layer);
    }
}
