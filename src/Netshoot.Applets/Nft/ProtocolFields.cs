namespace Netshoot.Applets.Nft;

/// <summary>A field of a header: where it stands, in bits.</summary>
internal sealed record HeaderField(string Name, int Offset, int Width, DataType Type);

/// <summary>A protocol's header and its fields, as nft(8) names them.</summary>
internal sealed record Header(string Name, params HeaderField[] Fields)
{
    /// <summary>The field that is exactly there; null when there is none.</summary>
    public HeaderField? At(int offset, int width) => Array.Find(Fields, f => f.Offset == offset && f.Width == width);

    /// <summary>The first field that begins there.</summary>
    public HeaderField? From(int offset) => Array.Find(Fields, f => f.Offset == offset);
}

/// <summary>The headers that payload expressions speak of (nft(8), "payload expressions"; the protocols' own RFCs for where fields stand).</summary>
internal static class Headers
{
    private static readonly DataType s_number = DataTypes.Integer;

    public static readonly Header Ether = new("ether",
        new("daddr", 0, 48, DataTypes.Hardware), new("saddr", 48, 48, DataTypes.Hardware), new("type", 96, 16, DataTypes.EtherType));

    public static readonly Header Vlan = new("vlan",
        new("pcp", 0, 3, s_number), new("dei", 3, 1, s_number), new("cfi", 3, 1, s_number), new("id", 4, 12, s_number), new("type", 16, 16, DataTypes.EtherType));

    public static readonly Header Arp = new("arp",
        new("htype", 0, 16, s_number), new("ptype", 16, 16, DataTypes.EtherType), new("hlen", 32, 8, s_number), new("plen", 40, 8, s_number),
        new("operation", 48, 16, DataTypes.ArpOperation), new("saddr ether", 64, 48, DataTypes.Hardware), new("saddr ip", 112, 32, DataTypes.Address4),
        new("daddr ether", 144, 48, DataTypes.Hardware), new("daddr ip", 192, 32, DataTypes.Address4));

    public static readonly Header Ip = new("ip",
        new("version", 0, 4, s_number), new("hdrlength", 4, 4, s_number), new("dscp", 8, 6, DataTypes.ServiceCode), new("ecn", 14, 2, DataTypes.Congestion),
        new("length", 16, 16, s_number), new("id", 32, 16, s_number), new("frag-off", 48, 16, s_number), new("ttl", 64, 8, s_number),
        new("protocol", 72, 8, DataTypes.Protocol), new("checksum", 80, 16, s_number), new("saddr", 96, 32, DataTypes.Address4), new("daddr", 128, 32, DataTypes.Address4));

    public static readonly Header Ip6 = new("ip6",
        new("version", 0, 4, s_number), new("dscp", 4, 6, DataTypes.ServiceCode), new("ecn", 10, 2, DataTypes.Congestion), new("flowlabel", 12, 20, s_number),
        new("length", 32, 16, s_number), new("nexthdr", 48, 8, DataTypes.Protocol), new("hoplimit", 56, 8, s_number), new("saddr", 64, 128, DataTypes.Address6),
        new("daddr", 192, 128, DataTypes.Address6));

