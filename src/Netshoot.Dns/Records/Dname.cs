using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>An alias for everything below a name (RFC 6672).</summary>
[Rdata(DnsType.Dname, "DNAME")]
public sealed record Dname(DnsName Target) : Rdata, IRdata<Dname>
{
    public static Dname Read(ref DnsReader wire) => new(wire.Name());

    public static Dname Parse(ref RecordParser text) => new(text.Name());

    public override void Write(ref DnsWriter wire) => wire.FoldedName(Target);

    public override void Print(ref RecordText text) => text.Name(Target);
}
