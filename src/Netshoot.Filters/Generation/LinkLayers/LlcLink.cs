using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Links whose frames always have LLC: token ring, FDDI, Fibre Channel (RFC 2625) and ATM (RFC 2684).</summary>
internal sealed class LlcLink : LinkLayer
{
    private readonly int _payload;
    private readonly bool _hasLlc;
    private readonly (int Source, int Destination, string Name)? _addresses;

    public LlcLink(int payload, bool hasLlc)
    {
        _payload = payload;
        _hasLlc = hasLlc;
    }

    public LlcLink(int payload, int source, int destination, string name)
    {
        _payload = payload;
        _addresses = (source, destination, name);
        _hasLlc = name != "Fibre Channel";
    }

    public override string? MacHostName => _addresses?.Name;

    public override void SetUp(CodeGenerator generator)
    {
        generator.LinkHeader = new Offset(0);
        generator.TypeField = new Offset(_payload);
        generator.Payload = new Offset(_payload);
        generator.NetworkOffset = 8;
        generator.NetworkOffsetWithoutSnap = 3;
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => LlcType(generator, type);

    public override Predicate? MacHost(CodeGenerator generator, MacAddress address, Direction direction)
        => _addresses is var (source, destination, _) ? MacHost(generator, address, direction, source, destination, "802.11") : null;

    public override Predicate? Broadcast(CodeGenerator generator)
        => _addresses is var (_, destination, _) ? generator.MacEqual(From.LinkHeader, destination, MacAddress.Broadcast) : null;

    public override Predicate? Multicast(CodeGenerator generator)
        => _addresses is var (_, destination, _) ? generator.Test(From.LinkHeader, destination, BpfOpcode.Byte, 1, relation: BpfOpcode.AnyBit) : null;

    public override Predicate? Llc(CodeGenerator generator) => _hasLlc ? CodeGenerator.True() : null;
}
