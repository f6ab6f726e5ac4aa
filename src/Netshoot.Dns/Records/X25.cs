using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>An address in a public data network (RFC 1183 section 3.1).</summary>
[Rdata(DnsType.X25, "X25")]
public sealed record X25(ValueList<byte> Address) : Rdata, IRdata<X25>
{
    public static X25 Read(ref DnsReader wire) => new(ValueList.Create(wire.CharacterString()));

    public static X25 Parse(ref RecordParser text) => new(text.CharacterString());

    public override void Write(ref DnsWriter wire) => wire.CharacterString(Address.Span);

    public override void Print(ref RecordText text) => text.Quoted(Address.Span);
}
