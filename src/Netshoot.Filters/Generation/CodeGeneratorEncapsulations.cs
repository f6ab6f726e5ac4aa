using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation.LinkLayers;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation;

/// <summary>VLAN, MPLS, PPPoE, Geneve and VXLAN: each tests its own header and moves the offsets for what follows.</summary>
internal sealed partial class CodeGenerator
{
    private const int UdpHeaderLength = 8, EthernetTypeOffset = 12;

    private const uint GenevePort = 6081, VxlanPort = 4789;

    private int _mplsDepth;
    private int _vlanDepth;

    /// <summary>The variable offsets that start at zero because a VLAN tag may or may not be in the frame.</summary>
    private (VariablePart Payload, VariablePart Type)? _vlanOffsets;

    /// <summary>Whether the offsets of this part of the expression are inside a tunnel that may carry frames or packets.</summary>
    private bool _insideTunnel;

    private Predicate Encapsulated(EncapsulationNode node) => node.Encapsulation switch
    {
        Encapsulation.Vlan => Vlan(node.Number),
        Encapsulation.Mpls => Mpls(node.Number),
        Encapsulation.PppoeSession => PppoeSession(node.Number),
        Encapsulation.Geneve => Geneve(node.Number),
        _ => Vxlan(node.Number),
    };

    private Predicate Vlan(uint? id)
    {
        if (_mplsDepth > 0) throw Error("no VLAN match after MPLS");
        if (!Link.HasVlan) throw Error($"no VLAN support for {LinkType.Description}");
        bool tagMayBeGone = _options.KernelMetadata == KernelMetadata.PacketAndVlan && _vlanDepth == 0 && !Payload.IsVariable && Link is EthernetLink;
        var tagged = tagMayBeGone ? TagGoneOrInFrame() : TagInFrame();
        if (id > 0xfff) throw Error($"VLAN tag {id} greater than maximum 4095");
        if (id is { } wanted)
        {
            var has = tagMayBeGone ? TagGoneOrInFrameIs(wanted) : Test(From.Payload, 0, BpfOpcode.Half, wanted, 0xfff);
            tagged = tagged.And(has);
        }
        if (tagMayBeGone)
        {
            // The code of TagGoneOrInFrame has moved the offsets where the tag is in the frame.
            var (payload, type) = _vlanOffsets!.Value;
            Payload = Payload with { Variable = payload };
            TypeField = TypeField with { Variable = type };
        }
        else
        {
            Payload = Payload.Plus(4);
            TypeField = TypeField.Plus(4);
        }
        _vlanDepth++;
        return tagged;
    }

    private Predicate TagInFrame()
    {
        var tag = HasType(EtherType.Vlan);
        tag = tag.Or(HasType(EtherType.ServiceVlan));
        return tag.Or(HasType(EtherType.OldServiceVlan));
    }

    /// <summary>The kernel takes the outer tag off: it is either metadata, or, where a driver left it, in the frame and everything four bytes on.</summary>
    private Predicate TagGoneOrInFrame()
    {
        var offsets = (Payload: new VariablePart(), Type: new VariablePart());
        _vlanOffsets = offsets;
        uint payload = Register(offsets.Payload), type = Register(offsets.Type);
        var gone = new Predicate(Block.Branch(BpfOpcode.Equal, 1, new Statement(BpfOpcode.LoadByte, BpfOpcode.MetadataVlanTagPresent)));

        var move = new Block
        {
            Code =
            [
                new(BpfOpcode.LoadMemory, payload), new(BpfOpcode.Alu | BpfOpcode.Add, 4), new(BpfOpcode.Store, payload),
                new(BpfOpcode.LoadMemory, type), new(BpfOpcode.Alu | BpfOpcode.Add, 4), new(BpfOpcode.Store, type),
            ],
        };
        return gone.Or(TagInFrame().After(move, move));
    }

    private Predicate TagGoneOrInFrameIs(uint id)
    {
        var compare = Block.Branch(BpfOpcode.Equal, id, new Statement(BpfOpcode.Alu | BpfOpcode.And, 0xfff));
        var gone = new Block { End = BlockEnd.Goto, True = compare, Code = [new(BpfOpcode.LoadByte, BpfOpcode.MetadataVlanTag)] };
        var inFrame = new Block { End = BlockEnd.Goto, True = compare };
        Load(inFrame.Code, From.Payload, 0, BpfOpcode.Half);
        var which = Block.Branch(BpfOpcode.Equal, 1, new Statement(BpfOpcode.LoadByte, BpfOpcode.MetadataVlanTagPresent));
        (which.True, which.False) = (gone, inFrame);
        return new Predicate(which, compare);
    }

