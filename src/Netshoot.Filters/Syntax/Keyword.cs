using System.Collections.Frozen;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Syntax;

/// <summary>The reserved words of pcap-filter(7), without the protocols.</summary>
internal enum Keyword
{
    Protocol,
    Source, Destination, Address1, Address2, Address3, Address4, Receiver, Transmitter,
    Host, Net, Mask, Port, PortRange, Proto, ProtoChain, Gateway,
    And, Or, Not, Less, Greater, Byte, Length,
    Broadcast, Multicast, Inbound, Outbound, IfIndex,
    Vlan, Mpls, PppoeDiscovery, PppoeSession, Geneve,
    Llc, Type, Subtype, Dir,
    IfName, RuleSet, RuleNumber, SubRuleNumber, Reason, Action,
    SignallingKind, SignallingField,
}

/// <summary>The tables behind the words.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, Keyword> s_words = Table<Keyword>(
    [
        ("src", Keyword.Source), ("dst", Keyword.Destination),
        ("addr1", Keyword.Address1), ("address1", Keyword.Address1), ("addr2", Keyword.Address2), ("address2", Keyword.Address2),
        ("addr3", Keyword.Address3), ("address3", Keyword.Address3), ("addr4", Keyword.Address4), ("address4", Keyword.Address4),
        ("ra", Keyword.Receiver), ("ta", Keyword.Transmitter),
        ("host", Keyword.Host), ("net", Keyword.Net), ("mask", Keyword.Mask), ("port", Keyword.Port), ("portrange", Keyword.PortRange),
        ("proto", Keyword.Proto), ("protochain", Keyword.ProtoChain), ("gateway", Keyword.Gateway),
        ("and", Keyword.And), ("or", Keyword.Or), ("not", Keyword.Not),
        ("less", Keyword.Less), ("greater", Keyword.Greater), ("byte", Keyword.Byte), ("len", Keyword.Length), ("length", Keyword.Length),
        ("broadcast", Keyword.Broadcast), ("multicast", Keyword.Multicast),
        ("inbound", Keyword.Inbound), ("outbound", Keyword.Outbound), ("ifindex", Keyword.IfIndex),
        ("vlan", Keyword.Vlan), ("mpls", Keyword.Mpls), ("pppoed", Keyword.PppoeDiscovery), ("pppoes", Keyword.PppoeSession), ("geneve", Keyword.Geneve),
        ("llc", Keyword.Llc), ("type", Keyword.Type), ("subtype", Keyword.Subtype), ("dir", Keyword.Dir), ("direction", Keyword.Dir),
        ("ifname", Keyword.IfName), ("on", Keyword.IfName), ("rset", Keyword.RuleSet), ("ruleset", Keyword.RuleSet),
        ("rnr", Keyword.RuleNumber), ("rulenum", Keyword.RuleNumber), ("srnr", Keyword.SubRuleNumber), ("subrulenum", Keyword.SubRuleNumber),
        ("reason", Keyword.Reason), ("action", Keyword.Action),
        ("lane", Keyword.SignallingKind), ("metac", Keyword.SignallingKind), ("bcc", Keyword.SignallingKind), ("oam", Keyword.SignallingKind),
        ("oamf4", Keyword.SignallingKind), ("oamf4ec", Keyword.SignallingKind), ("oamf4sc", Keyword.SignallingKind), ("sc", Keyword.SignallingKind),
        ("ilmic", Keyword.SignallingKind), ("connectmsg", Keyword.SignallingKind), ("metaconnect", Keyword.SignallingKind),
        ("fisu", Keyword.SignallingKind), ("lssu", Keyword.SignallingKind), ("lsu", Keyword.SignallingKind), ("msu", Keyword.SignallingKind),
        ("hfisu", Keyword.SignallingKind), ("hlssu", Keyword.SignallingKind), ("hmsu", Keyword.SignallingKind),
        ("vpi", Keyword.SignallingField), ("vci", Keyword.SignallingField), ("sio", Keyword.SignallingField), ("opc", Keyword.SignallingField),
        ("dpc", Keyword.SignallingField), ("sls", Keyword.SignallingField), ("hsio", Keyword.SignallingField), ("hopc", Keyword.SignallingField),
        ("hdpc", Keyword.SignallingField), ("hsls", Keyword.SignallingField),
    ]);

    private static readonly FrozenDictionary<string, FilterProtocol> s_protocols = Table<FilterProtocol>(
    [
        ("link", FilterProtocol.Link), ("ether", FilterProtocol.Link), ("ppp", FilterProtocol.Link), ("slip", FilterProtocol.Link),
        ("fddi", FilterProtocol.Link), ("tr", FilterProtocol.Link), ("wlan", FilterProtocol.Link),
        ("ip", FilterProtocol.Ip), ("ip6", FilterProtocol.Ip6), ("arp", FilterProtocol.Arp), ("rarp", FilterProtocol.Rarp),
        ("tcp", FilterProtocol.Tcp), ("udp", FilterProtocol.Udp), ("sctp", FilterProtocol.Sctp), ("icmp", FilterProtocol.Icmp),
        ("icmp6", FilterProtocol.Icmp6), ("igmp", FilterProtocol.Igmp), ("igrp", FilterProtocol.Igrp), ("pim", FilterProtocol.Pim),
        ("vrrp", FilterProtocol.Vrrp), ("carp", FilterProtocol.Carp), ("ah", FilterProtocol.Ah), ("esp", FilterProtocol.Esp),
        ("atalk", FilterProtocol.AppleTalk), ("aarp", FilterProtocol.Aarp), ("decnet", FilterProtocol.Decnet), ("lat", FilterProtocol.Lat),
        ("sca", FilterProtocol.Sca), ("moprc", FilterProtocol.MopRc), ("mopdl", FilterProtocol.MopDl), ("ipx", FilterProtocol.Ipx),
        ("netbeui", FilterProtocol.NetBeui), ("stp", FilterProtocol.Stp), ("iso", FilterProtocol.Iso), ("esis", FilterProtocol.EsIs),
        ("es-is", FilterProtocol.EsIs), ("isis", FilterProtocol.IsIs), ("is-is", FilterProtocol.IsIs), ("clnp", FilterProtocol.Clnp),
        ("l1", FilterProtocol.IsIsLevel1), ("l2", FilterProtocol.IsIsLevel2), ("iih", FilterProtocol.IsIsHello), ("lsp", FilterProtocol.IsIsLinkState),
        ("snp", FilterProtocol.IsIsSequenceNumbers), ("csnp", FilterProtocol.IsIsCompleteSequenceNumbers),
        ("psnp", FilterProtocol.IsIsPartialSequenceNumbers), ("radio", FilterProtocol.Radio),
    ]);

    /// <summary>Names that stand for numbers: offsets of fields, ICMP types (RFC 792, RFC 4443, IANA's registry), TCP flags (RFC 9293).</summary>
    private static readonly FrozenDictionary<string, uint> s_numbers = Table<uint>(
    [
        ("icmptype", 0), ("icmpcode", 1), ("icmp6type", 0), ("icmp6code", 1), ("tcpflags", 13),
        ("icmp-echoreply", 0), ("icmp-unreach", 3), ("icmp-sourcequench", 4), ("icmp-redirect", 5), ("icmp-echo", 8),
        ("icmp-routeradvert", 9), ("icmp-routersolicit", 10), ("icmp-timxceed", 11), ("icmp-paramprob", 12), ("icmp-tstamp", 13),
        ("icmp-tstampreply", 14), ("icmp-ireq", 15), ("icmp-ireqreply", 16), ("icmp-maskreq", 17), ("icmp-maskreply", 18),
        ("icmp6-destinationunreach", 1), ("icmp6-packettoobig", 2), ("icmp6-timeexceeded", 3), ("icmp6-parameterproblem", 4),
        ("icmp6-echo", 128), ("icmp6-echoreply", 129), ("icmp6-multicastlistenerquery", 130), ("icmp6-multicastlistenerreportv1", 131),
        ("icmp6-multicastlistenerdone", 132), ("icmp6-routersolicit", 133), ("icmp6-routeradvert", 134), ("icmp6-neighborsolicit", 135),
        ("icmp6-neighboradvert", 136), ("icmp6-redirect", 137), ("icmp6-routerrenum", 138), ("icmp6-nodeinformationquery", 139),
        ("icmp6-nodeinformationresponse", 140), ("icmp6-ineighbordiscoverysolicit", 141), ("icmp6-ineighbordiscoveryadvert", 142),
        ("icmp6-multicastlistenerreportv2", 143), ("icmp6-homeagentdiscoveryrequest", 144), ("icmp6-homeagentdiscoveryreply", 145),
        ("icmp6-mobileprefixsolicit", 146), ("icmp6-mobileprefixadvert", 147), ("icmp6-certpathsolicit", 148), ("icmp6-certpathadvert", 149),
        ("icmp6-multicastrouteradvert", 151), ("icmp6-multicastroutersolicit", 152), ("icmp6-multicastrouterterm", 153),
        ("tcp-fin", 0x01), ("tcp-syn", 0x02), ("tcp-rst", 0x04), ("tcp-push", 0x08),
        ("tcp-ack", 0x10), ("tcp-urg", 0x20), ("tcp-ece", 0x40), ("tcp-cwr", 0x80),
    ]);

    public static bool TryFind(string word, out Keyword keyword)
    {
        keyword = Keyword.Protocol;
        return s_protocols.ContainsKey(word) || s_words.TryGetValue(word, out keyword);
    }

    public static bool TryNumber(string word, out uint number) => s_numbers.TryGetValue(word, out number);

    public static FilterProtocol Protocol(string word) => s_protocols[word];

    public static FrozenDictionary<string, T> Table<T>(ReadOnlySpan<(string Word, T Meaning)> rows)
    {
        var table = new Dictionary<string, T>();
        foreach (var (word, meaning) in rows) table.Add(word, meaning);
        return table.ToFrozenDictionary();
    }
}
