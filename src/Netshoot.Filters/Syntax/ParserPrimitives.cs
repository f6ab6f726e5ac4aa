using System.Collections.Immutable;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Syntax;

/// <summary>The primitives with words of their own: lengths, encapsulations, LLC, IEEE 802.11, pf, ATM and SS7.</summary>
internal sealed partial class Parser
{
    private FilterNode Special(Token word)
    {
        FilterNode node = word.Keyword switch
        {
            Keyword.Less => new LengthNode(AtLeast: false, TakeNumber()),
            Keyword.Greater => new LengthNode(AtLeast: true, TakeNumber()),
            Keyword.Byte => Byte(),
            Keyword.Broadcast => new BroadcastNode(FilterProtocol.Any),
            Keyword.Multicast => new MulticastNode(FilterProtocol.Any),
            Keyword.Inbound => new InboundNode(Outbound: false),
            Keyword.Outbound => new InboundNode(Outbound: true),
            Keyword.IfIndex => new InterfaceIndexNode(TakeNumber()),
            Keyword.Vlan => new EncapsulationNode(Encapsulation.Vlan, TakeOptionalNumber()),
            Keyword.Mpls => new EncapsulationNode(Encapsulation.Mpls, TakeOptionalNumber()),
            Keyword.PppoeSession => new EncapsulationNode(Encapsulation.PppoeSession, TakeOptionalNumber()),
            Keyword.Geneve => new EncapsulationNode(Encapsulation.Geneve, TakeOptionalNumber()),
            Keyword.PppoeDiscovery => new PppoeDiscoveryNode(),
            Keyword.Llc => new LlcNode(Current.Kind == TokenKind.Name || Current.Text == "rnr" ? Llc() : null), // "rnr" is pf's word too
            Keyword.Type => WirelessType(),
            Keyword.Subtype => WirelessSubtype(),
            Keyword.Dir => WirelessDirection(),
            Keyword.IfName => new FirewallNameNode(FirewallField.Interface, TakeName().Text),
            Keyword.RuleSet => new FirewallNameNode(FirewallField.RuleSet, TakeName().Text),
            Keyword.RuleNumber => new FirewallNumberNode(FirewallField.RuleNumber, TakeNumber()),
            Keyword.SubRuleNumber => new FirewallNumberNode(FirewallField.SubRuleNumber, TakeNumber()),
            Keyword.Reason => new FirewallNumberNode(FirewallField.Reason, FirewallReason()),
            Keyword.Action => new FirewallNumberNode(FirewallField.Action, FirewallAction()),
            Keyword.SignallingKind => new SignallingKindNode(word.Text),
            Keyword.SignallingField => Signalling(word),
            _ => throw FilterError.At(_source, word.Where, FilterError.Syntax),
        };
        return node.Where == default ? node with { Where = word.Where } : node;
    }

    private uint TakeNumber()
    {
        if (Current.Kind != TokenKind.Number) throw Error();
        return Take().Number;
    }

    /// <summary>A number, which may stand in parentheses.</summary>
    private uint? TakeOptionalNumber()
    {
        if (Current.Kind == TokenKind.Number) return Take().Number;
        if (!Current.Is("(")) return null;
        Enter();
        _at++;
        uint number = TakeOptionalNumber() ?? throw Error();
        Expect(")");
        _depth--;
        return number;
    }

    private Token TakeName()
    {
        if (Current.Kind != TokenKind.Name) throw Error();
        return Take();
    }

    private ByteNode Byte()
    {
        uint index = TakeNumber();
        if (Current.Kind != TokenKind.Operator || Current.Text is not ("=" or "<" or ">" or "&" or "|")) throw Error();
        char relation = Take().Text[0];
        return new ByteNode(index, relation, TakeNumber());
    }

    private LlcKind Llc()
    {
        var name = Take();
        return LinkWords.TryLlc(name.Text, out var kind) ? kind : throw FilterError.At(_source, name.Where, $"unknown LLC type name \"{name.Text}\"");
    }

