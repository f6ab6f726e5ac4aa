using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Linux cooked captures, version 1 (LINKTYPE_LINUX_SLL): packet type, address, and a protocol that may say "802.2" or "802.3".</summary>
internal sealed class CookedLink : LinkLayer
{
    private const uint Outgoing = 4, Novell8023 = 1, Llc8022 = 4; // PACKET_OUTGOING, ETH_P_802_3, ETH_P_802_2

    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(14);
        generator.Payload = new Offset(16);
    }

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        switch (type)
        {
            case EtherType.SapIpx:
                var direct = Type(generator, EtherType.Ipx);
                direct = direct.Or(Type(generator, Novell8023));
                var inLlc = Type(generator, Llc8022);
                var sap = generator.Test(From.Payload, 0, BpfOpcode.Byte, EtherType.SapIpx);
                return direct.Or(inLlc.And(sap.Or(Snap(generator, 0, EtherType.Ipx))));
            case EtherType.AppleTalk or EtherType.AppleTalkArp:
                var appleTalk = Type(generator, type);
                var llc = Type(generator, Llc8022);
                return appleTalk.Or(llc.And(Snap(generator, type == EtherType.AppleTalk ? AppleOrganization : 0, type)));
            case <= EtherType.MaximumLength:
                var framed = Type(generator, Llc8022);
                return framed.And(LlcType(generator, type));
            default:
                return Type(generator, type);
        }
    }

    public override Predicate Inbound(CodeGenerator generator, bool outbound)
    {
        var sent = generator.Test(From.LinkHeader, 0, BpfOpcode.Half, Outgoing);
        return outbound ? sent : sent.Not();
    }

    private static Predicate Type(CodeGenerator generator, uint type) => generator.Test(From.TypeField, 0, BpfOpcode.Half, type);
}

/// <summary>Linux cooked captures, version 2 (LINKTYPE_LINUX_SLL2), which have the interface's index too.</summary>
internal sealed class CookedLink2 : LinkLayer
{
    private const uint Outgoing = 4; // PACKET_OUTGOING

    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(0);
        generator.Payload = new Offset(20);
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => generator.Test(From.TypeField, 0, BpfOpcode.Half, type);

    public override Predicate Inbound(CodeGenerator generator, bool outbound)
    {
        var sent = generator.Test(From.LinkHeader, 10, BpfOpcode.Byte, Outgoing);
        return outbound ? sent : sent.Not();
    }

    public override Predicate InterfaceIndex(CodeGenerator generator, uint index) => generator.Test(From.LinkHeader, 4, BpfOpcode.Word, index);
}
