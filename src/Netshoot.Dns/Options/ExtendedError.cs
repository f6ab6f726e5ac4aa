using System.Text;

namespace Netshoot.Dns.Options;

/// <summary>Why a server answered as it did (RFC 8914).</summary>
/// <param name="Code">IANA "Extended DNS Error Codes".</param>
/// <param name="Text">The server's own words; they come from outside.</param>
public readonly record struct ExtendedError(ushort Code, string Text)
{
    /// <summary>Reads the option's data, or null when it is shorter than its code.</summary>
    public static ExtendedError? Read(EdnsOption option)
        => option.Data.Span is [var high, var low, .. var text] ? new((ushort)(high << 8 | low), Encoding.UTF8.GetString(text)) : null;

    public EdnsOption ToOption() => new(EdnsOptionCode.ExtendedError, [(byte)(Code >> 8), (byte)Code, .. Encoding.UTF8.GetBytes(Text)]);

    /// <summary>The registry's words for a code; empty when it has none.</summary>
    public static ReadOnlySpan<byte> Meaning(ushort code) => code switch
    {
        0 => "Other"u8,
        1 => "Unsupported DNSKEY Algorithm"u8,
        2 => "Unsupported DS Digest type"u8,
        3 => "Stale Answer"u8,
        4 => "Forged Answer"u8,
        5 => "DNSSEC Indeterminate"u8,
        6 => "DNSSEC Bogus"u8,
        7 => "Signature Expired"u8,
        8 => "Signature Not Yet Valid"u8,
        9 => "DNSKEY Missing"u8,
        10 => "RRSIGs Missing"u8,
        11 => "No Zone Key Bit Set"u8,
        12 => "NSEC Missing"u8,
        13 => "Cached Error"u8,
        14 => "Not Ready"u8,
        15 => "Blocked"u8,
        16 => "Censored"u8,
        17 => "Filtered"u8,
        18 => "Prohibited"u8,
        19 => "NXDOMAIN Answer"u8,
        20 => "Not Authoritative"u8,
        21 => "Not Supported"u8,
        22 => "No Reachable Authority"u8,
        23 => "Network Error"u8,
        24 => "Invalid Data"u8,
        25 => "Signature Expired Before Valid"u8,
        26 => "Too Early"u8,
        27 => "Unsupported NSEC3 Iterations Value"u8,
        28 => "Unable to conform to policy"u8,
        29 => "Synthesized"u8,
        _ => default,
    };
}
