namespace Netshoot.Packets;

/// <summary>What the user says the payload of UDP (or TCP) is, whatever its ports: <c>tcpdump -T</c> (tcpdump(8)).</summary>
public enum PayloadType
{
    None,
    Aodv,
    Carp,
    Cnfp,
    Domain,
    Lmp,
    Pgm,
    PgmZmtp1,
    Ptp,
    Quic,
    Radius,
    Resp,
    Rpc,
    Rtcp,
    Rtp,
    Snmp,
    Someip,
    Tftp,
    Vat,
    Vxlan,
    Wb,
    Zmtp1,
}
