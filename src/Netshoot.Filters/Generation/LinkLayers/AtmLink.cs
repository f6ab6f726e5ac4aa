using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>SunATM (LINKTYPE_SUNATM): a kind, a virtual path and a virtual channel before LLC or LAN emulation.</summary>
internal sealed class AtmLink : LinkLayer
{
    private const int KindField = 0, PathField = 1, ChannelField = 2, MessageField = 9;
    private const uint LanEmulation = 1, LlcEncapsulated = 2;

    /// <summary>Messages of Q.2931: setup, call proceeding, connect, connect acknowledge, release, release complete.</summary>
    private const uint Setup = 0x05, CallProceeding = 0x02, Connect = 0x07, ConnectAcknowledge = 0x0f, Release = 0x4d, ReleaseDone = 0x5a;

    /// <summary>Set by "lane": frames are Ethernet's from then on.</summary>
    private EthernetLink? _emulated;

    public override string? MacHostName => _emulated?.MacHostName;

    public override void SetUp(CodeGenerator generator)
    {
        generator.Payload = new Offset(4);
        generator.NetworkOffset = 8;
        generator.NetworkOffsetWithoutSnap = 3;
    }

    public override Predicate HasType(CodeGenerator generator, uint type)
    {
        if (_emulated is { } ethernet) return IsData(generator).And(ethernet.HasType(generator, type));
        return Kind(generator, LlcEncapsulated).And(LlcType(generator, type));
    }

    public override Predicate? MacHost(CodeGenerator generator, MacAddress address, Direction direction)
        => _emulated?.MacHost(generator, address, direction) is { } host ? IsData(generator).And(host) : null;

    public override Predicate? Broadcast(CodeGenerator generator) => _emulated?.Broadcast(generator) is { } broadcast ? IsData(generator).And(broadcast) : null;

    public override Predicate? Multicast(CodeGenerator generator) => _emulated?.Multicast(generator) is { } multicast ? IsData(generator).And(multicast) : null;

    public override Predicate? Llc(CodeGenerator generator) => _emulated is { } ethernet ? ethernet.Llc(generator) : Kind(generator, LlcEncapsulated);

    public override Predicate Signalling(CodeGenerator generator, SignallingField field, Comparison comparison, uint value)
    {
        if (field is not (SignallingField.Vpi or SignallingField.Vci)) return base.Signalling(generator, field, comparison, value);
        var (relation, negated) = CodeGenerator.RelationOf(comparison);
        var holds = field == SignallingField.Vpi
            ? generator.Test(From.LinkHeader, PathField, BpfOpcode.Byte, value, relation: relation)
            : generator.Test(From.LinkHeader, ChannelField, BpfOpcode.Half, value, relation: relation);
        return negated ? holds.Not() : holds;
    }

    public override Predicate SignallingKind(CodeGenerator generator, string word)
    {
        switch (word)
        {
            case "lane":
                var lane = Kind(generator, LanEmulation);
                _emulated = new EthernetLink(header: 6, hasLlc: true);
                _emulated.SetUp(generator);
                return lane;
            case "metac":
                return Circuit(generator, 1);
            case "bcc":
                return Circuit(generator, 2);
            case "oamf4sc":
                return Circuit(generator, 3);
            case "oamf4ec":
                return Circuit(generator, 4);
            case "sc":
                return Circuit(generator, 5);
            case "ilmic":
                return Circuit(generator, 16);
            case "oam" or "oamf4":
                var path = Path(generator);
                var channel = Channel(generator, 3);
                return path.And(channel.Or(Channel(generator, 4)));
            case "connectmsg":
                return Circuit(generator, 5).And(Message(generator, ReleaseDone, Release, ConnectAcknowledge, Connect, Setup, CallProceeding));
            case "metaconnect":
                return Circuit(generator, 1).And(Message(generator, ReleaseDone, Release, Connect, Setup, CallProceeding));
            default:
                return base.SignallingKind(generator, word);
        }
    }

    private static Predicate Kind(CodeGenerator generator, uint kind) => generator.Test(From.Packet, KindField, BpfOpcode.Byte, kind, 0x0f);

    /// <summary>Not a control frame of LAN emulation, which begins with FF00.</summary>
    private static Predicate IsData(CodeGenerator generator) => generator.Test(From.Packet, 4, BpfOpcode.Half, 0xff00).Not();

    private static Predicate Path(CodeGenerator generator) => generator.Test(From.Packet, PathField, BpfOpcode.Byte, 0);

    private static Predicate Channel(CodeGenerator generator, uint channel) => generator.Test(From.Packet, ChannelField, BpfOpcode.Half, channel);

    private static Predicate Circuit(CodeGenerator generator, uint channel) => Path(generator).And(Channel(generator, channel));

    private static Predicate Message(CodeGenerator generator, params ReadOnlySpan<uint> messages)
    {
        var any = generator.Test(From.Packet, MessageField, BpfOpcode.Byte, messages[0]);
        foreach (uint message in messages[1..]) any = any.Or(generator.Test(From.Packet, MessageField, BpfOpcode.Byte, message));
        return any;
    }
}
