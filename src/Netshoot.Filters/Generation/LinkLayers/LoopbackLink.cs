using System.Buffers.Binary;
using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>BSD's loopback and encapsulated IP: a 32-bit address family, in the order of the host that captured or of the network.</summary>
internal sealed class LoopbackLink(LoopbackLink.Kind kind) : LinkLayer
{
    private const uint FamilyIp4 = 2, FamilyIp6 = 10; // as this system numbers them

    public enum Kind { HostOrder, NetworkOrder, EncapsulatedIp }

    public override void SetUp(CodeGenerator generator) => generator.Payload = new Offset(kind == Kind.EncapsulatedIp ? 12 : 4);

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        uint family = type switch { EtherType.Ip => FamilyIp4, EtherType.Ip6 => FamilyIp6, _ => 0 };
        if (family == 0) return CodeGenerator.False();
        if (kind != Kind.NetworkOrder) family = BinaryPrimitives.ReverseEndianness(family);
        return generator.Test(From.LinkHeader, 0, BpfOpcode.Word, family);
    }
}
