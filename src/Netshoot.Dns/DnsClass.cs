namespace Netshoot.Dns;

/// <summary>Classes of records and queries (RFC 1035 section 3.2.4, RFC 2136 section 1.3). Any other number is a valid value too.</summary>
public enum DnsClass : ushort
{
    Reserved = 0,
    Internet = 1,
    Csnet = 2,
    Chaos = 3,
    Hesiod = 4,
    None = 254,
    Any = 255,
}
