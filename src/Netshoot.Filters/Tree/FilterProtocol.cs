namespace Netshoot.Filters.Tree;

/// <summary>The protocols that the filter language names, pcap-filter(7).</summary>
public enum FilterProtocol
{
    /// <summary>None was named: all that make sense.</summary>
    Any,

    /// <summary>The link layer, whatever it is: <c>link</c>, <c>ether</c>, <c>fddi</c>, <c>tr</c>, <c>wlan</c>, <c>ppp</c>, <c>slip</c>.</summary>
    Link,
    Ip, Ip6, Arp, Rarp,
    Tcp, Udp, Sctp, Icmp, Icmp6, Igmp, Igrp, Pim, Vrrp, Carp, Ah, Esp,
    AppleTalk, Aarp, Decnet, Lat, Sca, MopRc, MopDl, Ipx, NetBeui, Stp,
    Iso, EsIs, IsIs, Clnp,
    IsIsLevel1, IsIsLevel2, IsIsHello, IsIsLinkState, IsIsSequenceNumbers, IsIsCompleteSequenceNumbers, IsIsPartialSequenceNumbers,

    /// <summary>The radio header in front of IEEE 802.11 frames.</summary>
    Radio,
}

/// <summary>The words of <see cref="FilterProtocol"/>.</summary>
internal static class FilterProtocolWords
{
    /// <summary>The protocol's keyword, as messages name it.</summary>
    public static string Word(this FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.AppleTalk => "atalk",
        FilterProtocol.IsIsLevel1 => "l1",
        FilterProtocol.IsIsLevel2 => "l2",
        FilterProtocol.IsIsHello => "iih",
        FilterProtocol.IsIsLinkState => "lsp",
        FilterProtocol.IsIsSequenceNumbers => "snp",
        FilterProtocol.IsIsCompleteSequenceNumbers => "csnp",
        FilterProtocol.IsIsPartialSequenceNumbers => "psnp",
        _ => protocol.ToString().ToLowerInvariant(),
    };
}
