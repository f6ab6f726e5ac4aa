using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation;

/// <summary>Protocols by name and by number, and chains of headers.</summary>
internal sealed partial class CodeGenerator
{
    private const int Ip6HeaderLength = 40;

    private const int Ip4ProtocolField = 9, Ip4FragmentField = 6, Ip6NextHeaderField = 6;

    /// <summary>IS-IS PDU types (ISO 10589): hello of level 1, of level 2 and between two; link state, complete and partial sequence numbers.</summary>
    private const uint HelloLevel1 = 15, HelloLevel2 = 16, HelloPointToPoint = 17, LinkStateLevel1 = 18, LinkStateLevel2 = 20,
        CompleteLevel1 = 24, CompleteLevel2 = 25, PartialLevel1 = 26, PartialLevel2 = 27;

    private Predicate Protocol(FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Tcp => IpCarries(IpProtocol.Tcp),
        FilterProtocol.Udp => IpCarries(IpProtocol.Udp),
        FilterProtocol.Sctp => IpCarries(IpProtocol.Sctp),
        FilterProtocol.Ah => IpCarries(IpProtocol.Ah),
        FilterProtocol.Esp => IpCarries(IpProtocol.Esp),
        FilterProtocol.Pim => IpCarries(IpProtocol.Pim),
        FilterProtocol.Icmp => Ip4Carries(IpProtocol.Icmp),
        FilterProtocol.Igmp => Ip4Carries(IpProtocol.Igmp),
        FilterProtocol.Igrp => Ip4Carries(IpProtocol.Igrp),
        FilterProtocol.Vrrp or FilterProtocol.Carp => Ip4Carries(IpProtocol.Vrrp),
        FilterProtocol.Icmp6 => Ip6Carries(IpProtocol.Icmp6),
        FilterProtocol.EsIs => IsoCarries(IpProtocol.EsIs),
        FilterProtocol.IsIs => IsoCarries(IpProtocol.IsIs),
        FilterProtocol.Clnp => IsoCarries(IpProtocol.Clnp),
        FilterProtocol.IsIsLevel1 => AnyIsIs(PartialLevel1, CompleteLevel1, LinkStateLevel1, HelloLevel1, HelloPointToPoint),
        FilterProtocol.IsIsLevel2 => AnyIsIs(PartialLevel2, CompleteLevel2, LinkStateLevel2, HelloLevel2, HelloPointToPoint),
        FilterProtocol.IsIsHello => AnyIsIs(HelloPointToPoint, HelloLevel1, HelloLevel2),
        FilterProtocol.IsIsLinkState => AnyIsIs(LinkStateLevel1, LinkStateLevel2),
        FilterProtocol.IsIsSequenceNumbers => AnyIsIs(PartialLevel2, PartialLevel1, CompleteLevel1, CompleteLevel2),
        FilterProtocol.IsIsCompleteSequenceNumbers => AnyIsIs(CompleteLevel1, CompleteLevel2),
        FilterProtocol.IsIsPartialSequenceNumbers => AnyIsIs(PartialLevel1, PartialLevel2),
        FilterProtocol.Link => throw Error("link layer applied in wrong context"),
        FilterProtocol.Radio => throw Error("'radio' is not a valid protocol type"),
        _ => HasType(TypeOf(protocol)),
    };

    /// <summary>The EtherType or LLC service access point of a protocol of the network layer.</summary>
    private static uint TypeOf(FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Ip6 => EtherType.Ip6,
        FilterProtocol.Arp => EtherType.Arp,
        FilterProtocol.Rarp => EtherType.ReverseArp,
        FilterProtocol.AppleTalk => EtherType.AppleTalk,
        FilterProtocol.Aarp => EtherType.AppleTalkArp,
        FilterProtocol.Decnet => EtherType.Decnet,
        FilterProtocol.Lat => EtherType.DecnetLat,
        FilterProtocol.Sca => EtherType.DecnetSca,
        FilterProtocol.MopRc => EtherType.DecnetMopRc,
        FilterProtocol.MopDl => EtherType.DecnetMopDl,
        FilterProtocol.Ipx => EtherType.SapIpx,
        FilterProtocol.NetBeui => EtherType.SapNetBeui,
        FilterProtocol.Stp => EtherType.SapSpanningTree,
        FilterProtocol.Iso => EtherType.SapIso,
        _ => EtherType.Ip,
    };

