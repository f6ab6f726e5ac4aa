using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>
/// What a family of link types has of its own: where its fields are, how it names the protocol it carries, and which primitives it knows.
/// What a family does not know is refused in libpcap's words.
/// </summary>
internal abstract class LinkLayer
{
    /// <summary>The word for a host's link-layer name in errors, or null where there are no MAC addresses.</summary>
    public virtual string? MacHostName => null;

    public virtual bool HasVlan => false;

    public virtual bool HasRadioHeader => false;

    /// <summary>How MPLS is named, or null where it is not carried.</summary>
    public virtual uint? MplsType => null;

    public static LinkLayer For(LinkType type) => type.Value switch
    {
        0 => new LoopbackLink(LoopbackLink.Kind.HostOrder),
        108 => new LoopbackLink(LoopbackLink.Kind.NetworkOrder),
        109 => new LoopbackLink(LoopbackLink.Kind.EncapsulatedIp),
        1 => new EthernetLink(header: 0, hasLlc: true),
        240 => new EthernetLink(header: 4),
        241 => new EthernetLink(header: 12),
        6 => new LlcLink(payload: 14, source: 8, destination: 2, "token ring"),
        10 => new LlcLink(payload: 13, source: 7, destination: 1, "FDDI"),
        122 => new LlcLink(payload: 16, source: 10, destination: 2, "Fibre Channel"),
        100 => new LlcLink(payload: 0, hasLlc: true),
        106 => new LlcLink(payload: 0, hasLlc: false),
        7 => new ArcnetLink(type: 2, payload: 6),
        129 => new ArcnetLink(type: 4, payload: 8),
        8 => new RawLink(payload: 16, isSlip: true),
        102 => new RawLink(payload: 24),
        101 => new RawLink(payload: 0),
        228 => new RawLink(payload: 0, only: EtherType.Ip),
        229 => new RawLink(payload: 0, only: EtherType.Ip6),
        114 => new RawLink(payload: 0, only: 0),
        9 => new PppLink(type: 2, payload: 4, isPlain: true),
        50 => new PppLink(type: 2, payload: 4, isPlain: false),
        166 => new PppLink(type: 2, payload: 4, isPlain: false, hasDirection: true),
        51 => new PppLink(type: 6, payload: 8, isPlain: false),
        103 => new PppLink(type: 5, payload: 24, isPlain: false, compresses: true),
        104 => new CiscoHdlcLink(),
        107 => new FrameRelayLink(),
        113 => new CookedLink(),
        276 => new CookedLink2(),
        117 => new FirewallLink(),
        226 => new SolarisLink(),
        123 => new AtmLink(),
        105 => new WirelessLink(WirelessLink.Radio.None),
        119 => new WirelessLink(WirelessLink.Radio.Prism),
        127 => new WirelessLink(WirelessLink.Radio.Radiotap),
        163 => new WirelessLink(WirelessLink.Radio.Avs),
        192 => new WirelessLink(WirelessLink.Radio.Ppi),
        99 => new TypeFieldLink(type: 6, payload: 44),
        138 => new TypeFieldLink(type: 16, payload: 18),
        139 => new SignallingLink(start: 4),
        140 => new SignallingLink(start: 0),
        197 => new SignallingLink(start: 20),
        165 => new MagicLink(magic: 0x55ff0000, mask: 0xffff0000, payload: -2, withoutSnap: 0),
        _ => JuniperLink.TryFor(type) ?? (LinkLayer)new UnsupportedLink(),
    };

    /// <summary>Sets the generator's offsets to those of a frame of this type.</summary>
    public abstract void SetUp(CodeGenerator generator);

    /// <summary>Whether the frame carries the protocol, see <see cref="CodeGenerator.HasType"/>.</summary>
    public abstract Predicate HasType(CodeGenerator generator, uint type);

    /// <summary>Ends the program: adds what computes variable offsets in front of it.</summary>
    public virtual Block Finish(CodeGenerator generator, Predicate predicate, Block accept, Block reject)
        => generator.BeforeEverything(predicate.Finish(accept, reject));

    public virtual Predicate? MacHost(CodeGenerator generator, MacAddress address, Direction direction) => null;

    public virtual Predicate? Broadcast(CodeGenerator generator) => null;

    public virtual Predicate? Multicast(CodeGenerator generator) => null;

    public virtual Predicate? Llc(CodeGenerator generator) => null;

    /// <summary>Protocols of ISO's network layer, where they are not told by the first byte of it.</summary>
    public virtual Predicate? IsoCarries(CodeGenerator generator, uint protocol) => null;

    public virtual Predicate Inbound(CodeGenerator generator, bool outbound)
    {
        const uint Outgoing = 4; // PACKET_OUTGOING
        if (!generator.MayAskKernel) throw generator.Error($"inbound/outbound not supported on {generator.LinkType.Description} when reading savefiles");
        var sent = new Predicate(Block.Branch(BpfOpcode.Equal, Outgoing, new Statement(BpfOpcode.LoadHalf, BpfOpcode.MetadataPacketType)));
        return outbound ? sent : sent.Not();
    }

