using System.Collections.Immutable;

namespace Netshoot.Filters.Tree;

/// <summary>
/// A filter as a tree: what the parser makes of text and what <see cref="Filter"/> makes of values. Meaning comes later, from the link
/// type: order matters, because <c>vlan</c>, <c>mpls</c>, <c>pppoes</c>, <c>geneve</c> and <c>vxlan</c> change what the nodes after them look at.
/// </summary>
public abstract record FilterNode
{
    /// <summary>Where it was written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>The empty expression: every packet.</summary>
public sealed record EverythingNode : FilterNode;

/// <summary>Nodes combined from left to right; "and" and "or" bind alike.</summary>
public sealed record ChainNode(FilterNode First, ImmutableArray<ChainLink> Rest) : FilterNode;

/// <summary>One further node of a <see cref="ChainNode"/> and how it is combined with all before it.</summary>
public readonly record struct ChainLink(bool IsOr, FilterNode Node);

/// <summary>The opposite.</summary>
public sealed record NotNode(FilterNode Inner) : FilterNode;

/// <summary>An identifier with its qualifiers: <c>src host 10.0.0.1</c>. Without qualifiers when there were none to carry on.</summary>
public sealed record IdentifierNode(Qualifiers? Qualifiers, Identifier Identifier) : FilterNode;

/// <summary>A protocol by its name alone: <c>tcp</c>.</summary>
public sealed record ProtocolNode(FilterProtocol Protocol) : FilterNode;

/// <summary>A comparison of two operands.</summary>
public sealed record ComparisonNode(Comparison Comparison, Operand Left, Operand Right) : FilterNode;

/// <summary><c>byte 5 = 3</c>: one byte of the link-layer frame; the operator is one of <c>= &lt; &gt; &amp; |</c>.</summary>
public sealed record ByteNode(uint Index, char Operator, uint Value) : FilterNode;

/// <summary><c>broadcast</c>, for the link layer or IPv4.</summary>
public sealed record BroadcastNode(FilterProtocol Protocol) : FilterNode;

/// <summary><c>multicast</c>, for the link layer, IPv4 or IPv6.</summary>
public sealed record MulticastNode(FilterProtocol Protocol) : FilterNode;

/// <summary><c>less</c> and <c>greater</c>: at most, at least so many bytes.</summary>
public sealed record LengthNode(bool AtLeast, uint Length) : FilterNode;

/// <summary><c>inbound</c> and <c>outbound</c>.</summary>
public sealed record InboundNode(bool Outbound) : FilterNode;

/// <summary><c>ifindex</c>.</summary>
public sealed record InterfaceIndexNode(uint Index) : FilterNode;

/// <summary>Protocols that carry others; the nodes that follow look inside.</summary>
public enum Encapsulation { Vlan, Mpls, PppoeSession, Geneve, Vxlan }

/// <summary><c>vlan</c>, <c>mpls</c>, <c>pppoes</c>, <c>geneve</c>, <c>vxlan</c>, with or without the number of the network.</summary>
public sealed record EncapsulationNode(Encapsulation Encapsulation, uint? Number) : FilterNode;

/// <summary><c>pppoed</c>: PPPoE discovery.</summary>
public sealed record PppoeDiscoveryNode : FilterNode;

/// <summary><c>llc</c> with or without a kind of PDU: the control byte under a mask.</summary>
public sealed record LlcNode(LlcKind? Kind) : FilterNode;

/// <summary>A kind of LLC PDU: <c>control &amp; Mask == Value</c>; "i" is everything without the lowest bit.</summary>
public readonly record struct LlcKind(byte Mask, byte Value);

/// <summary><c>type</c> and <c>subtype</c> of IEEE 802.11 frames: the first byte under a mask.</summary>
public sealed record WirelessTypeNode(byte Mask, uint Value) : FilterNode;

/// <summary><c>dir</c> of IEEE 802.11 frames.</summary>
public sealed record WirelessDirectionNode(uint Direction) : FilterNode;

/// <summary>Fields of the header that OpenBSD's and FreeBSD's pf(4) writes before logged packets.</summary>
public enum FirewallField { Interface, RuleSet, RuleNumber, SubRuleNumber, Reason, Action }

/// <summary>A number in the header of pf(4).</summary>
public sealed record FirewallNumberNode(FirewallField Field, uint Value) : FilterNode;

/// <summary>A name in the header of pf(4).</summary>
public sealed record FirewallNameNode(FirewallField Field, string Name) : FilterNode;

/// <summary>Fields of ATM cells and SS7 signal units.</summary>
public enum SignallingField { Vpi, Vci, Sio, Opc, Dpc, Sls, HighSpeedSio, HighSpeedOpc, HighSpeedDpc, HighSpeedSls }

/// <summary>A field of ATM or SS7 against a number.</summary>
public sealed record SignallingFieldNode(SignallingField Field, Comparison Comparison, uint Value) : FilterNode;

/// <summary>A kind of ATM cell or SS7 signal unit, by its word: <c>metac</c>, <c>lane</c>, <c>fisu</c>.</summary>
public sealed record SignallingKindNode(string Word) : FilterNode;
