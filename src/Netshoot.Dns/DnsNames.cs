using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>The names that people give to types, classes, opcodes and response codes (IANA "DNS Parameters").</summary>
public static class DnsNames
{
    /// <summary>The type's mnemonic, or <c>TYPE65280</c> (RFC 3597 section 5).</summary>
    public static void Append(TextBuffer to, DnsType type)
    {
        var mnemonic = RdataTable.Mnemonic(type);
        if (mnemonic.IsEmpty) to.Append($"TYPE{(ushort)type}");
        else to.Append(mnemonic);
    }

    /// <summary>The class's mnemonic, or <c>CLASS17</c> (RFC 3597 section 5).</summary>
    public static void Append(TextBuffer to, DnsClass dnsClass)
    {
        var mnemonic = Mnemonic(dnsClass);
        if (mnemonic.IsEmpty) to.Append($"CLASS{(ushort)dnsClass}");
        else to.Append(mnemonic);
    }

    /// <summary>The response code's mnemonic; empty when it has none.</summary>
    public static ReadOnlySpan<byte> Mnemonic(DnsRcode rcode) => rcode switch
    {
        DnsRcode.NoError => "NOERROR"u8,
        DnsRcode.FormatError => "FORMERR"u8,
        DnsRcode.ServerFailure => "SERVFAIL"u8,
        DnsRcode.NameError => "NXDOMAIN"u8,
        DnsRcode.NotImplemented => "NOTIMP"u8,
        DnsRcode.Refused => "REFUSED"u8,
        DnsRcode.NameExists => "YXDOMAIN"u8,
        DnsRcode.SetExists => "YXRRSET"u8,
        DnsRcode.SetMissing => "NXRRSET"u8,
        DnsRcode.NotAuthoritative => "NOTAUTH"u8,
        DnsRcode.NotZone => "NOTZONE"u8,
        DnsRcode.StatefulTypeNotImplemented => "DSOTYPENI"u8,
        DnsRcode.BadVersionOrSignature => "BADVERS"u8,
        DnsRcode.BadKey => "BADKEY"u8,
        DnsRcode.BadTime => "BADTIME"u8,
        DnsRcode.BadMode => "BADMODE"u8,
        DnsRcode.BadName => "BADNAME"u8,
        DnsRcode.BadAlgorithm => "BADALG"u8,
        DnsRcode.BadTruncation => "BADTRUNC"u8,
        DnsRcode.BadCookie => "BADCOOKIE"u8,
        _ => default,
    };

    /// <summary>The opcode's mnemonic; empty when it has none.</summary>
    public static ReadOnlySpan<byte> Mnemonic(DnsOpcode opcode) => opcode switch
    {
        DnsOpcode.Query => "QUERY"u8,
        DnsOpcode.InverseQuery => "IQUERY"u8,
        DnsOpcode.Status => "STATUS"u8,
        DnsOpcode.Notify => "NOTIFY"u8,
        DnsOpcode.Update => "UPDATE"u8,
        DnsOpcode.StatefulOperations => "DSO"u8,
        _ => default,
    };

    /// <summary>The type's mnemonic; empty when it has none.</summary>
    public static ReadOnlySpan<byte> Mnemonic(DnsType type) => RdataTable.Mnemonic(type);

    /// <summary>The class's mnemonic; empty when it has none.</summary>
    public static ReadOnlySpan<byte> Mnemonic(DnsClass dnsClass) => dnsClass switch
    {
        DnsClass.Internet => "IN"u8,
        DnsClass.Chaos => "CH"u8,
        DnsClass.Hesiod => "HS"u8,
        DnsClass.None => "NONE"u8,
        DnsClass.Any => "ANY"u8,
        _ => default,
    };

    /// <summary>The mnemonic of a DNSSEC algorithm (IANA "DNS Security Algorithm Numbers"); empty when it has none.</summary>
    public static ReadOnlySpan<byte> AlgorithmMnemonic(byte algorithm) => algorithm switch
    {
        1 => "RSAMD5"u8,
        2 => "DH"u8,
        3 => "DSA"u8,
        4 => "ECC"u8,
        5 => "RSASHA1"u8,
        6 => "DSA-NSEC3-SHA1"u8,
        7 => "RSASHA1-NSEC3-SHA1"u8,
        8 => "RSASHA256"u8,
        10 => "RSASHA512"u8,
        12 => "ECC-GOST"u8,
        13 => "ECDSAP256SHA256"u8,
        14 => "ECDSAP384SHA384"u8,
        15 => "ED25519"u8,
        16 => "ED448"u8,
        252 => "INDIRECT"u8,
        253 => "PRIVATEDNS"u8,
        254 => "PRIVATEOID"u8,
        _ => default,
    };

    /// <summary>Every type with a mnemonic.</summary>
    public static ReadOnlySpan<DnsType> Types => RdataTable.All;

    /// <summary>Reads a mnemonic in any case, or <c>TYPE</c> and a number (RFC 3597 section 5).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DnsType type)
    {
        foreach (var known in RdataTable.All)
        {
            if (!EqualIgnoreCase(text, RdataTable.Mnemonic(known))) continue;
            type = known;
            return true;
        }
        bool numbered = TryNumber(text, "TYPE", out ushort number);
        type = (DnsType)number;
        return numbered;
    }

    /// <summary>Reads a mnemonic in any case, or <c>CLASS</c> and a number (RFC 3597 section 5).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DnsClass dnsClass)
    {
        foreach (var known in (ReadOnlySpan<DnsClass>)[DnsClass.Internet, DnsClass.Chaos, DnsClass.Hesiod, DnsClass.None, DnsClass.Any])
        {
            if (!EqualIgnoreCase(text, Mnemonic(known))) continue;
            dnsClass = known;
            return true;
        }
        bool numbered = TryNumber(text, "CLASS", out ushort number);
        dnsClass = (DnsClass)number;
        return numbered;
    }

    internal static bool EqualIgnoreCase(ReadOnlySpan<char> text, ReadOnlySpan<byte> mnemonic) => System.Text.Ascii.EqualsIgnoreCase(mnemonic, text);

    private static bool TryNumber(ReadOnlySpan<char> text, string prefix, out ushort number)
    {
        number = 0;
        return text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && ushort.TryParse(text[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
