namespace Netshoot.Applets.Nft;

/// <summary>The data types of nft(8), by the numbers that it writes into sets. The names are those that <c>nft describe</c> lists.</summary>
internal static class DataTypes
{
    public static readonly DataType Integer = new IntegerType("integer", 0, false);
    public static readonly DataType HostInteger = new IntegerType("integer", 0, true);
    public static readonly DataType Raw = new RawType(false);
    public static readonly DataType Text = new TextType("string");
    public static readonly DataType Address4 = new AddressType(false);
    public static readonly DataType Address6 = new AddressType(true);
    public static readonly DataType Hardware = new HardwareType();
    public static readonly DataType Protocol = new ProtocolType();
    public static readonly DataType Service = new ServiceType();
    public static readonly DataType Mark = new MarkType();
    public static readonly DataType Interface = new InterfaceType();
    public static readonly DataType InterfaceName = new TextType("ifname");
    public static readonly DataType Group = new GroupType();
    public static readonly DataType Realm = new RealmType();
    public static readonly DataType Class = new ClassType();
    public static readonly DataType User = new UserType("uid", false);
    public static readonly DataType UserGroup = new UserType("gid", true);
    public static readonly DataType Boolean = new BooleanType();
    public static readonly DataType Label = new LabelType();
    public static readonly DataType Duration = new DurationType();
    public static readonly DataType Date = new DateType();
    public static readonly DataType Hour = new HourType();

    public static readonly DataType NetworkFamily = new SymbolType("nf_proto", 8, true, 0, (2, "ipv4"), (10, "ipv6"));

    public static readonly DataType EtherType = new SymbolType("ether_type", 16, false, 4,
        (0x0800, "ip"), (0x0806, "arp"), (0x86dd, "ip6"), (0x8100, "8021q"), (0x88a8, "8021ad"));

    public static readonly DataType ArpOperation = new SymbolType("arp_op", 16, false, 0,
        (1, "request"), (2, "reply"), (3, "rrequest"), (4, "rreply"), (8, "inrequest"), (9, "inreply"), (10, "nak"));

    public static readonly DataType IcmpType = new SymbolType("icmp_type", 8, false, 0,
        (0, "echo-reply"), (3, "destination-unreachable"), (4, "source-quench"), (5, "redirect"), (8, "echo-request"), (9, "router-advertisement"),
        (10, "router-solicitation"), (11, "time-exceeded"), (12, "parameter-problem"), (13, "timestamp-request"), (14, "timestamp-reply"), (15, "info-request"),
        (16, "info-reply"), (17, "address-mask-request"), (18, "address-mask-reply"));

    public static readonly DataType Icmp6Type = new SymbolType("icmpv6_type", 8, false, 0,
        (1, "destination-unreachable"), (2, "packet-too-big"), (3, "time-exceeded"), (4, "parameter-problem"), (128, "echo-request"), (129, "echo-reply"),
        (130, "mld-listener-query"), (131, "mld-listener-report"), (132, "mld-listener-done"), (133, "nd-router-solicit"), (134, "nd-router-advert"),
        (135, "nd-neighbor-solicit"), (136, "nd-neighbor-advert"), (137, "nd-redirect"), (138, "router-renumbering"), (141, "ind-neighbor-solicit"),
        (142, "ind-neighbor-advert"), (143, "mld2-listener-report"));

    public static readonly DataType IcmpCode = new SymbolType("icmp_code", 8, false, 0,
        (0, "net-unreachable"), (1, "host-unreachable"), (2, "prot-unreachable"), (3, "port-unreachable"), (9, "net-prohibited"), (10, "host-prohibited"),
        (13, "admin-prohibited"), (4, "frag-needed"));

    public static readonly DataType Icmp6Code = new SymbolType("icmpv6_code", 8, false, 0,
        (0, "no-route"), (1, "admin-prohibited"), (3, "addr-unreachable"), (4, "port-unreachable"), (5, "policy-fail"), (6, "reject-route"));

    public static readonly DataType IcmpxCode = new SymbolType("icmpx_code", 8, false, 0, (1, "port-unreachable"), (3, "admin-prohibited"), (0, "no-route"), (2, "host-unreachable"));

    public static readonly DataType IgmpType = new SymbolType("igmp_type", 8, false, 0,
        (17, "membership-query"), (18, "membership-report-v1"), (22, "membership-report-v2"), (34, "membership-report-v3"), (23, "leave-group"));

    public static readonly DataType DccpType = new SymbolType("dccp_pkttype", 4, false, 0,
        (0, "request"), (1, "response"), (2, "data"), (3, "ack"), (4, "dataack"), (5, "closereq"), (6, "close"), (7, "reset"), (8, "sync"), (9, "syncack"));

    public static readonly DataType MobilityType = new SymbolType("mh_type", 8, false, 0,
        (0, "binding-refresh-request"), (1, "home-test-init"), (2, "careof-test-init"), (3, "home-test"), (4, "careof-test"), (5, "binding-update"),
        (6, "binding-acknowledgement"), (7, "binding-error"), (8, "fast-binding-update"), (9, "fast-binding-acknowledgement"), (10, "fast-binding-advertisement"),
        (11, "experimental-mobility-header"), (12, "home-agent-switch-message"));

