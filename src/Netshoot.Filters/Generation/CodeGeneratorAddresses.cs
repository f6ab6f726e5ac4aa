using System.Globalization;
using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation;

/// <summary>Hosts and networks: by address, by number, by name.</summary>
internal sealed partial class CodeGenerator
{
    private const int Ip4Source = 12, Ip4Destination = 16, Ip6Source = 8, Ip6Destination = 24, ArpSender = 14, ArpTarget = 24;

    /// <summary>An IPv4 address, or a network when the mask is not full.</summary>
    private Predicate Host4(uint address, uint mask, Qualifiers qualifiers, bool isNet)
    {
        string what = isNet ? "net" : "host";
        switch (qualifiers.Protocol)
        {
            case FilterProtocol.Any:
                var ip = Host4In(EtherType.Ip, address, mask, qualifiers.Direction);
                if (_mplsDepth > 0) return ip; // MPLS carries no ARP
                var arp = Host4In(EtherType.Arp, address, mask, qualifiers.Direction);
                return ip.Or(arp).Or(Host4In(EtherType.ReverseArp, address, mask, qualifiers.Direction));
            case FilterProtocol.Ip or FilterProtocol.Arp or FilterProtocol.Rarp:
                return Host4In(TypeOf(qualifiers.Protocol), address, mask, qualifiers.Direction);
            case FilterProtocol.Decnet:
                return DecnetHost(address, qualifiers.Direction);
            case FilterProtocol.Link:
                throw Error($"link-layer modifier applied to {what}");
            case FilterProtocol.Ip6:
                throw Error("'ip6' modifier applied to ip host");
            case FilterProtocol.AppleTalk:
                throw Error("AppleTalk host filtering not implemented");
            case FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopRc or FilterProtocol.MopDl or FilterProtocol.Aarp or FilterProtocol.Iso or FilterProtocol.Ipx:
                throw Error($"{qualifiers.Protocol.Word().ToUpperInvariant()} host filtering not implemented");
            default:
                throw Error($"'{qualifiers.Protocol.Word()}' modifier applied to {what}");
        }
    }

    private Predicate Host4In(uint type, uint address, uint mask, Direction direction)
    {
        bool isIp = type == EtherType.Ip;
        return InDirection(direction, destination => HasType(type)
            .And(Test(From.Network, destination ? (isIp ? Ip4Destination : ArpTarget) : isIp ? Ip4Source : ArpSender, BpfOpcode.Word, address, mask)));
    }

    private Predicate Host6(InternetAddress address, int length, Qualifiers qualifiers, bool isNet)
    {
        if (qualifiers.Protocol is FilterProtocol.Any or FilterProtocol.Ip6)
            return InDirection(qualifiers.Direction, destination => HasType(EtherType.Ip6).And(Address6(address, length, destination ? Ip6Destination : Ip6Source)));

        string what = isNet ? "ip6 net" : "ip6 host";
        throw Error(qualifiers.Protocol switch
        {
            FilterProtocol.Link => $"link-layer modifier applied to {what}",
            FilterProtocol.AppleTalk => $"AppleTalk modifier applied to {what}",
            _ => $"'{qualifiers.Protocol.Word()}' modifier applied to {what}",
        });
    }

