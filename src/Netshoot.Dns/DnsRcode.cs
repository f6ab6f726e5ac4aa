namespace Netshoot.Dns;

/// <summary>
/// Response codes (IANA "DNS RCODEs"): four bits of the header, twelve with EDNS(0)'s upper eight, sixteen in TSIG and TKEY.
/// </summary>
public enum DnsRcode : ushort
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    NameExists = 6,
    SetExists = 7,
    SetMissing = 8,
    NotAuthoritative = 9,
    NotZone = 10,
    StatefulTypeNotImplemented = 11,

    /// <summary>BADVERS in EDNS(0) (RFC 6891 section 9), BADSIG in TSIG (RFC 8945 section 3).</summary>
    BadVersionOrSignature = 16,
    BadKey = 17,
    BadTime = 18,
    BadMode = 19,
    BadName = 20,
    BadAlgorithm = 21,
    BadTruncation = 22,
    BadCookie = 23,
}