    /// <summary>Sets the offsets that VLAN tags move to zero, before everything else.</summary>
    public Block BeforeEverything(Block entry)
    {
        if (_vlanOffsets is not { } offsets) return entry;
        return new Block
        {
            End = BlockEnd.Goto,
            True = entry,
            Code = [new(BpfOpcode.LoadConstant, 0), new(BpfOpcode.Store, Register(offsets.Payload)), new(BpfOpcode.Store, Register(offsets.Type))],
        };
    }

    private Predicate Mpls(uint? label)
    {
        Predicate labelled;
        if (_mplsDepth > 0) labelled = Test(From.Network, -2, BpfOpcode.Byte, 0, 0x01); // the label before is not the last
        else labelled = Link.MplsType is { } type ? HasType(type) : throw Error($"no MPLS support for {LinkType.Description}");

        if (label > 0xfffff) throw Error($"MPLS label {label} greater than maximum 1048575");
        if (label is { } wanted) labelled = labelled.And(Test(From.Network, 0, BpfOpcode.Word, wanted << 12, 0xfffff000));
        NetworkOffset += 4;
        NetworkOffsetWithoutSnap += 4;
        _mplsDepth++;
        return labelled;
    }

    /// <summary>MPLS does not say what it carries: behind the last label, the first four bits tell IPv4 from IPv6.</summary>
    private Predicate MplsCarries(uint type)
    {
        var last = Test(From.Network, -2, BpfOpcode.Byte, 1, 0x01);
        return type switch
        {
            EtherType.Ip => last.And(Test(From.Network, 0, BpfOpcode.Byte, 0x40, 0xf0)),
            EtherType.Ip6 => last.And(Test(From.Network, 0, BpfOpcode.Byte, 0x60, 0xf0)),
            _ => throw Error("unsupported protocol over mpls"),
        };
    }

    private Predicate PppoeSession(uint? session)
    {
        var carried = HasType(EtherType.PppoeSession);
        if (session is { } wanted)
        {
            if (wanted > 0xffff) throw Error($"PPPoE session number {wanted} greater than maximum 65535");
            carried = carried.And(Test(From.Network, 0, BpfOpcode.Word, wanted, 0xffff));
        }
        // Six bytes of PPPoE, two of PPP (RFC 2516 section 4).
        LinkType = LinkType.Ppp;
        Link = LinkLayer.For(LinkType);
        int start = NetworkOffset + 6;
        LinkHeader = Payload.Plus(start);
        TypeField = Payload.Plus(start);
        Payload = Payload.Plus(start + 2);
        NetworkOffset = 0;
        NetworkOffsetWithoutSnap = 0;
        return carried;
    }

    /// <summary>RFC 8926: version 0 on port 6081; the header says how long it is and whether a frame or a packet is inside.</summary>
    private Predicate Geneve(uint? network)
    {
        var geneve = Tunnel(GenevePort, offset => Network(Test(offset.From, offset.Bytes, BpfOpcode.Byte, 0, 0xc0), offset, network));
        if (network > 0xffffff) throw Error($"Geneve VNI {network} greater than maximum 16777215");

        var (header, type, payload) = (new VariablePart(), new VariablePart(), new VariablePart());
        uint typeSlot = Register(type), headerSlot = Register(header), payloadSlot = Register(payload);
        // A holds the length of the IP header: X becomes the place of the Geneve header, whose third byte on is the type of what it carries.
        var start = Block.Branch(BpfOpcode.Equal, EtherType.BridgedEthernet,
            new(BpfOpcode.Alu | BpfOpcode.Add, (uint)(Payload.Constant + NetworkOffset + UdpHeaderLength)), new(BpfOpcode.Tax),
            new(BpfOpcode.Alu | BpfOpcode.Add, 2), new(BpfOpcode.Store, typeSlot),
            new(BpfOpcode.LoadByteX, 0), new(BpfOpcode.Alu | BpfOpcode.And, 0x3f), new(BpfOpcode.Alu | BpfOpcode.Multiply, 4),
            new(BpfOpcode.Alu | BpfOpcode.Add, 8), new(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX), new(BpfOpcode.Store, headerSlot),
            new(BpfOpcode.LoadHalfX, 2), new(BpfOpcode.LoadXMemory, headerSlot));
        var end = new Predicate(Block.Branch(BpfOpcode.Equal, 0, new(BpfOpcode.StoreX, payloadSlot), new(BpfOpcode.LoadConstant, 0)));
        var frame = new Block
        {
            End = BlockEnd.Goto,
            True = end.Entry,
            Code = [new(BpfOpcode.Txa), new(BpfOpcode.Alu | BpfOpcode.Add, EthernetTypeOffset), new(BpfOpcode.Store, typeSlot), new(BpfOpcode.Alu | BpfOpcode.Add, 2), new(BpfOpcode.Tax)],
        };
        (start.True, start.False) = (frame, end.Entry);
        EnterTunnel(header, type, payload);
        IsFinal = true;
        return geneve.And(end.Before(start));
    }

