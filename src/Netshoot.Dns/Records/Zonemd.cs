using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The digest of a whole zone (RFC 8976 section 2.2).</summary>
[Rdata(DnsType.Zonemd, "ZONEMD")]
public sealed record Zonemd(uint Serial, byte Scheme, byte HashAlgorithm, ValueList<byte> Digest) : Rdata, IRdata<Zonemd>
{
    public static Zonemd Read(ref DnsReader wire) => new(wire.U32(), wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Zonemd Parse(ref RecordParser text) => new(text.U32(), text.U8(), text.U8(), text.HasMore ? text.HexRest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U32(Serial);
        wire.U8(Scheme);
        wire.U8(HashAlgorithm);
        wire.Put(Digest.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Serial);
        text.Number(Scheme);
        text.Number(HashAlgorithm);
        text.Open();
        text.Break();
        text.DigestRest(Digest.Span);
        text.Close();
    }
}
