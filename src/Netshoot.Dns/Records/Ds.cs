using Netshoot.Dns.Security;
using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The digest of a child zone's key (RFC 4034 section 5), also as CDS (RFC 7344), DLV (RFC 4431) and TA (IANA type 32768).</summary>
[Rdata(DnsType.Ds, "DS")]
[Rdata(DnsType.Cds, "CDS")]
[Rdata(DnsType.Ta, "TA")]
[Rdata(DnsType.Dlv, "DLV")]
public sealed record Ds(ushort KeyTag, byte Algorithm, byte DigestType, ValueList<byte> Digest) : Rdata, IRdata<Ds>
{
    /// <summary>The digest of a key for its parent; null when the kind of digest is not known.</summary>
    public static Ds? Of(DnsName owner, Dnskey key, byte digestType)
        => DnssecCryptography.Digest(owner, key, digestType) is { } digest ? new(key.KeyTag, key.Algorithm, digestType, new(digest)) : null;

    public static Ds Read(ref DnsReader wire) => new(wire.U16(), wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Ds Parse(ref RecordParser text) => new(text.U16(), Dnskey.ParseAlgorithm(ref text), text.U8(), text.HasMore ? text.HexRest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(KeyTag);
        wire.U8(Algorithm);
        wire.U8(DigestType);
        wire.Put(Digest.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(KeyTag);
        text.Number(Algorithm);
        text.Number(DigestType);
        text.Open();
        text.Break();
        text.DigestRest(Digest.Span);
        text.Close();
    }
}
