using System.Globalization;
using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation;

/// <summary>Identifiers under their qualifiers, and ports.</summary>
internal sealed partial class CodeGenerator
{
    private const ushort FragmentOffsetMask = 0x1fff;

    private Predicate Identifier(IdentifierNode node)
    {
        var qualifiers = node.Qualifiers ?? throw Error("syntax error in filter expression");
        return node.Identifier switch
        {
            NameIdentifier name => Name(name.Name, qualifiers),
            NumberIdentifier number => Number(number.Value, qualifiers, null),
            PortRangeIdentifier range => Ports(range.First, range.Last, TransportOf(qualifiers.Protocol, "portrange"), qualifiers.Direction),
            DottedIdentifier dotted => Dotted(dotted, qualifiers),
            Ip6Identifier address => Ip6(address, qualifiers),
            MacIdentifier mac => MacHost(mac.Address, qualifiers),
            ArcnetIdentifier arcnet => Link.ArcnetHost(this, arcnet.Address, qualifiers),
            _ => True(),
        };
    }

    /// <param name="value">The number.</param>
    /// <param name="qualifiers">What it is said to be.</param>
    /// <param name="dotted">Where the number was written with dots: then it can only be a host.</param>
    private Predicate Number(uint value, Qualifiers qualifiers, DottedIdentifier? dotted)
    {
        var protocol = qualifiers.Protocol;
        switch (qualifiers.Kind)
        {
            case IdentifierKind.Unsaid or IdentifierKind.Host or IdentifierKind.Net:
                if (protocol == FilterProtocol.Decnet) return DecnetHost(value, qualifiers.Direction);
                if (protocol == FilterProtocol.Link) throw Error("illegal link layer address");
                uint mask = uint.MaxValue;
                if (qualifiers.Kind == IdentifierKind.Net) LeftAlign(ref value, ref mask);
                return Host4(value, mask, qualifiers, qualifiers.Kind == IdentifierKind.Net);
            case IdentifierKind.Gateway:
                throw Error("'gateway' requires a name");
        }
        string word = qualifiers.Kind switch
        {
            IdentifierKind.Port => "port",
            IdentifierKind.PortRange => "portrange",
            IdentifierKind.Protocol => "proto",
            _ => "protochain",
        };
        if (dotted is not null) throw Error($"'{word}' modifier applied to ip host");
        switch (qualifiers.Kind)
        {
            case IdentifierKind.Protocol:
                return ProtocolNumber(protocol, value);
            case IdentifierKind.ProtocolChain:
                return ProtocolChain(protocol, value);
            default:
                uint? transport = TransportOf(protocol, word);
                if (value > ushort.MaxValue) throw Error($"illegal port number {value} > 65535");
                return qualifiers.Kind == IdentifierKind.Port
                    ? Port((ushort)value, transport, qualifiers.Direction)
                    : Ports((ushort)value, (ushort)value, transport, qualifiers.Direction);
        }
    }

    private Predicate Name(string name, Qualifiers qualifiers)
    {
        switch (qualifiers.Kind)
        {
            case IdentifierKind.Net:
                return NamedNet(name, qualifiers);
            case IdentifierKind.Unsaid or IdentifierKind.Host:
                return NamedHost(name, qualifiers);
            case IdentifierKind.Port:
                uint? transport = TransportOf(qualifiers.Protocol, "port");
                var service = Service(name) ?? throw Error($"unknown port '{name}'");
                return Port(service.Port, Agree(transport, service.Transport, $"port '{name}'"), qualifiers.Direction);
            case IdentifierKind.PortRange:
                return NamedPorts(name, qualifiers);
            case IdentifierKind.Protocol:
                return ProtocolNumber(qualifiers.Protocol, ProtocolNamed(qualifiers.Protocol, name));
            case IdentifierKind.ProtocolChain:
                return ProtocolChain(qualifiers.Protocol, ProtocolNamed(qualifiers.Protocol, name));
            default:
                throw Error("'gateway' not supported in this configuration");
        }
    }

    /// <summary>A range as it was written: numbers and names around a dash, or one name.</summary>
    private Predicate NamedPorts(string text, Qualifiers qualifiers)
    {
        uint? transport = TransportOf(qualifiers.Protocol, "portrange");
        int dash = text.IndexOf('-');
        (ushort Port, uint? Transport)? first, last;
        if (Service(text) is { } whole)
        {
            (first, last) = (whole, whole);
        }
        else
        {
            if (dash < 0) throw Error($"unknown port in range '{text}'");
            int end = text.IndexOf('-', dash + 1);
            first = PortOfRange(text[..dash]);
            last = PortOfRange(end < 0 ? text[(dash + 1)..] : text[(dash + 1)..end]) ?? PortOfRange(text[(dash + 1)..]);
        }
        if (first is not { } from || last is not { } to) throw Error($"unknown port in range '{text}'");
        string what = $"port in range '{text}'";
        if (transport is not null) Agree(Agree(transport, from.Transport, what), to.Transport, what);
        return Ports(from.Port, to.Port, transport, qualifiers.Direction);
    }

