namespace Netshoot.Packets.Internet;

/// <summary>An Ethernet frame within IPv6 (RFC 8986 section 4.9).</summary>
[Dissects(Select.IpProtocol, 143)]
public readonly struct EthernetInIpv6 : IDissector
{
    public static string Name => "ether";

    public static Next Dissect(ref Layer layer) => layer.Flow.IpVersion == 6 ? Next.LinkType(1) : IpProtocols.Requires(ref layer, "Ethernet", 6);
}