    private Predicate Address6(InternetAddress address, int length, int offset)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        Predicate? all = null;
        for (int word = 0; word < 4; word++)
        {
            int bits = Math.Clamp(length - 32 * word, 0, 32);
            uint mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
            uint value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * word)..]);
            var part = Test(From.Network, offset + 4 * word, BpfOpcode.Word, value, mask);
            all = all is null ? part : all.And(part);
        }
        return all!;
    }

    /// <summary>Asks one end, either or both, as the direction says.</summary>
    private Predicate InDirection(Direction direction, Func<bool, Predicate> ask)
    {
        switch (direction)
        {
            case Direction.Source:
                return ask(false);
            case Direction.Destination:
                return ask(true);
            case Direction.Unsaid or Direction.SourceOrDestination:
                var either = ask(false);
                return either.Or(ask(true));
            case Direction.SourceAndDestination:
                var both = ask(false);
                return both.And(ask(true));
            case Direction.Receiver:
                throw Error("'ra' is not a valid qualifier for addresses other than 802.11 MAC addresses");
            case Direction.Transmitter:
                throw Error("'ta' is not a valid qualifier for addresses other than 802.11 MAC addresses");
            default:
                int number = direction - Direction.Address1 + 1;
                throw Error($"'addr{number}' and 'address{number}' are not valid qualifiers for addresses other than 802.11 MAC addresses");
        }
    }

    /// <summary>
    /// DECnet phase IV routing headers, long and short, with and without a byte of padding in front; addresses are little-endian
    /// (DNA Phase IV Routing Layer Functional Specification).
    /// </summary>
    private Predicate DecnetHost(uint address, Direction direction)
    {
        uint swapped = (address & 0xff) << 8 | address >> 8 & 0xff;
        return InDirection(direction, destination =>
        {
            int longField = destination ? 7 : 15, shortField = destination ? 1 : 3;
            var ask = HasType(EtherType.Decnet);
            var shortForm = Test(From.Network, 2, BpfOpcode.Byte, 0x02, 0x07).And(Test(From.Network, 2 + shortField, BpfOpcode.Half, swapped));
            var paddedShort = Test(From.Network, 2, BpfOpcode.Half, 0x8102, 0xff07).And(Test(From.Network, 3 + shortField, BpfOpcode.Half, swapped));
            var longForm = Test(From.Network, 2, BpfOpcode.Byte, 0x06, 0x07).And(Test(From.Network, 2 + longField, BpfOpcode.Half, swapped));
            var paddedLong = Test(From.Network, 2, BpfOpcode.Half, 0x8106, 0xff07).And(Test(From.Network, 3 + longField, BpfOpcode.Half, swapped));
            return ask.And(shortForm.Or(paddedShort).Or(longForm).Or(paddedLong));
        });
    }

    private Predicate MacHost(MacAddress address, Qualifiers qualifiers)
    {
        if (qualifiers.Protocol != FilterProtocol.Link || qualifiers.Kind is not (IdentifierKind.Unsaid or IdentifierKind.Host))
            throw Error("ethernet address used in non-ether expression");
        return Link.MacHost(this, address, qualifiers.Direction)
            ?? throw Error("ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel");
    }

    private Predicate NamedHost(string name, Qualifiers qualifiers)
    {
        switch (qualifiers.Protocol)
        {
            case FilterProtocol.Link:
                string kind = Link.MacHostName ?? throw Error("only ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel supports link-level host name");
                return MacHost(_options.Names.Ether(name) ?? throw Error($"unknown {kind} host '{name}'"), qualifiers);
            case FilterProtocol.Decnet:
                throw Error($"decnet name support not included, '{name}' cannot be translated");
        }

        var addresses = _options.Names.Hosts(name);
        if (addresses.Count == 0) throw Error($"unknown host '{name}'");
        Predicate? any = null;
        foreach (var address in addresses)
        {
            // A protocol that fixes the family leaves out the addresses of the other.
            if (address.Is6 ? qualifiers.Protocol is FilterProtocol.Ip or FilterProtocol.Arp or FilterProtocol.Rarp : qualifiers.Protocol == FilterProtocol.Ip6) continue;
            var one = address.Is6 ? Host6(address, 128, qualifiers, isNet: false) : Host4(address.Value4, uint.MaxValue, qualifiers, isNet: false);
            any = any is null ? one : any.Or(one);
        }
        return any ?? throw Error($"unknown host '{name}' for specified address family");
    }

    private Predicate NamedNet(string name, Qualifiers qualifiers)
    {
        uint net = _options.Names.Network(name) ?? throw Error($"unknown network '{name}'");
        uint mask = uint.MaxValue;
        LeftAlign(ref net, ref mask);
        return Host4(net, mask, qualifiers, isNet: true);
    }

    /// <summary>10 means 10.0.0.0/8: whole zero bytes in front go, and the mask with them.</summary>
    private static void LeftAlign(ref uint net, ref uint mask)
    {
        while (net != 0 && net >> 24 == 0)
        {
            net <<= 8;
            mask <<= 8;
        }
    }

    private Predicate Dotted(DottedIdentifier dotted, Qualifiers qualifiers)
    {
        if (dotted.Length is not null || dotted.Mask is not null) return Masked(dotted, qualifiers);
        if (qualifiers.Protocol == FilterProtocol.Decnet)
        {
            if (!TryParseDecnet(dotted.Text, out uint decnet)) throw Error($"malformed decnet address '{dotted.Text}'");
            return Number(decnet, qualifiers, dotted);
        }
        (uint value, int bits) = ParseDotted(dotted.Text);
        return qualifiers.Kind switch
        {
            IdentifierKind.Unsaid or IdentifierKind.Host or IdentifierKind.Net when qualifiers.Protocol == FilterProtocol.Link => throw Error("illegal link layer address"),
            IdentifierKind.Unsaid or IdentifierKind.Host or IdentifierKind.Net
                => Host4(value, uint.MaxValue << (32 - bits), qualifiers, qualifiers.Kind == IdentifierKind.Net),
            _ => Number(value, qualifiers, dotted),
        };
    }

    private Predicate Masked(DottedIdentifier dotted, Qualifiers qualifiers)
    {
        (uint net, _) = ParseDotted(dotted.Text);
        uint mask;
        if (dotted.Mask is { } written)
        {
            (mask, _) = ParseDotted(written);
            if ((net & ~mask) != 0) throw Error($"non-network bits set in \"{dotted.Text} mask {written}\"");
        }
        else
        {
            uint length = dotted.Length!.Value;
            if (length > 32) throw Error("mask length must be <= 32");
            mask = length == 0 ? 0 : uint.MaxValue << (int)(32 - length);
            if ((net & ~mask) != 0) throw Error($"non-network bits set in \"{dotted.Text}/{length}\"");
        }
        if (qualifiers.Kind != IdentifierKind.Net) throw Error("Mask syntax for networks only");
        return Host4(net, mask, qualifiers, isNet: true);
    }

    private Predicate Ip6(Ip6Identifier identifier, Qualifiers qualifiers)
    {
        uint length = identifier.Length ?? 128;
        if (length > 128) throw Error("mask length must be <= 128");
        if (identifier.Address.Network((int)length) != identifier.Address) throw Error($"non-network bits set in \"{identifier.Text}/{length}\"");
        switch (qualifiers.Kind)
        {
            case IdentifierKind.Unsaid or IdentifierKind.Host when length != 128:
                throw Error("Mask syntax for networks only");
            case IdentifierKind.Unsaid or IdentifierKind.Host or IdentifierKind.Net:
                return Host6(identifier.Address, (int)length, qualifiers, qualifiers.Kind == IdentifierKind.Net);
            default:
                throw Error("invalid qualifier against IPv6 address");
        }
    }

    /// <summary>One to four numbers, each a byte: the value is left-aligned, with the bits that were written.</summary>
    private (uint Value, int Bits) ParseDotted(string text)
    {
        uint value = 0;
        int bits = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan()[range];
            bool parsed = part is ['0', 'x' or 'X', ..]
                ? uint.TryParse(part[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
                : uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number);
            if (!parsed || number > 255 || part is ['0', 'x' or 'X', ..]) throw Error($"invalid IPv4 address '{text}'");
            value = value << 8 | number;
            bits += 8;
        }
        return (value << (32 - bits), bits);
    }

    /// <summary>Area and node: ten bits belong to the node.</summary>
    private static bool TryParseDecnet(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        int dot = text.IndexOf('.');
        if (!uint.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out uint area)
            || !uint.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out uint node)) return false;
        address = area << 10 & 0xfc00 | node & 0x3ff;
        return true;
    }
}
