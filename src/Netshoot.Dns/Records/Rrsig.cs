using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A signature over the records of one name and type (RFC 4034 section 3), or over a message (SIG(0), RFC 2931).</summary>
/// <param name="Labels">Labels of the name that was signed, without the root and a leading asterisk.</param>
/// <param name="OriginalTtl">The TTL that was signed, seconds.</param>
/// <param name="Expiration">Seconds since 1970, as a serial number of 32 bits (RFC 1982).</param>
/// <param name="Inception">See <paramref name="Expiration"/>.</param>
[Rdata(DnsType.Sig, "SIG")]
[Rdata(DnsType.Rrsig, "RRSIG")]
public sealed record Rrsig(DnsType Covered, byte Algorithm, byte Labels, uint OriginalTtl, uint Expiration, uint Inception, ushort KeyTag, DnsName Signer, ValueList<byte> Signature)
    : Rdata, IRdata<Rrsig>
{
    public static Rrsig Read(ref DnsReader wire)
        => new((DnsType)wire.U16(), wire.U8(), wire.U8(), wire.U32(), wire.U32(), wire.U32(), wire.U16(), wire.Name(), ValueList.Create(wire.TakeRest()));

    public static Rrsig Parse(ref RecordParser text) => new(
        text.Type(), Dnskey.ParseAlgorithm(ref text), text.U8(), text.Seconds(), text.Time(), text.Time(), text.U16(), text.Name(), text.HasMore ? text.Base64Rest() : default);

    public override void Write(ref DnsWriter wire)
    {
        WriteFields(ref wire);
        wire.Put(Signature.Span);
    }

    /// <summary>Everything but the signature: what is signed first (RFC 4034 section 3.1.8.1).</summary>
    public void WriteFields(ref DnsWriter wire)
    {
        wire.U16((ushort)Covered);
        wire.U8(Algorithm);
        wire.U8(Labels);
        wire.U32(OriginalTtl);
        wire.U32(Expiration);
        wire.U32(Inception);
        wire.U16(KeyTag);
        wire.FoldedName(Signer);
    }

    public override void Print(ref RecordText text)
    {
        text.Type(Covered);
        text.Number(Algorithm);
        text.Number(Labels);
        text.Number(OriginalTtl);
        text.Open();
        text.Break();
        text.Time(Expiration);
        text.Time(Inception);
        text.Number(KeyTag);
        text.Name(Signer);
        text.Break();
        text.SignatureRest(Signature.Span);
        text.Close();
    }
}
