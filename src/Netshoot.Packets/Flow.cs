using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>What an upper layer must know of the lower ones. The walker carries it; a tunnel's inner packet writes its own.</summary>
public struct Flow
{
    /// <summary>Addresses of the innermost IP header so far.</summary>
    public InternetAddress Source;

    /// <inheritdoc cref="Source"/>
    public InternetAddress Destination;

    /// <summary>Where an IPv6 routing header takes the packet in the end; unset without one.</summary>
    public InternetAddress FinalDestination;

    /// <summary>Hardware addresses of the innermost link header so far; valid where <see cref="HasMac"/>.</summary>
    public MacAddress SourceMac;

    /// <inheritdoc cref="SourceMac"/>
    public MacAddress DestinationMac;

    public bool HasMac;

    /// <summary>4 or 6; 0 before any IP header.</summary>
    public byte IpVersion;

    /// <summary>The protocol number that the pseudo header of checksums carries.</summary>
    public byte IpProtocol;

    /// <summary>Time to live, or hop limit.</summary>
    public byte HopLimit;

    /// <summary>Offset of this fragment in bytes; 0 for whole packets and first fragments.</summary>
    public int FragmentOffset;

    /// <summary>Whether this is a fragment that others follow.</summary>
    public bool MoreFragments;

    /// <summary>Whether the IP header claims more than the lower layers carried.</summary>
    public bool Fragmented => FragmentOffset != 0 || MoreFragments;

    /// <summary>Whether the addresses still have to be printed, with the ports: <c>10.0.0.1.53 > 10.0.0.2.1024: </c>.</summary>
    public bool AddressesPending;

    /// <summary>Whether an IPv6 hop-by-hop header must tell the payload's length (RFC 2675).</summary>
    public bool JumboPending;

    public ushort SourcePort;

    public ushort DestinationPort;

    /// <summary>The EtherType or LLC length that introduced this layer.</summary>
    public ushort EtherType;
}
