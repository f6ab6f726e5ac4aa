using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The host behind an NSAP address (RFC 1348 section 2; RFC 1706 put it under nsap.int).</summary>
[Rdata(DnsType.NsapPtr, "NSAP-PTR")]
public sealed record NsapPtr(DnsName Owner) : Rdata, IRdata<NsapPtr>
{
    public static NsapPtr Read(ref DnsReader wire) => new(wire.Name());

    public static NsapPtr Parse(ref RecordParser text) => new(text.Name());

    public override void Write(ref DnsWriter wire) => wire.Name(Owner);

    public override void Print(ref RecordText text) => text.Name(Owner);
}
