namespace Netshoot.Dns.Options;

/// <summary>What an EDNS option is about (IANA "DNS EDNS0 Option Codes"). Any other number is a valid value too.</summary>
public enum EdnsOptionCode : ushort
{
    LongLivedQuery = 1,
    UpdateLease = 2,
    ServerIdentifier = 3,
    AlgorithmsUnderstood = 5,
    DigestsUnderstood = 6,
    Nsec3HashesUnderstood = 7,
    ClientSubnet = 8,
    Expire = 9,
    Cookie = 10,
    TcpKeepalive = 11,
    Padding = 12,
    Chain = 13,
    KeyTag = 14,
    ExtendedError = 15,
    ClientTag = 16,
    ServerTag = 17,
    ReportChannel = 18,
    ZoneVersion = 19,
}

/// <summary>One option of an OPT record (RFC 6891 section 6.1.2), its data as it stands on the wire.</summary>
public readonly record struct EdnsOption(EdnsOptionCode Code, ValueList<byte> Data)
{
    /// <summary>Bytes of the code and the length.</summary>
    internal const int HeaderSize = 4;
}