    private (ushort Port, uint? Transport)? PortOfRange(string text)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return Service(text);
        return number <= ushort.MaxValue ? ((ushort)number, null) : throw Error($"illegal port number {number} > 65535");
    }

    /// <summary>A service's port and its protocol: none in particular when several have it under the same name and number.</summary>
    private (ushort Port, uint? Transport)? Service(string name)
    {
        ushort? tcp = _options.Names.Port(name, "tcp"), udp = _options.Names.Port(name, "udp");
        if (tcp is { } t) return (t, udp == tcp ? null : IpProtocol.Tcp);
        if (udp is { } u) return (u, IpProtocol.Udp);
        return _options.Names.Port(name, "sctp") is { } s ? (s, IpProtocol.Sctp) : null;
    }

    private uint? Agree(uint? asked, uint? known, string what)
    {
        if (asked is null) return known;
        if (known is null || known == asked) return asked;
        throw Error($"{what} is {known switch { IpProtocol.Tcp => "tcp", IpProtocol.Udp => "udp", _ => "sctp" }}");
    }

    private uint? TransportOf(FilterProtocol protocol, string word) => protocol switch
    {
        FilterProtocol.Any => null,
        FilterProtocol.Tcp => IpProtocol.Tcp,
        FilterProtocol.Udp => IpProtocol.Udp,
        FilterProtocol.Sctp => IpProtocol.Sctp,
        _ => throw Error($"illegal qualifier of '{word}'"),
    };

    private Predicate Port(ushort port, uint? transport, Direction direction)
    {
        CheckPortDirection(direction, "ports");
        var ip6 = HasType(EtherType.Ip6).And(PerTransport(transport, t => Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, t)
            .And(InDirection(direction, destination => Test(From.Transport6, destination ? 2 : 0, BpfOpcode.Half, port)))));
        var ip4 = HasType(EtherType.Ip).And(PerTransport(transport, t => FirstFragmentOf(t)
            .And(InDirection(direction, destination => Test(From.Transport4, destination ? 2 : 0, BpfOpcode.Half, port)))));
        return ip6.Or(ip4);
    }

    private Predicate Ports(ushort first, ushort last, uint? transport, Direction direction)
    {
        CheckPortDirection(direction, "port ranges");
        if (first > last) (first, last) = (last, first);
        var ip6 = HasType(EtherType.Ip6).And(PerTransport(transport, t => Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, t)
            .And(InDirection(direction, destination => Between(From.Transport6, destination ? 2 : 0, first, last)))));
        var ip4 = HasType(EtherType.Ip).And(PerTransport(transport, t => FirstFragmentOf(t)
            .And(InDirection(direction, destination => Between(From.Transport4, destination ? 2 : 0, first, last)))));
        return ip6.Or(ip4);
    }

    private Predicate Between(From from, int offset, ushort first, ushort last)
    {
        var atLeast = Test(from, offset, BpfOpcode.Half, first, relation: BpfOpcode.GreaterOrEqual);
        return atLeast.And(Test(from, offset, BpfOpcode.Half, last, relation: BpfOpcode.Greater).Not());
    }

    private static Predicate PerTransport(uint? transport, Func<uint, Predicate> ask)
    {
        if (transport is { } one) return ask(one);
        var any = ask(IpProtocol.Sctp);
        any = any.Or(ask(IpProtocol.Tcp));
        return any.Or(ask(IpProtocol.Udp));
    }

    /// <summary>Only the first fragment has the transport's header.</summary>
    private Predicate FirstFragmentOf(uint transport)
    {
        var carries = Test(From.Network, Ip4ProtocolField, BpfOpcode.Byte, transport);
        return carries.And(IsFirstFragment());
    }

    private Predicate IsFirstFragment() => Test(From.Network, Ip4FragmentField, BpfOpcode.Half, FragmentOffsetMask, relation: BpfOpcode.AnyBit).Not();

    private void CheckPortDirection(Direction direction, string what)
    {
        switch (direction)
        {
            case Direction.Receiver:
                throw Error($"'ra' is not a valid qualifier for {what}");
            case Direction.Transmitter:
                throw Error($"'ta' is not a valid qualifier for {what}");
            case >= Direction.Address1 and <= Direction.Address4:
                int number = direction - Direction.Address1 + 1;
                throw Error($"'addr{number}' and 'address{number}' are not valid qualifiers for {what}");
        }
    }
}
