using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The locators of Nimrod: EID and NIMLOC (draft-ietf-nimrod-dns-02), bytes without a further form.</summary>
[Rdata(DnsType.Eid, "EID")]
[Rdata(DnsType.Nimloc, "NIMLOC")]
public sealed record Locator(ValueList<byte> Bytes) : Rdata, IRdata<Locator>
{
    public static Locator Read(ref DnsReader wire) => new(ValueList.Create(wire.TakeRest()));

    public static Locator Parse(ref RecordParser text) => new(text.HexRest());

    public override void Write(ref DnsWriter wire) => wire.Put(Bytes.Span);

    public override void Print(ref RecordText text)
    {
        text.Open();
        text.HexRest(Bytes.Span);
        text.Close();
    }
}
