using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The next name of a signed zone, and the types that this name has (RFC 4034 section 4).</summary>
[Rdata(DnsType.Nsec, "NSEC")]
public sealed record Nsec(DnsName Following, TypeBitmap Types) : Rdata, IRdata<Nsec>
{
    public static Nsec Read(ref DnsReader wire) => new(wire.Name(), TypeBitmap.Read(ref wire));

    public static Nsec Parse(ref RecordParser text) => new(text.Name(), TypeBitmap.Parse(ref text));

    public override void Write(ref DnsWriter wire)
    {
        wire.Name(Following);
        wire.Put(Types.Bytes.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Following);
        Types.Print(ref text);
    }
}
