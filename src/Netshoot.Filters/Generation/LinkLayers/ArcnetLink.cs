using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>ARCnet (RFC 1201, RFC 1051): addresses and protocols of one byte.</summary>
internal sealed class ArcnetLink(int type, int payload) : LinkLayer
{
    private const uint OldIp = 0xf0, OldArp = 0xf1, Ip = 0xd4, Arp = 0xd5, ReverseArp = 0xd6, AppleTalk = 0xdd, Ip6 = 0xc4;

    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(type);
        generator.Payload = new Offset(payload);
    }

    public override Predicate HasType(CodeGenerator generator, uint protocol)
    {
        switch (protocol)
        {
            case EtherType.Ip:
                var ip = Type(generator, Ip);
                return ip.Or(Type(generator, OldIp));
            case EtherType.Arp:
                var arp = Type(generator, Arp);
                return arp.Or(Type(generator, OldArp));
            case EtherType.ReverseArp:
                return Type(generator, ReverseArp);
            case EtherType.AppleTalk:
                return Type(generator, AppleTalk);
            case EtherType.Ip6:
                return Type(generator, Ip6);
            default:
                return CodeGenerator.False();
        }
    }

    public override Predicate? Broadcast(CodeGenerator generator) => Host(generator, 0, Direction.Destination);

    public override Predicate? Multicast(CodeGenerator generator) => Host(generator, 0, Direction.Destination);

    public override Predicate ArcnetHost(CodeGenerator generator, byte address, Qualifiers qualifiers)
        => qualifiers is { Protocol: FilterProtocol.Link, Kind: IdentifierKind.Unsaid or IdentifierKind.Host }
            ? Host(generator, address, qualifiers.Direction)
            : throw generator.Error("ARCnet address used in non-arc expression");

    private static Predicate Host(CodeGenerator generator, byte address, Direction direction)
    {
        switch (direction)
        {
            case Direction.Source:
                return generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, address);
            case Direction.Destination:
                return generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, address);
            case Direction.SourceAndDestination:
                var both = generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, address);
                return both.And(generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, address));
            case Direction.Unsaid or Direction.SourceOrDestination:
                var either = generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, address);
                return either.Or(generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, address));
            case Direction.Receiver:
                throw generator.Error("'ra' is only supported on 802.11");
            case Direction.Transmitter:
                throw generator.Error("'ta' is only supported on 802.11");
            default:
                int number = direction - Direction.Address1 + 1;
                throw generator.Error($"'addr{number}' and 'address{number}' are only supported on 802.11");
        }
    }

    private static Predicate Type(CodeGenerator generator, uint protocol) => generator.Test(From.TypeField, 0, BpfOpcode.Byte, protocol);
}
