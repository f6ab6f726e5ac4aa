using System.Collections.Immutable;
using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters;

/// <summary>Filters from values instead of text: <c>Filter.Any(Filter.Flow(flow), Filter.IcmpAbout(flow))</c>.</summary>
public static class Filter
{
    /// <summary>ICMP's types that quote the packet they are about (RFC 792): unreachable, source quench, redirect, time exceeded, parameter problem.</summary>
    private static readonly uint[] s_icmpErrors = [3, 4, 5, 11, 12];

    /// <summary>The last ICMPv6 type that is an error (RFC 4443 section 2.1).</summary>
    private const uint LastIcmp6Error = 127;

    private const int IcmpHeaderLength = 8, Ip6HeaderLength = 40;

    /// <summary>Every frame.</summary>
    public static FilterNode Everything => new EverythingNode();

    public static FilterNode All(params ReadOnlySpan<FilterNode> nodes) => Chain(nodes, isOr: false);

    public static FilterNode Any(params ReadOnlySpan<FilterNode> nodes) => Chain(nodes, isOr: true);

    public static FilterNode Not(FilterNode node) => new NotNode(node);

    public static FilterNode Protocol(FilterProtocol protocol) => new ProtocolNode(protocol);

    /// <summary>An address at one end or either; IPv4 addresses match in ARP too unless a protocol is named.</summary>
    public static FilterNode Host(InternetAddress address, Direction direction = Direction.Unsaid, FilterProtocol protocol = FilterProtocol.Any)
        => new IdentifierNode(new Qualifiers(protocol, direction, IdentifierKind.Host), Identifier(new InternetPrefix(address, address.Bits)));

    public static FilterNode Net(InternetPrefix prefix, Direction direction = Direction.Unsaid, FilterProtocol protocol = FilterProtocol.Any)
        => new IdentifierNode(new Qualifiers(protocol, direction, IdentifierKind.Net), Identifier(prefix with { Address = prefix.Address.Network(prefix.Length) }));

    public static FilterNode Mac(MacAddress address, Direction direction = Direction.Unsaid)
        => new IdentifierNode(new Qualifiers(FilterProtocol.Link, direction, IdentifierKind.Host), new MacIdentifier(address));

    /// <param name="port">The port.</param>
    /// <param name="direction">Which end has it.</param>
    /// <param name="protocol">TCP, UDP, SCTP, or any of them.</param>
    public static FilterNode Port(ushort port, Direction direction = Direction.Unsaid, FilterProtocol protocol = FilterProtocol.Any)
        => new IdentifierNode(new Qualifiers(protocol, direction, IdentifierKind.Port), new NumberIdentifier(port));

    public static FilterNode Ports(ushort first, ushort last, Direction direction = Direction.Unsaid, FilterProtocol protocol = FilterProtocol.Any)
        => new IdentifierNode(new Qualifiers(protocol, direction, IdentifierKind.PortRange), new PortRangeIdentifier(first, last));

    /// <summary>Frames or packets inside a VLAN or tunnel; the nodes after this one in the same chain look inside.</summary>
    public static FilterNode Inside(Encapsulation encapsulation, uint? number = null) => new EncapsulationNode(encapsulation, number);

    /// <summary>Both directions of a flow.</summary>
    public static FilterNode Flow(FilterFlow flow) => Any(OneWay(flow), OneWay(flow.Reversed));

    /// <summary>The packets of a flow that go its way.</summary>
    public static FilterNode OneWay(FilterFlow flow)
    {
        var ip = flow.Source.Is6 ? FilterProtocol.Ip6 : FilterProtocol.Ip;
        List<FilterNode> nodes =
        [
            Host(flow.Source, Direction.Source, ip),
            Host(flow.Destination, Direction.Destination, ip),
            new IdentifierNode(new Qualifiers(ip, Direction.Unsaid, IdentifierKind.Protocol), new NumberIdentifier(flow.Protocol)),
        ];
        if (flow.Transport is { } transport)
        {
            if (flow.SourcePort is { } source) nodes.Add(Port(source, Direction.Source, transport));
            if (flow.DestinationPort is { } destination) nodes.Add(Port(destination, Direction.Destination, transport));
        }
        return All([.. nodes]);
    }