    public virtual Predicate InterfaceIndex(CodeGenerator generator, uint index)
        => generator.MayAskKernel
            ? new Predicate(Block.Branch(BpfOpcode.Equal, index, new Statement(BpfOpcode.LoadWord, BpfOpcode.MetadataInterface)))
            : throw generator.Error($"ifindex not supported on {generator.LinkType.Description} when reading savefiles");

    public virtual Predicate WirelessType(CodeGenerator generator, byte mask, uint value) => throw generator.Error("802.11 link-layer types supported only on 802.11");

    public virtual Predicate WirelessDirection(CodeGenerator generator, uint direction) => throw generator.Error("frame direction supported only with 802.11 headers");

    public virtual Predicate Firewall(CodeGenerator generator, FirewallField field, uint value) => throw NotPf(generator, field);

    public virtual Predicate Firewall(CodeGenerator generator, FirewallField field, string name) => throw NotPf(generator, field);

    public virtual Predicate Signalling(CodeGenerator generator, SignallingField field, Comparison comparison, uint value)
    {
        string word = field switch
        {
            SignallingField.HighSpeedSio => "sio",
            SignallingField.HighSpeedOpc => "opc",
            SignallingField.HighSpeedDpc => "dpc",
            SignallingField.HighSpeedSls => "sls",
            _ => field.ToString().ToLowerInvariant(),
        };
        throw generator.Error(field is SignallingField.Vpi or SignallingField.Vci ? $"'{word}' supported only on raw ATM" : $"'{word}' supported only on SS7");
    }

    public virtual Predicate SignallingKind(CodeGenerator generator, string word) => throw generator.Error(word switch
    {
        "fisu" or "msu" => $"'{word}' supported only on MTP2",
        "lssu" or "lsu" => "'lssu' supported only on MTP2",
        "hfisu" or "hlssu" or "hmsu" => $"'{word}' supported only on MTP2_HSL",
        "oamf4sc" => "'oam4sc' supported only on raw ATM",
        "oamf4ec" => "'oam4ec' supported only on raw ATM",
        _ => $"'{word}' supported only on raw ATM",
    });

    public virtual Predicate ArcnetHost(CodeGenerator generator, byte address, Qualifiers qualifiers) => throw generator.Error("aid supported only on ARCnet");

    /// <summary>Asks the addresses at two fixed places of the link-layer header.</summary>
    protected static Predicate MacHost(CodeGenerator generator, MacAddress address, Direction direction, int source, int destination, string only)
    {
        switch (direction)
        {
            case Direction.Source:
                return generator.MacEqual(From.LinkHeader, source, address);
            case Direction.Destination:
                return generator.MacEqual(From.LinkHeader, destination, address);
            case Direction.SourceAndDestination:
                var both = generator.MacEqual(From.LinkHeader, source, address);
                return both.And(generator.MacEqual(From.LinkHeader, destination, address));
            case Direction.Receiver:
                throw generator.Error($"'ra' is only supported on {only}");
            case Direction.Transmitter:
                throw generator.Error($"'ta' is only supported on {only}");
            case >= Direction.Address1 and <= Direction.Address4:
                int number = direction - Direction.Address1 + 1;
                throw generator.Error($"'addr{number}' and 'address{number}' are only supported on {only}");
            default:
                var either = generator.MacEqual(From.LinkHeader, source, address);
                return either.Or(generator.MacEqual(From.LinkHeader, destination, address));
        }
    }

    /// <summary>LLC with a SNAP header: the organization and the type (IEEE 802).</summary>
    protected static Predicate Snap(CodeGenerator generator, uint organization, uint type)
    {
        var low = generator.Test(From.Payload, 4, BpfOpcode.Word, organization << 16 | type);
        return low.And(generator.Test(From.Payload, 0, BpfOpcode.Word, 0xaaaa0300 | organization >> 16));
    }

    /// <summary>The protocol behind an LLC header: by its service access points, or by the EtherType in SNAP.</summary>
    protected static Predicate LlcType(CodeGenerator generator, uint type) => type switch
    {
        EtherType.SapIp or EtherType.SapIso or EtherType.SapNetBeui => generator.Test(From.Payload, 0, BpfOpcode.Half, type << 8 | type),
        EtherType.AppleTalk => Snap(generator, AppleOrganization, type),
        <= EtherType.MaximumLength => generator.Test(From.Payload, 0, BpfOpcode.Byte, type),
        _ => generator.Test(From.Payload, 6, BpfOpcode.Half, type),
    };

    protected const uint AppleOrganization = 0x080007;

    private static Failure NotPf(CodeGenerator generator, FirewallField field) => generator.Error($"{FirewallWord(field)} supported only on PF linktype");

    private static string FirewallWord(FirewallField field) => field switch
    {
        FirewallField.Interface => "ifname",
        FirewallField.RuleSet => "ruleset",
        FirewallField.RuleNumber => "rnr",
        FirewallField.SubRuleNumber => "srnr",
        FirewallField.Reason => "reason",
        _ => "action",
    };
}
