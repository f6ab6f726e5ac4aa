namespace Netshoot.Dns;

/// <summary>The single bits of the header's second word (RFC 1035 section 4.1.1, RFC 4035 section 3.2).</summary>
[Flags]
public enum DnsFlags : ushort
{
    None = 0,
    Response = 0x8000,
    AuthoritativeAnswer = 0x0400,
    Truncated = 0x0200,
    RecursionDesired = 0x0100,
    RecursionAvailable = 0x0080,
    Reserved = 0x0040,
    AuthenticData = 0x0020,
    CheckingDisabled = 0x0010,
    All = Response | AuthoritativeAnswer | Truncated | RecursionDesired | RecursionAvailable | Reserved | AuthenticData | CheckingDisabled,
}