    /// <summary>
    /// ICMP errors about a packet of the flow, in either direction: those that quote its addresses, protocol and ports. They come from anybody
    /// on the way. The quoted IPv4 header may have options.
    /// </summary>
    public static FilterNode IcmpAbout(FilterFlow flow) => Any(IcmpAboutOneWay(flow), IcmpAboutOneWay(flow.Reversed));

    private static FilterNode IcmpAboutOneWay(FilterFlow flow)
    {
        bool is6 = flow.Source.Is6;
        var icmp = is6 ? FilterProtocol.Icmp6 : FilterProtocol.Icmp;
        List<FilterNode> nodes = [new ProtocolNode(icmp)];
        if (is6) nodes.Add(Compare(Comparison.LessOrEqual, Load(icmp, 0, 1), LastIcmp6Error));
        else nodes.Add(Any([.. s_icmpErrors.Select(type => Compare(Comparison.Equal, Load(icmp, 0, 1), type))]));

        nodes.Add(Compare(Comparison.Equal, Load(icmp, IcmpHeaderLength + (is6 ? 6 : 9), 1), flow.Protocol));
        Words(nodes, icmp, IcmpHeaderLength + (is6 ? 8 : 12), flow.Source);
        Words(nodes, icmp, IcmpHeaderLength + (is6 ? 24 : 16), flow.Destination);
        if (flow.Transport is null) return All([.. nodes]);

        // Behind the quoted header, which for IPv4 says its length itself.
        Operand header = is6
            ? new NumberOperand(IcmpHeaderLength + Ip6HeaderLength)
            : new BinaryOperand(
                BpfOpcode.Add,
                new BinaryOperand(BpfOpcode.ShiftLeft, new BinaryOperand(BpfOpcode.And, Load(icmp, IcmpHeaderLength, 1), new NumberOperand(0x0f)), new NumberOperand(2)),
                new NumberOperand(IcmpHeaderLength));
        if (flow.SourcePort is { } source) nodes.Add(Compare(Comparison.Equal, new LoadOperand(icmp, header, 2), source));
        if (flow.DestinationPort is { } destination)
            nodes.Add(Compare(Comparison.Equal, new LoadOperand(icmp, new BinaryOperand(BpfOpcode.Add, header, new NumberOperand(2)), 2), destination));
        return All([.. nodes]);
    }

    private static void Words(List<FilterNode> nodes, FilterProtocol protocol, int offset, InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        for (int at = 0; at < address.Size; at += 4)
            nodes.Add(Compare(Comparison.Equal, Load(protocol, offset + at, 4), System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[at..])));
    }

    private static LoadOperand Load(FilterProtocol protocol, int offset, uint size) => new(protocol, new NumberOperand((uint)offset), size);

    private static ComparisonNode Compare(Comparison comparison, Operand left, uint right) => new(comparison, left, new NumberOperand(right));

    private static Identifier Identifier(InternetPrefix prefix)
        => prefix.Address.Is6
            ? new Ip6Identifier(prefix.Address, (uint)prefix.Length)
            : new DottedIdentifier(prefix.Address.ToString()) { Length = prefix.Length == 32 ? null : (uint)prefix.Length };

    private static FilterNode Chain(ReadOnlySpan<FilterNode> nodes, bool isOr)
    {
        if (nodes.IsEmpty) throw new ArgumentException("nothing to combine", nameof(nodes));
        if (nodes.Length == 1) return nodes[0];
        var rest = ImmutableArray.CreateBuilder<ChainLink>(nodes.Length - 1);
        foreach (var node in nodes[1..]) rest.Add(new ChainLink(isOr, node));
        return new ChainNode(nodes[0], rest.MoveToImmutable());
    }
}