    public static readonly Header Tcp = new("tcp",
        new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service), new("sequence", 32, 32, s_number), new("ackseq", 64, 32, s_number),
        new("doff", 96, 4, s_number), new("reserved", 100, 4, s_number), new("flags", 104, 8, DataTypes.TcpFlags), new("window", 112, 16, s_number),
        new("checksum", 128, 16, s_number), new("urgptr", 144, 16, s_number));

    public static readonly Header Udp = new("udp",
        new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service), new("length", 32, 16, s_number), new("checksum", 48, 16, s_number));

    public static readonly Header UdpLite = new("udplite",
        new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service), new("csumcov", 32, 16, s_number), new("checksum", 48, 16, s_number));

    public static readonly Header Sctp = new("sctp",
        new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service), new("vtag", 32, 32, s_number), new("checksum", 64, 32, s_number));

    public static readonly Header Dccp = new("dccp",
        new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service), new("type", 67, 4, DataTypes.DccpType));

    public static readonly Header Icmp = new("icmp",
        new("type", 0, 8, DataTypes.IcmpType), new("code", 8, 8, DataTypes.IcmpCode), new("checksum", 16, 16, s_number), new("id", 32, 16, s_number),
        new("sequence", 48, 16, s_number), new("gateway", 32, 32, DataTypes.Address4), new("mtu", 48, 16, s_number));

    public static readonly Header Icmp6 = new("icmpv6",
        new("type", 0, 8, DataTypes.Icmp6Type), new("code", 8, 8, DataTypes.Icmp6Code), new("checksum", 16, 16, s_number), new("parameter-problem", 32, 32, s_number),
        new("mtu", 32, 32, s_number), new("id", 32, 16, s_number), new("sequence", 48, 16, s_number), new("max-delay", 32, 16, s_number));

    public static readonly Header Igmp = new("igmp",
        new("type", 0, 8, DataTypes.IgmpType), new("mrt", 8, 8, s_number), new("checksum", 16, 16, s_number), new("group", 32, 32, DataTypes.Address4));

    public static readonly Header Authentication = new("ah",
        new("nexthdr", 0, 8, DataTypes.Protocol), new("hdrlength", 8, 8, s_number), new("reserved", 16, 16, s_number), new("spi", 32, 32, s_number), new("sequence", 64, 32, s_number));

    public static readonly Header Encryption = new("esp", new("spi", 0, 32, s_number), new("sequence", 32, 32, s_number));

    public static readonly Header Compression = new("comp", new("nexthdr", 0, 8, DataTypes.Protocol), new("flags", 8, 8, DataTypes.Raw), new("cpi", 16, 16, s_number));

    public static readonly Header AnyTransport = new("th", new("sport", 0, 16, DataTypes.Service), new("dport", 16, 16, DataTypes.Service));

    /// <summary>The header of an IP protocol.</summary>
    public static Header? OfProtocol(uint protocol) => protocol switch
    {
        1 => Icmp,
        2 => Igmp,
        6 => Tcp,
        17 => Udp,
        33 => Dccp,
        50 => Encryption,
        51 => Authentication,
        58 => Icmp6,
        108 => Compression,
        132 => Sctp,
        136 => UdpLite,
        _ => null,
    };

    /// <summary>The header of an EtherType.</summary>
    public static Header? OfEtherType(uint type) => type switch
    {
        0x0800 => Ip,
        0x0806 => Arp,
        0x86dd => Ip6,
        0x8100 or 0x88a8 => Vlan,
        _ => null,
    };
}

/// <summary>Headers that are found by their number: IPv6's extensions, options of TCP and of IPv4, SCTP's chunks.</summary>
internal static class NumberedHeaders
{
    private static readonly DataType s_number = DataTypes.Integer;
    private static readonly HeaderField s_next = new("nexthdr", 0, 8, DataTypes.Protocol);
    private static readonly HeaderField s_headerLength = new("hdrlength", 8, 8, s_number);
    private static readonly HeaderField s_kind = new("kind", 0, 8, s_number);
    private static readonly HeaderField s_length = new("length", 8, 8, s_number);

    public static Header? OfIp6(byte type) => type switch
    {
        0 => new("hbh", s_next, s_headerLength),
        43 => new("rt", s_next, s_headerLength, new("type", 16, 8, s_number), new("seg-left", 24, 8, s_number)),
        44 => new("frag", s_next, new("reserved", 8, 8, s_number), new("frag-off", 16, 13, s_number), new("reserved2", 29, 2, s_number),
            new("more-fragments", 31, 1, s_number), new("id", 32, 32, s_number)),
        60 => new("dst", s_next, s_headerLength),
        135 => new("mh", s_next, s_headerLength, new("type", 16, 8, DataTypes.MobilityType), new("reserved", 24, 8, s_number), new("checksum", 32, 16, s_number)),
        _ => null,
    };