    /// <summary>RFC 7348 section 5: the I flag says that the network identifier is valid; an Ethernet frame follows.</summary>
    private Predicate Vxlan(uint? network)
    {
        if (network > 0xffffff) throw Error($"VXLAN VNI {network} greater than maximum 16777215");
        var vxlan = Tunnel(VxlanPort, offset => Network(Test(offset.From, offset.Bytes, BpfOpcode.Byte, 0x08), offset, network));

        var (header, type, payload) = (new VariablePart(), new VariablePart(), new VariablePart());
        var offsets = Block.Branch(BpfOpcode.Equal, 0,
            new(BpfOpcode.Alu | BpfOpcode.Add, (uint)(Payload.Constant + NetworkOffset + UdpHeaderLength)), new(BpfOpcode.Alu | BpfOpcode.Add, 8),
            new(BpfOpcode.Store, Register(header)), new(BpfOpcode.Alu | BpfOpcode.Add, EthernetTypeOffset), new(BpfOpcode.Store, Register(type)),
            new(BpfOpcode.Alu | BpfOpcode.Add, 2), new(BpfOpcode.Tax), new(BpfOpcode.StoreX, Register(payload)), new(BpfOpcode.LoadConstant, 0));
        EnterTunnel(header, type, payload);
        return vxlan.And(new Predicate(offsets));
    }

    /// <summary>Adds the test of a 24-bit network identifier, four bytes into the tunnel's header.</summary>
    private Predicate Network(Predicate header, (From From, int Bytes) offset, uint? network)
        => network is { } wanted ? header.And(Test(offset.From, offset.Bytes + 4, BpfOpcode.Word, wanted << 8, 0xffffff00)) : header;

    /// <summary>
    /// A UDP port over IPv4 or IPv6, and the tunnel's own header behind it. Both ways end with A and X holding the distance from the network
    /// layer, without its constant part, to the UDP header.
    /// </summary>
    private Predicate Tunnel(uint port, Func<(From From, int Bytes), Predicate> header)
    {
        var ip4 = HasType(EtherType.Ip).And(FirstFragmentOf(IpProtocol.Udp)).And(Test(From.Transport4, 2, BpfOpcode.Half, port));
        ip4 = ip4.And(header((From.Transport4, UdpHeaderLength)));
        var length4 = Block.Branch(BpfOpcode.Equal | BpfOpcode.UseX, 0);
        LoadTransportOffset(length4.Code);
        length4.Code.Add(new Statement(BpfOpcode.Txa));
        ip4 = ip4.And(new Predicate(length4));

        var ip6 = HasType(EtherType.Ip6).And(Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, IpProtocol.Udp)).And(Test(From.Transport6, 2, BpfOpcode.Half, port));
        ip6 = ip6.And(header((From.Transport6, UdpHeaderLength)));
        var length6 = Block.Branch(BpfOpcode.Equal | BpfOpcode.UseX, 0);
        if (Payload.Variable is { } variable)
        {
            length6.Code.Add(new Statement(BpfOpcode.LoadXMemory, Register(variable)));
            length6.Code.Add(new Statement(BpfOpcode.LoadConstant, Ip6HeaderLength));
            length6.Code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX));
        }
        else
        {
            length6.Code.Add(new Statement(BpfOpcode.LoadConstant, Ip6HeaderLength));
        }
        length6.Code.Add(new Statement(BpfOpcode.Tax));
        return ip4.Or(ip6.And(new Predicate(length6)));
    }

    private void EnterTunnel(VariablePart header, VariablePart type, VariablePart payload)
    {
        LinkType = LinkType.Ethernet;
        Link = LinkLayer.For(LinkType);
        Link.SetUp(this);
        LinkHeader = new Offset(0, header);
        TypeField = new Offset(0, type);
        Payload = new Offset(0, payload);
        _mplsDepth = 0;
        _insideTunnel = true;
    }

    /// <summary>Inside Geneve there may be a packet without a frame: what asks for MAC addresses must rule that out first.</summary>
    public Predicate InFrame(Predicate predicate)
    {
        if (!_insideTunnel || LinkHeader.Variable is not { } header || Payload.Variable is not { } payload) return predicate;
        var same = Block.Branch(BpfOpcode.Equal | BpfOpcode.UseX, 0, new(BpfOpcode.LoadMemory, Register(header)), new(BpfOpcode.LoadXMemory, Register(payload)));
        return new Predicate(same).Not().And(predicate);
    }
}