    private Predicate IpCarries(uint protocol) => Ip4Carries(protocol).Or(Ip6Carries(protocol));

    private Predicate Ip4Carries(uint protocol) => HasType(EtherType.Ip).And(Test(From.Network, Ip4ProtocolField, BpfOpcode.Byte, protocol));

    /// <summary>As the next header, or behind a fragment header.</summary>
    private Predicate Ip6Carries(uint protocol)
    {
        var ip6 = HasType(EtherType.Ip6);
        var next = Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, protocol);
        var fragment = Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, IpProtocol.Fragment);
        return ip6.And(next.Or(fragment.And(Test(From.Network, Ip6HeaderLength, BpfOpcode.Byte, protocol))));
    }

    private Predicate IsoCarries(uint protocol) => Link.IsoCarries(this, protocol)
        ?? HasType(EtherType.SapIso).And(Test(From.NetworkWithoutSnap, 0, BpfOpcode.Byte, protocol));

    private Predicate IsIs(uint type) => IsoCarries(IpProtocol.IsIs).And(Test(From.NetworkWithoutSnap, 4, BpfOpcode.Byte, type));

    private Predicate AnyIsIs(params ReadOnlySpan<uint> types)
    {
        var any = IsIs(types[0]);
        foreach (uint type in types[1..]) any = any.Or(IsIs(type));
        return any;
    }

    /// <summary><c>proto</c> with a number.</summary>
    private Predicate ProtocolNumber(FilterProtocol over, uint number) => over switch
    {
        FilterProtocol.Any => IpCarries(number),
        FilterProtocol.Ip => Ip4Carries(number),
        FilterProtocol.Ip6 => Ip6Carries(number),
        FilterProtocol.Link => HasType(number),
        FilterProtocol.Iso => IsoCarries(number),
        FilterProtocol.IsIs => IsIs(number),
        FilterProtocol.Arp or FilterProtocol.Rarp => throw Error($"{over.Word()} does not encapsulate another protocol"),
        FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopRc or FilterProtocol.MopDl
            => throw Error($"{over.Word().ToUpperInvariant()} does not encapsulate another protocol"),
        FilterProtocol.AppleTalk => throw Error("AppleTalk encapsulation is not specifiable"),
        FilterProtocol.Decnet => throw Error("DECNET encapsulation is not specifiable"),
        FilterProtocol.Clnp => throw Error("'clnp proto' is not supported"),
        _ => throw Error($"'{over.Word()} proto' is bogus"),
    };

    /// <summary><c>proto</c> and <c>protochain</c> with a name.</summary>
    private uint ProtocolNamed(FilterProtocol over, string name)
    {
        switch (over)
        {
            case FilterProtocol.Any or FilterProtocol.Ip or FilterProtocol.Ip6:
                return _options.Names.Protocol(name) ?? throw Error($"unknown ip proto '{name}'");
            case FilterProtocol.Link:
                return name switch
                {
                    "ip" => EtherType.Ip,
                    "ip6" => EtherType.Ip6,
                    "arp" => EtherType.Arp,
                    "rarp" => EtherType.ReverseArp,
                    "aarp" => EtherType.AppleTalkArp,
                    "atalk" => EtherType.AppleTalk,
                    "decnet" => EtherType.Decnet,
                    "lat" => EtherType.DecnetLat,
                    "loopback" => EtherType.Loopback,
                    "mopdl" => EtherType.DecnetMopDl,
                    "moprc" => EtherType.DecnetMopRc,
                    "sca" => EtherType.DecnetSca,
                    "iso" => EtherType.SapIso,
                    "stp" => EtherType.SapSpanningTree,
                    "ipx" => EtherType.SapIpx,
                    "netbeui" => EtherType.SapNetBeui,
                    _ => throw Error($"unknown ether proto '{name}'"),
                };
            case FilterProtocol.Iso:
                return name switch
                {
                    "esis" => IpProtocol.EsIs,
                    "isis" => IpProtocol.IsIs,
                    "clnp" => IpProtocol.Clnp,
                    _ => throw Error($"unknown osi proto '{name}'"),
                };
            default:
                throw Error($"unknown protocol: {name}");
        }
    }

    /// <summary><c>protochain</c>: follows extension headers and AH until the protocol, no further header, or the end of the packet.</summary>
    private Predicate ProtocolChain(FilterProtocol over, uint protocol)
    {
        if (over is not (FilterProtocol.Any or FilterProtocol.Ip or FilterProtocol.Ip6)) throw Error("bad protocol applied for 'protochain'");
        if (Payload.IsVariable) throw Error("'protochain' not supported with variable length headers");
        int slot = Claim();
        Predicate chain;
        if (over == FilterProtocol.Any)
        {
            var ip = ProtocolChain(FilterProtocol.Ip, protocol);
            chain = ip.Or(ProtocolChain(FilterProtocol.Ip6, protocol));
        }
        else
        {
            bool ip6 = over == FilterProtocol.Ip6;
            chain = HasType(ip6 ? EtherType.Ip6 : EtherType.Ip).And(Chain(protocol, (uint)slot, ip6));
        }
        Registers.Release(slot);
        IsFinal = true;
        return chain;
    }

    /// <summary>A loop with the header's type in A and its offset behind the link layer in X.</summary>
    private Predicate Chain(uint protocol, uint slot, bool ip6)
    {
        uint payload = (uint)(Payload.Constant + NetworkOffset);
        var test = new Block { End = BlockEnd.Branch, Relation = BpfOpcode.Equal, K = protocol };
        var entry = new Block { End = BlockEnd.Goto, True = test };
        Load(entry.Code, From.Network, ip6 ? Ip6NextHeaderField : Ip4ProtocolField, BpfOpcode.Byte);
        entry.Code.Add(ip6 ? new Statement(BpfOpcode.LoadXConstant, Ip6HeaderLength) : new Statement(BpfOpcode.LoadXHeaderLength, payload));

        var end = Block.Branch(BpfOpcode.Equal, protocol, new Statement(BpfOpcode.Alu | BpfOpcode.Add, 0));
        var last = Block.Branch(BpfOpcode.Equal, IpProtocol.NoNextHeader);
        (test.True, test.False, last.True) = (end, last, end);

        var authentication = Block.Branch(BpfOpcode.Equal, IpProtocol.Ah);
        (authentication.True, authentication.False) = (AuthenticationHeader(payload, slot, test), end);
        if (!ip6)
        {
            authentication.Code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Add, 0));
            last.False = authentication;
            return new Predicate(entry, end);
        }

        var extension = ExtensionHeader(payload, slot, test);
        var before = last;
        foreach (uint header in (ReadOnlySpan<uint>)[IpProtocol.HopByHop, IpProtocol.DestinationOptions, IpProtocol.Routing, IpProtocol.Fragment])
        {
            var isExtension = Block.Branch(BpfOpcode.Equal, header);
            isExtension.True = extension;
            before.False = isExtension;
            before = isExtension;
        }
        before.False = authentication;
        return new Predicate(entry, end);
    }

    /// <summary>RFC 8200 section 4.2: next header, and the length in units of eight bytes without the first.</summary>
    private static Block ExtensionHeader(uint payload, uint slot, Block next) => new()
    {
        End = BlockEnd.Goto,
        True = next,
        Code =
        [
            new(BpfOpcode.LoadByteX, payload), new(BpfOpcode.Store, slot), new(BpfOpcode.LoadByteX, payload + 1),
            new(BpfOpcode.Alu | BpfOpcode.Add, 1), new(BpfOpcode.Alu | BpfOpcode.Multiply, 8), new(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX),
            new(BpfOpcode.Tax), new(BpfOpcode.LoadMemory, slot),
        ],
    };

    /// <summary>
    /// RFC 4302 section 2: next header, and the length in units of four bytes without the first two. libpcap 1.10.3 takes that length for
    /// the offset of the next header, which is right only where AH is first behind an IPv4 header of no length; the same is done here,
    /// so that the verdicts agree.
    /// </summary>
    private static Block AuthenticationHeader(uint payload, uint slot, Block next) => new()
    {
        End = BlockEnd.Goto,
        True = next,
        Code =
        [
            new(BpfOpcode.Txa), new(BpfOpcode.LoadByteX, payload), new(BpfOpcode.Store, slot),
            new(BpfOpcode.Txa), new(BpfOpcode.Alu | BpfOpcode.Add, 1), new(BpfOpcode.Tax), new(BpfOpcode.LoadByteX, payload),
            new(BpfOpcode.Alu | BpfOpcode.Add, 2), new(BpfOpcode.Alu | BpfOpcode.Multiply, 4), new(BpfOpcode.Tax), new(BpfOpcode.LoadMemory, slot),
        ],
    };
}
