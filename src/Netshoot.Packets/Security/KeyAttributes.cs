namespace Netshoot.Packets.Security;

/// <summary>Names of attributes and notifications of version 1 (RFC 2407 section 4.5, RFC 2409 annex A, RFC 2408 section 3.14).</summary>
internal static class KeyAttributes
{
    public static string? Name(ushort type) => type switch
    {
        1 => "enc",
        2 => "hash",
        3 => "auth",
        4 => "group desc",
        5 => "group type",
        6 => "group prime",
        7 => "group gen1",
        8 => "group gen2",
        9 => "group curve A",
        10 => "group curve B",
        11 => "lifetype",
        12 => "lifeduration",
        13 => "prf",
        14 => "keylen",
        15 => "field",
        16 => "order",
        _ => null,
    };

    public static string? Value(ushort type, ushort value) => (type, value) switch
    {
        (1, 1) => "1des",
        (1, 2) => "idea",
        (1, 3) => "blowfish",
        (1, 4) => "rc5",
        (1, 5) => "3des",
        (1, 6) => "cast",
        (1, 7) => "aes",
        (2, 1) => "md5",
        (2, 2) => "sha1",
        (2, 3) => "tiger",
        (2, 4) => "sha2-256",
        (2, 5) => "sha2-384",
        (2, 6) => "sha2-512",
        (3, 1) => "preshared",
        (3, 2) => "dss",
        (3, 3) => "rsa sig",
        (3, 4) => "rsa enc",
        (3, 5) => "rsa enc revised",
        (4, _) => Group(value),
        (5, 1) => "MODP",
        (5, 2) => "ECP",
        (5, 3) => "EC2N",
        (11, 1) => "sec",
        (11, 2) => "kb",
        _ => null,
    };

    public static string? Group(ushort value) => value switch
    {
        1 => "modp768",
        2 => "modp1024",
        3 => "EC2N 2^155",
        4 => "EC2N 2^185",
        5 => "modp1536",
        14 => "modp2048",
        15 => "modp3072",
        16 => "modp4096",
        17 => "modp6144",
        18 => "modp8192",
        _ => null,
    };

    public static string? SecurityName(ushort type) => type switch
    {
        1 => "lifetype",
        2 => "life",
        3 => "group desc",
        4 => "enc mode",
        5 => "auth",
        6 => "keylen",
        7 => "rounds",
        8 => "dictsize",
        9 => "privalg",
        _ => null,
    };

    public static string? SecurityValue(ushort type, ushort value) => (type, value) switch
    {
        (1, 1) => "sec",
        (1, 2) => "kb",
        (3, _) => Group(value),
        (4, 1) => "tunnel",
        (4, 2) => "transport",
        (5, 1) => "hmac-md5",
        (5, 2) => "hmac-sha1",
        (5, 3) => "1des-mac",
        (5, 4) => "keyed",
        (5, 5) => "hmac-sha2-256",
        (5, 6) => "hmac-sha2-384",
        (5, 7) => "hmac-sha2-512",
        _ => null,
    };

    public static string? Notification(ushort type) => type switch
    {
        1 => "INVALID-PAYLOAD-TYPE",
        2 => "DOI-NOT-SUPPORTED",
        3 => "SITUATION-NOT-SUPPORTED",
        4 => "INVALID-COOKIE",
        5 => "INVALID-MAJOR-VERSION",
        6 => "INVALID-MINOR-VERSION",
        7 => "INVALID-EXCHANGE-TYPE",
        8 => "INVALID-FLAGS",
        9 => "INVALID-MESSAGE-ID",
        10 => "INVALID-PROTOCOL-ID",
        11 => "INVALID-SPI",
        12 => "INVALID-TRANSFORM-ID",
        13 => "ATTRIBUTES-NOT-SUPPORTED",
        14 => "NO-PROPOSAL-CHOSEN",
        15 => "BAD-PROPOSAL-SYNTAX",
        16 => "PAYLOAD-MALFORMED",
        17 => "INVALID-KEY-INFORMATION",
        18 => "INVALID-ID-INFORMATION",
        19 => "INVALID-CERT-ENCODING",
        20 => "INVALID-CERTIFICATE",
        21 => "CERT-TYPE-UNSUPPORTED",
        22 => "INVALID-CERT-AUTHORITY",
        23 => "INVALID-HASH-INFORMATION",
        24 => "AUTHENTICATION-FAILED",
        25 => "INVALID-SIGNATURE",
        26 => "ADDRESS-NOTIFICATION",
        27 => "NOTIFY-SA-LIFETIME",
        28 => "CERTIFICATE-UNAVAILABLE",
        29 => "UNSUPPORTED-EXCHANGE-TYPE",
        30 => "UNEQUAL-PAYLOAD-LENGTHS",
        24576 => "RESPONDER-LIFETIME",
        24577 => "REPLAY-STATUS",
        24578 => "INITIAL-CONTACT",
        _ => null,
    };
}
