namespace Netshoot.Packets;

/// <summary>The tables in which protocols find their successors.</summary>
public enum Select
{
    None,

    /// <summary>LINKTYPE_ values of capture files.</summary>
    LinkType,

    /// <summary>IEEE 802 EtherType values.</summary>
    EtherType,

    /// <summary>IEEE 802.2 destination service access points.</summary>
    Sap,

    /// <summary>Protocol numbers of IPv4 headers and next-header numbers of IPv6.</summary>
    IpProtocol,

    /// <summary>PPP data link layer protocol numbers.</summary>
    PppProtocol,

    /// <summary>UDP ports, whichever side has them; the destination is asked first.</summary>
    UdpPort,

    /// <summary>UDP ports that count only at the destination.</summary>
    UdpDestination,

    /// <summary>UDP ports that count only at the source.</summary>
    UdpSource,

    /// <summary>UDP ports of servers of remote procedure calls: a call's destination, a reply's source.</summary>
    RpcServer,

    /// <summary>TCP ports, whichever side has them; the destination is asked first.</summary>
    TcpPort,

    /// <summary>What the user says the payload of a TCP connection is: values of <see cref="PayloadType"/>.</summary>
    TcpPayload,

    /// <summary>SCTP payload protocol identifiers.</summary>
    SctpPayload,

    /// <summary>What the user says an UDP payload is: values of <see cref="PayloadType"/>.</summary>
    Payload,

    /// <summary>SNAP protocol identifiers: three bytes of the organization, then two of its own type, the lower 32 bits of them.</summary>
    Snap,

    /// <summary>Message types of IGMP that are protocols of their own.</summary>
    IgmpType,

    /// <summary>Network layer protocol identifiers (ISO/IEC TR 9577).</summary>
    Nlpid,
}