    public static readonly DataType ServiceCode = new SymbolType("dscp", 6, false, 2,
        (0x00, "cs0"), (0x08, "cs1"), (0x10, "cs2"), (0x18, "cs3"), (0x20, "cs4"), (0x28, "cs5"), (0x30, "cs6"), (0x38, "cs7"), (0x01, "lephb"),
        (0x0a, "af11"), (0x0c, "af12"), (0x0e, "af13"), (0x12, "af21"), (0x14, "af22"), (0x16, "af23"), (0x1a, "af31"), (0x1c, "af32"), (0x1e, "af33"),
        (0x22, "af41"), (0x24, "af42"), (0x26, "af43"), (0x2c, "va"), (0x2e, "ef"));

    public static readonly DataType Congestion = new SymbolType("ecn", 2, false, 1, (0, "not-ect"), (1, "ect1"), (2, "ect0"), (3, "ce"));

    public static readonly DataType LinkType = new SymbolType("iface_type", 16, true, 0,
        (1, "ether"), (0x200, "ppp"), (0x300, "ipip"), (0x301, "ipip6"), (0x304, "loopback"), (0x308, "sit"), (0x30a, "ipgre"));

    public static readonly DataType PacketType = new SymbolType("pkt_type", 8, true, 0, (0, "host"), (1, "broadcast"), (2, "multicast"), (3, "other"));

    public static readonly DataType AddressKind = new SymbolType("fib_addrtype", 32, true, 0,
        (0, "unspec"), (1, "unicast"), (2, "local"), (3, "broadcast"), (4, "anycast"), (5, "multicast"), (6, "blackhole"), (7, "unreachable"), (8, "prohibit"));

    public static readonly DataType Day = new DayType();

    public static readonly DataType ConnectionDirection = new SymbolType("ct_dir", 8, true, 0, (0, "original"), (1, "reply"));

    public static readonly DataType TcpFlags = new FlagsType("tcp_flag", 8, false,
        (1, "fin"), (2, "syn"), (4, "rst"), (8, "psh"), (16, "ack"), (32, "urg"), (64, "ecn"), (128, "cwr"));

    public static readonly DataType ConnectionState = new FlagsType("ct_state", 32, true, (1, "invalid"), (8, "new"), (2, "established"), (4, "related"), (64, "untracked"));

    public static readonly DataType ConnectionStatus = new FlagsType("ct_status", 32, true,
        (1, "expected"), (2, "seen-reply"), (4, "assured"), (8, "confirmed"), (16, "snat"), (32, "dnat"), (512, "dying"));

    public static readonly DataType ConnectionEvents = new FlagsType("ct_event", 32, true,
        (1, "new"), (2, "related"), (4, "destroy"), (8, "reply"), (16, "assured"), (32, "protoinfo"), (64, "helper"), (128, "mark"), (256, "seqadj"), (512, "secmark"), (1024, "label"));

    public static readonly DataType ControlGroup = new IntegerType("cgroupsv2", 64, true);

    /// <summary>The type of that number; plain numbers for one that is not known.</summary>
    public static DataType Of(uint number, bool isHostOrder = false) => number switch
    {
        2 => NetworkFamily,
        5 => Text,
        7 => Address4,
        8 => Address6,
        9 => Hardware,
        10 => EtherType,
        11 => ArpOperation,
        12 => Protocol,
        13 => Service,
        14 => IcmpType,
        15 => TcpFlags,
        16 => DccpType,
        17 => MobilityType,
        18 => Duration,
        19 => Mark,
        20 => Interface,
        21 => LinkType,
        22 => Realm,
        23 => Class,
        24 => User,
        25 => UserGroup,
        26 => ConnectionState,
        27 => ConnectionDirection,
        28 => ConnectionStatus,
        29 => Icmp6Type,
        30 => Label,
        31 => PacketType,
        32 => IcmpCode,
        33 => Icmp6Code,
        34 => IcmpxCode,
        35 => Group,
        36 => ServiceCode,
        37 => Congestion,
        38 => AddressKind,
        39 => Boolean,
        40 => ConnectionEvents,
        41 => InterfaceName,
        42 => IgmpType,
        43 => Date,
        44 => Hour,
        45 => Day,
        46 => ControlGroup,
        _ => isHostOrder ? HostInteger : Integer,
    };

    /// <summary>The types of the parts of a key: of a concatenation six bits for each, the first the highest.</summary>
    public static IReadOnlyList<uint> Parts(uint number)
    {
        const int Bits = 6;
        const uint Mask = (1 << Bits) - 1;
        var parts = new List<uint>();
        for (int shift = 30 - Bits; shift >= 0; shift -= Bits)
            if ((number >> shift & Mask) != 0 || parts.Count > 0) parts.Add(number >> shift & Mask);
        return parts.Count == 0 ? [number] : parts;
    }

    private sealed class DayType() : SymbolType("day", 8, true, 0,
        (0, "Sunday"), (1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"), (6, "Saturday"))
    {
        public override void Write(NftWriter to, string? key, UInt128 value, int width)
        {
            if (!to.Options.NumericSymbols && NameOf(value) is { } name) to.Quoted(key, name);
            else WriteNumber(to, key, value);
        }
    }
}
