using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>One name of the types of RFC 1035 section 3.3: the server, the alias, the host behind an address.</summary>
[Rdata(DnsType.Ns, "NS")]
[Rdata(DnsType.Md, "MD")]
[Rdata(DnsType.Mf, "MF")]
[Rdata(DnsType.Cname, "CNAME")]
[Rdata(DnsType.Mb, "MB")]
[Rdata(DnsType.Mg, "MG")]
[Rdata(DnsType.Mr, "MR")]
[Rdata(DnsType.Ptr, "PTR")]
public sealed record Target(DnsName Name) : Rdata, IRdata<Target>
{
    public static Target Read(ref DnsReader wire) => new(wire.Name());

    public static Target Parse(ref RecordParser text) => new(text.Name());

    public override void Write(ref DnsWriter wire) => wire.CompressedName(Name);

    public override void Print(ref RecordText text) => text.Name(Name);
}
