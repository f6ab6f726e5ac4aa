using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Bytes that are written in base 64 and have no fields here: DHCID (RFC 4701), OPENPGPKEY (RFC 7929), HHIT and BRID (RFC 9886).</summary>
[Rdata(DnsType.Dhcid, "DHCID")]
[Rdata(DnsType.Openpgpkey, "OPENPGPKEY")]
[Rdata(DnsType.Hhit, "HHIT")]
[Rdata(DnsType.Brid, "BRID")]
public sealed record Encoded(ValueList<byte> Bytes) : Rdata, IRdata<Encoded>
{
    public static Encoded Read(ref DnsReader wire) => new(ValueList.Create(wire.TakeRest()));

    public static Encoded Parse(ref RecordParser text) => new(text.Base64Rest());

    public override void Write(ref DnsWriter wire) => wire.Put(Bytes.Span);

    public override void Print(ref RecordText text)
    {
        text.Open();
        text.Base64Rest(Bytes.Span);
        text.Close();
    }
}