    private WirelessTypeNode WirelessType()
    {
        var word = Current;
        uint type = word.Kind switch
        {
            TokenKind.Number when (word.Number & ~0x0cu) != 0 => throw FilterError.At(_source, word.Where, $"invalid 802.11 type value 0x{word.Number:x2}"),
            TokenKind.Number => word.Number,
            TokenKind.Name when LinkWords.TryWirelessType(word.Text, out byte named) => named,
            TokenKind.Name => throw FilterError.At(_source, word.Where, $"unknown 802.11 type name \"{word.Text}\""),
            _ => throw Error(),
        };
        _at++;
        if (!TryTake(Keyword.Subtype)) return new WirelessTypeNode(0x0c, type);

        word = Current;
        uint subtype = word.Kind switch
        {
            TokenKind.Number when (word.Number & ~0xf0u) != 0 => throw FilterError.At(_source, word.Where, $"invalid 802.11 subtype value 0x{word.Number:x2}"),
            TokenKind.Number => word.Number,
            TokenKind.Name when LinkWords.TryWirelessSubtype(word.Text, (byte)type, out byte named) => named,
            TokenKind.Name => throw FilterError.At(_source, word.Where, $"unknown 802.11 subtype name \"{word.Text}\""),
            _ => throw Error(),
        };
        _at++;
        return new WirelessTypeNode(0xfc, type | subtype);
    }

    private WirelessTypeNode WirelessSubtype()
    {
        var name = TakeName();
        return LinkWords.TryWirelessSubtype(name.Text, out byte frame) ? new WirelessTypeNode(0xfc, frame) : throw FilterError.At(_source, name.Where, "unknown 802.11 type name");
    }

    private WirelessDirectionNode WirelessDirection()
    {
        if (Current.Kind == TokenKind.Number) return new WirelessDirectionNode(Take().Number);
        var name = TakeName();
        return new WirelessDirectionNode(name.Text switch
        {
            "nods" => 0,
            "tods" => 1,
            "fromds" => 2,
            "dstods" => 3,
            _ => throw FilterError.At(_source, name.Where, "unknown 802.11 direction"),
        });
    }

    private uint FirewallReason()
    {
        if (Current.Kind == TokenKind.Number) return Take().Number;
        var name = TakeName();
        return LinkWords.TryFirewallReason(name.Text, out uint reason) ? reason : throw FilterError.At(_source, name.Where, $"unknown PF reason \"{name.Text}\"");
    }

    private uint FirewallAction()
    {
        var name = TakeName();
        return LinkWords.TryFirewallAction(name.Text, out uint action) ? action : throw FilterError.At(_source, name.Where, $"unknown PF action \"{name.Text}\"");
    }

    private FilterNode Signalling(Token word)
    {
        var field = word.Text switch
        {
            "vpi" => SignallingField.Vpi,
            "vci" => SignallingField.Vci,
            "sio" => SignallingField.Sio,
            "opc" => SignallingField.Opc,
            "dpc" => SignallingField.Dpc,
            "sls" => SignallingField.Sls,
            "hsio" => SignallingField.HighSpeedSio,
            "hopc" => SignallingField.HighSpeedOpc,
            "hdpc" => SignallingField.HighSpeedDpc,
            _ => SignallingField.HighSpeedSls,
        };
        if (!Current.Is("(")) return SignallingValue(field, word);

        _at++;
        var first = SignallingValue(field, word);
        var rest = ImmutableArray.CreateBuilder<ChainLink>();
        while (TryTake(Keyword.Or)) rest.Add(new ChainLink(true, SignallingValue(field, word)));
        Expect(")");
        return rest.Count == 0 ? first : new ChainNode(first, rest.ToImmutable()) { Where = word.Where };
    }

    private SignallingFieldNode SignallingValue(SignallingField field, Token word)
    {
        var comparison = TakeComparison() ?? Tree.Comparison.Equal;
        return new SignallingFieldNode(field, comparison, TakeNumber()) { Where = word.Where };
    }
}
