using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A certificate or revocation list (RFC 4398 section 2).</summary>
[Rdata(DnsType.Cert, "CERT")]
public sealed record Cert(ushort CertificateType, ushort KeyTag, byte Algorithm, ValueList<byte> Certificate) : Rdata, IRdata<Cert>
{
    public static Cert Read(ref DnsReader wire) => new(wire.U16(), wire.U16(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Cert Parse(ref RecordParser text) => new(ParseType(ref text), text.U16(), Dnskey.ParseAlgorithm(ref text), text.Base64Rest());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(CertificateType);
        wire.U16(KeyTag);
        wire.U8(Algorithm);
        wire.Put(Certificate.Span);
    }

    public override void Print(ref RecordText text)
    {
        var mnemonic = Mnemonic(CertificateType);
        if (mnemonic.IsEmpty) text.Number(CertificateType);
        else text.Word(mnemonic);
        text.Number(KeyTag);
        // The presentation form has the mnemonic (RFC 4398 section 2.2); drill prints the number.
        if (text.Format.Style != TextStyle.Drill && DnsNames.AlgorithmMnemonic(Algorithm) is { IsEmpty: false } algorithm) text.Word(algorithm);
        else text.Number(Algorithm);
        text.Open();
        text.Break();
        text.Base64Rest(Certificate.Span);
        text.Close();
    }

    /// <summary>IANA "CERT RR Certificate Types".</summary>
    private static ReadOnlySpan<byte> Mnemonic(ushort type) => type switch
    {
        1 => "PKIX"u8,
        2 => "SPKI"u8,
        3 => "PGP"u8,
        4 => "IPKIX"u8,
        5 => "ISPKI"u8,
        6 => "IPGP"u8,
        7 => "ACPKIX"u8,
        8 => "IACPKIX"u8,
        253 => "URI"u8,
        254 => "OID"u8,
        _ => default,
    };

    private static ushort ParseType(ref RecordParser text)
    {
        var word = text.Word();
        for (ushort type = 1; type <= 254; type++)
            if (DnsNames.EqualIgnoreCase(word, Mnemonic(type)) && !word.IsEmpty) return type;
        if (!ushort.TryParse(word, out ushort number)) text.Fail($"'{word}' is not a type of certificate");
        return number;
    }
}
