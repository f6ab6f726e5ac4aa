using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>
/// What a rule has said about the packet so far: which protocols its headers are, and which statement said so. A later statement about a
/// header implies the one that said that it is there, and nft(8) leaves that one out.
/// </summary>
internal sealed class PacketContext
{
    private const int VlanBits = 112;

    private readonly byte _family;
    private Header? _link;
    private Header? _network;
    private Header? _transport;
    private bool _hasVlan;
    private Statement? _linkSaid;
    private Statement? _vlanSaid;
    private Statement? _networkSaid;
    private Statement? _transportSaid;
    private Statement? _messageSaid;
    private bool _transportSaidByHeader;
    private uint? _messageType;

    public PacketContext(byte family)
    {
        _family = family;
        _network = family switch { TableFamily.Ip => Headers.Ip, TableFamily.Ip6 => Headers.Ip6, TableFamily.Arp => Headers.Arp, _ => null };
        _link = family is TableFamily.Bridge or TableFamily.NetDevice or TableFamily.Arp ? Headers.Ether : null;
    }

    /// <summary>Whether packets are known to be of IPv6 or of IPv4; null where neither is known.</summary>
    public bool? Is6 => _network == Headers.Ip6 ? true : _network == Headers.Ip ? false : null;

    /// <summary>Remembers what a comparison with one value says about the headers.</summary>
    public void Learn(Statement statement, MetaKey key, UInt128 value)
    {
        switch (key)
        {
            case MetaKey.NetworkFamily:
                SetNetwork(value == TableFamily.Ip ? Headers.Ip : value == TableFamily.Ip6 ? Headers.Ip6 : null, statement);
                break;
            case MetaKey.Protocol:
                SetNetwork(Headers.OfEtherType((uint)value), statement);
                break;
            case MetaKey.TransportProtocol:
                (_transport, _transportSaid, _transportSaidByHeader) = (Headers.OfProtocol((uint)value), statement, false);
                break;
            case MetaKey.InputType when value == 1:
                (_link, _linkSaid) = (Headers.Ether, statement);
                break;
        }
    }

    /// <inheritdoc cref="Learn(Statement, MetaKey, UInt128)"/>
    public void Learn(Statement statement, Header header, HeaderField field, UInt128 value)
    {
        if (field.Name == "type" && (header == Headers.Ether || header == Headers.Vlan))
        {
            // Of the two tags that a VLAN may have only the usual one goes without saying.
            const uint UsualTag = 0x8100;
            if (Headers.OfEtherType((uint)value) == Headers.Vlan) (_hasVlan, _vlanSaid) = (true, value == UsualTag ? statement : null);
            else SetNetwork(Headers.OfEtherType((uint)value), statement);
        }
        else if (header == Headers.Ip && field.Name == "protocol" || header == Headers.Ip6 && field.Name == "nexthdr")
        {
            (_transport, _transportSaid, _transportSaidByHeader) = (Headers.OfProtocol((uint)value), statement, true);
        }
        else if ((header == Headers.Icmp || header == Headers.Icmp6) && field.Name == "type")
        {
            (_messageType, _messageSaid) = ((uint)value, statement);
        }
    }

    /// <summary>The header and field that stand exactly there; null when nobody has a name for that.</summary>
    public (Header Header, HeaderField Field)? FieldAt(PayloadBase place, int offset, int width) => HeaderAt(place, offset) is var (header, start) && header is not null
        && Choose(header, offset - start, width) is { } field ? (header, field) : null;

    /// <summary>The first field that begins there.</summary>
    public (Header Header, HeaderField Field)? FieldFrom(PayloadBase place, int offset)
        => HeaderAt(place, offset) is var (header, start) && header?.From(offset - start) is { } field ? (header, field) : null;

    /// <summary>Leaves out what the use of a field implies.</summary>
    public void Use(Header header, HeaderField field)
    {
        if (header == Headers.Ether) Imply(ref _linkSaid);
        if (header == Headers.Vlan && field.Name != "type")
        {
            Imply(ref _linkSaid);
            Imply(ref _vlanSaid);
        }
        if (header == Headers.Ip || header == Headers.Ip6 || header == Headers.Arp) UseNetwork();
        if (header == _transport) UseTransport(header);
        // Fields that only one type of message has imply that type.
        if ((header == Headers.Icmp || header == Headers.Icmp6) && field.Name is "mtu" or "parameter-problem" or "gateway" or "max-delay") Imply(ref _messageSaid);
    }

    /// <summary>An option or extension header of IPv4 or IPv6 is used.</summary>
    public void UseNetwork() => Imply(ref _networkSaid);

    private void UseTransport(Header header)
    {
        bool isNetworkFamily = _family is TableFamily.Ip or TableFamily.Ip6;
        if (_transportSaidByHeader && !isNetworkFamily) return;
        Imply(ref _transportSaid);
        if (header == Headers.Icmp || header == Headers.Icmp6) Imply(ref _networkSaid);
    }

    private static void Imply(ref Statement? said)
    {
        if (said is not null) said.IsImplied = true;
        said = null;
    }

    private void SetNetwork(Header? header, Statement statement) => (_network, _networkSaid) = (header, statement);

    private (Header? Header, int Start) HeaderAt(PayloadBase place, int offset) => place switch
    {
        PayloadBase.Link when _hasVlan && offset >= VlanBits => (Headers.Vlan, VlanBits),
        PayloadBase.Link => (_link, 0),
        PayloadBase.Network => (_network, 0),
        PayloadBase.Transport => (_transport ?? (_transportSaid is null ? Headers.AnyTransport : null), 0),
        _ => (null, 0),
    };

    // What the second half of an ICMP header means depends on its type.
    private HeaderField? Choose(Header header, int offset, int width)
    {
        const uint Unreachable = 3, Redirect = 5, TooBig = 2, ParameterProblem = 4, FirstListener = 130, LastListener = 132;
        string? name = null;
        if (header == Headers.Icmp && (offset, width) == (32, 32) && _messageType != Redirect) return null;
        if (header == Headers.Icmp && (offset, width) == (48, 16)) name = _messageType == Unreachable ? "mtu" : "sequence";
        else if (header == Headers.Icmp6 && (offset, width) == (32, 32)) name = _messageType == TooBig || _messageType != ParameterProblem ? "mtu" : "parameter-problem";
        else if (header == Headers.Icmp6 && (offset, width) == (32, 16)) name = _messageType is >= FirstListener and <= LastListener ? "max-delay" : "id";
        return name is null ? header.At(offset, width) : Array.Find(header.Fields, f => f.Name == name);
    }
}
