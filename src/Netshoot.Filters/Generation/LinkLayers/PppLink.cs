using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>PPP in its framings (RFC 1661, RFC 1662, RFC 2516): a protocol field with numbers of its own.</summary>
/// <param name="type">Where that field is.</param>
/// <param name="payload">Where the packet begins.</param>
/// <param name="isPlain">Whether MPLS may be in it.</param>
/// <param name="compresses">Whether Van Jacobson's compressed packets count as IP (BSD/OS).</param>
/// <param name="hasDirection">Whether pppd wrote the direction into the first byte.</param>
internal sealed class PppLink(int type, int payload, bool isPlain, bool compresses = false, bool hasDirection = false) : LinkLayer
{
    private const uint Ip = 0x21, Iso = 0x23, Decnet = 0x27, AppleTalk = 0x29, Ipx = 0x2b, CompressedTcp = 0x2d, UncompressedTcp = 0x2f,
        Bridging = 0x31, Xns = 0x25, Ip6 = 0x57, Mpls = 0x281;

    public override uint? MplsType => isPlain ? EtherType.Mpls : null;

    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(type);
        generator.Payload = new Offset(payload);
    }

    public override Predicate HasType(CodeGenerator generator, uint protocol)
    {
        var carried = Type(generator, protocol switch
        {
            EtherType.Ip => Ip,
            EtherType.Ip6 => Ip6,
            EtherType.Decnet => Decnet,
            EtherType.AppleTalk => AppleTalk,
            EtherType.Mpls => Mpls,
            EtherType.Xns => Xns,
            EtherType.SapIso => Iso,
            EtherType.SapSpanningTree => Bridging,
            EtherType.SapIpx => Ipx,
            _ => protocol,
        });
        if (protocol != EtherType.Ip || !compresses) return carried;
        carried = carried.Or(Type(generator, CompressedTcp));
        return carried.Or(Type(generator, UncompressedTcp));
    }

    public override Predicate Inbound(CodeGenerator generator, bool outbound)
        => hasDirection ? generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, outbound ? 1u : 0u) : base.Inbound(generator, outbound);

    private static Predicate Type(CodeGenerator generator, uint protocol) => generator.Test(From.TypeField, 0, BpfOpcode.Half, protocol);
}

/// <summary>Cisco's HDLC: EtherTypes, and ISO's protocols behind a byte of padding.</summary>
internal sealed class CiscoHdlcLink : LinkLayer
{
    public override uint? MplsType => EtherType.Mpls;

    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(2);
        generator.Payload = new Offset(4);
    }

    public override Predicate HasType(CodeGenerator generator, uint type)
        => generator.Test(From.TypeField, 0, BpfOpcode.Half, type == EtherType.SapIso ? EtherType.SapIso << 8 | EtherType.SapIso : type);

    public override Predicate? IsoCarries(CodeGenerator generator, uint protocol)
    {
        var iso = HasType(generator, EtherType.SapIso);
        return iso.And(generator.Test(From.NetworkWithoutSnap, 1, BpfOpcode.Byte, protocol));
    }
}

/// <summary>Frame relay (RFC 2427): the network layer protocol identifier behind two bytes of address and one of control.</summary>
internal sealed class FrameRelayLink : LinkLayer
{
    private const uint Unnumbered = 0x0300, Ip = 0xcc, Ip6 = 0x8e;

    public override void SetUp(CodeGenerator generator)
    {
    }

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        switch (type)
        {
            case EtherType.Ip:
                return Identifier(generator, Ip);
            case EtherType.Ip6:
                return Identifier(generator, Ip6);
            case EtherType.SapIso:
                var any = Identifier(generator, IpProtocol.Clnp);
                any = any.Or(Identifier(generator, IpProtocol.EsIs));
                return any.Or(Identifier(generator, IpProtocol.IsIs));
            default:
                return CodeGenerator.False();
        }
    }

    public override Predicate? IsoCarries(CodeGenerator generator, uint protocol) => Identifier(generator, protocol);

    private static Predicate Identifier(CodeGenerator generator, uint protocol) => generator.Test(From.LinkHeader, 2, BpfOpcode.Half, Unnumbered | protocol);
}
