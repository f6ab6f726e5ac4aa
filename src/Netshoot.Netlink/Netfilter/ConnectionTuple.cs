using Netshoot.Wire;

namespace Netshoot.Netlink.Netfilter;

/// <summary>One direction of a tracked connection: <c>CTA_TUPLE_*</c>, <c>CTA_IP_*</c> and <c>CTA_PROTO_*</c> (include/uapi/linux/netfilter/nfnetlink_conntrack.h).</summary>
public readonly record struct ConnectionTuple(InternetAddress Source, InternetAddress Destination, byte Protocol)
{
    // CTA_TUPLE_*
    private const ushort IpAttribute = 1, ProtocolAttribute = 2, ZoneAttribute = 3;

    // CTA_IP_*
    private const ushort Source4 = 1, Destination4 = 2, Source6 = 3, Destination6 = 4;

    // CTA_PROTO_*
    private const ushort Number = 1, SourcePortAttribute = 2, DestinationPortAttribute = 3, Identifier4 = 4, Type4 = 5, Code4 = 6, Identifier6 = 7, Type6 = 8, Code6 = 9;

    /// <summary>Of GRE the key.</summary>
    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    public ushort IcmpIdentifier { get; init; }

    /// <summary>The zone of this direction alone.</summary>
    public ushort? Zone { get; init; }

    public bool HasPorts => Protocol is IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.UdpLite or IpProtocol.Sctp or IpProtocol.Dccp;

    public bool IsIcmp => Protocol is IpProtocol.Icmp or IpProtocol.Icmp6;

    /// <summary>The tuple of answers, as there would be without address translation.</summary>
    public ConnectionTuple Inverse => this with
    {
        Source = Destination,
        Destination = Source,
        SourcePort = DestinationPort,
        DestinationPort = SourcePort,
        IcmpType = InverseType(),
    };

    internal static ConnectionTuple Read(NetlinkAttribute nest)
    {
        var tuple = new ConnectionTuple();
        foreach (var part in nest.Nested)
        {
            switch (part.Type)
            {
                case IpAttribute:
                    foreach (var address in part.Nested)
                    {
                        if (address.Type is Source4 or Source6) tuple = tuple with { Source = address.Address };
                        else if (address.Type is Destination4 or Destination6) tuple = tuple with { Destination = address.Address };
                    }
                    break;
                case ProtocolAttribute: tuple = tuple.ReadProtocol(part); break;
                case ZoneAttribute: tuple = tuple with { Zone = part.U16BigEndian }; break;
            }
        }
        return tuple;
    }

    internal void Write(NetlinkRequest to, ushort attribute)
    {
        int nest = to.Begin(attribute, flagged: true);
        int ip = to.Begin(IpAttribute, flagged: true);
        to.Attribute(Source.Is6 ? Source6 : Source4, Source).Attribute(Destination.Is6 ? Destination6 : Destination4, Destination);
        to.End(ip);
        int protocol = to.Begin(ProtocolAttribute, flagged: true);
        to.Attribute(Number, Protocol);
        if (IsIcmp)
        {
            bool is6 = Protocol == IpProtocol.Icmp6;
            to.Attribute(is6 ? Type6 : Type4, IcmpType).Attribute(is6 ? Code6 : Code4, IcmpCode).AttributeBigEndian(is6 ? Identifier6 : Identifier4, IcmpIdentifier);
        }
        else if (HasPorts || Protocol == IpProtocol.Gre)
        {
            to.AttributeBigEndian(SourcePortAttribute, SourcePort).AttributeBigEndian(DestinationPortAttribute, DestinationPort);
        }
        to.End(protocol);
        if (Zone is { } zone) to.AttributeBigEndian(ZoneAttribute, zone);
        to.End(nest);
    }

    private ConnectionTuple ReadProtocol(NetlinkAttribute nest)
    {
        var tuple = this;
        foreach (var attribute in nest.Nested)
        {
            switch (attribute.Type)
            {
                case Number: tuple = tuple with { Protocol = attribute.U8 }; break;
                case SourcePortAttribute: tuple = tuple with { SourcePort = attribute.U16BigEndian }; break;
                case DestinationPortAttribute: tuple = tuple with { DestinationPort = attribute.U16BigEndian }; break;
                case Type4 or Type6: tuple = tuple with { IcmpType = attribute.U8 }; break;
                case Code4 or Code6: tuple = tuple with { IcmpCode = attribute.U8 }; break;
                case Identifier4 or Identifier6: tuple = tuple with { IcmpIdentifier = attribute.U16BigEndian }; break;
            }
        }
        return tuple;
    }

    // RFC 792 and RFC 4443: what answers what.
    private byte InverseType() => (Protocol, IcmpType) switch
    {
        (IpProtocol.Icmp, 8) => 0,
        (IpProtocol.Icmp, 0) => 8,
        (IpProtocol.Icmp, 13) => 14,
        (IpProtocol.Icmp, 14) => 13,
        (IpProtocol.Icmp, 15) => 16,
        (IpProtocol.Icmp, 16) => 15,
        (IpProtocol.Icmp, 17) => 18,
        (IpProtocol.Icmp, 18) => 17,
        (IpProtocol.Icmp6, 128) => 129,
        (IpProtocol.Icmp6, 129) => 128,
        _ => IcmpType,
    };
}

/// <summary>The IP protocols that connections are tracked of (/etc/protocols).</summary>
public static class IpProtocol
{
    public const byte Icmp = 1, Tcp = 6, Udp = 17, Dccp = 33, Gre = 47, Icmp6 = 58, Sctp = 132, UdpLite = 136;
}
