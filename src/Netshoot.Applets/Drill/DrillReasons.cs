using Netshoot.Dns.Security;

namespace Netshoot.Applets.Drill;

/// <summary>What drill says of links that do not hold, and the numbers that it ends with.</summary>
internal static class DrillReasons
{
    /// <summary>Nothing signed, or no way to a trusted key.</summary>
    public const string NoPublicKey = "No DNSSEC public key(s)";

    public const int NoPublicKeyCode = 29;

    public const int NoSignatureCode = 28;

    public const int NetworkCode = 20;

    public const int SocketCode = 70;

    public static string Words(SignatureState state) => state switch
    {
        SignatureState.Unsigned => "No DNSSEC signature(s)",
        SignatureState.NoKeys => "No signatures found for trusted DNSSEC public key(s)",
        SignatureState.NoSuchKey => "No keys with the keytag and algorithm from the RRSIG found",
        SignatureState.Unsupported => "Unknown cryptographic algorithm",
        SignatureState.Bogus => "Bogus DNSSEC signature",
        SignatureState.Expired => "DNSSEC signature has expired",
        SignatureState.NotYetValid => "DNSSEC signature not incepted yet",
        _ => "All OK",
    };

    public static int Code(SignatureState state) => state switch
    {
        SignatureState.Unsigned => NoSignatureCode,
        SignatureState.NoKeys => 30,
        SignatureState.NoSuchKey => 33,
        SignatureState.Unsupported => 26,
        SignatureState.Bogus => 35,
        SignatureState.Expired => 36,
        SignatureState.NotYetValid => 37,
        _ => 0,
    };

    public static string Words(AbsenceState state) => state switch
    {
        AbsenceState.NameNotCovered => "RR not covered by the given NSEC RRs",
        AbsenceState.WildcardNotCovered => "wildcard not covered by the given NSEC RRs",
        _ => "Error in NSEC3 denial of existence proof",
    };

    public static int Code(AbsenceState state) => state switch
    {
        AbsenceState.NameNotCovered => 73,
        AbsenceState.WildcardNotCovered => 74,
        _ => 43,
    };
}
