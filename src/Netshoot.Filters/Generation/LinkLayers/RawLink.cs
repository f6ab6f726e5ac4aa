using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Packets without a link layer (LINKTYPE_RAW, IPV4, IPV6), SLIP with its header of the capture, and LocalTalk, which carries neither IP.</summary>
/// <param name="payload">Where the packet begins.</param>
/// <param name="isSlip">Whether the first byte is the direction.</param>
/// <param name="only">The one protocol there is, when the link type says it; 0 when it is none the language knows.</param>
internal sealed class RawLink(int payload, bool isSlip = false, uint? only = null) : LinkLayer
{
    public override void SetUp(CodeGenerator generator) => generator.Payload = new Offset(payload);

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        if (only is { } the) return type == the ? CodeGenerator.True() : CodeGenerator.False();
        // libpcap 1.10.3 looks at the first byte of the frame, not of the packet, for SLIP too.
        return type switch
        {
            EtherType.Ip => generator.Test(From.Packet, 0, BpfOpcode.Byte, 0x40, 0xf0),
            EtherType.Ip6 => generator.Test(From.Packet, 0, BpfOpcode.Byte, 0x60, 0xf0),
            _ => CodeGenerator.False(),
        };
    }

    public override Predicate Inbound(CodeGenerator generator, bool outbound)
    {
        if (!isSlip) return base.Inbound(generator, outbound);
        var received = generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, 0);
        return outbound ? received.Not() : received;
    }
}
