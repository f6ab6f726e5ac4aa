namespace Netshoot.Filters.Generation;

/// <summary>EtherTypes (IANA, include/uapi/linux/if_ether.h); up to <see cref="MaximumLength"/> the number is an LLC service access point (IEEE 802.2).</summary>
internal static class EtherType
{
    public const uint MaximumLength = 1500;

    public const uint Xns = 0x0600, Ip = 0x0800, Arp = 0x0806, ReverseArp = 0x8035, Ip6 = 0x86dd, Ipx = 0x8137, AppleTalk = 0x809b, AppleTalkArp = 0x80f3;
    public const uint DecnetMopDl = 0x6001, DecnetMopRc = 0x6002, Decnet = 0x6003, DecnetLat = 0x6004, DecnetSca = 0x6007, Loopback = 0x9000;
    public const uint Vlan = 0x8100, ServiceVlan = 0x88a8, OldServiceVlan = 0x9100, Mpls = 0x8847, PppoeDiscovery = 0x8863, PppoeSession = 0x8864;
    public const uint BridgedEthernet = 0x6558;

    public const uint SapIp = 0x06, SapSpanningTree = 0x42, SapIpx = 0xe0, SapNetBeui = 0xf0, SapIso = 0xfe;
}

/// <summary>Protocol numbers of IP (IANA) and of ISO's network layer (ISO/IEC TR 9577) that the language has words for.</summary>
internal static class IpProtocol
{
    public const uint Icmp = 1, Igmp = 2, Tcp = 6, Igrp = 9, Udp = 17, Fragment = 44, Esp = 50, Ah = 51, Icmp6 = 58, NoNextHeader = 59, Pim = 103, Vrrp = 112, Sctp = 132;
    public const uint HopByHop = 0, Routing = 43, DestinationOptions = 60;

    public const uint Clnp = 0x81, EsIs = 0x82, IsIs = 0x83;
}