    /// <summary>A field of a routing header that only one kind of it has.</summary>
    public static (string Header, HeaderField Field)? OfRouting(int offset, int width) => (offset, width) switch
    {
        ( >= 64, 128) when offset % 128 == 64 => ("srh", new($"sid[{(offset - 64) / 128 + 1}]", offset, width, DataTypes.Address6)),
        (32, 8) => ("srh", new("last-entry", offset, width, s_number)),
        (40, 8) => ("srh", new("flags", offset, width, s_number)),
        (48, 16) => ("srh", new("tag", offset, width, s_number)),
        _ => null,
    };

    public static Header? OfTcp(byte kind) => kind switch
    {
        0 => new("eol", s_kind),
        1 => new("nop", s_kind),
        2 => new("maxseg", s_kind, s_length, new("size", 16, 16, s_number)),
        3 => new("window", s_kind, s_length, new("count", 16, 8, s_number)),
        4 => new("sack-perm", s_kind, s_length),
        5 => new("sack", s_kind, s_length, new("left", 16, 32, s_number), new("right", 48, 32, s_number)),
        8 => new("timestamp", s_kind, s_length, new("tsval", 16, 32, s_number), new("tsecr", 48, 32, s_number)),
        19 => new("md5sig", s_kind, s_length),
        30 => new("mptcp", s_kind, s_length, new("subtype", 16, 4, s_number)),
        34 => new("fastopen", s_kind, s_length),
        _ => null,
    };

    public static Header? OfIp4(byte type) => type switch
    {
        131 => new("lsrr", Type(), s_length, new("ptr", 16, 8, s_number), new("addr", 24, 32, DataTypes.Address4)),
        7 => new("rr", Type(), s_length, new("ptr", 16, 8, s_number), new("addr", 24, 32, DataTypes.Address4)),
        137 => new("ssrr", Type(), s_length, new("ptr", 16, 8, s_number), new("addr", 24, 32, DataTypes.Address4)),
        148 => new("ra", Type(), s_length, new("value", 16, 16, s_number)),
        _ => null,
    };

    public static Header? OfSctp(byte type) => type switch
    {
        0 => Chunk("data", new("tsn", 32, 32, s_number), new("stream", 64, 16, s_number), new("ssn", 80, 16, s_number), new("ppid", 96, 32, s_number)),
        1 or 2 => Chunk(type == 1 ? "init" : "init-ack", new("init-tag", 32, 32, s_number), new("a-rwnd", 64, 32, s_number),
            new("num-outbound-streams", 96, 16, s_number), new("num-inbound-streams", 112, 16, s_number), new("initial-tsn", 128, 32, s_number)),
        3 => Chunk("sack", new("cum-tsn-ack", 32, 32, s_number), new("a-rwnd", 64, 32, s_number), new("num-gap-ack-blocks", 96, 16, s_number), new("num-dup-tsns", 112, 16, s_number)),
        4 => Chunk("heartbeat"),
        5 => Chunk("heartbeat-ack"),
        6 => Chunk("abort"),
        7 => Chunk("shutdown", new HeaderField("cum-tsn-ack", 32, 32, s_number)),
        8 => Chunk("shutdown-ack"),
        9 => Chunk("error"),
        10 => Chunk("cookie-echo"),
        11 => Chunk("cookie-ack"),
        12 => Chunk("ecne", new HeaderField("lowest-tsn", 32, 32, s_number)),
        13 => Chunk("cwr", new HeaderField("lowest-tsn", 32, 32, s_number)),
        14 => Chunk("shutdown-complete"),
        128 => Chunk("asconf-ack", new HeaderField("seqno", 32, 32, s_number)),
        192 => Chunk("forward-tsn", new HeaderField("new-cum-tsn", 32, 32, s_number)),
        193 => Chunk("asconf", new HeaderField("seqno", 32, 32, s_number)),
        _ => null,
    };

    private static HeaderField Type() => new("type", 0, 8, s_number);

    private static Header Chunk(string name, params HeaderField[] fields)
        => new(name, [Type(), new("flags", 8, 8, s_number), new("length", 16, 16, s_number), .. fields]);
}
