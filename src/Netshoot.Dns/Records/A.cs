using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>An IPv4 address (RFC 1035 section 3.4.1).</summary>
[Rdata(DnsType.A, "A")]
public sealed record A(InternetAddress Address) : Rdata, IRdata<A>
{
    public static A Read(ref DnsReader wire) => new(wire.Ip4());

    public static A Parse(ref RecordParser text) => new(text.Ip4());

    public override void Write(ref DnsWriter wire) => wire.Ip(Address);

    public override void Print(ref RecordText text) => text.Address(Address);
}
