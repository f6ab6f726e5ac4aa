using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Ethernet (IEEE 802.3), also behind netANALYZER's headers: destination, source, and a type or a length.</summary>
/// <param name="header">Where the frame begins.</param>
/// <param name="hasLlc">Whether "llc" may be asked.</param>
internal sealed class EthernetLink(int header, bool hasLlc = false) : LinkLayer
{
    private const int Source = 6, Destination = 0;

    public override string? MacHostName => "ether";

    public override bool HasVlan => true;

    public override uint? MplsType => EtherType.Mpls;

    public override void SetUp(CodeGenerator generator)
    {
        generator.LinkHeader = new Offset(header);
        generator.TypeField = new Offset(header + 12);
        generator.Payload = new Offset(header + 14);
        generator.NetworkOffset = 0;
        generator.NetworkOffsetWithoutSnap = 3;
    }

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        switch (type)
        {
            case EtherType.SapIso or EtherType.SapIp or EtherType.SapNetBeui:
                var length = HasLength(generator);
                return length.And(generator.Test(From.Payload, 0, BpfOpcode.Half, type << 8 | type));
            case EtherType.SapIpx:
                var ipx = Type(generator, EtherType.Ipx);
                var framed = HasLength(generator);
                var inside = Snap(generator, 0, EtherType.Ipx);
                inside = inside.Or(generator.Test(From.Payload, 0, BpfOpcode.Byte, EtherType.SapIpx));
                inside = inside.Or(generator.Test(From.Payload, 0, BpfOpcode.Half, 0xffff)); // Novell's frames without LLC
                return ipx.Or(framed.And(inside));
            case EtherType.AppleTalk or EtherType.AppleTalkArp:
                var direct = Type(generator, type);
                var withLength = HasLength(generator);
                return direct.Or(withLength.And(Snap(generator, type == EtherType.AppleTalk ? AppleOrganization : 0, type)));
            case <= EtherType.MaximumLength:
                var llc = HasLength(generator);
                return llc.And(generator.Test(From.Payload, 0, BpfOpcode.Byte, type));
            default:
                return Type(generator, type);
        }
    }

    public override Predicate? MacHost(CodeGenerator generator, MacAddress address, Direction direction)
        => generator.InFrame(MacHost(generator, address, direction, Source, Destination, "802.11 with 802.11 headers"));

    public override Predicate? Broadcast(CodeGenerator generator) => generator.InFrame(generator.MacEqual(From.LinkHeader, Destination, MacAddress.Broadcast));

    public override Predicate? Multicast(CodeGenerator generator)
        => generator.InFrame(generator.Test(From.LinkHeader, Destination, BpfOpcode.Byte, 1, relation: BpfOpcode.AnyBit));

    public override Predicate? Llc(CodeGenerator generator)
    {
        if (!hasLlc) return null;
        var length = HasLength(generator);
        return length.And(generator.Test(From.Payload, 0, BpfOpcode.Half, 0xffff).Not());
    }

    private static Predicate Type(CodeGenerator generator, uint type) => generator.Test(From.TypeField, 0, BpfOpcode.Half, type);

    private static Predicate HasLength(CodeGenerator generator)
        => generator.Test(From.TypeField, 0, BpfOpcode.Half, EtherType.MaximumLength, relation: BpfOpcode.Greater).Not();
}
