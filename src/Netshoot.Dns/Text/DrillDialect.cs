using Netshoot.Dns.Records;

namespace Netshoot.Dns.Text;

/// <summary>Where drill(1) of ldns 1.8.3 differs from the registries and from other tools.</summary>
public static class DrillDialect
{
    /// <summary>Whether drill prints and takes the type by its name.</summary>
    public static bool Knows(DnsType type) => type is not (DnsType.Ninfo or DnsType.Rkey or DnsType.Dsync or DnsType.Hhit or DnsType.Brid
        or DnsType.Uinfo or DnsType.Uid or DnsType.Gid or DnsType.Unspec or DnsType.Nxname
        or (> DnsType.Caa and < DnsType.Dlv));

    /// <summary>drill's words for a message that cannot be read.</summary>
    public static ReadOnlySpan<byte> Reason(DnsFault fault) => (fault.Kind, fault.Section) switch
    {
        (DnsFaultKind.NameTruncated or DnsFaultKind.LabelType or DnsFaultKind.NameTooLong, _) => "Label length overflow"u8,
        (DnsFaultKind.PointerForward or DnsFaultKind.PointerChain, _) => "Invalid compression pointer"u8,
        (_, DnsSection.Header) => "header section incomplete"u8,
        (_, DnsSection.Question) => "question section incomplete"u8,
        (_, DnsSection.Answer) => "answer section incomplete"u8,
        (_, DnsSection.Authority) => "authority section incomplete"u8,
        _ => "additional section incomplete"u8,
    };

    /// <summary>A key's size in bits as drill counts it, odd results for broken keys included.</summary>
    internal static int KeyBits(Dnskey key)
    {
        const int NoExponentLength = -1;
        var bytes = key.PublicKey.Span;
        switch (key.Algorithm)
        {
            case 1 or 5 or 7 or 8 or 10:
                // RFC 3110 section 2: one byte of exponent length, or a zero and two bytes; the modulus is the rest.
                int exponent = bytes switch { [] => NoExponentLength, [0, var high, var low, ..] => (high << 8 | low) + 2, [0, ..] => NoExponentLength, [var length, ..] => length };
                return exponent == NoExponentLength ? 0 : (bytes.Length - 1 - exponent) * 8;
            case 3 or 6:
                // RFC 2536 section 2: the first byte is T, the modulus has 64 + 8 T bytes.
                return bytes.IsEmpty ? 0 : (64 + bytes[0] * 8) * 8;
            case 13 or 15:
                return 256;
            case 14:
                return 384;
            case 16:
                return 456;
            default:
                return 0;
        }
    }
}
